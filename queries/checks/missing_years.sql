-- purpose: years within a series without any figure and without a reason in the catalogue
-- grain: one row per data set, measure and cohort with such a year
-- inputs: cells, unavailable_periods
-- output: check, data_set, key, severity, message, rows
-- rules: statistics 16
with years as (
    select distinct
        data_set,
        measure_id,
        cohort,
        period,
        period_start
    from cells
    -- a suppressed figure exists, although it is not shown
    where value is not null or symbol = 'c'
),

steps as (
    select
        years.*,
        lag(period_start) over series as earlier_start,
        lag(period) over series as earlier
    from years
    window series as (partition by measure_id, cohort order by period_start)
),

gaps as (
    select
        steps.data_set,
        steps.measure_id,
        steps.cohort,
        steps.earlier,
        steps.period,
        steps.period_start - steps.earlier_start - 1 as missing,
        count(distinct unavailable_periods.period_start) as explained
    from steps
    left join unavailable_periods
        on
            steps.measure_id = unavailable_periods.measure_id
            and steps.earlier_start < unavailable_periods.period_start
            and steps.period_start > unavailable_periods.period_start
    where steps.period_start - steps.earlier_start > 1
    group by
        steps.data_set, steps.measure_id, steps.cohort, steps.earlier, steps.period,
        steps.period_start, steps.earlier_start
)

select
    'missing_years' as check,
    data_set,
    concat_ws('|', measure_id, cohort) as key,
    'note' as severity,
    concat(
        'no figures of any area ',
        string_agg(concat('between ', earlier, ' and ', period), ' and ' order by period),
        ', and no reason under [[unavailable]] in catalogue/breaks.toml'
    ) as message,
    sum(missing - explained) as rows
from gaps
where missing > explained
group by data_set, measure_id, cohort

-- purpose: measures that lost authorities since the year before, or are mostly suppressed in the latest year
-- grain: one row per data set, measure, cohort and kind of loss
-- inputs: cells, unavailable_periods, check_limits
-- output: check, data_set, key, severity, message, rows
-- rules: limits coverage_loss, suppressed_share and minimum_areas of catalogue/checks.toml
with held as (
    select
        data_set,
        measure_id,
        cohort,
        period,
        period_start,
        count(value) as with_figure,
        count(*) filter (where symbol = 'c') as suppressed,
        count(*) filter (where value is not null or symbol is not null) as areas
    from cells
    where area_level = 'local_authority'
    group by data_set, measure_id, cohort, period, period_start
),

-- a file prints a row of its newest year for every measure, also for those not published yet
published as (
    select distinct
        measure_id,
        cohort,
        period
    from cells
    where value is not null or symbol = 'c'
),

steps as (
    select
        held.*,
        lag(with_figure) over series as before,
        lag(period) over series as earlier,
        row_number() over (
            partition by measure_id, cohort order by period_start desc
        ) as recency
    from held
    left semi join published
        on
            held.measure_id = published.measure_id
            and held.cohort = published.cohort
            and held.period = published.period
    window series as (partition by measure_id, cohort order by period_start)
),

latest as (
    select
        steps.*,
        check_limits.coverage_loss,
        check_limits.suppressed_share,
        check_limits.minimum_areas
    from check_limits
    cross join steps
    left anti join unavailable_periods
        on
            steps.measure_id = unavailable_periods.measure_id
            and steps.period_start = unavailable_periods.period_start
    where steps.recency = 1
)

select
    'lost_areas' as check,
    data_set,
    concat_ws('|', measure_id, cohort) as key,
    'warning' as severity,
    concat(
        'figures for ', with_figure, ' authorities in ', period, ', ', before, ' in ', earlier
    ) as message,
    before - with_figure as rows
from latest
where before >= minimum_areas and with_figure < (1 - coverage_loss) * before
union all
select
    'mostly_suppressed' as check,
    data_set,
    concat_ws('|', measure_id, cohort) as key,
    'note' as severity,
    concat(suppressed, ' of ', areas, ' authorities are suppressed in ', period) as message,
    suppressed as rows
from latest
where areas >= minimum_areas and suppressed > suppressed_share * areas

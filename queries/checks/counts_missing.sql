-- purpose: years in which a measure has figures and no longer the numbers of pupils behind them, though other years of the same file have
-- grain: one row per data set, measure and cohort with such a year
-- inputs: cells, measures
-- output: check, data_set, key, severity, message, rows
-- rules: statistics 0 (grades): a figure without counts cannot be tested
with years as (
    select
        cells.data_set,
        cells.data_set_version,
        cells.measure_id,
        cells.cohort,
        cells.period,
        count(*) as figures,
        count(cells.denominator) as counted
    from cells
    inner join measures on cells.measure_id = measures.measure_id
    where cells.value is not null and measures.is_local = 0 and cells.data_set_version <> ''
    group by
        cells.data_set, cells.data_set_version, cells.measure_id, cells.cohort, cells.period
),

series as (
    select
        years.*,
        max(counted) over (
            partition by data_set, data_set_version, measure_id, cohort
        ) as counted_most
    from years
)

select
    'counts_missing' as check,
    data_set,
    concat_ws('|', measure_id, cohort) as key,
    'warning' as severity,
    concat(
        'figures without the number of pupils behind them in ',
        string_agg(period, ', ' order by period),
        ', though the file has it for other years: these years cannot be tested'
    ) as message,
    sum(figures) as rows
from series
where counted = 0 and counted_most > 0
group by data_set, measure_id, cohort

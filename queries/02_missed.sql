-- purpose: areas that had figures of a measure and have no row in its latest period, so that reports can name them
-- grain: one row per measure, cohort and area, at the latest period of the measure
-- inputs: usable, measure_years, areas
-- output: the period without a row, with the numbers, unit and decimals (printed_unit) that a figure of it would have
-- rules: statistics 0 (no row is no symbol)
with
-- how far the rows and the figures of each area go
reached as (
    select
        measure_id,
        cohort,
        area_code,
        min(data_set) as data_set,
        max(period_start) as last_row,
        max(case when value is not null then period_start end) as last_figure
    from usable
    group by measure_id, cohort, area_code
),

latest as (
    select
        measure_id,
        cohort,
        max(last_figure) as latest_start
    from reached
    group by measure_id, cohort
)

select
    reached.measure_id,
    reached.cohort,
    reached.area_code,
    measure_years.period,
    areas.area_name,
    areas.area_level,
    measure_years.period_start,
    measure_years.unit,
    measure_years.segment_id,
    reached.data_set,
    power(10.0, -measure_years.decimals) as printed_unit,
    measure_years.measure_no,
    measure_years.cohort_no,
    areas.area_no,
    measure_years.period_no
from reached
inner join latest
    on reached.measure_id = latest.measure_id and reached.cohort = latest.cohort
inner join areas on reached.area_code = areas.area_code
inner join measure_years
    on
        latest.measure_id = measure_years.measure_id
        and latest.cohort = measure_years.cohort
        and latest.latest_start = measure_years.period_start
        and areas.area_level = measure_years.area_level
where reached.last_figure is not null and reached.last_row < latest.latest_start
order by reached.measure_id, reached.cohort, reached.area_code, measure_years.period

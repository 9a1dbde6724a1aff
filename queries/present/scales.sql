-- purpose: the middle half of authorities' figures, which the axis of a trend covers as well as the area and its comparator
-- grain: one row per measure and cohort, at the latest period of the measure
-- inputs: cells, materiality
-- output: lower and upper quartile of authorities' figures (unit)
-- rules: charts 7 (axes fit the area, its comparators and the quartiles)
select
    cells.measure_id,
    cells.cohort,
    percentile_cont(0.25) within group (order by cells.value) as low,
    percentile_cont(0.75) within group (order by cells.value) as high
from cells
inner join materiality
    on
        cells.measure_id = materiality.measure_id
        and cells.cohort = materiality.cohort
        and cells.period = materiality.latest_period
where cells.area_level = 'local_authority' and cells.value is not null
group by cells.measure_id, cells.cohort
order by cells.measure_id, cells.cohort

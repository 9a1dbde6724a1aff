-- purpose: the span that nearly all authorities' figures lie within, so that an axis is the same for every authority
-- grain: one row per measure and cohort
-- inputs: cells
-- output: first and ninety-ninth percentile of authorities' figures of all years (unit)
-- rules: charts 1 (axis sharing)
select
    measure_id,
    cohort,
    percentile_cont(0.01) within group (order by value) as low,
    percentile_cont(0.99) within group (order by value) as high
from cells
where area_level = 'local_authority' and value is not null
group by measure_id, cohort
order by measure_id, cohort

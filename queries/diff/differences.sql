-- purpose: everything that differs, in one table
-- grain: one row per kind, measure, cohort, area, period and comparator
-- inputs: changed_figures, changed_verdicts, diff_areas
-- output: the columns of queries/diff/figures.sql with the area's name, sorted by the key
-- rules: none of its own
with everything as (
    select * from changed_figures
    union all
    select * from changed_verdicts
)

select
    kind,
    measure_id,
    cohort,
    everything.area_code,
    coalesce(everything.area_name, diff_areas.area_name, everything.area_code) as area_name,
    period,
    comparator,
    changed,
    old_text,
    new_text,
    old_value,
    new_value,
    difference,
    data_set
from everything
left join diff_areas on everything.area_code = diff_areas.area_code
order by kind, measure_id, cohort, area_code, period, comparator

-- purpose: how much differs, measure by measure
-- grain: one row per kind, measure and period
-- inputs: differences
-- output: rows, areas, least and greatest difference (unit)
-- rules: none of its own
select
    kind,
    measure_id,
    period,
    count(*) as rows,
    count(distinct area_code) as areas,
    min(difference) as least,
    max(difference) as most
from differences
group by kind, measure_id, period
order by kind, measure_id, period

-- purpose: keys that were published more than once
-- grain: one row per data set, measure, cohort, area and period that has several rows
-- inputs: staged
-- output: the key, how many rows, whether they differ, first and last line of the published file
-- rules: design of bad input: equal twins are kept once, different ones stop the data set
select
    data_set,
    concat_ws('|', measure_id, cohort, area_code, period) as key,
    count(*) as rows,
    count(distinct coalesce(cast(value as varchar), symbol)) > 1
    or count(distinct coalesce(cast(denominator as varchar), '')) > 1
    or count(distinct coalesce(cast(numerator as varchar), '')) > 1 as differ,
    min(source_row) as first_row,
    max(source_row) as last_row
from staged
group by data_set, measure_id, cohort, area_code, period
having count(*) > 1
order by data_set, key

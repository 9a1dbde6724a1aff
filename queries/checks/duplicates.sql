-- purpose: keys that were published more than once
-- grain: one row per data set, version, measure, cohort, area and period that has several rows
-- inputs: staged_files
-- output: the key, how many rows, whether they differ, first and last line of the published file
-- rules: design of bad input: equal rows are kept once, different ones stop the data set
with repeated as (
    select
        data_set,
        data_set_version,
        measure_id,
        cohort,
        area_code,
        period,
        count(*) as rows
    from staged_files
    group by data_set, data_set_version, measure_id, cohort, area_code, period
    having count(*) > 1
)

select
    staged.data_set,
    staged.data_set_version,
    staged.measure_id,
    staged.cohort,
    staged.area_code,
    staged.period,
    concat_ws('|', staged.measure_id, staged.cohort, staged.area_code, staged.period) as key,
    count(*) as rows,
    count(distinct concat_ws(
        '|', coalesce(cast(staged.value as varchar), staged.symbol),
        coalesce(cast(staged.numerator as varchar), 'none'),
        coalesce(cast(staged.denominator as varchar), 'none')
    )) > 1 as differ,
    min(staged.source_row) as first_row,
    max(staged.source_row) as last_row
from staged_files as staged
inner join repeated
    on
        staged.data_set = repeated.data_set
        and staged.data_set_version = repeated.data_set_version
        and staged.measure_id = repeated.measure_id
        and staged.cohort = repeated.cohort
        and staged.area_code = repeated.area_code
        and staged.period = repeated.period
group by
    staged.data_set, staged.data_set_version, staged.measure_id, staged.cohort, staged.area_code,
    staged.period
order by data_set, key

-- purpose: figures that a data set prints of authorities and that are not theirs, which are not read
-- grain: one row per data set, measure and period
-- inputs: staged, misprints
-- output: check, data_set, key, severity, message, rows
-- rules: none of statistics
select
    'misprinted' as check,
    staged.data_set,
    concat_ws('|', staged.measure_id, staged.period) as key,
    'note' as severity,
    concat(
        string_agg(staged.area_name, ', ' order by staged.area_name), ': not read (',
        min(misprints.misprint_note), ')'
    ) as message,
    count(*) as rows
from staged
inner join misprints
    on
        staged.data_set = misprints.data_set
        and staged.measure_id = misprints.measure_id
        and staged.area_code = misprints.area_code
        and staged.period_start = misprints.period_start
        and staged.value = misprints.printed
group by staged.data_set, staged.measure_id, staged.period

-- purpose: figures that a data set prints for an area before it had anyone to count, which are not used
-- grain: one row per data set and area
-- inputs: staged, not_yet
-- output: check, data_set, key, severity, message, rows
-- rules: none of statistics
select
    'not_yet' as check,
    not_yet.data_set,
    not_yet.area_code as key,
    'note' as severity,
    concat(
        min(staged.area_name), ': figures before ', min(not_yet.first_period),
        ' are not used (', min(not_yet.not_yet_note), ')'
    ) as message,
    count(*) as rows
from not_yet
inner join staged
    on
        not_yet.area_code = staged.area_code
        and not_yet.data_set = staged.data_set
where staged.period_start < not_yet.first_start
group by not_yet.data_set, not_yet.area_code

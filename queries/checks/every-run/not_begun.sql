-- purpose: figures of periods that begin after their file was published, or after today, which are not used
-- grain: one row per data set, version and period
-- inputs: staged, releases
-- output: check, data_set, key, severity, message, rows
-- rules: none of statistics
select
    'period_not_begun' as check,
    releases.data_set,
    staged.period as key,
    'error' as severity,
    concat(
        releases.file, ' line ', min(staged.source_row), ': the period ', staged.period,
        ' begins after ', min(releases.begun_by), '; ', count(*),
        case when count(*) = 1 then ' figure of it is' else ' figures of it are' end,
        ' not used. Correct the period, or fetch the file again'
    ) as message,
    count(*) as rows
from staged
inner join releases
    on
        staged.data_set = releases.data_set
        and staged.data_set_version = releases.data_set_version
where staged.period_start > releases.begun_start
group by releases.data_set, staged.data_set_version, releases.file, staged.period

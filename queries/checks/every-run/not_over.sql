-- purpose: figures of periods that had begun and were not over when their file was published, or today, which are not used
-- grain: one row per data set, version, period and span of it
-- inputs: staged, releases, unfinished_years
-- output: check, data_set, key, severity, message, rows
-- rules: statistics 0 (a part of a year is not a year)
select
    'period_not_over' as check,
    releases.data_set,
    staged.period as key,
    'error' as severity,
    concat(
        releases.file, ' line ', min(staged.source_row), ': the period ', staged.period, ' (', staged.span,
        ') was not over by ', min(releases.begun_by), ', and a part of it is not the whole; ', count(*),
        case when count(*) = 1 then ' figure of it is' else ' figures of it are' end,
        ' not used. Correct the period, or fetch the file again when it is complete'
    ) as message,
    count(*) as rows
from staged
inner join releases
    on
        staged.data_set = releases.data_set
        and staged.data_set_version = releases.data_set_version
inner join unfinished_years
    on
        staged.data_set = unfinished_years.data_set
        and staged.data_set_version = unfinished_years.data_set_version
        and staged.span = unfinished_years.span
where staged.period_start > unfinished_years.over_start and staged.period_start <= releases.begun_start
group by releases.data_set, staged.data_set_version, releases.file, staged.period, staged.span

-- purpose: of several releases that hold a figure, the newest; an earlier one fills only what newer ones lack
-- grain: as the staged files, without what stopped
-- inputs: staged_files, releases, stopped_measures
-- output: the columns of the staged files
-- rules: design of a directory with several releases; a suppressed figure stays suppressed, "not available" does not
select staged_files.*
from staged_files
inner join releases
    on
        staged_files.data_set = releases.data_set
        and staged_files.data_set_version = releases.data_set_version
left anti join stopped_measures
    on
        staged_files.measure_id = stopped_measures.measure_id
        and staged_files.data_set = stopped_measures.data_set
        and staged_files.data_set_version = stopped_measures.data_set_version
-- rows of one release tie, so that its own duplicates are still seen
qualify rank() over (
    partition by
        staged_files.measure_id, staged_files.cohort,
        staged_files.area_code, staged_files.period
    order by
        case
            when staged_files.value is null and staged_files.symbol = 'x' then 1
            else 0
        end,
        releases.precedence
) = 1

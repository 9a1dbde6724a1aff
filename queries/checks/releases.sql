-- purpose: of several releases that hold a figure, the newest; an earlier one fills only what newer ones lack
-- grain: as the staged files that have to be chosen from, without what stopped
-- inputs: staged_files, releases, stopped_measures
-- output: the columns of the staged files
-- rules: design of a directory with several releases; a suppressed figure stays suppressed, "not available" does not
with ranked as (
    select
        staged_files.*,
        -- what is not available gives way to any release that has something
        case
            when staged_files.value is null and staged_files.symbol = 'x'
                then releases.precedence + 1000000
            else releases.precedence
        end as turn
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
    where releases.to_choose
),

firsts as (
    select
        measure_id,
        cohort,
        area_code,
        period,
        min(turn) as turn
    from ranked
    group by measure_id, cohort, area_code, period
)

-- rows of one release have one turn, so that its own duplicates are still seen
select ranked.* except (turn)
from ranked
inner join firsts
    on
        ranked.measure_id = firsts.measure_id
        and ranked.cohort = firsts.cohort
        and ranked.area_code = firsts.area_code
        and ranked.period = firsts.period
        and ranked.turn = firsts.turn

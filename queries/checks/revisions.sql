-- purpose: figures that a newer release prints otherwise than an earlier one
-- grain: one row per measure and earlier release that has figures in common with newer ones
-- inputs: staged (as chosen), staged_files, releases, measures
-- output: figures in common, how many differ, the largest difference (unit) and the one figure that differs most
-- rules: a difference counts beyond half the coarser printed unit; revisions are listed, not hidden
with compared as (
    select
        earlier.measure_id,
        earlier.data_set,
        releases.file,
        earlier.cohort,
        earlier.area_name,
        earlier.period,
        earlier.value as old_value,
        staged.value as new_value,
        measures.unit,
        abs(earlier.value - staged.value) as difference,
        abs(earlier.value - staged.value) > 0.5000001 * power(
            10.0,
            -least(
                earlier.value_decimals, staged.value_decimals, measures.decimals
            )
        ) as differs
    from staged_files as earlier
    inner join releases
        on
            earlier.data_set = releases.data_set
            and earlier.data_set_version = releases.data_set_version
    inner join staged
        on
            earlier.measure_id = staged.measure_id
            and earlier.cohort = staged.cohort
            and earlier.area_code = staged.area_code
            and earlier.period = staged.period
            and earlier.data_set_version <> staged.data_set_version
    inner join measures on earlier.measure_id = measures.measure_id
    where releases.to_choose and earlier.value is not null and staged.value is not null
),

ordered as (
    select
        compared.*,
        row_number() over (
            partition by measure_id, data_set, file
            order by difference desc, cohort, area_name, period
        ) as place
    from compared
)

select
    measure_id,
    data_set,
    file,
    count(*) as compared,
    count(*) filter (where differs) as revised,
    max(case when place = 1 then difference end) as largest,
    max(case when place = 1 then old_value end) as old_value,
    max(case when place = 1 then new_value end) as new_value,
    max(
        case
            when place = 1 then concat(cohort, ', ', area_name, ', ', period)
        end
    ) as largest_key,
    max(unit) as unit
from ordered
group by measure_id, data_set, file
order by measure_id, data_set, file

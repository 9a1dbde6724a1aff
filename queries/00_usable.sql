-- purpose: staged figures up to the as-of period, without those that are printed twice or by mistake
-- grain: one row per measure, cohort, area and period
-- inputs: staged, repeated_keys, not_yet, misprints, as_of
-- parted: staged
-- output: the columns of staged
-- rules: statistics 0
-- threads: any
-- view: who reads it computes the columns and rows that it needs
select staged.*
from as_of
cross join staged
-- of equal rows the first is used; rows that differ have stopped their data set before
left join repeated_keys
    on
        staged.measure_id = repeated_keys.measure_id
        and staged.cohort = repeated_keys.cohort
        and staged.area_code = repeated_keys.area_code
        and staged.period = repeated_keys.period
        and staged.data_set_version = repeated_keys.data_set_version
-- what is printed before an area had anyone to count is not its figure
left anti join not_yet
    on
        staged.area_code = not_yet.area_code
        and staged.data_set = not_yet.data_set
        and staged.period_start < not_yet.first_start
-- nor is one number that is printed for every authority of a region
left anti join misprints
    on
        staged.data_set = misprints.data_set
        and staged.measure_id = misprints.measure_id
        and staged.area_code = misprints.area_code
        and staged.period_start = misprints.period_start
        and staged.value = misprints.printed
where
    staged.period_start <= as_of.as_of_start
    and (repeated_keys.first_row is null or staged.source_row = repeated_keys.first_row)

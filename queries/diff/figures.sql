-- purpose: figures that differ between two runs or two stores
-- grain: one row per measure, cohort, area and period whose figure is new, revised or gone
-- inputs: old_facts, new_facts
-- output: kind, which columns differ, both figures (unit) or their symbols
-- rules: diff of the design: a symbol is a published cell as much as a number is, and a cell that is gone is not a zero
with old_measures as (
    select distinct measure_id from old_facts
),

old_periods as (
    select distinct
        measure_id,
        period
    from old_facts
),

paired as (
    select
        coalesce(after.measure_id, before.measure_id) as measure_id,
        coalesce(after.cohort, before.cohort) as cohort,
        coalesce(after.area_code, before.area_code) as area_code,
        coalesce(after.area_name, before.area_name) as area_name,
        coalesce(after.period, before.period) as period,
        coalesce(after.data_set, before.data_set) as data_set,
        before.measure_id is not null as was,
        after.measure_id is not null as is_now,
        before.value as old_value,
        after.value as new_value,
        coalesce(cast(before.value as varchar), before.symbol) as old_text,
        coalesce(cast(after.value as varchar), after.symbol) as new_text,
        before.release_status as old_status,
        after.release_status as new_status,
        concat_ws(
            ', ',
            case
                when
                    (before.value is distinct from after.value)
                    or (before.symbol is distinct from after.symbol)
                    then 'value'
            end,
            case when before.numerator is distinct from after.numerator then 'numerator' end,
            case when before.denominator is distinct from after.denominator then 'denominator' end,
            case
                when
                    (before.value_lower is distinct from after.value_lower)
                    or (before.value_upper is distinct from after.value_upper)
                    then 'limits'
            end
        ) as changed
    from old_facts as before
    full join new_facts as after
        on
            before.measure_id = after.measure_id
            and before.cohort = after.cohort
            and before.area_code = after.area_code
            and before.period = after.period
),

sorted_out as (
    select
        paired.*,
        case
            when not was and old_measures.measure_id is null then 'new_measure'
            when not was and old_periods.period is null then 'new_period'
            when not was then 'new_figure'
            when not is_now then 'vanished'
            when changed <> '' then 'revised'
            when old_status is distinct from new_status then 'status'
        end as kind
    from paired
    left join old_measures on paired.measure_id = old_measures.measure_id
    left join old_periods
        on paired.measure_id = old_periods.measure_id and paired.period = old_periods.period
)

select
    kind,
    measure_id,
    cohort,
    area_code,
    area_name,
    period,
    cast('' as varchar) as comparator,
    case kind when 'revised' then changed when 'status' then 'release status' else '' end as changed,
    case kind when 'status' then old_status else old_text end as old_text,
    case kind when 'status' then new_status else new_text end as new_text,
    old_value,
    new_value,
    new_value - old_value as difference,
    data_set
from sorted_out
where kind is not null

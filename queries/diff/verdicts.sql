-- purpose: verdicts that differ between two runs
-- grain: one row per measure, cohort, area and comparator whose level, direction or judgement moved
-- inputs: old_findings, new_findings
-- output: kind, which words differ, both verdicts in words, in the columns of queries/diff/figures.sql
-- rules: diff of the design: a verdict is its level, its direction and its judgement
with paired as (
    select
        coalesce(after.measure_id, before.measure_id) as measure_id,
        coalesce(after.cohort, before.cohort) as cohort,
        coalesce(after.area_code, before.area_code) as area_code,
        coalesce(after.comparator, before.comparator) as comparator,
        coalesce(after.period, before.period) as period,
        before.measure_id is not null as was,
        after.measure_id is not null as is_now,
        concat(
            replace(before.level, '_', ' '), '; ', replace(before.direction, '_', ' '),
            case when before.judgement <> '' then concat('; ', before.judgement) else '' end,
            ' (', before.period, ')'
        ) as old_text,
        concat(
            replace(after.level, '_', ' '), '; ', replace(after.direction, '_', ' '),
            case when after.judgement <> '' then concat('; ', after.judgement) else '' end,
            ' (', after.period, ')'
        ) as new_text,
        concat_ws(
            ', ',
            case when before.level is distinct from after.level then 'level' end,
            case when before.direction is distinct from after.direction then 'direction' end,
            case when before.judgement is distinct from after.judgement then 'judgement' end
        ) as changed
    from old_findings as before
    full join new_findings as after
        on
            before.measure_id = after.measure_id
            and before.cohort = after.cohort
            and before.area_code = after.area_code
            and before.comparator = after.comparator
)

select
    case
        when not was then 'verdict_new'
        when not is_now then 'verdict_gone'
        else 'verdict'
    end as kind,
    measure_id,
    cohort,
    area_code,
    cast(null as varchar) as area_name,
    period,
    comparator,
    case when was and is_now then changed else '' end as changed,
    case when was then old_text end as old_text,
    case when is_now then new_text end as new_text,
    cast(null as double) as old_value,
    cast(null as double) as new_value,
    cast(null as double) as difference,
    cast(null as varchar) as data_set
from paired
where changed <> ''

-- purpose: what leaders read first: strengths, concerns, and what is worse and getting worse
-- grain: one row per area, list and place in it
-- inputs: judgements_made, authority_values, findings, measures, held_cohorts, thresholds
-- output: the finding, its place in the list (1 is first) and how many thresholds wide the gap is
-- rules: statistics 18 (judgement); recent years before old ones, tested before untested, then the wider gap in multiples of
-- what matters; measures that tell one story take one place, the newest year first
with judged as (
    select
        judgements_made.area_code,
        judgements_made.measure_id,
        judgements_made.cohort,
        judgements_made.period_start,
        measures.story,
        judgements_made.favour,
        judgements_made.direction,
        judgements_made.level,
        judgements_made.evidence_grade,
        judgements_made.blocked_by_not_known,
        case
            when judgements_made.level like 'significantly%' then 0
            when judgements_made.evidence_grade in ('A', 'B') then 1
            when judgements_made.evidence_grade = 'I' then 2
            else 3
        end as strength,
        abs(judgements_made.difference) / greatest(judgements_made.m_level, 1e-9) as size,
        -- a year that is old beside the newest of the area leads no page
        max(judgements_made.period_start) over (partition by judgements_made.area_code) - judgements_made.period_start
        > thresholds.old_after as is_late,
        findings.finding_id,
        findings.judgement,
        findings.headline
    from thresholds
    cross join judgements_made
    inner join measures on judgements_made.measure_id = measures.measure_id
    inner join authority_values
        on
            judgements_made.measure_id = authority_values.measure_id
            and judgements_made.cohort = authority_values.cohort
            and judgements_made.period = authority_values.period
            and judgements_made.comparator = authority_values.main_comparator
    inner join findings
        on
            judgements_made.measure_id = findings.measure_id
            and judgements_made.cohort = findings.cohort
            and judgements_made.area_code = findings.area_code
            and judgements_made.comparator = findings.comparator
    -- a measure that tells the years before of another says nothing beside it
    left anti join judgements_made as newer
        on
            measures.history_of = newer.measure_id
            and judgements_made.area_code = newer.area_code
            and newer.value is not null
    -- nor does a cohort of a handful, by any number of it that is held
    left anti join held_cohorts
        on
            judgements_made.cohort = held_cohorts.cohort
            and judgements_made.area_code = held_cohorts.area_code
            and held_cohorts.is_small
    where
        judgements_made.polarity <> 0
        -- a handful of pupils makes no headline
        and not judgements_made.small_cohort
        and judgements_made.cohort in ('ehc-plan', 'sen-support', 'all-sen')
),

listed as (
    select
        judged.*,
        'strengths' as list
    from judged
    where favour in ('favourable', 'significantly_favourable') and not blocked_by_not_known
    union all
    select
        judged.*,
        'concerns' as list
    from judged
    where favour in ('unfavourable', 'significantly_unfavourable')
    union all
    select
        judged.*,
        'worse_and_getting_worse' as list
    from judged
    where favour in ('unfavourable', 'significantly_unfavourable') and direction = 'declining'
),

told as (
    select
        listed.*,
        row_number() over (
            partition by area_code, list, story, cohort
            order by period_start desc, strength, measure_id <> story, size desc, measure_id
        ) as turn
    from listed
)

select
    area_code,
    list,
    cast(row_number() over (
        partition by area_code, list
        order by is_late, strength, size desc, measure_id, cohort
    ) as int) as place,
    finding_id,
    measure_id,
    cohort,
    judgement,
    headline,
    size
from told
where turn = 1
order by area_code, list, place

-- purpose: what leaders read first: strengths, concerns, and what is worse and getting worse
-- grain: one row per area, list and place in it
-- inputs: profiles
-- output: the finding, its place in the list (1 is first) and its size: how many times the smallest gap that matters
-- rules: statistics 18 (judgement); recent years before old ones, tested before untested, then the wider gap in multiples of
-- what matters; measures of the same story have one place, that of the newest year
with judged as (
    select
        area_code,
        measure_id,
        cohort,
        period_start,
        story,
        is_better,
        is_worse,
        direction,
        is_late,
        finding_id,
        judgement,
        headline,
        case
            when level like 'significantly%' then 0
            when evidence_grade in ('A', 'B') then 1
            when evidence_grade = 'I' then 2
            else 3
        end as strength,
        abs(difference) / greatest(m_level, 1e-9) as size
    from profiles
    where
        polarity <> 0
        -- a handful of pupils makes no headline, by the figure's own number or by any other of the cohort
        and not small_cohort
        and not is_small
        -- nor does a measure that a newer one continues
        and not superseded
        and cohort in ('ehc-plan', 'sen-support', 'all-sen')
),

listed as (
    select
        judged.*,
        'strengths' as list
    from judged
    where is_better
    union all
    select
        judged.*,
        'concerns' as list
    from judged
    where is_worse
    union all
    select
        judged.*,
        'worse_and_getting_worse' as list
    from judged
    where is_worse and direction = 'declining'
),

placed_in_story as (
    select
        listed.*,
        row_number() over (
            partition by area_code, list, story, cohort
            order by period_start desc, strength, measure_id <> story, size desc, measure_id
        ) as place_in_story
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
from placed_in_story
where place_in_story = 1
order by area_code, list, place

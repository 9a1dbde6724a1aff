-- purpose: each verdict in the words of a picture's title and alternative text
-- grain: one row per chosen area, measure and cohort, against the main comparator
-- inputs: chosen_areas, profile_words, openings
-- output: claim (empty where nothing was compared), claim_alone (without what it is compared
-- with, where a claim before it names that), claim_order (1: the first to be named in its area), figures with their years
-- rules: statistics 15 (words no stronger than the verdict); charts 1, 7 (title truth, alternative text)
with judged as (
    select
        profile_words.*,
        concat(
            measure_title,
            case
                when (theme = 'identification' and cohorts_n = 1) or cohort_title = '' then ''
                when theme = 'identification' then concat(' (', cohort_short, ')')
                else concat(', ', cohort_short)
            end
        ) as subject,
        case when basis = 'not_robust' then concat(' (', basis_note, ')') else basis_mark end as basis_words,
        case
            when level like '%above' or level like '%below' then ' '
            when level = 'broadly_in_line' then ' with '
            else ' from '
        end as preposition,
        is_better or is_worse as sided,
        case favour
            when 'significantly_favourable' then 'significantly better'
            when 'significantly_unfavourable' then 'significantly worse'
            when 'favourable' then 'better'
            else 'worse'
        end as side_words,
        coalesce(nullif(openings.topic_place, 0), 1000) as opening_place
    from chosen_areas
    inner join profile_words on chosen_areas.area_code = profile_words.area_code
    left join openings
        on
            profile_words.area_code = openings.area_code
            and profile_words.measure_id = openings.measure_id
            and profile_words.cohort = openings.cohort
),

worded as (
    select
        judged.*,
        case when favour like 'significantly%' then '' else basis_words end as side_basis,
        case
            when level = 'not_available' then ''
            when not sided then concat(replace(level, '_', ' '), preposition, comparator_phrase, basis_words)
        end as claim_without_side
    from judged
)

select
    area_code,
    measure_id,
    cohort,
    coalesce(claim_without_side, concat(side_words, ' than ', comparator_phrase, side_basis)) as claim,
    coalesce(claim_without_side, concat(side_words, side_basis)) as claim_alone,
    row_number() over (
        partition by area_code
        order by
            superseded or is_small or small_cohort or level = 'not_available',
            is_old or is_late,
            sided desc,
            -- what opens the page of the area leads its pictures
            opening_place,
            favour like 'significantly%' desc,
            abs(difference) / m_level desc nulls last,
            measure_order,
            cohort_order
    ) as claim_order,
    concat(
        subject, ': ',
        case
            when value is null then no_figure
            when before_text = '' then concat(figure_text, ' in ', period)
            else concat(before_text, ', ', figure_text, ' in ', period)
        end,
        case
            when comparator_value is null or unit = 'count' then ''
            else concat('; ', comparator_phrase, ' ', comparator_text)
        end,
        case when rank_text = '' then '' else concat('; ', rank_text) end
    ) as figures
from worded
order by area_code, measure_order, cohort_order

-- purpose: what the page of an area shows next to each verdict, in words, and the sentences that open it
-- grain: one row per chosen area, measure and cohort, against the main comparator
-- inputs: chosen_areas, areas, profile_words, openings
-- output: figures of region and neighbours (unit), year and rank before, since when, topic and places, sentence, title of a slide
-- rules: statistics 15 (words no stronger than the verdict)
with worded as (
    select
        profile_words.*,
        areas.area_name,
        concat(
            measure_title,
            case
                when theme = 'identification' and cohorts_n = 1 then ''
                when theme = 'identification' then concat(' (', cohort_short, ')')
                when cohort_title = '' then ''
                else concat(', ', cohort_title)
            end
        ) as subject,
        case
            when level like '%above' or level like '%below' then concat(' ', comparator_phrase)
            when level = 'broadly_in_line' then concat(' with ', comparator_phrase)
            else concat(' from ', comparator_phrase)
        end as against_text
    from chosen_areas
    inner join profile_words on chosen_areas.area_code = profile_words.area_code
    inner join areas on chosen_areas.area_code = areas.area_code
),

judged as (
    select
        worded.*,
        concat(replace(level, '_', ' '), against_text, basis_mark) as verdict_text
    from worded
)

select
    judged.area_code,
    judged.measure_id,
    judged.cohort,
    judged.region_value,
    judged.neighbours_median,
    cast(judged.neighbours_places as int) as neighbours_decimals,
    judged.before_text,
    judged.rank_text,
    case when judged.since_years >= 2 then judged.since else '' end as since,
    judged.is_old or judged.is_late as is_old,
    judged.superseded,
    judged.is_small,
    coalesce(openings.topic, '') as topic,
    cast(coalesce(openings.topic_place, 0) as int) as topic_place,
    -- the order of slides: duties first, then what leads the lists
    cast(coalesce(openings.slide_place, 0) as int) as slide_place,
    concat(
        judged.subject, ': ', judged.figure_text, ', ', replace(judged.level, '_', ' '),
        judged.against_text, ', ', judged.comparator_text, judged.basis_mark
    ) as slide_title,
    concat(
        judged.subject, ': in ', judged.year_word, judged.period, ' ', judged.area_name, ' had ', judged.figure_text,
        case
            when judged.value_before is null then ''
            when judged.before_text = concat(judged.figure_text, ' in ', judged.period_before)
                then concat(', as in ', judged.period_before)
            when judged.value > judged.value_before then concat(', up from ', judged.before_text)
            when judged.value < judged.value_before then concat(', down from ', judged.before_text)
            else concat(', as in ', judged.period_before)
        end,
        ', next to ', judged.comparator_text, ' for ', judged.comparator_phrase,
        case
            when judged.neighbours_median is null then ''
            else concat(
                ' and a median of ',
                printed_number(judged.neighbours_median, judged.neighbours_places), judged.unit_text,
                ' for its statistical neighbours'
            )
        end,
        case
            when judged.rank_text = '' then ''
            when judged.rank_before is null then concat('. It has ', judged.rank_text)
            when judged.rank = judged.rank_before and judged.ranked = judged.ranked_before
                then concat('. It has ', judged.rank_text, ', as the year before')
            else concat('. It has ', judged.rank_text, ', after ', judged.rank_before, ' of ', judged.ranked_before, ' the year before')
        end,
        '.'
    ) as opening,
    judged.verdict_text,
    concat(
        judged.verdict_text,
        case when judged.since_years >= 2 then concat(', as in every year held since ', judged.since) else '' end
    ) as opening_verdict
from judged
left join openings
    on
        judged.area_code = openings.area_code
        and judged.measure_id = openings.measure_id
        and judged.cohort = openings.cohort
order by judged.area_code, judged.measure_order, judged.cohort_order

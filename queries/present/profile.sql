-- purpose: what the page of an area shows next to each verdict, in words, and the sentences that open it
-- grain: one row per chosen area, measure and cohort, against the main comparator
-- inputs: chosen_areas, profiles, openings
-- output: figures of region and neighbours (unit), year and rank before, since when, topic and places, sentence, title of a slide
-- rules: statistics 15 (words no stronger than the verdict)
with worded as (
    select
        profiles.*,
        concat(
            measure_title,
            case
                when theme = 'identification' and cohorts_n = 1 then ''
                when theme = 'identification' then concat(' (', cohort_short, ')')
                else concat(', ', cohort_title)
            end,
            ': ', printed_number(value, decimals), unit_text
        ) as figure_text,
        case
            when level like '%above' or level like '%below' then concat(' ', comparator_phrase)
            when level = 'broadly_in_line' then concat(' with ', comparator_phrase)
            else concat(' from ', comparator_phrase)
        end as against_text,
        case
            when value_before is null then ''
            else concat(printed_number(value_before, decimals), unit_text, ' in ', period_before)
        end as before_text,
        case
            when rank is null or polarity = 0 or is_small then ''
            when rank = rank_max then concat('rank ', rank, ' of ', ranked)
            else concat('rank ', rank, '–', rank_max, ' of ', ranked)
        end as rank_text,
        case
            when level_rule in (7, 8, 9) then ' (indicative)'
            when level_rule in (10, 11, 12) then ' (not tested)'
            else ''
        end as basis_text
    from chosen_areas
    inner join profiles on chosen_areas.area_code = profiles.area_code
)

select
    worded.area_code,
    worded.measure_id,
    worded.cohort,
    worded.region_value,
    worded.neighbours_median,
    cast(coalesce(worded.neighbours_n, 0) as int) as neighbours_n,
    worded.before_text,
    worded.rank_text,
    case when worded.since_years >= 2 then worded.since else '' end as since,
    worded.is_old or worded.is_late as is_old,
    worded.superseded,
    worded.is_small,
    coalesce(openings.topic, '') as topic,
    cast(coalesce(openings.topic_place, 0) as int) as topic_place,
    -- the order of slides: duties first, then what leads the lists
    cast(coalesce(openings.slide_place, 0) as int) as slide_place,
    concat(
        worded.figure_text, ', ', replace(worded.level, '_', ' '),
        worded.against_text, ', ', printed_number(worded.comparator_value, worded.decimals), worded.unit_text,
        worded.basis_text
    ) as slide_title,
    concat(
        worded.figure_text, ' in ', worded.year_word, worded.period,
        case
            when worded.value_before is null then ''
            when worded.value > worded.value_before then concat(', up from ', worded.before_text)
            when worded.value < worded.value_before then concat(', down from ', worded.before_text)
            else concat(', as in ', worded.period_before)
        end,
        '; ', worded.comparator_phrase, ' ',
        printed_number(worded.comparator_value, worded.decimals), worded.unit_text,
        case
            when worded.neighbours_median is null then ''
            else concat(
                '; statistical neighbours (median) ',
                printed_number(worded.neighbours_median, worded.decimals), worded.unit_text
            )
        end,
        case
            when worded.rank_text = '' then ''
            when worded.rank_before is null then concat('; ', worded.rank_text)
            else concat('; ', worded.rank_text, ' (', worded.rank_before, ' of ', worded.ranked_before, ' the year before)')
        end,
        '.'
    ) as opening,
    concat(
        replace(worded.level, '_', ' '),
        worded.against_text,
        worded.basis_text,
        case when worded.since_years >= 2 then concat(', as in every year held since ', worded.since) else '' end
    ) as opening_verdict
from worded
left join openings
    on
        worded.area_code = openings.area_code
        and worded.measure_id = openings.measure_id
        and worded.cohort = openings.cohort
order by worded.area_code, worded.measure_order, worded.cohort_order

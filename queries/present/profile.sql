-- purpose: what the page of an area shows next to each verdict, and its opening sentences
-- grain: one row per chosen area, measure and cohort, against the main comparator
-- inputs: chosen_areas, judgements_made, authority_values, comparisons, series, rankings, currency, measures, cohorts, comparators, areas, headlines, findings, cohort_sizes, thresholds
-- output: figures of region and neighbours (unit), the year before, the rank before, since when on this side, topic and sentence
-- rules: statistics 12 (ranks), 15 (words no stronger than the verdict); charts 7 (spine row)
with leads as (
    -- the duty that opens a page, whatever else there is
    select
        'duties' as topic,
        'ehc-20-weeks' as measure_id
),

verdicts as (
    select
        judgements_made.*,
        measures.theme,
        measures.measure_title,
        measures.measure_order,
        measures.unit,
        measures.cohorts_n,
        coalesce(measures.story, measures.measure_id) as story,
        case measures.unit when '%' then '%' when 'per 100' then ' per 100' else '' end as unit_text,
        case when measures.of_destination_years = 1 then 'the destination year ' else '' end as year_word,
        cohorts.cohort_title,
        cohorts.cohort_short,
        cohorts.cohort_order,
        comparators.comparator_phrase,
        authority_values.main_comparator,
        findings.finding_id,
        newer.measure_id is not null as superseded
    from chosen_areas
    inner join judgements_made on chosen_areas.area_code = judgements_made.area_code
    inner join measures on judgements_made.measure_id = measures.measure_id
    inner join cohorts on judgements_made.cohort = cohorts.cohort
    inner join authority_values
        on
            judgements_made.measure_id = authority_values.measure_id
            and judgements_made.cohort = authority_values.cohort
            and judgements_made.period = authority_values.period
            and judgements_made.comparator = authority_values.main_comparator
    inner join comparators on judgements_made.comparator = comparators.comparator
    inner join findings
        on
            judgements_made.measure_id = findings.measure_id
            and judgements_made.cohort = findings.cohort
            and judgements_made.area_code = findings.area_code
            and judgements_made.comparator = findings.comparator
    -- a measure that tells the years before of another
    left join (
        select distinct
            measure_id,
            area_code
        from judgements_made
        where value is not null
    ) as newer
        on measures.history_of = newer.measure_id and judgements_made.area_code = newer.area_code
),

-- the years in which the area was on either side of the comparator
sides as (
    select
        comparisons.measure_id,
        comparisons.cohort,
        comparisons.area_code,
        comparisons.period,
        case
            when comparisons.level like '%above' then 'above'
            when comparisons.level like '%below' then 'below'
            else 'neither'
        end as side,
        case
            when verdicts.level like '%above' then 'above'
            when verdicts.level like '%below' then 'below'
        end as side_now,
        verdicts.period as latest
    from verdicts
    inner join comparisons
        on
            verdicts.measure_id = comparisons.measure_id
            and verdicts.cohort = comparisons.cohort
            and verdicts.area_code = comparisons.area_code
            and verdicts.comparator = comparisons.comparator
    -- only years that are comparable with the latest
    inner join series
        on
            comparisons.measure_id = series.measure_id
            and comparisons.cohort = series.cohort
            and comparisons.area_code = series.area_code
            and comparisons.period = series.period
    where comparisons.level <> 'not_available'
),

turned as (
    select
        measure_id,
        cohort,
        area_code,
        max(case when side <> side_now then period else '' end) as last_other
    from sides
    where side_now is not null
    group by measure_id, cohort, area_code
),

lasting as (
    select
        sides.measure_id,
        sides.cohort,
        sides.area_code,
        min(sides.period) as since,
        count(*) as years_n
    from sides
    inner join turned
        on
            sides.measure_id = turned.measure_id
            and sides.cohort = turned.cohort
            and sides.area_code = turned.area_code
    where sides.period > turned.last_other
    group by sides.measure_id, sides.cohort, sides.area_code
),

placed as (
    select
        verdicts.*,
        rankings.rank,
        rankings.rank_max,
        rankings.ranked,
        rankings.region_value,
        rankings.neighbours_median,
        rankings.neighbours_n,
        earlier.period as period_before,
        earlier.value as value_before,
        rank_before.rank as rank_before,
        rank_before.ranked as ranked_before,
        lasting.since,
        coalesce(lasting.years_n, 0) as since_years,
        coalesce(currency.is_old, false) as is_old,
        -- the newest year of the area: what is much older comes last
        max(verdicts.period_start) over (partition by verdicts.area_code) - verdicts.period_start > thresholds.old_after
        as is_late,
        coalesce(headlines.place, 1000) as headline_place,
        coalesce(cohort_sizes.is_small, false) as is_small
    from thresholds
    cross join verdicts
    left join rankings
        on
            verdicts.measure_id = rankings.measure_id
            and verdicts.cohort = rankings.cohort
            and verdicts.area_code = rankings.area_code
            and verdicts.period = rankings.period
    left join series as earlier
        on
            verdicts.measure_id = earlier.measure_id
            and verdicts.cohort = earlier.cohort
            and verdicts.area_code = earlier.area_code
            and verdicts.period_start = earlier.period_start + 1
    left join rankings as rank_before
        on
            earlier.measure_id = rank_before.measure_id
            and earlier.cohort = rank_before.cohort
            and earlier.area_code = rank_before.area_code
            and earlier.period = rank_before.period
    left join lasting
        on
            verdicts.measure_id = lasting.measure_id
            and verdicts.cohort = lasting.cohort
            and verdicts.area_code = lasting.area_code
    left join currency
        on verdicts.measure_id = currency.measure_id and verdicts.cohort = currency.cohort
    left join cohort_sizes
        on verdicts.cohort = cohort_sizes.cohort and verdicts.area_code = cohort_sizes.area_code
    left join headlines
        on verdicts.finding_id = headlines.finding_id and headlines.list in ('strengths', 'concerns')
),

worded as (
    select
        placed.*,
        case
            when theme = 'identification' then 'duties'
            when theme in ('attainment', 'absence', 'exclusions') then 'school'
            when theme in ('destinations', 'adulthood') then 'next'
        end as topic,
        -- one sentence speaks of what pupils attain and of how they attend
        case when theme in ('absence', 'exclusions') then 'attendance' else theme end as half,
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
    from placed
),

candidates as (
    select
        worded.*,
        row_number() over (
            partition by worded.area_code, worded.topic, worded.half
            order by
                leads.measure_id is null,
                worded.is_late,
                worded.headline_place = 1000,
                worded.favour in ('unfavourable', 'significantly_unfavourable') desc,
                worded.headline_place,
                worded.measure_order,
                worded.cohort_order
        ) as turn_in_half,
        leads.measure_id is not null as leading
    from worded
    left join leads on worded.topic = leads.topic and worded.measure_id = leads.measure_id
    where
        worded.topic is not null
        and worded.polarity <> 0
        and worded.level <> 'not_available'
        and not worded.small_cohort
        and not worded.is_small
        and not worded.superseded
        and worded.cohort in ('ehc-plan', 'sen-support', 'all-sen')
),

chosen as (
    select
        candidates.area_code,
        candidates.measure_id,
        candidates.cohort,
        candidates.topic,
        row_number() over (
            partition by candidates.area_code, candidates.topic
            order by
                candidates.leading desc, candidates.turn_in_half, candidates.is_late,
                candidates.headline_place, candidates.measure_order, candidates.cohort_order
        ) as turn
    from candidates
    left anti join candidates as earlier
        on
            candidates.area_code = earlier.area_code
            and candidates.topic = earlier.topic
            and candidates.half = earlier.half
            and candidates.story = earlier.story
            and candidates.turn_in_half > earlier.turn_in_half
),

opening as (
    select
        candidates.area_code,
        candidates.measure_id,
        candidates.cohort,
        candidates.measure_order,
        candidates.cohort_order,
        candidates.is_late,
        candidates.headline_place,
        case candidates.topic when 'duties' then 1 when 'school' then 2 else 3 end as topic_order,
        case when chosen.turn <= 2 then 0 else 1 end as follows
    from candidates
    left join chosen
        on
            candidates.area_code = chosen.area_code
            and candidates.measure_id = chosen.measure_id
            and candidates.cohort = chosen.cohort
),

preferred as (
    select
        opening.*,
        row_number() over (
            partition by area_code
            order by follows, is_late, headline_place, measure_order, cohort_order
        ) as choice
    from opening
    where follows = 0 or headline_place < 1000
),

slides as (
    select
        area_code,
        measure_id,
        cohort,
        row_number() over (
            partition by area_code
            order by topic_order, measure_order, cohort_order
        ) as place
    from preferred
    where choice <= 8
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
    case when chosen.turn <= 2 then chosen.topic else '' end as topic,
    cast(coalesce(chosen.turn, 0) as int) as topic_place,
    -- the order of slides: duties first, then what leads the lists
    cast(coalesce(slides.place, 0) as int) as slide_place,
    concat(
        worded.measure_title,
        case
            when worded.theme = 'identification' and worded.cohorts_n = 1 then ''
            when worded.theme = 'identification' then concat(' (', worded.cohort_short, ')')
            else concat(', ', worded.cohort_title)
        end,
        ': ', printed_number(worded.value, worded.decimals), worded.unit_text, ', ', replace(worded.level, '_', ' '),
        case
            when worded.level like '%above' or worded.level like '%below' then ' '
            when worded.level = 'broadly_in_line' then ' with '
            else ' from '
        end,
        worded.comparator_phrase, ', ', printed_number(worded.comparator_value, worded.decimals), worded.unit_text,
        worded.basis_text
    ) as slide_title,
    concat(
        worded.measure_title,
        case
            when worded.theme = 'identification' and worded.cohorts_n = 1 then ''
            when worded.theme = 'identification' then concat(' (', worded.cohort_short, ')')
            else concat(', ', worded.cohort_title)
        end,
        ': ', printed_number(worded.value, worded.decimals), worded.unit_text, ' in ', worded.year_word, worded.period,
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
        case
            when worded.level like '%above' or worded.level like '%below' then concat(' ', worded.comparator_phrase)
            when worded.level = 'broadly_in_line' then concat(' with ', worded.comparator_phrase)
            else concat(' from ', worded.comparator_phrase)
        end,
        worded.basis_text,
        case when worded.since_years >= 2 then concat(', as in every year held since ', worded.since) else '' end
    ) as opening_verdict
from worded
left join chosen
    on
        worded.area_code = chosen.area_code
        and worded.measure_id = chosen.measure_id
        and worded.cohort = chosen.cohort
left join slides
    on
        worded.area_code = slides.area_code
        and worded.measure_id = slides.measure_id
        and worded.cohort = slides.cohort
order by worded.area_code, worded.measure_order, worded.cohort_order

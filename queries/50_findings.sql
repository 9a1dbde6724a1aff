-- purpose: each verdict in words, made from the fields of the verdict and nothing else
-- grain: one row per measure, cohort, area and comparator, at the latest period of the measure
-- inputs: verdicts, evidence, trends, measures, cohorts, comparators, areas, breaks, thresholds, as_of
-- parted: verdicts, evidence, trends
-- output: finding_id (stable), verdict, headline, sentence with its caveats, caveats, rule numbers, keys of the facts it rests on
-- rules: statistics 15, 16, 18 (inspector phrases, traceability); charts 1 (titles no stronger than the verdict)
-- the break that the latest period of a measure lies behind is the last one before it
with cuts as (
    select
        breaks.measure_id,
        breaks.before_start,
        breaks.break_before,
        breaks.break_title,
        breaks.break_kind,
        lead(breaks.before_start, 1, 9999) over (
            partition by breaks.measure_id order by breaks.before_start
        ) as next_start
    from breaks
),

told as (
    select
        verdicts.*,
        as_of.as_of,
        areas.area_phrase,
        -- a title that ends in an aside closes it before the sentence goes on
        concat(
            measures.measure_title,
            case
                when regexp_like(
                    measures.measure_title,
                    ', (including|without|excluding|full year|all schools|(autumn|spring|summer)[a-z ]* terms?)[^,]*$'
                ) then ','
                else ''
            end
        ) as title_text,
        measures.measure_title,
        measures.caveat,
        measures.unit,
        measures.kind,
        case when measures.of_destination_years = 1 then 'the destination year ' else '' end as year_word,
        cohorts.cohort_title,
        coalesce(nullif(measures.people, ''), cohorts.cohort_short) as cohort_short,
        coalesce(nullif(measures.people, ''), 'pupils') as people,
        comparators.comparator_phrase,
        -- the figure of neighbours is their pooled one where counts are tested, else the middle one
        case
            when verdicts.target_by is not null then concat(' by ', verdicts.target_by)
            when verdicts.comparator = 'target' then ''
            when verdicts.comparator <> 'neighbours-same-cohort'
                then concat(' for ', comparators.comparator_phrase)
            when verdicts.evidence_grade in ('A', 'B')
                then concat(' for ', comparators.comparator_phrase, ' together')
            else concat(' for the median of ', comparators.comparator_phrase)
        end as for_text,
        evidence.evidence,
        -- a figure about plans or about the cohort's own size needs no "for pupils with a plan"
        case
            when measures.people <> '' then ''
            when measures.theme <> 'identification' and measures.measure_title like 'Pupils %'
                then concat(' among ', cohorts.cohort_title)
            when measures.theme <> 'identification' then concat(' for ', cohorts.cohort_title)
            when measures.cohorts_n > 1 then concat(' (', cohorts.cohort_short, ')')
            else ''
        end as subject_text,
        case measures.unit when '%' then '%' when 'per 100' then ' per 100' when 'weeks' then ' weeks' when 'days' then ' days' else '' end as unit_text,
        case measures.unit when '%' then ' percentage points' when 'per 100' then ' per 100' when 'weeks' then ' weeks' when 'days' then ' days' else '' end as change_unit,
        printed_number(thresholds.small_cohort, 0) as small_cohort_text,
        printed_number(thresholds.small_count, 0) as small_count_text,
        -- a break is told where it shortens the years that are read
        case
            when trends.segment_id > 0 and cuts.break_before is not null
                then concat(
                    ' Years before ', cuts.break_before, ' are not comparable (', cuts.break_title, ').'
                )
            else ''
        end as break_text,
        case
            when cuts.break_before is null or cuts.break_before <= verdicts.gap_trend_from then ''
            when cuts.break_kind = 'grading' then ', across a change of grading'
            else ', across a break in the series'
        end as gap_across
    from as_of
    cross join thresholds
    cross join verdicts
    inner join measures on verdicts.measure_id = measures.measure_id
    inner join cohorts on verdicts.cohort = cohorts.cohort
    inner join comparators on verdicts.comparator = comparators.comparator
    inner join areas on verdicts.area_code = areas.area_code
    left join evidence
        on
            verdicts.measure_id = evidence.measure_id
            and verdicts.cohort = evidence.cohort
            and verdicts.area_code = evidence.area_code
            and verdicts.comparator = evidence.comparator
    left join trends
        on
            verdicts.measure_id = trends.measure_id
            and verdicts.cohort = trends.cohort
            and verdicts.area_code = trends.area_code
            and verdicts.period = trends.period_to
    left join cuts
        on
            verdicts.measure_id = cuts.measure_id
            and verdicts.period_start >= cuts.before_start
            and verdicts.period_start < cuts.next_start
),

-- what weakens a word stands in brackets beside it
bracketed as (
    select
        told.*,
        concat(printed_number(value, places), replace(unit_text, ' per 100', ' per 100 pupils')) as value_text,
        concat(printed_number(comparator_value, comparator_places), unit_text) as comparator_text,
        array_remove_all(
            make_array(
                case when basis_note <> '' then replace(basis_text, 'pupils', people) else '' end,
                case when array_has(flags, 'borderline') then 'borderline: rounding could tip it' else '' end,
                case when array_has(flags, 'detectable_but_small') then 'beyond chance, but too small to matter' else '' end,
                case
                    when not small_cohort then ''
                    -- their number is said already
                    when basis = 'indicative' then 'a small group'
                    else concat('fewer than ', small_cohort_text, ' ', people)
                end,
                case when array_has(flags, 'small_count') then concat('fewer than ', small_count_text, ' ', people, ' counted or left out') else '' end,
                case when array_has(flags, 'ci_rounding_sensitive') then 'depends on how its limits were rounded' else '' end,
                case when unusual is not null then concat(replace(unusual, '_', ' '), ' among authorities') else '' end
            ),
            ''
        ) as level_notes,
        array_remove_all(
            make_array(
                direction_note,
                case when array_has(trend_flags, 'possible_rise') then 'a rise is possible' else '' end,
                case when array_has(trend_flags, 'possible_fall') then 'a fall is possible' else '' end
            ),
            ''
        ) as direction_notes
    from told
),

worded as (
    select
        bracketed.*,
        concat(
            replace(level, '_', ' '),
            case
                when array_length(level_notes) > 0
                    then concat(' (', array_to_string(level_notes, '; '), ')')
                else ''
            end
        ) as level_words,
        concat(
            direction_said,
            case
                when
                    direction in ('improving', 'declining', 'rising', 'falling')
                    and array_has(trend_flags, 'every_year')
                    then ' every year'
                else ''
            end
        ) as direction_words,
        -- what went up and down is not told by its ends
        case
            when direction = 'volatile' then ''
            else concat(
                signed_number(change, places),
                case
                    when signed_number(abs(change), places) = '+1'
                        then replace(change_unit, 'points', 'point')
                    else change_unit
                end
            )
        end as change_text,
        array_to_string(direction_notes, '; ') as direction_note_text,
        case
            when direction not in ('improving', 'declining') then ''
            when gap_direction = 'gaining' and direction = 'declining' then ', though less than England'
            when gap_direction = 'gaining' then ', gaining on England'
            when gap_direction = 'losing' and direction = 'improving' then ', though less than England'
            when gap_direction = 'losing' then ', losing ground to England'
            when gap_direction = 'in_step' then ', in step with England'
            else ''
        end as gap_words,
        concat(
            case
                when not_sustained
                    then concat(
                        ' An earlier gain was not sustained: the best year was ', peak_period,
                        ' (', printed_number(peak_value, places), unit_text, ').'
                    )
                else ''
            end,
            case when array_has(trend_flags, 'recovered') then ' An earlier loss was made good.' else '' end,
            case
                when array_has(trend_flags, 'fall_coincides_with_rise_in_not_known')
                    then concat(
                        ' Part of the fall coincides with a rise in not known (',
                        signed_number(not_known_change, places), ' percentage points).'
                    )
                else ''
            end
        ) as direction_asides,
        case
            when coalesce(gap_trend, 'not_shown') = 'not_shown' then ''
            else concat(
                ' Between ', gap_trend_from, ' and ', period,
                case gap_trend
                    when 'narrowed' then ' the gap to England narrowed'
                    when 'widened' then ' the gap to England widened'
                    when 'lead_grew' then ' the lead over England grew'
                    when 'lead_shrank' then ' the lead over England shrank'
                    when 'caught_up' then ' the area caught up with England'
                    else ' the lead over England was lost'
                end,
                ' (approximate', gap_across, ').'
            )
        end as gap_trend_aside,
        concat(
            case
                when not_known_told
                    then concat(
                        ' Not known: ', printed_number(not_known, places), '%',
                        case
                            when england_not_known is not null
                                then concat(' (England ', printed_number(england_not_known, places), '%)')
                            else ''
                        end,
                        '.'
                    )
                else ''
            end,
            case
                when blocked_by_not_known
                    then ' So many are not known that this is no strength.'
                when not_known_says = 'could_explain'
                    then ' The gap could be explained by those whose activity is not known.'
                when not_known_says = 'cannot_explain'
                    then ' It would be lower even if everyone not known had a sustained destination.'
                else ''
            end,
            case
                when array_has(flags, 'counts_reconstructed')
                    then ' Its numbers of pupils were worked out from published rates.'
                else ''
            end,
            case
                when array_has(flags, 'comparator_is_sum_of_authorities')
                    then concat(' The figure for ', comparator_phrase, ' is the sum of its authorities.')
                else ''
            end
        ) as level_asides
    from bracketed
)

select
    concat_ws('.', measure_id, cohort, area_code, comparator, replace(as_of, '/', '-')) as finding_id,
    measure_id,
    cohort,
    area_code,
    as_of,
    period,
    comparator,
    level,
    direction,
    judgement,
    evidence_grade,
    pupils_used,
    pupils_from,
    noise,
    case
        when no_figure is not null then concat(measure_title, ', ', cohort_short, ': ', no_figure)
        when level = 'not_available'
            then concat(measure_title, ', ', cohort_short, ': not available')
        else concat(
            measure_title, ', ', cohort_short, ': ', level_words, '; ', direction_words,
            case when direction_note_text <> '' then concat(' (', direction_note_text, ')') else '' end,
            gap_words
        )
    end as headline,
    case
        when no_figure is not null
            then concat(title_text, subject_text, ' in ', area_phrase, ': ', no_figure, '.')
        when level = 'not_available'
            then concat(
                title_text, subject_text, ' in ', area_phrase,
                ' cannot be compared with ', comparator_phrase, ' in ', period, ': ',
                replace(flags[1], 'for the comparator', concat('for ', comparator_phrase)), '.'
            )
        else concat(
            title_text, subject_text, ' in ', area_phrase, ': ',
            value_text, ' in ', year_word, period,
            case when array_has(flags, 'provisional') then ' (provisional)' else '' end,
            ' against ', case when comparator = 'target' then 'the target of ' else '' end,
            comparator_text, for_text, ', ', level_words, '.',
            level_asides,
            case
                when direction = 'too_few_years'
                    then ' There are fewer than 3 comparable years, too few for a direction.'
                else concat(
                    ' From ', period_from, ' to ', period, ': ', direction_words,
                    case
                        when change_text <> '' or direction_note_text <> ''
                            then concat(
                                ' (',
                                concat_ws('; ', nullif(change_text, ''), nullif(direction_note_text, '')),
                                ')'
                            )
                        else ''
                    end,
                    gap_words,
                    '.', direction_asides
                )
            end,
            gap_trend_aside,
            break_text
        )
    end as sentence,
    array_remove_all(
        make_array(
            case when caveat <> '' then caveat else '' end,
            case when small_cohort then concat('small cohort: fewer than ', small_cohort_text, ' ', people) else '' end,
            case
                when array_has(flags, 'small_count')
                    then concat('small numbers: fewer than ', small_count_text, ' ', people, ' counted, or left out of the count')
                else ''
            end,
            case when array_has(flags, 'provisional') then 'the latest figures are provisional' else '' end,
            case when array_has(flags, 'borderline') then 'borderline: rounding could carry it over the threshold' else '' end,
            basis_caveat,
            case when array_has(flags, 'ci_rounding_sensitive') then 'the limits as printed decide: before rounding it could be otherwise' else '' end,
            case when array_has(flags, 'comparator_limits_assumed') then 'no limits were published for England: its figure is taken as exact' else '' end,
            case when array_has(flags, 'counts_reconstructed') then 'counts reconstructed from published rates' else '' end,
            case when array_has(flags, 'comparator_is_sum_of_authorities') then 'England was not published for these pupils: its figure is the sum of its authorities' else '' end,
            case when array_has(flags, 'counts_within_a_range') then 'counts are known only within a rounding; the limits cover them all' else '' end,
            case when array_has(flags, 'part_whole_uncorrected') then 'the area is part of the comparator and could not be taken out of it' else '' end,
            case when array_has(trend_flags, 'overlapping_cohorts') then 'many pupils stand in several years: the test of the trend is approximate' else '' end,
            case when not_known_says = 'could_explain' then 'could be explained by those whose activity is not known' else '' end,
            case when blocked_by_not_known then 'many are not known: a low figure is no strength' else '' end,
            case
                when array_has(trend_flags, 'fall_coincides_with_rise_in_not_known')
                    then 'part of the fall coincides with a rise in not known'
                else ''
            end,
            ltrim(break_text)
        ),
        ''
    ) as caveats,
    array_remove_all(
        make_array(
            concat('level rule ', level_rule),
            case when direction_rule is not null then concat('direction rule ', direction_rule) else '' end,
            concat('method ', coalesce(method, 'none')),
            case when part_whole is not null then concat('part and whole ', part_whole) else '' end,
            case when not_known_told then 'not-known bounds' else '' end
        ),
        ''
    ) as rules,
    evidence
from worded
order by measure_id, cohort, area_code, comparator

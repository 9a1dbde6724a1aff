-- purpose: each verdict in words, made from the fields of the verdict and nothing else
-- grain: one row per measure, cohort, area and comparator, at the latest period of the measure
-- inputs: phrases
-- output: finding_id (stable), verdict, headline, sentence with its caveats, caveats, rule numbers, keys of the facts it rests on,
-- not_known_effect (could_explain, no_strength, part_of_the_fall, cannot_explain; null without those not known)
-- rules: statistics 15, 16, 18 (inspector phrases, traceability); charts 1 (titles no stronger than the verdict)
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
            case when array_has(flags, 'comparator_limits_assumed') then 'no limits were published for England: its figure is treated as exact' else '' end,
            case when array_has(flags, 'counts_reconstructed') then 'counts reconstructed from published rates' else '' end,
            case when array_has(flags, 'comparator_is_sum_of_authorities') then 'England was not published for these pupils: its figure is the sum of its authorities' else '' end,
            case when array_has(flags, 'counts_within_a_range') then 'counts are known only within a rounding; the limits cover them all' else '' end,
            case when array_has(flags, 'part_whole_uncorrected') then 'the area is part of the comparator and could not be removed from it' else '' end,
            case when array_has(trend_flags, 'overlapping_cohorts') then 'many pupils are in several years: the test of the trend is approximate' else '' end,
            case when not_known_effect = 'could_explain' then 'could be explained by those whose activity is not known' else '' end,
            case when blocked_by_not_known then 'many are not known: a low figure is not a strength' else '' end,
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
            case when reports_not_known then 'not-known bounds' else '' end
        ),
        ''
    ) as rules,
    evidence,
    -- what those not known may change most: the caveats say the same in words
    case
        when not_known_effect = 'could_explain' then 'could_explain'
        when blocked_by_not_known then 'no_strength'
        when array_has(trend_flags, 'fall_coincides_with_rise_in_not_known') then 'part_of_the_fall'
        else not_known_effect
    end as not_known_effect
from phrases
order by measure_id, cohort, area_code, comparator

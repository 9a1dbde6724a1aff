-- purpose: the phrases that headlines and sentences are put together from
-- grain: one row per measure, cohort, area and comparator, at the latest period of the measure
-- inputs: named_verdicts
-- output: the columns of named_verdicts; figures as text, level and direction in words with what weakens them in brackets, asides (sentences that follow the main one)
-- rules: statistics 15, 18 (inspector phrases)
with
-- what weakens a word follows it in brackets
bracketed as (
    select
        named_verdicts.*,
        concat(printed_number(value, places), full_unit) as value_text,
        concat(printed_number(comparator_value, comparator_places), unit_text) as comparator_text,
        array_remove_all(
            make_array(
                case when basis_note <> '' then basis_text else '' end,
                case when array_has(flags, 'borderline') then 'borderline: rounding could tip it' else '' end,
                case when array_has(flags, 'detectable_but_small') then 'beyond chance, but too small to matter' else '' end,
                case
                    when not small_cohort then ''
                    -- their number is given already
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
    from named_verdicts
)

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
        direction_wording,
        case
            when
                direction in ('improving', 'declining', 'rising', 'falling')
                and array_has(trend_flags, 'every_year')
                then ' every year'
            else ''
        end
    ) as direction_words,
    -- what went up and down is not described by its ends
    case
        when direction = 'volatile' then ''
        else concat(
            signed_number(change, places),
            case when signed_number(abs(change), places) = '+1' then one_unit else change_unit end
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
            when reports_not_known
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
                then ' So many are not known that this is not a strength.'
            when not_known_effect = 'could_explain'
                then ' The gap could be explained by those whose activity is not known.'
            when not_known_effect = 'cannot_explain'
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

-- purpose: what each measure of a written claim answers, in words
-- grain: one row per statement, clause and measure
-- inputs: answers
-- output: the columns of answers; answer_text: the figures, or what is needed to judge the claim, without the title of the measure
-- rules: statistics 18 (inspector phrases); statements 1 to 5 in docs/statements.md
with worded as (
    select
        answers.*,
        concat(
            printed_number(value, places), unit_text,
            case
                when comparator_value is null then ''
                else concat(
                    ' against ', printed_number(comparator_value, comparator_places),
                    unit_text, ' for ', comparator_phrase
                )
            end,
            ' in ', period,
            case
                when level = 'not_available' then ''
                else concat(
                    ', ', replace(level, '_', ' '),
                    case when basis_note <> '' then concat(' (', basis_note, ')') else '' end
                )
            end
        ) as level_text,
        case
            when direction is null or not asks_direction then ''
            when direction = 'too_few_years' then '; too few comparable years for a direction'
            else concat(
                '; ', direction_wording,
                case
                    when direction_basis = 'tested' and trend_p_value < 0.0005 then ' (p below 0.001)'
                    when direction_basis = 'tested' and trend_p_value is not null
                        then concat(' (p ', printed_number(trend_p_value, 3), ')')
                    else direction_mark
                end,
                ' from ', period_from, ' to ', period, ' (',
                signed_number(change, places),
                case
                    when unit = '%' and signed_number(abs(change), places) = '+1' then ' percentage point'
                    when unit = '%' then ' percentage points'
                    when unit = 'weeks' then ' weeks'
                    when unit = 'days' then ' days'
                    else ''
                end,
                ')',
                case
                    when claim_not_sustained and not_sustained
                        then concat(
                            ', best in ', peak_period, ' (',
                            printed_number(peak_value, places), unit_text, ')'
                        )
                    else ''
                end
            )
        end as direction_text,
        case
            when claim_gap is null or gap_direction is null then ''
            else concat(
                '; against England ', replace(gap_direction, '_', ' '), ' (gap ',
                signed_number(gap_change, places), ')'
            )
        end as gap_text
    from answers
)

select
    worded.*,
    case
        when finding_id is null and from_start > as_of_start
            then concat(
                'the claim is about ', from_period,
                ', later than the figures that this run uses; run with --as-of ', to_period
            )
        when finding_id is null
            then concat(
                'there is no figure here; the data set ',
                measure_data_set, ' (', data_set_title, ') is needed to judge this'
            )
        when not within and period_start > to_start
            then concat(
                'the figures are of ', period,
                ', later than the claim; run with --as-of ', to_period
            )
        when not within
            then concat('the latest figure is of ', period, ', before the claim')
        when level = 'not_available' then coalesce(no_figure, flags[1])
        else concat(
            level_text, direction_text, gap_text,
            case answer
                when 'yes' then ''
                when 'half'
                    then concat(
                        ': ',
                        case
                            when level_answer = 'weaker'
                                then concat(replace(level, '_', ' '), ', but not shown to be significantly so')
                            when claim_level is not null and level_answer = 'yes'
                                then concat(
                                    replace(claim_level, '_', ' '), ' holds, ',
                                    replace(coalesce(claim_direction, concat('a ', claim_gap, ' gap')), '_', ' '),
                                    case when direction_answer = 'unknown' or gap_answer = 'unknown' then ' cannot be judged' else ' does not' end
                                )
                            else concat(
                                replace(coalesce(claim_direction, concat('a ', claim_gap, ' gap')), '_', ' '),
                                ' holds, ', replace(coalesce(claim_level, 'the rest'), '_', ' '), ' does not'
                            )
                        end
                    )
                when 'unclear' then ''
                when 'no'
                    then concat(
                        ': not ',
                        replace(
                            case
                                when level_answer = 'no' then claim_level
                                when direction_answer = 'no' and claim_direction = 'not_improving' then 'without improvement'
                                when direction_answer = 'no' then claim_direction
                                when gap_answer = 'no' then concat('a ', claim_gap, ' gap')
                                when rise_answer = 'no' then 'a sustained rise'
                                when sustained_answer = 'no' then 'a gain that was lost again'
                                else 'improving'
                            end,
                            '_', ' '
                        )
                    )
                else ''
            end
        )
    end as answer_text
from worded

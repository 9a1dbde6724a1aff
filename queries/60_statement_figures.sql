-- purpose: what each measure of a written claim says of it
-- grain: one row per statement, clause and measure
-- inputs: claims (one row per clause and measure), findings, verdicts, authority_values, materiality, measures, comparators, as_of
-- output: the claim, the figures (unit), the finding, the answer (yes, half, no, unclear, unknown) and the reason in words
-- rules: statistics 18 (inspector phrases); statements 1 to 5 in docs/statements.md
-- a claim that names no comparator is read against the one of the headline
with against as (
    select
        claims.claim_order,
        case
            when claims.comparator_named then claims.comparator
            else coalesce(mains.main_comparator, claims.comparator)
        end as read_against
    from claims
    left join materiality
        on
            claims.measure_id = materiality.measure_id
            and claims.cohort = materiality.cohort
    left join authority_values as mains
        on
            claims.measure_id = mains.measure_id
            and claims.cohort = mains.cohort
            and materiality.latest_period = mains.period
),

met as (
    select
        claims.*,
        as_of.as_of_start,
        against.read_against,
        measures.measure_title,
        measures.measure_data_set,
        measures.data_set_title,
        measures.unit,
        verdicts.places,
        verdicts.comparator_places,
        case measures.unit when '%' then '%' when 'per 100' then ' per 100' when 'weeks' then ' weeks' when 'days' then ' days' else '' end as unit_text,
        comparators.comparator_phrase,
        findings.finding_id,
        findings.level,
        findings.direction,
        findings.judgement,
        findings.evidence_grade,
        findings.period,
        verdicts.period_start,
        verdicts.value,
        verdicts.symbol,
        verdicts.comparator_value,
        verdicts.difference,
        verdicts.advantage,
        verdicts.change,
        verdicts.polarity,
        verdicts.gap_direction,
        verdicts.gap_change,
        verdicts.not_sustained,
        verdicts.peak_period,
        verdicts.peak_value,
        verdicts.period_from,
        verdicts.flags,
        verdicts.no_figure,
        verdicts.trend_flags,
        verdicts.basis_note,
        verdicts.basis_mark,
        verdicts.direction_basis,
        verdicts.direction_said,
        verdicts.direction_mark,
        verdicts.trend_p_value,
        coalesce(
            verdicts.period_start between claims.from_start and claims.to_start, false
        ) as within
    from as_of
    cross join claims
    inner join measures on claims.measure_id = measures.measure_id
    inner join against on claims.claim_order = against.claim_order
    inner join comparators on against.read_against = comparators.comparator
    left join findings
        on
            claims.measure_id = findings.measure_id
            and claims.cohort = findings.cohort
            and claims.area_code = findings.area_code
            and against.read_against = findings.comparator
    left join verdicts
        on
            claims.measure_id = verdicts.measure_id
            and claims.cohort = verdicts.cohort
            and claims.area_code = verdicts.area_code
            and against.read_against = verdicts.comparator
),

-- what each measure says of each kind of claim: yes, no, unclear or unknown
answered as (
    select
        met.*,
        case
            when claim_level is null then 'yes'
            when not within or level = 'not_available' then 'unknown'
            when level = 'no_clear_difference' then 'unclear'
            when claim_level = level then 'yes'
            when
                claim_level in ('above', 'below')
                and level = concat('significantly_', claim_level) then 'yes'
            when
                claim_level in ('significantly_above', 'significantly_below')
                and concat('significantly_', level) = claim_level then 'weaker'
            when claim_level = 'favourable' and level <> 'broadly_in_line' and advantage > 0 then 'yes'
            when claim_level = 'unfavourable' and level <> 'broadly_in_line' and advantage < 0 then 'yes'
            else 'no'
        end as level_answer,
        case
            when claim_direction is null then 'yes'
            when not within or direction is null or direction = 'too_few_years' then 'unknown'
            when claim_direction = direction then 'yes'
            when claim_direction = 'not_improving' and direction <> 'improving' then 'yes'
            -- a rise is a rise whichever way is good
            when claim_direction = 'rising' and direction in ('improving', 'declining') and change > 0 then 'yes'
            when claim_direction = 'falling' and direction in ('improving', 'declining') and change < 0 then 'yes'
            else 'no'
        end as direction_answer,
        case
            when claim_gap is null then 'yes'
            when not within or gap_direction is null then 'unknown'
            when gap_direction = 'unclear' then 'unclear'
            when claim_gap = 'closing' and gap_direction = 'gaining' and advantage - polarity * gap_change < 0 then 'yes'
            when claim_gap = 'widening' and gap_direction = 'losing' and advantage < 0 then 'yes'
            else 'no'
        end as gap_answer,
        case
            when not claim_rise_in_not_known then 'yes'
            when not within or direction is null or direction = 'too_few_years' then 'unknown'
            when change > 0 and direction in ('declining', 'rising') then 'yes'
            else 'no'
        end as rise_answer,
        case
            when not claim_not_sustained then 'yes'
            when not within or direction is null or direction = 'too_few_years' then 'unknown'
            when not_sustained then 'yes'
            else 'no'
        end as sustained_answer,
        claim_direction is not null or claim_rise_in_not_known or claim_not_sustained
        or claim_improving_picture as asks_direction
    from met
),

-- a claim of two parts is as good as its weaker part: 'half' when one holds and one does not
weighed as (
    select
        answered.*,
        case
            when claim_improving_picture
                then
                    case
                        when not within or direction is null or direction = 'too_few_years' then 'unknown'
                        when direction = 'improving' then 'yes'
                        else 'no'
                    end
            when 'no' in (level_answer, direction_answer, gap_answer, rise_answer, sustained_answer)
                then
                    case
                        when
                            (claim_level is not null and level_answer = 'yes')
                            or (claim_direction is not null and direction_answer = 'yes')
                            or (claim_gap is not null and gap_answer = 'yes')
                            then 'half'
                        else 'no'
                    end
            when 'unknown' in (level_answer, direction_answer, gap_answer, rise_answer, sustained_answer)
                then
                    case
                        when
                            (claim_level is not null and level_answer = 'yes')
                            or (claim_direction is not null and direction_answer = 'yes')
                            or (claim_gap is not null and gap_answer = 'yes')
                            then 'half'
                        else 'unknown'
                    end
            when 'unclear' in (level_answer, gap_answer) then 'unclear'
            when level_answer = 'weaker' then 'half'
            else 'yes'
        end as answer
    from answered
),

worded as (
    select
        weighed.*,
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
                '; ', direction_said,
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
    from weighed
)

select
    statement_id,
    cast(statement_place as int) as statement_place,
    cast(clause as int) as clause,
    cast(claim_order as int) as claim_order,
    measure_id,
    cohort,
    area_code,
    read_against as comparator,
    statement_text,
    note,
    clause_text,
    quantifier,
    from_period,
    to_period,
    -- the claim in the words of the verdicts
    array_to_string(
        array_remove_all(
            make_array(
                coalesce(replace(claim_level, '_', ' '), ''),
                coalesce(replace(claim_direction, '_', ' '), ''),
                case when claim_gap is not null then concat('gap ', claim_gap) else '' end,
                case when claim_rise_in_not_known then 'a rise in not known' else '' end,
                case when claim_not_sustained then 'not sustained' else '' end,
                case when claim_improving_picture then 'an improving picture' else '' end
            ),
            ''
        ),
        ', '
    ) as claim,
    claim_improving_picture,
    measure_title,
    period,
    value,
    symbol,
    comparator_value,
    cast(places as int) as places,
    cast(comparator_places as int) as comparator_places,
    difference,
    level,
    basis_mark,
    flags,
    direction,
    direction_said,
    judgement,
    evidence_grade,
    finding_id,
    within and level <> 'not_available' as assessed,
    answer,
    case
        when finding_id is null and from_start > as_of_start
            then concat(
                measure_title, ': the claim speaks of ', from_period,
                ', later than the figures that this run takes; run with --as-of ', to_period
            )
        when finding_id is null
            then concat(
                measure_title, ': no figure is held; the data set ',
                measure_data_set, ' (', data_set_title, ') would settle it'
            )
        when not within and period_start > to_start
            then concat(
                measure_title, ': the figures are of ', period,
                ', later than the claim; run with --as-of ', to_period
            )
        when not within
            then concat(measure_title, ': the latest figure is of ', period, ', before the claim')
        when level = 'not_available' then concat(measure_title, ': ', coalesce(no_figure, flags[1]))
        else concat(
            measure_title, ': ', level_text, direction_text, gap_text,
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
                                when direction_answer = 'no' then replace(claim_direction, 'not_improving', 'without improvement')
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
    end as said
from worded
order by statement_id, clause, claim_order

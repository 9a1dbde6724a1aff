-- purpose: written claims set against the findings, clause by clause
-- grain: one row per statement and clause
-- inputs: claims (one row per clause and measure), findings, judgements_made, measures
-- output: result (supported, partly_supported, not_supported, cannot_be_assessed), the figures as reason, finding ids
-- rules: statistics 18 (inspector phrases); statements 1 to 5 in docs/statements.md
with met as (
    select
        claims.*,
        measures.measure_title,
        measures.measure_data_set,
        measures.data_set_title,
        findings.finding_id,
        findings.headline,
        findings.level,
        findings.direction,
        findings.period,
        verdicts.period_start,
        verdicts.value,
        verdicts.comparator_value,
        verdicts.advantage,
        verdicts.change,
        verdicts.polarity,
        verdicts.gap_direction,
        verdicts.not_sustained,
        verdicts.period_from,
        verdicts.flags,
        concat(
            printed_number(verdicts.value, cast(measures.decimals as bigint)),
            case when verdicts.comparator_value is not null then ' against ' else '' end,
            coalesce(
                printed_number(verdicts.comparator_value, cast(measures.decimals as bigint)), ''
            ),
            ' in ', findings.period
        ) as figures_text,
        coalesce(
            verdicts.period_start between claims.from_start and claims.to_start, false
        ) as within
    from claims
    inner join measures on claims.measure_id = measures.measure_id
    left join findings
        on
            claims.measure_id = findings.measure_id
            and claims.cohort = findings.cohort
            and claims.area_code = findings.area_code
            and claims.comparator = findings.comparator
    left join judgements_made as verdicts
        on
            claims.measure_id = verdicts.measure_id
            and claims.cohort = verdicts.cohort
            and claims.area_code = verdicts.area_code
            and claims.comparator = verdicts.comparator
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
            when claim_level in ('above', 'below')
                and level = concat('significantly_', claim_level) then 'yes'
            when claim_level in ('significantly_above', 'significantly_below')
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
            else 'no'
        end as direction_answer,
        case
            when claim_gap is null then 'yes'
            when not within or gap_direction is null then 'unknown'
            when gap_direction = 'unclear' then 'unclear'
            when claim_gap = 'closing' and gap_direction = 'gaining' then 'yes'
            when claim_gap = 'widening' and gap_direction = 'losing' then 'yes'
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
        end as sustained_answer
    from met
),

-- a claim of two parts is as good as its weaker part: 'half' when one holds and one does not
weighed as (
    select
        answered.*,
        case
            when 'no' in (level_answer, direction_answer, gap_answer, rise_answer, sustained_answer)
                then
                case
                    when
                        (claim_level is not null and level_answer = 'yes')
                        or (claim_direction is not null and direction_answer = 'yes')
                        then 'half'
                    else 'no'
                end
            when 'unknown' in (level_answer, direction_answer, gap_answer, rise_answer, sustained_answer)
                then
                case
                    when
                        (claim_level is not null and level_answer = 'yes')
                        or (claim_direction is not null and direction_answer = 'yes')
                        then 'half'
                    else 'unknown'
                end
            when 'unclear' in (level_answer, gap_answer) then 'unclear'
            when level_answer = 'weaker' then 'half'
            else 'yes'
        end as answer,
        case
            when finding_id is null
                then concat(
                    measure_title, ': no figure is held; the data set ',
                    measure_data_set, ' (', data_set_title, ') would settle it'
                )
            when not within and period_start > to_start
                then concat(
                    measure_title, ': the figures are of ', period,
                    ', later than the claim; run with --as-of at its last year'
                )
            when not within
                then concat(measure_title, ': the latest figure is of ', period, ', before the claim')
            when level = 'not_available' then concat(measure_title, ': ', flags[1])
            else concat(
                measure_title, ' ', figures_text, ', ', replace(level, '_', ' '),
                case when array_has(flags, 'not_tested') then ' (not tested)' else '' end,
                ', ', replace(direction, '_', ' '),
                case
                    when period_from <> period
                        then concat(
                            ' since ', period_from, ' (', signed_number(change, 2), ')'
                        )
                    else ''
                end
            )
        end as said
    from answered
),

clauses as (
    select
        statement_id,
        clause,
        min(clause_text) as text,
        min(quantifier) as quantifier,
        bool_or(claim_improving_picture) as picture,
        count(*) as measures_n,
        count(*) filter (where answer = 'yes') as yes_n,
        count(*) filter (where answer = 'half') as half_n,
        count(*) filter (where answer = 'no') as no_n,
        count(*) filter (where answer = 'unclear') as unclear_n,
        count(*) filter (where answer = 'unknown') as unknown_n,
        count(*) filter (where within and direction = 'improving') as improving_n,
        count(*) filter (where within and direction = 'declining') as declining_n,
        count(*) filter (
            where within and direction <> 'too_few_years'
        ) as directed_n,
        string_agg(said, '; ' order by claim_order) as said,
        array_agg(finding_id order by claim_order) filter (
            where finding_id is not null
        ) as finding_ids
    from weighed
    group by statement_id, clause
),

resulted as (
    select
        clauses.*,
        case
            when picture and directed_n < 4 then 'cannot_be_assessed'
            when
                picture and improving_n >= 2 and improving_n >= 0.75 * (improving_n + declining_n)
                and 2 * improving_n >= directed_n then 'supported'
            when picture and improving_n > declining_n and improving_n >= 2 then 'partly_supported'
            when picture then 'not_supported'
            when unknown_n = measures_n then 'cannot_be_assessed'
            when yes_n = measures_n then 'supported'
            when quantifier = 'any' and yes_n > 0 then 'supported'
            when quantifier = 'any' and unknown_n > 0 then 'cannot_be_assessed'
            when quantifier = 'most' and 2 * yes_n > measures_n - unknown_n then 'supported'
            when yes_n + half_n > 0 then 'partly_supported'
            when no_n > 0 then 'not_supported'
            else 'cannot_be_assessed'
        end as result
    from clauses
)

select
    statement_id,
    cast(clause as int) as clause,
    text,
    result,
    case
        when picture
            then concat(
                improving_n, ' improving and ', declining_n, ' declining of ', directed_n,
                ' measures with a direction. ', said
            )
        else said
    end as reason,
    finding_ids
from resulted
order by statement_id, clause

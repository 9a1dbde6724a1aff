-- purpose: whether the figures support each clause of a written statement
-- grain: one row per statement and clause
-- inputs: answer_words, statement_figures, thresholds
-- output: result (supported, partly_supported, not_supported, cannot_be_assessed), the figures as the reason, ids of the findings
-- rules: statistics 18 (inspector phrases); statements 1 to 5 in docs/statements.md
with
-- measures with the same result are named together
alike as (
    select
        statement_id,
        clause,
        answer_text,
        min(claim_order) as claim_order,
        string_agg(measure_title, ', ' order by claim_order) as titles
    from answer_words
    group by statement_id, clause, answer_text
),

reasons as (
    select
        statement_id,
        clause,
        string_agg(concat(titles, ': ', answer_text), '; ' order by claim_order) as reasons_text
    from alike
    group by statement_id, clause
),

clauses as (
    select
        statement_id,
        clause,
        min(clause_text) as text,
        min(quantifier) as quantifier,
        min(note) as note,
        bool_or(claim_improving_picture) as picture,
        count(*) as measures_n,
        count(*) filter (where answer = 'yes') as yes_n,
        count(*) filter (where answer = 'half') as half_n,
        count(*) filter (where answer = 'no') as no_n,
        count(*) filter (where answer = 'unclear') as unclear_n,
        count(*) filter (where answer = 'unknown') as unknown_n,
        count(*) filter (where assessed and direction = 'improving') as improving_n,
        count(*) filter (where assessed and direction = 'declining') as declining_n,
        count(*) filter (
            where assessed and direction <> 'too_few_years'
        ) as directed_n,
        array_agg(finding_id order by claim_order) filter (
            where finding_id is not null
        ) as finding_ids
    from statement_figures
    group by statement_id, clause
),

resulted as (
    select
        clauses.*,
        case
            -- a note is printed with the first clause, and with the statement as a whole
            when clauses.note = '' or clauses.clause > 1 then reasons.reasons_text
            else concat(reasons.reasons_text, ' (', clauses.note, ')')
        end as reasons_text,
        case
            when picture and directed_n < $minimum_picture then 'cannot_be_assessed'
            when
                picture and improving_n >= $minimum_improving
                and improving_n >= $improving_share * (improving_n + declining_n)
                and 2 * improving_n >= directed_n then 'supported'
            when picture and improving_n > declining_n and improving_n >= 2 then 'partly_supported'
            when picture then 'not_supported'
            when unknown_n = measures_n then 'cannot_be_assessed'
            when yes_n = measures_n then 'supported'
            -- "in some aspects" is at least two
            when quantifier = 'any' and yes_n >= 2 then 'supported'
            when quantifier = 'any' and yes_n = 1 then 'partly_supported'
            when quantifier = 'any' and unknown_n > 0 then 'cannot_be_assessed'
            when measures_n > 1 and 3 * unknown_n >= measures_n then 'cannot_be_assessed'
            -- for "all" and "most", only measures that can be judged count; the others are named
            when quantifier = 'all' and yes_n = measures_n - unknown_n then 'supported'
            when quantifier = 'most' and 2 * yes_n > measures_n - unknown_n then 'supported'
            when yes_n + half_n > 0 and yes_n + half_n >= no_n then 'partly_supported'
            when no_n > 0 then 'not_supported'
            else 'cannot_be_assessed'
        end as result
    from clauses
    inner join reasons
        on clauses.statement_id = reasons.statement_id and clauses.clause = reasons.clause
)

select
    statement_id,
    clause,
    text,
    result,
    case
        when picture
            then concat(
                improving_n, ' improving and ', declining_n, ' declining of ', directed_n,
                ' measures with a direction',
                case
                    when improving_n + declining_n > 0
                        then concat(
                            ' (sign test p ',
                            printed_number(sign_test(cast(improving_n as double), cast(declining_n as double))['p_value'], 3),
                            ')'
                        )
                    else ''
                end,
                '. ', reasons_text
            )
        when measures_n > 1 and unknown_n < measures_n
            then concat(
                case
                    when measures_n - unknown_n > 1
                        then concat(
                            yes_n, ' of the ', measures_n - unknown_n, ' measures that can be judged ',
                            case when yes_n = 1 then 'supports' else 'support' end, ' it'
                        )
                    when yes_n = 1 then 'the one measure that can be judged supports it'
                    else 'the one measure that can be judged does not support it'
                end,
                case when quantifier <> 'all' then concat(' (', quantifier, ' is claimed)') else '' end,
                case
                    when quantifier <> 'any' and 3 * unknown_n >= measures_n
                        then concat(
                            '; ', unknown_n, ' of ', measures_n,
                            ' cannot be judged, so the claim cannot be assessed in full'
                        )
                    else ''
                end,
                '. ', reasons_text
            )
        else reasons_text
    end as reason,
    finding_ids
from resulted
order by statement_id, clause

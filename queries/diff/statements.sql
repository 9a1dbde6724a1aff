-- purpose: written statements whose result, or that of a clause, differs between two runs
-- grain: one row per statement, and per clause where a statement has several
-- inputs: old_statement_results, new_statement_results, old_statements, new_statements
-- output: kind, statement and clause, the claim, both results in words with their reasons
-- rules: diff of the design: a statement is its result; the reason alone makes no difference
with paired as (
    select
        coalesce(after.statement_id, before.statement_id) as statement_id,
        0 as clause,
        coalesce(after.text, before.text) as text,
        before.result as old_result,
        after.result as new_result,
        coalesce(before.reason, '') as old_reason,
        coalesce(after.reason, '') as new_reason
    from old_statement_results as before
    full join new_statement_results as after on before.statement_id = after.statement_id
    union all
    select
        coalesce(after.statement_id, before.statement_id) as statement_id,
        coalesce(after.clause, before.clause) as clause,
        coalesce(after.text, before.text) as text,
        before.result as old_result,
        after.result as new_result,
        coalesce(before.reason, '') as old_reason,
        coalesce(after.reason, '') as new_reason
    from old_statements as before
    full join new_statements as after
        on before.statement_id = after.statement_id and before.clause = after.clause
),

-- a statement of one clause has the result of that clause
clauses as (
    select
        statement_id,
        max(clause) as clauses
    from paired
    group by statement_id
),

differing as (
    select
        paired.*,
        case
            when paired.clause > 0 then 'clause'
            when paired.old_result is null then 'statement_new'
            when paired.new_result is null then 'statement_gone'
            else 'statement'
        end as kind
    from paired
    inner join clauses on paired.statement_id = clauses.statement_id
    where
        (paired.old_result is distinct from paired.new_result)
        -- a clause is listed if both runs have it and it is not the whole statement
        and (
            paired.clause = 0
            or (
                clauses.clauses > 1
                and paired.old_result is not null
                and paired.new_result is not null
            )
        )
)

select
    kind,
    statement_id,
    cast(clause as int) as clause_no,
    text,
    replace(old_result, '_', ' ') as old_result,
    replace(new_result, '_', ' ') as new_result,
    old_reason,
    new_reason
from differing
order by statement_id, clause_no

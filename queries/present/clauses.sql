-- purpose: each clause of a written statement as it was judged, for pages and messages
-- grain: one row per statement and clause
-- inputs: statements, statement_figures, statement_results
-- output: the clause, its result and reason, and whether a run up to another period would have the years that it is about
-- rules: none of its own
with years as (
    select
        statement_figures.statement_id,
        statement_figures.clause,
        bool_or(
            case
                -- the claim is later than the figures
                when statement_figures.finding_id is null
                    then coalesce(
                        left(statement_figures.from_period, 4) > left(statement_results.as_of, 4)
                        and statement_results.as_of <> 'latest',
                        false
                    )
                -- the figures are later than the claim
                else coalesce(left(statement_figures.period, 4) > left(statement_figures.to_period, 4), false)
            end
        ) as has_other_years
    from statement_figures
    inner join statement_results
        on statement_figures.statement_id = statement_results.statement_id
    group by statement_figures.statement_id, statement_figures.clause
)

select
    statements.statement_id,
    statements.clause,
    statements.text,
    statements.result,
    statements.reason,
    statements.finding_ids,
    -- a clause without a figure has no other years either
    coalesce(years.has_other_years, false) as has_other_years
from statements
left join years
    on statements.statement_id = years.statement_id and statements.clause = years.clause
order by statements.statement_id, statements.clause

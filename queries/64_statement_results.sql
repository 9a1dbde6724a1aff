-- purpose: one result for each written statement
-- grain: one row per statement
-- inputs: statement_figures, statements, as_of
-- output: the statement as written, its result and why, with how many clauses came out how
-- rules: statements 6 in docs/statements.md
with written as (
    select
        statement_id,
        min(statement_place) as place,
        min(statement_text) as text,
        min(area_code) as area_code,
        -- clauses may be about different cohorts: the statement is filed under the first
        first_value(cohort order by claim_order) as cohort,
        min(note) as note,
        min(from_period) as from_period,
        min(to_period) as to_period
    from statement_figures
    group by statement_id
),

counted as (
    select
        statement_id,
        count(*) as clauses_n,
        count(*) filter (where result = 'supported') as supported_n,
        count(*) filter (where result = 'partly_supported') as partly_n,
        count(*) filter (where result = 'not_supported') as not_n,
        count(*) filter (where result = 'cannot_be_assessed') as unknown_n,
        min(reason) as only_reason,
        string_agg(text, '; ' order by clause) filter (where result = 'supported') as supported_text,
        string_agg(text, '; ' order by clause) filter (where result = 'partly_supported') as partly_text,
        string_agg(text, '; ' order by clause) filter (where result = 'not_supported') as not_text,
        string_agg(text, '; ' order by clause) filter (where result = 'cannot_be_assessed') as unknown_text
    from statements
    group by statement_id
)

select
    written.statement_id,
    cast(written.place as int) as place,
    written.text,
    written.area_code,
    written.cohort,
    written.from_period,
    written.to_period,
    as_of.as_of,
    case
        when counted.supported_n = counted.clauses_n then 'supported'
        when counted.unknown_n = counted.clauses_n then 'cannot_be_assessed'
        when counted.supported_n + counted.partly_n > 0 then 'partly_supported'
        else 'not_supported'
    end as result,
    case
        when counted.clauses_n = 1 then counted.only_reason
        else concat(
            array_to_string(
                array_remove_all(
                    make_array(
                        case when counted.supported_text is not null then concat('supported: ', counted.supported_text) else '' end,
                        case when counted.partly_text is not null then concat('partly supported: ', counted.partly_text) else '' end,
                        case when counted.not_text is not null then concat('not supported: ', counted.not_text) else '' end,
                        case when counted.unknown_text is not null then concat('cannot be assessed: ', counted.unknown_text) else '' end
                    ),
                    ''
                ),
                '. '
            ),
            case when written.note <> '' then concat(' (', written.note, ')') else '' end
        )
    end as reason,
    cast(counted.clauses_n as int) as clauses,
    cast(counted.supported_n as int) as supported,
    cast(counted.partly_n as int) as partly_supported,
    cast(counted.not_n as int) as not_supported,
    cast(counted.unknown_n as int) as cannot_be_assessed
from as_of
cross join written
inner join counted on written.statement_id = counted.statement_id
order by written.statement_id

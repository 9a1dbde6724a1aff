-- purpose: a statement is as well supported as its clauses together, which are named behind how they came out
-- given: statements of one to three clauses, each named after how the clauses came out
create table statements as
select
    given.*,
    concat('because ', given.clause) as reason
from (
    values
    ('one', 1, 'weak', 'supported'),
    ('all', 1, 'weak', 'supported'), ('all', 2, 'declining', 'supported'),
    ('both-ways', 1, 'weak', 'not_supported'), ('both-ways', 2, 'declining', 'supported'),
    ('both-ways', 3, 'behind', 'cannot_be_assessed'),
    ('in-part', 1, 'weak', 'not_supported'), ('in-part', 2, 'declining', 'partly_supported'),
    -- a clause that cannot be assessed saves none that is not supported, and is not supported itself
    ('not', 1, 'weak', 'cannot_be_assessed'), ('not', 2, 'declining', 'not_supported'),
    ('not', 3, 'behind', 'not_supported'),
    ('held-in-part', 1, 'weak', 'cannot_be_assessed'), ('held-in-part', 2, 'declining', 'supported'),
    ('unknown', 1, 'weak', 'cannot_be_assessed'), ('unknown', 2, 'declining', 'cannot_be_assessed')
) as given (statement_id, clause, text, result);

-- a later clause may be about another cohort
create table statement_figures as
select
    statement_id,
    clause,
    clause as claim_order,
    7 as statement_place,
    concat('Statement ', statement_id) as statement_text,
    'E08000025' as area_code,
    case clause when 1 then 'sen-support' else 'ehc-plan' end as cohort,
    case when statement_id in ('one', 'both-ways') then 'of one school' else '' end as note,
    '2016/17' as from_period,
    '2018/19' as to_period
from statements;

create table as_of as
select
    '2018/19' as as_of,
    2018 as as_of_start;

-- expected
select
    expected.*,
    concat('Statement ', expected.statement_id) as text,
    7 as place,
    'sen-support' as cohort,
    '2018/19' as as_of
from (
    values
    ('one', 'supported', 1, 1, 0, 0, 0, 'because 1'),
    ('all', 'supported', 2, 2, 0, 0, 0, 'supported: weak; declining'),
    (
        'both-ways', 'partly_supported', 3, 1, 0, 1, 1,
        'supported: declining. not supported: weak. cannot be assessed: behind (of one school)'
    ),
    ('in-part', 'partly_supported', 2, 0, 1, 1, 0, 'partly supported: declining. not supported: weak'),
    ('not', 'not_supported', 3, 0, 0, 2, 1, 'not supported: declining; behind. cannot be assessed: weak'),
    ('held-in-part', 'partly_supported', 2, 1, 0, 0, 1, 'supported: declining. cannot be assessed: weak'),
    ('unknown', 'cannot_be_assessed', 2, 0, 0, 0, 2, 'cannot be assessed: weak; declining')
) as expected (
    statement_id, result, clauses, supported, partly_supported, not_supported, cannot_be_assessed, reason
);

-- purpose: statements whose result differs between two runs, and their clauses where they have several
-- given: statements with the result of either run, and the clauses of some
create table results as
select given.*
from (
    values
    -- the reason alone makes no difference
    ('same', 'supported', 'by 2', 'supported', 'by 3'),
    ('turned', 'supported', 'by 2', 'partly_supported', null),
    ('one-clause', 'supported', 'by 2', 'contradicted', 'by 5'),
    ('evened', 'contradicted', 'by 1', 'contradicted', 'by 1'),
    ('written', null, null, 'supported', 'by 2'),
    ('struck', 'cannot_be_assessed', 'no figure', null, null)
) as given (statement_id, old_result, old_reason, new_result, new_reason);

create table parts as
select given.*
from (
    values
    ('turned', 1, 'supported', 'supported'),
    ('turned', 2, 'supported', 'contradicted'),
    -- the one clause is the statement
    ('one-clause', 1, 'supported', 'contradicted'),
    -- clauses may differ where the whole does not; one that a run does not have is not listed
    ('evened', 1, 'supported', 'contradicted'),
    ('evened', 2, 'contradicted', 'supported'),
    ('evened', 3, null, 'supported'),
    ('evened', 4, 'supported', null),
    ('written', 1, null, 'supported'),
    ('written', 2, null, 'supported')
) as given (statement_id, clause, old_result, new_result);

create table old_statement_results as
select
    statement_id,
    concat(statement_id, ' as it was') as text,
    old_result as result,
    old_reason as reason
from results
where old_result is not null;

create table new_statement_results as
select
    statement_id,
    concat(statement_id, ' as it is') as text,
    new_result as result,
    new_reason as reason
from results
where new_result is not null;

create table old_statements as
select
    statement_id,
    cast(clause as int) as clause,
    concat('clause ', clause) as text,
    old_result as result,
    'old' as reason
from parts
where old_result is not null;

create table new_statements as
select
    statement_id,
    cast(clause as int) as clause,
    concat('clause ', clause) as text,
    new_result as result,
    'new' as reason
from parts
where new_result is not null;

-- expected
select
    expected.kind,
    expected.statement_id,
    expected.clause_no,
    expected.words as text,
    expected.old_result,
    expected.new_result,
    expected.old_reason,
    expected.new_reason
from (
    values
    ('statement', 'turned', 0, 'turned as it is', 'supported', 'partly supported', 'by 2', ''),
    ('clause', 'turned', 2, 'clause 2', 'supported', 'contradicted', 'old', 'new'),
    ('statement', 'one-clause', 0, 'one-clause as it is', 'supported', 'contradicted', 'by 2', 'by 5'),
    ('clause', 'evened', 1, 'clause 1', 'supported', 'contradicted', 'old', 'new'),
    ('clause', 'evened', 2, 'clause 2', 'contradicted', 'supported', 'old', 'new'),
    ('statement_new', 'written', 0, 'written as it is', null, 'supported', '', 'by 2'),
    ('statement_gone', 'struck', 0, 'struck as it was', 'cannot be assessed', null, 'no figure', '')
) as expected (kind, statement_id, clause_no, words, old_result, new_result, old_reason, new_reason);

-- purpose: whether a run up to another period would have the years of a clause
-- given: clauses about the years of the run, later ones, earlier ones and a measure without a figure, as of 2018/19 and as of the latest
create table statement_results as
select given.*
from (
    values
    ('old', '2018/19'),
    ('new', 'latest')
) as given (statement_id, as_of);

create table statements as
select
    given.*,
    'a claim' as text,
    'not_supported' as result,
    'a reason' as reason,
    make_array('f1') as finding_ids
from (
    values
    ('old', 1),
    ('old', 2),
    ('old', 3),
    ('old', 4),
    ('new', 1),
    ('new', 2),
    ('new', 3)
) as given (statement_id, clause);

create table statement_figures as
select given.*
from (
    values
    ('old', 1, 'f1', '2018/19', '2018/19', '2018/19'),
    -- of two measures, one has figures that are later than the claim
    ('old', 2, 'f1', '2016/17', '2016/17', '2016/17'),
    ('old', 2, 'f2', '2018/19', '2016/17', '2017/18'),
    -- the claim is later than the run
    ('old', 3, null, null, '2020/21', '2021/22'),
    ('old', 4, null, null, '2017/18', '2018/19'),
    -- a run of everything has nothing later
    ('new', 1, null, null, '2024/25', '2025/26'),
    ('new', 2, 'f1', '2024/25', '2022/23', '2023/24')
) as given (statement_id, clause, finding_id, period, from_period, to_period);

-- expected
select expected.*
from (
    values
    ('new', 1, false),
    ('new', 2, true),
    ('new', 3, false),
    ('old', 1, false),
    ('old', 2, true),
    ('old', 3, true),
    ('old', 4, false)
) as expected (statement_id, clause, has_other_years);

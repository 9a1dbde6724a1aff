-- purpose: periods that had begun and were not over when their file was published
-- given: a file of January with its terms and the year around them, and one with nothing that is unfinished
create table releases as
select
    'published' as data_set,
    given.*
from (
    values
    ('1', 'ends.csv', 2025, 'today (2026-01-29)'),
    ('2', 'terms.csv', 2025, 'the day it was published (2026-01-22)')
) as given (data_set_version, file, begun_start, begun_by);

create table unfinished_years as
select
    'published' as data_set,
    '2' as data_set_version,
    given.*
from (
    values
    ('Academic year', 2024),
    ('Spring term', 2024)
) as given (span, over_start);

create table staged as
select
    'published' as data_set,
    given.*,
    concat(given.period_start, '/', given.period_start - 1999) as period
from (
    values
    ('1', 'Academic year', 2, 2025),
    ('2', 'Academic year', 2, 2024),
    ('2', 'Autumn term', 3, 2025),
    ('2', 'Spring term', 4, 2025),
    ('2', 'Spring term', 5, 2025),
    ('2', 'Academic year', 6, 2025),
    -- what has not begun is another check's
    ('2', 'Academic year', 7, 2026)
) as given (data_set_version, span, source_row, period_start);

-- expected
select
    'period_not_over' as check,
    'published' as data_set,
    '2025/26' as key,
    'error' as severity,
    expected.message,
    expected.figures as rows
from (
    values
    (
        1,
        'terms.csv line 6: the period 2025/26 (Academic year) was not over by the day it was published (2026-01-22), '
        || 'and a part of it is not the whole; 1 figure of it is not used. Correct the period, or fetch the file again when it is complete'
    ),
    (
        2,
        'terms.csv line 4: the period 2025/26 (Spring term) was not over by the day it was published (2026-01-22), '
        || 'and a part of it is not the whole; 2 figures of it are not used. Correct the period, or fetch the file again when it is complete'
    )
) as expected (figures, message);

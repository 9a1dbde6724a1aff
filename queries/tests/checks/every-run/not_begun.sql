-- purpose: periods that begin after their file was published
-- given: a file published in May 2025, with two years too many, and one that ends in its last year
create table releases as
select
    'published' as data_set,
    given.*
from (
    values
    ('1', 'ends.csv', 2024, 2024, 'today (2026-11-29)'),
    ('2', 'ahead.csv', 2024, 2031, 'the day it was published (2025-05-22)')
) as given (data_set_version, file, begun_start, last_start, begun_by);

create table staged as
select
    'published' as data_set,
    given.data_set_version,
    given.source_row,
    given.period_start,
    concat(given.period_start, '/', given.period_start - 1999) as period
from (
    values
    ('1', 2, 2023),
    ('1', 3, 2024),
    ('2', 2, 2024),
    ('2', 3, 2025),
    ('2', 4, 2031),
    ('2', 5, 2031)
) as given (data_set_version, source_row, period_start);

-- expected
select
    'period_not_begun' as check,
    'published' as data_set,
    expected.period as key,
    'error' as severity,
    expected.message,
    expected.figures as rows
from (
    values
    (
        '2025/26', 1,
        'ahead.csv line 3: the period 2025/26 begins after the day it was published (2025-05-22); '
        || '1 figure of it is not used. Correct the period, or fetch the file again'
    ),
    (
        '2031/32', 2,
        'ahead.csv line 4: the period 2031/32 begins after the day it was published (2025-05-22); '
        || '2 figures of it are not used. Correct the period, or fetch the file again'
    )
) as expected (period, figures, message);

-- purpose: keys that a data set has more than once in one version, as equal twins or with different figures
-- given: lines of two versions of a file
create table staged_files as
select
    given.data_set_version,
    given.measure_id,
    given.cohort,
    given.area_code,
    given.period,
    given.printed as value,
    given.symbol,
    given.numerator,
    given.denominator,
    given.source_row,
    'published' as data_set
from (
    values
    ('v2', 'absence', 'ehc-plan', '2021/22', 'once', 4.5, null, null, null, 2),
    ('v2', 'absence', 'ehc-plan', '2021/22', 'equal', 4.5, null, 9, 200, 3),
    ('v2', 'absence', 'ehc-plan', '2021/22', 'equal', 4.5, null, 9, 200, 7),
    ('v2', 'absence', 'ehc-plan', '2021/22', 'equal', 4.5, null, 9, 200, 5),
    ('v2', 'absence', 'ehc-plan', '2021/22', 'other-figure', 4.5, null, null, null, 8),
    ('v2', 'absence', 'ehc-plan', '2021/22', 'other-figure', 4.6, null, null, null, 9),
    ('v2', 'absence', 'ehc-plan', '2021/22', 'other-count', 4.5, null, 9, 200, 10),
    ('v2', 'absence', 'ehc-plan', '2021/22', 'other-count', 4.5, null, 9, 199, 11),
    -- a count of none and no count are not the same
    ('v2', 'absence', 'ehc-plan', '2021/22', 'no-count', 0.0, null, 0, 200, 12),
    ('v2', 'absence', 'ehc-plan', '2021/22', 'no-count', 0.0, null, null, 200, 13),
    ('v2', 'absence', 'ehc-plan', '2021/22', 'both-hidden', null, 'c', null, null, 14),
    ('v2', 'absence', 'ehc-plan', '2021/22', 'both-hidden', null, 'c', null, null, 15),
    ('v2', 'absence', 'ehc-plan', '2021/22', 'one-hidden', null, 'c', null, null, 16),
    ('v2', 'absence', 'ehc-plan', '2021/22', 'one-hidden', null, 'x', null, null, 17),
    -- another measure, group of pupils, year or version repeats nothing
    ('v2', 'severe', 'ehc-plan', '2021/22', 'equal', 4.5, null, 9, 200, 18),
    ('v2', 'absence', 'no-sen', '2021/22', 'equal', 4.5, null, 9, 200, 19),
    ('v2', 'absence', 'ehc-plan', '2020/21', 'equal', 4.5, null, 9, 200, 20),
    ('v1', 'absence', 'ehc-plan', '2021/22', 'equal', 4.5, null, 9, 200, 3)
) as given (
    data_set_version, measure_id, cohort, period, area_code, printed, symbol, numerator, denominator, source_row
);

-- expected
select
    'published' as data_set,
    'v2' as data_set_version,
    concat('absence|ehc-plan|', expected.area_code, '|2021/22') as key,
    expected.lines as rows,
    expected.differ,
    expected.first_row,
    expected.last_row
from (
    values
    ('equal', 3, false, 3, 7),
    ('other-figure', 2, true, 8, 9),
    ('other-count', 2, true, 10, 11),
    ('no-count', 2, true, 12, 13),
    ('both-hidden', 2, false, 14, 15),
    ('one-hidden', 2, true, 16, 17)
) as expected (area_code, lines, differ, first_row, last_row);

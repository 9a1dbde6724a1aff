-- purpose: figures that cannot be, by the unit of their measure
-- given: each kind of fault next to what looks like one; figures are printed with one decimal
-- by their queries: sound, usable
create table thresholds as
select cast(10.0 as double) as counts_apart;

create table measures as
select
    given.measure_id,
    given.unit,
    given.derive_numerator
from (
    values
    ('share', '%', 1),
    ('rate', 'per 100', 0),
    ('wait', 'weeks', 0),
    ('score', 'score', 0)
) as given (measure_id, unit, derive_numerator);

create table releases as
select
    'published' as data_set,
    '1' as data_set_version,
    'shares.csv' as file,
    2021 as begun_start,
    2021 as last_start;

create table staged as
select
    given.measure_id,
    given.cohort,
    given.area_name,
    given.area_name as area_code,
    '2021/22' as period,
    2021 as period_start,
    given.printed as value,
    1 as value_decimals,
    given.numerator,
    given.denominator,
    given.low as value_lower,
    given.high as value_upper,
    given.source_row,
    'published' as data_set,
    '1' as data_set_version
from (
    values
    -- 0 and 100 are shares
    (1, 'share', 'a', 'Barnet', 0.0, null, null, null, null),
    (2, 'share', 'a', 'Camden', 100.0, null, null, null, null),
    (3, 'share', 'a', 'Derby', 100.5, null, null, null, null),
    (4, 'share', 'a', 'Ealing', -0.5, null, null, null, null),
    (5, 'share', 'a', 'Kent', null, null, null, null, null),
    -- all of them, and one more than all of them
    (6, 'share', 'b', 'Barnet', 100.0, 40, 40, null, null),
    (7, 'share', 'b', 'Camden', 100.0, 41, 40, null, null),
    -- a figure may pass a limit by its rounding, not by more; limits that are made of the counts are another check's
    (8, 'share', 'c', 'Barnet', 30.0, null, null, 30.1, 40.0),
    (9, 'share', 'c', 'Camden', 40.1, null, null, 30.0, 40.0),
    (10, 'share', 'c', 'Derby', 41.0, null, null, 30.0, 40.0),
    (11, 'share', 'c', 'Ealing', 41.0, null, 30, 30.0, 40.0),
    (12, 'share', 'c', 'Kent', 29.0, null, null, 30.0, 40.0),
    (13, 'share', 'd', 'Barnet', 35.0, null, null, 40.0, 30.0),
    -- more events than pupils are possible, fewer than none are not
    (14, 'rate', 'a', 'Barnet', 120.0, 120, 100, null, null),
    (15, 'rate', 'a', 'Camden', 1.0, 1, -100, null, null),
    (16, 'rate', 'b', 'Barnet', -1.0, null, null, null, null),
    (17, 'wait', 'a', 'Barnet', 0.0, null, null, null, null),
    (18, 'wait', 'a', 'Camden', -2.0, null, null, null, null),
    -- a score may be below 0
    (19, 'score', 'a', 'Barnet', -1.0, null, null, -1.5, -0.5),
    (20, 'score', 'a', 'Camden', -1.0, null, null, 0.0, 0.5),
    -- none counted of none, and limits that meet
    (21, 'rate', 'a', 'Derby', null, 0, 0, null, null),
    (22, 'score', 'a', 'Derby', 0.0, null, null, 0.0, 0.0),
    -- of many the first few are listed
    (23, 'share', 'a', 'Fareham', 104.0, 52, 50, null, null),
    (24, 'share', 'a', 'Gosport', 150.0, null, null, null, null),
    (25, 'share', 'a', 'Harrow', 150.0, null, null, null, null),
    (26, 'share', 'a', 'Islington', 150.0, null, null, null, null),
    -- 45% of 1,300 printed as 0, and two that differ by less than a slip; a rate that its counts do not make
    (27, 'share', 'e', 'Barnet', 0.0, 585, 1300, null, null),
    (28, 'share', 'e', 'Camden', 49.8, 481, 1000, null, null),
    (29, 'share', 'e', 'Derby', 60.0, 35, 100, null, null),
    (30, 'rate', 'c', 'Barnet', 2000.0, 3, 40, 0.1, 20.0)
) as given (source_row, measure_id, cohort, area_name, printed, numerator, denominator, low, high);

-- expected
select
    'out_of_bounds' as check,
    expected.key,
    'error' as severity,
    expected.message,
    expected.figures as rows
from (
    values
    (
        'share|a', 6,
        '6 figures with a share outside 0 to 100: 100.5% for Derby in 2021/22 (shares.csv line 3); '
        || '−0.5% for Ealing in 2021/22 (shares.csv line 4); 104.0%, 52 of 50 for Fareham in 2021/22 (shares.csv line 23) '
        || 'and 3 more; they are not compared or ranked. Look it up at the publisher, and fetch the file again'
    ),
    (
        'share|b', 1,
        '1 figure with more counted than there are: 100.0%, 41 of 40 for Camden in 2021/22 (shares.csv line 7); '
        || 'it is not compared or ranked. Look it up at the publisher, and fetch the file again'
    ),
    (
        'share|c', 2,
        '2 figures with a value outside its own limits: 41.0%, with limits of 30.0 and 40.0 for Derby in 2021/22 (shares.csv line 10); '
        || '29.0%, with limits of 30.0 and 40.0 for Kent in 2021/22 (shares.csv line 12); '
        || 'they are not compared or ranked. Look it up at the publisher, and fetch the file again'
    ),
    (
        'share|d', 1,
        '1 figure with a lower limit above the upper one: 35.0%, with limits of 40.0 and 30.0 for Barnet in 2021/22 (shares.csv line 13); '
        || 'the limits are not used. Look it up at the publisher, and fetch the file again'
    ),
    (
        'rate|a', 1,
        '1 figure with a count below 0: 1.0, 1 of −100 for Camden in 2021/22 (shares.csv line 15); '
        || 'it is not compared or ranked. Look it up at the publisher, and fetch the file again'
    ),
    (
        'share|e', 1,
        '1 figure with a value far from what its own counts make: 0.0%, 585 of 1,300 for Barnet in 2021/22 (shares.csv line 27); '
        || 'it is not compared or ranked. Look it up at the publisher, and fetch the file again'
    ),
    (
        'rate|c', 1,
        '1 figure with a value far from what its own counts make: 2,000.0, 3 of 40 for Barnet in 2021/22 (shares.csv line 30); '
        || 'it is not compared or ranked. Look it up at the publisher, and fetch the file again'
    ),
    (
        'rate|b', 1,
        '1 figure with a number below 0: −1.0 for Barnet in 2021/22 (shares.csv line 16); '
        || 'it is not compared or ranked. Look it up at the publisher, and fetch the file again'
    ),
    (
        'wait|a', 1,
        '1 figure with a number below 0: −2.0 for Camden in 2021/22 (shares.csv line 18); '
        || 'it is not compared or ranked. Look it up at the publisher, and fetch the file again'
    ),
    (
        'score|a', 1,
        '1 figure with a value outside its own limits: −1.0, with limits of 0.0 and 0.5 for Camden in 2021/22 (shares.csv line 20); '
        || 'it is not compared or ranked. Look it up at the publisher, and fetch the file again'
    )
) as expected (key, figures, message);

-- purpose: figures that cannot be, by the unit of their measure
-- given: each kind of fault next to what looks like one; figures and limits are printed in steps of 0.5
create table measures as
select
    given.measure_id,
    given.unit
from (
    values
    ('share', '%'),
    ('rate', 'per 100'),
    ('wait', 'weeks'),
    ('score', 'score')
) as given (measure_id, unit);

create table cells as
select
    given.measure_id,
    given.cohort,
    given.area_name,
    given.area_name as area_code,
    '2021/22' as period,
    given.printed as value,
    given.numerator,
    given.denominator,
    given.low as value_lower,
    given.high as value_upper,
    given.numerator_low,
    0.5 as printed_unit,
    given.source_row,
    'published' as data_set
from (
    values
    -- 0 and 100 are shares
    (1, 'share', 'a', 'Barnet', 0.0, null, null, null, null, null),
    (2, 'share', 'a', 'Camden', 100.0, null, null, null, null, null),
    (3, 'share', 'a', 'Derby', 100.5, null, null, null, null, null),
    (4, 'share', 'a', 'Ealing', -0.5, null, null, null, null, null),
    (5, 'share', 'a', 'Kent', null, null, null, null, null, null),
    -- all of them, and one more than all of them
    (6, 'share', 'b', 'Barnet', 100.0, 40, 40, null, null, null),
    (7, 'share', 'b', 'Camden', 100.0, 41, 40, null, null, null),
    -- a figure may pass a limit by its rounding, not by more; limits that are made of the counts are another check's
    (8, 'share', 'c', 'Barnet', 30.0, null, null, 30.5, 40.0, null),
    (9, 'share', 'c', 'Camden', 40.5, null, null, 30.0, 40.0, null),
    (10, 'share', 'c', 'Derby', 41.0, null, null, 30.0, 40.0, null),
    (11, 'share', 'c', 'Ealing', 41.0, null, null, 30.0, 40.0, 12),
    (12, 'share', 'c', 'Kent', 29.0, null, null, 30.0, 40.0, null),
    (13, 'share', 'd', 'Barnet', 35.0, null, null, 40.0, 30.0, null),
    -- more events than pupils are possible, fewer than none are not
    (14, 'rate', 'a', 'Barnet', 120.0, 120, 100, null, null, null),
    (15, 'rate', 'a', 'Camden', 1.0, 1, -100, null, null, null),
    (16, 'rate', 'b', 'Barnet', -1.0, null, null, null, null, null),
    (17, 'wait', 'a', 'Barnet', 0.0, null, null, null, null, null),
    (18, 'wait', 'a', 'Camden', -2.0, null, null, null, null, null),
    -- a score may be below 0
    (19, 'score', 'a', 'Barnet', -1.0, null, null, -1.5, -0.5, null),
    (20, 'score', 'a', 'Camden', -1.0, null, null, 0.0, 0.5, null),
    -- none counted of none, and limits that meet
    (21, 'rate', 'a', 'Derby', null, 0, 0, null, null, null),
    (22, 'score', 'a', 'Derby', 0.0, null, null, 0.0, 0.0, null)
) as given (source_row, measure_id, cohort, area_name, printed, numerator, denominator, low, high, numerator_low);

-- expected
select
    'out_of_bounds' as check,
    expected.key,
    'error' as severity,
    expected.message,
    expected.figures as rows
from (
    values
    ('share|a', 2, '2 figures with a share outside 0 to 100; first in Derby, 2021/22 (line 3)'),
    ('share|b', 1, '1 figure with more counted than there are; first in Camden, 2021/22 (line 7)'),
    ('share|c', 2, '2 figures with a value outside its own limits; first in Derby, 2021/22 (line 10)'),
    ('share|d', 1, '1 figure with a lower limit above the upper one; first in Barnet, 2021/22 (line 13)'),
    ('rate|a', 1, '1 figure with a count below 0; first in Camden, 2021/22 (line 15)'),
    ('rate|b', 1, '1 figure with a number below 0; first in Barnet, 2021/22 (line 16)'),
    ('wait|a', 1, '1 figure with a number below 0; first in Camden, 2021/22 (line 18)'),
    ('score|a', 1, '1 figure with a value outside its own limits; first in Camden, 2021/22 (line 20)')
) as expected (key, figures, message);

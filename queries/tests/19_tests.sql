-- purpose: a test counts in the family of its area, comparator and year, and a q is the smallest m p / place of its
-- place and those after it
-- given: four tests of latest years, one of them older; with them figures that were not tested, and families of
-- their own
create table differences as
select
    given.figure,
    given.area_no,
    given.comparator_no,
    given.period_start,
    given.is_latest,
    given.p_value,
    given.hindrance
from (
    values
    -- the latest year of each measure, whichever that is: m is 4
    (1, 7, 1, 2018, true, 0.04, null),
    (2, 7, 1, 2018, true, 0.9, null),
    (3, 7, 1, 2017, true, 0.01, null),
    (4, 7, 1, 2018, true, 0.045, null),
    -- figures without a test, or with too few pupils for one, are not in m
    (5, 7, 1, 2018, true, null, null),
    (6, 7, 1, 2018, true, 0.001, 'few pupils'),
    -- an earlier year, another comparator and another area
    (7, 7, 1, 2017, false, 0.03, null),
    (8, 7, 1, 2017, false, 0.03, null),
    (9, 7, 1, 2016, false, 0.03, null),
    (1, 7, 2, 2018, true, 0.04, null),
    (11, 8, 1, 2018, true, 0.04, null)
) as given (figure, area_no, comparator_no, period_start, is_latest, p_value, hindrance);

-- expected: 4 x 0.01 is 0.04, and 4 x 0.04 / 2 is 0.08, more than the 4 x 0.045 / 3 of the place after it,
-- the last q is its p, and equal p of one family have one q
select
    expected.figure,
    expected.comparator_no,
    expected.family_size,
    expected.q_value
from (
    values
    (3, 1, 4, 0.04),
    (1, 1, 4, 0.06),
    (4, 1, 4, 0.06),
    (2, 1, 4, 0.9),
    (7, 1, 2, 0.03),
    (8, 1, 2, 0.03),
    (9, 1, 1, 0.03),
    (1, 2, 1, 0.04),
    (11, 1, 1, 0.04)
) as expected (figure, comparator_no, family_size, q_value);

-- purpose: which number of pupils is used for a figure without one: the first place of the catalogue that has a
-- count, there the nearest year, of two as near the earlier
-- given: shares that take the count of the same pupils, or eight tenths of a like count at most two years away; scores
-- that take the count of the year after
create table measures as
select given.*
from (
    values
    (1, '%', 'percentage'),
    (2, 'count', 'count'),
    (3, '%', 'percentage'),
    (4, 'score', 'score'),
    (5, '%', 'session_rate')
) as given (measure_no, unit, kind);

create table pupils_from as
select given.*
from (
    values
    (3, 0, 1, 'phonics', 0, 0, 1.0),
    (3, 1, 2, 'all plans', 2, 0, 0.8),
    (4, 0, 1, 'phonics', 0, 1, 1.0),
    (5, 0, 1, 'phonics', 0, 0, 1.0)
) as given (measure_no, place, source_no, source_title, years, later, share);

create table printed as
select given.*
from (
    values
    -- both counts are held: the pupils themselves come first, and outrank the few of the other
    (1, 2, 1, 2018, 50.0, 100),
    (2, 2, 1, 2018, null, 8),
    (3, 2, 1, 2018, 50.0, null),
    (5, 2, 1, 2018, 50.0, null),
    -- the pupils themselves in another year do not count; a like count before, after and two years before does
    (1, 2, 2, 2017, null, 90),
    (2, 2, 2, 2016, null, 9),
    (2, 2, 2, 2017, null, 125),
    (2, 2, 2, 2019, null, 500),
    (3, 2, 2, 2018, 50.0, null),
    -- three years before is too long ago, no pupil is no count, and what is suppressed needs none
    (2, 2, 3, 2015, null, 30),
    (3, 2, 3, 2018, 50.0, null),
    (1, 2, 4, 2018, null, 0),
    (3, 2, 4, 2018, 50.0, null),
    (1, 2, 5, 2018, null, 60),
    (3, 2, 5, 2018, null, null),
    -- nor is the count of another cohort any of these pupils
    (3, 2, 9, 2018, 50.0, null),
    (1, 3, 9, 2018, null, 70),
    -- none of 25 pupils counts, and every one of as many
    (1, 2, 6, 2018, null, 25),
    (3, 2, 6, 2018, 0.0, null),
    (1, 2, 10, 2018, null, 25),
    (3, 2, 10, 2018, 100.0, null),
    -- a score and the count of the year after; another with its own count and limits, twice as wide a year before
    (1, 2, 7, 2019, null, 16),
    (4, 2, 7, 2018, -1.0, null),
    (4, 2, 8, 2017, 0.0, 64),
    (4, 2, 8, 2018, 0.0, 64)
) as given (measure_no, cohort_no, area_no, period_start, value, denominator);

create table cells as
select
    figure_of(
        cast(measure_no as int), cast(cohort_no as int), cast(area_no as int), cast(period_start - 2010 as int)
    ) as figure,
    measure_no,
    cohort_no,
    area_no,
    period_start - 2010 as period_no,
    period_start,
    concat(period_start, '/', period_start - 1999) as period,
    value,
    denominator,
    case area_no when 8 then -1.959963984540054 * (2019 - period_start) end as value_lower,
    case area_no when 8 then 1.959963984540054 * (2019 - period_start) end as value_upper
from printed;

-- expected: half of 100 pupils have an error of 5 points, none of 25 or all of them the error of half a
-- pupil. Limits of 1.96 to both
-- sides for 64 pupils make the spread of scores 8, and the error of 16 pupils 8 / 4
select
    figure_of(
        cast(expected.measure_no as int), cast(expected.cohort_no as int), cast(expected.area_no as int),
        cast(expected.period_start - 2010 as int)
    ) as figure,
    expected.pupils_held,
    expected.pupils_used,
    expected.pupils_from,
    expected.fewest_pupils,
    expected.borrowed_error
from (
    values
    (3, 2, 1, 2018, 100.0, 100.0, '100 pupils in 2018/19, as counted for phonics', 100.0, 5.0),
    (5, 2, 1, 2018, 100.0, 100.0, '100 pupils in 2018/19, as counted for phonics', 100.0, null),
    (3, 2, 2, 2018, 125.0, 100.0, '125 pupils in 2017/18, as counted for all plans', 9.0, 5.0),
    (3, 2, 6, 2018, 25.0, 25.0, '25 pupils in 2018/19, as counted for phonics', 25.0, 100 * sqrt(0.02 * 0.98 / 25)),
    (3, 2, 10, 2018, 25.0, 25.0, '25 pupils in 2018/19, as counted for phonics', 25.0, 100 * sqrt(0.98 * (1 - 0.98) / 25)),
    (4, 2, 7, 2018, 16.0, 16.0, '16 pupils in 2019/20, as counted for phonics', 16.0, 2.0),
    (4, 2, 8, 2017, 64.0, 64.0, '64 pupils in 2017/18', 64.0, 2.0),
    (4, 2, 8, 2018, 64.0, 64.0, '64 pupils in 2018/19', 64.0, 1.0),
    -- counts have their own
    (1, 2, 1, 2018, 100.0, 100.0, '100 pupils in 2018/19', 100.0, 5.0),
    (2, 2, 1, 2018, 8.0, 8.0, '8 pupils in 2018/19', 8.0, null),
    (1, 2, 2, 2017, 90.0, 90.0, '90 pupils in 2017/18', 90.0, null),
    (2, 2, 2, 2016, 9.0, 9.0, '9 pupils in 2016/17', 9.0, null),
    (2, 2, 2, 2017, 125.0, 125.0, '125 pupils in 2017/18', 125.0, null),
    (2, 2, 2, 2019, 500.0, 500.0, '500 pupils in 2019/20', 500.0, null),
    (2, 2, 3, 2015, 30.0, 30.0, '30 pupils in 2015/16', 30.0, null),
    (1, 2, 5, 2018, 60.0, 60.0, '60 pupils in 2018/19', 60.0, null),
    (1, 2, 6, 2018, 25.0, 25.0, '25 pupils in 2018/19', 25.0, null),
    (1, 2, 10, 2018, 25.0, 25.0, '25 pupils in 2018/19', 25.0, null),
    (1, 3, 9, 2018, 70.0, 70.0, '70 pupils in 2018/19', 70.0, null),
    (1, 2, 7, 2019, 16.0, 16.0, '16 pupils in 2019/20', 16.0, null)
) as expected (
    measure_no, cohort_no, area_no, period_start, pupils_held, pupils_used, pupils_from, fewest_pupils, borrowed_error
);

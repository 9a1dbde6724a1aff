-- purpose: what makes a gap matter: two printed units, a quarter of the spread between authorities, or the floor, and
-- what makes a change: as much, or half the spread of one-year changes
-- given: three authorities with 10, 20 and 30 in the latest year, of which one has 11 pupils, and as no yardstick one
-- with 10 pupils, one that is suppressed, and England, which has more digits
create table measures as
select given.*
from (
    values
    (1, 'by the spread', 0.0),
    (2, 'by the unit', 0.0),
    (3, 'by the floor', 3.0),
    (4, 'all move alike', 0.0),
    (5, 'England alone', 0.0)
) as given (measure_no, measure_id, floor);

-- a break before 2015, then changes of -2, 0 and 2, and in the year in which everyone loses 20 of -34, -20 and -6
create table figures as
select given.*
from (
    values
    (1, 0.0, 46.0, 44.0, 10.0),
    (2, 90.0, 40.0, 40.0, 20.0),
    (3, 50.0, 34.0, 36.0, 30.0),
    (4, 9.0, 5.0, 99.0, 90.0),
    (5, 70.0, null, 50.0, null),
    (6, 40.0, 40.0, 40.0, 20.0)
) as given (area_no, before, first, second, latest);

create table cells as
select
    figure_of(
        cast(measures.measure_no as int), cast(2 as int), cast(figures.area_no as int), cast(years.period_no as int)
    ) as figure,
    measures.measure_id,
    'sen-support' as cohort,
    figures.area_no,
    2013 + years.period_no as period_start,
    concat(2013 + years.period_no, '/', 14 + years.period_no) as period,
    case years.period_no when 1 then 0 else 1 end as segment_id,
    case figures.area_no when 6 then 'national' else 'local_authority' end as area_level,
    case
        when years.period_no < 4 then 8.0 when figures.area_no = 6 then 0.1 when measures.measure_no = 2 then 2.0 else 1.0
    end as printed_unit,
    case
        when measures.measure_no = 4 then figures.latest + years.period_no
        when years.period_no = 1 then figures.before
        when years.period_no = 2 then figures.first
        when years.period_no = 3 then figures.second
        else figures.latest
    end as value
from measures
cross join figures
cross join (values (1), (2), (3), (4)) as years (period_no)
where measures.measure_no < 5 or figures.area_no = 6 or (figures.area_no = 1 and years.period_no < 4)
union all
-- two years that do not follow one another, and an end before that of the other cohort
select
    figure_of(cast(1 as int), cast(3 as int), cast(given.area_no as int), cast(given.period_no as int)) as figure,
    'by the spread' as measure_id,
    'ehc-plan' as cohort,
    given.area_no,
    given.period_start,
    concat(given.period_start, '/', given.period_start - 1999) as period,
    1 as segment_id,
    'local_authority' as area_level,
    0.25 as printed_unit,
    given.value
from (
    values
    (1, 1, 2014, 9.0), (2, 1, 2014, 5.0), (3, 1, 2014, 8.0),
    (1, 2, 2016, 2.0), (2, 2, 2016, 6.0), (3, 2, 2016, 10.0)
) as given (area_no, period_no, period_start, value);

create table pupils as
select
    figure,
    case area_no when 4 then 10.0 else 11.0 end as fewest_pupils
from cells
where area_no in (1, 4);

-- expected: 10, 20 and 30 spread by 10; the changes by the root of (4 + 196) / 2, each pair of years around its own
-- mean
select expected.*
from (
    values
    ('by the spread', 'sen-support', '2017/18', 1.0, 2.5, 5.0, 10.0, 10.0),
    ('by the spread', 'ehc-plan', '2016/17', 0.25, 1.0, 1.0, 4.0, null),
    ('by the unit', 'sen-support', '2017/18', 2.0, 4.0, 5.0, 10.0, 10.0),
    ('by the floor', 'sen-support', '2017/18', 1.0, 3.0, 5.0, 10.0, 10.0),
    ('all move alike', 'sen-support', '2017/18', 1.0, 2.5, 2.5, 10.0, 0.0),
    ('England alone', 'sen-support', '2017/18', 0.1, 0.2, 0.2, null, null)
) as expected (measure_id, cohort, latest_period, printed_unit, m_level, m_change, sd_between, sd_change);

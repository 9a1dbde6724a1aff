-- purpose: the years after the last break in which an area has a figure of enough pupils, each with its error
-- given: Birmingham over five years of which the first comes before a break, next to England and an area that nobody
-- asked for, and a measure that nothing is said of
create table compared_areas as
select 'E08000025' as area_code;

create table measures as
select given.*
from (
    values
    (1, 'share', '%', 1, ''),
    (2, 'score', 'score', 1, ''),
    (3, 'suspensions', 'per 100', -1, 'repeatedly'),
    (4, 'exclusions', 'per 100', -1, 'once'),
    (5, 'unspoken', '%', 1, '')
) as given (measure_no, measure_id, unit, polarity, events);

create table judged_measures as
select measure_no
from measures
where measure_id <> 'unspoken';

create table materiality as
select
    measure_id,
    'sen-support' as cohort,
    2018 as latest_start,
    '2018/19' as latest_period,
    2.0 as m_change
from measures
union all
-- the last figures of another cohort come before the break
select
    'share' as measure_id,
    'ehc-plan' as cohort,
    2014 as latest_start,
    '2014/15' as latest_period,
    3.0 as m_change;

create table printed as
select
    given.*,
    figure_of(
        cast(given.measure_no as int), cohorts.cohort_no, areas.area_no, cast(given.period_start - 2010 as int)
    ) as figure,
    figure_of(cast(given.measure_no as int), cohorts.cohort_no, areas.area_no, cast(0 as int)) as series,
    figure_of(
        cast(given.measure_no as int), cohorts.cohort_no, cast(0 as int), cast(given.period_start - 2010 as int)
    ) as year_no,
    cohorts.cohort_no,
    areas.area_no,
    areas.area_level
from (
    values
    -- after the break: a count, a range of counts, a figure alone, a suppressed one; England is missed in a year
    (1, 'sen-support', 'E08000025', 2014, 75.0, 75, 75, 100, null),
    (1, 'sen-support', 'E08000025', 2015, 50.0, 50, 50, 100, null),
    (1, 'sen-support', 'E08000025', 2016, 40.0, 39, 41, 100, null),
    (1, 'sen-support', 'E08000025', 2017, null, null, null, null, null),
    (1, 'sen-support', 'E08000025', 2018, 60.0, null, null, null, null),
    (1, 'sen-support', 'E92000001', 2015, 52.0, null, null, null, null),
    (1, 'sen-support', 'E92000001', 2018, 56.0, null, null, null, null),
    (1, 'sen-support', 'E08000026', 2018, 90.0, null, null, null, null),
    (1, 'ehc-plan', 'E08000025', 2014, 10.0, null, null, null, null),
    (1, 'ehc-plan', 'E08000025', 2015, null, null, null, null, null),
    (1, 'ehc-plan', 'E92000001', 2014, 12.0, null, null, null, null),
    (1, 'ehc-plan', 'E92000001', 2015, null, null, null, null, null),
    -- ten pupils in the year between
    (2, 'sen-support', 'E08000025', 2016, 1.0, null, null, null, 1.959963984540054),
    (2, 'sen-support', 'E08000025', 2017, 9.0, null, null, null, 1.959963984540054),
    (2, 'sen-support', 'E08000025', 2018, 2.0, null, null, null, null),
    (3, 'sen-support', 'E08000025', 2015, 9.0, 27, 27, 300, null),
    (3, 'sen-support', 'E08000025', 2016, 12.5, 75, 75, 600, null),
    (3, 'sen-support', 'E08000025', 2017, 20.0, 100, 100, 500, null),
    (3, 'sen-support', 'E08000025', 2018, 10.0, 60, 60, 600, null),
    (4, 'sen-support', 'E08000025', 2017, 0.0, 0, 0, 400, null),
    (4, 'sen-support', 'E08000025', 2018, 4.0, 16, 16, 400, null),
    (5, 'sen-support', 'E08000025', 2018, 4.0, null, null, null, null)
) as given (measure_no, cohort, area_code, period_start, value, low, high, denominator, half_width)
inner join cohorts on given.cohort = cohorts.cohort
inner join areas on given.area_code = areas.area_code;

create table cells as
select
    printed.figure,
    printed.series,
    printed.year_no,
    printed.measure_no,
    printed.cohort_no,
    printed.area_no,
    printed.period_start - 2010 as period_no,
    measures.measure_id,
    printed.cohort,
    printed.area_code,
    printed.area_level,
    concat(printed.period_start, '/', printed.period_start - 1999) as period,
    printed.period_start,
    case printed.period_start when 2014 then 0 else 1 end as segment_id,
    printed.value,
    printed.low as numerator_low,
    printed.high as numerator_high,
    printed.denominator,
    printed.value - printed.half_width as value_lower,
    printed.value + printed.half_width as value_upper
from printed
inner join measures on printed.measure_no = measures.measure_no;

-- suspensions: 102 of 51 pupils in two years, a year whose pupils concerned are suppressed, and one of rounded counts
create table events as
select
    figure,
    low as events,
    denominator as pupils,
    measure_no = 4 or period_start < 2018 as sure,
    case when measure_no = 4 or period_start <> 2017 then 2.0 end as dispersion,
    case
        when measure_no = 4 then null
        when period_start = 2015 then 20
        when period_start = 2016 then 31
        when period_start = 2018 then 30
    end as concerned
from printed
where measure_no in (3, 4);

create table pupils as
select
    figure,
    case period_start when 2017 then 10.0 else 11.0 end as fewest_pupils,
    3.5 as borrowed_error
from printed
where measure_no = 2;

create table noise as
select distinct
    series,
    1.25 as noise
from printed
where measure_no = 2;

-- expected: half of 100 pupils have an error of 5 points. Suspensions repeat by 2 x 162 / 81 - 1, which is 3: the 27
-- count as 9 of 100 pupils, and their error is the root of 27 x 3 in 300
select
    expected.*,
    'E08000025' as area_code,
    case expected.cohort when 'ehc-plan' then 2014 else 2018 end as latest_start,
    case expected.cohort when 'ehc-plan' then 0 else 1 end as segment_id,
    case expected.cohort when 'ehc-plan' then 3.0 else 2.0 end as m_change
from (
    values
    ('share', 'sen-support', '2015/16', 50.0, 52.0, 50.0, 100.0, null, null, null, 5.0, null, null),
    ('share', 'sen-support', '2016/17', 40.0, null, null, null, null, null, null, null, null, null),
    ('share', 'sen-support', '2018/19', 60.0, 56.0, null, null, null, null, null, null, null, null),
    ('share', 'ehc-plan', '2014/15', 10.0, 12.0, null, null, null, null, null, null, null, null),
    ('score', 'sen-support', '2016/17', 1.0, null, null, null, null, null, 1.0, 1.0, 3.5, 1.25),
    ('score', 'sen-support', '2018/19', 2.0, null, null, null, null, null, null, null, 3.5, 1.25),
    ('suspensions', 'sen-support', '2015/16', 9.0, null, null, null, 9.0, 100.0, null, 3.0, null, null),
    ('suspensions', 'sen-support', '2016/17', 12.5, null, null, null, 25.0, 200.0, null, 2.5, null, null),
    ('suspensions', 'sen-support', '2017/18', 20.0, null, null, null, null, null, null, null, null, null),
    ('suspensions', 'sen-support', '2018/19', 10.0, null, null, null, null, null, null, null, null, null),
    ('exclusions', 'sen-support', '2017/18', 0.0, null, null, null, 0.0, 400.0, null, null, null, null),
    ('exclusions', 'sen-support', '2018/19', 4.0, null, null, null, 16.0, 400.0, null, 1.0, null, null)
) as expected (
    measure_id, cohort, period, value, england_value, numerator, denominator, events, exposure, standard_error,
    own_error, borrowed_error, noise
);

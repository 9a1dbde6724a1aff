-- purpose: who is ahead of England has a lead that grows or shrinks, who is behind a gap that narrows or widens
-- given: six series of four years where high is good, four where low is good, one where neither is, one that nothing is said of, all against
-- 50 in England
create table series_given as
select
    given.measure_no,
    concat('m', given.measure_no) as measure_id,
    given.polarity,
    given.first_gap,
    given.step
from (
    values
    (1, 1, -8.0, 2.0),
    (2, 1, -2.0, -2.0),
    (3, 1, 2.0, 2.0),
    (4, 1, 8.0, -2.0),
    (5, 1, -3.0, 2.0),
    (6, 1, 3.0, -2.0),
    (7, 1, -2.0, 0.0),
    (8, -1, 8.0, -2.0),
    (9, -1, 2.0, 2.0),
    (10, -1, -2.0, -2.0),
    (11, -1, -8.0, 2.0),
    (12, 0, -8.0, 2.0),
    (13, 1, -8.0, 2.0)
) as given (measure_no, polarity, first_gap, step);

create table measures as
select
    measure_no,
    measure_id,
    polarity,
    1 as gap_survives_breaks
from series_given;

create table judged_measures as
select measure_no
from measures
where measure_no < 13;

create table compared_areas as
select 'E08000025' as area_code;

create table cells as
select
    figure_of(
        cast(series_given.measure_no as int), cast(3 as int), areas.area_no, cast(years.step_no as int)
    ) as figure,
    figure_of(cast(series_given.measure_no as int), cast(3 as int), areas.area_no, cast(0 as int)) as series,
    figure_of(
        cast(series_given.measure_no as int), cast(3 as int), cast(0 as int), cast(years.step_no as int)
    ) as year_no,
    series_given.measure_no,
    cohorts.cohort_no,
    areas.area_no,
    cast(years.step_no as int) as period_no,
    concat(2018 + years.step_no, '/', 19 + years.step_no) as period,
    cast(2018 + years.step_no as int) as period_start,
    areas.area_level,
    0.1 as printed_unit,
    case areas.area_level
        when 'national' then 50.0
        else 50.0 + series_given.first_gap + series_given.step * years.step_no
    end as value
from series_given
cross join (values (0), (1), (2), (3)) as years (step_no)
cross join areas
cross join cohorts
where areas.area_code in ('E08000025', 'E92000001') and cohorts.cohort = 'sen-support';

create table noise as
select
    series,
    0.5 as noise
from cells
where cells.period_no = 0;

create table materiality as
select
    measures.measure_id,
    'sen-support' as cohort,
    cast(2021 as int) as latest_start,
    2.0 as m_change
from measures;

-- expected
select
    cast(expected.measure_no as int) as measure_no,
    expected.gap_from,
    expected.gap_to,
    expected.moved,
    expected.gap_trend
from (
    values
    (1, '2018/19', '2021/22', 6.0, 'narrowed'),
    (2, '2018/19', '2021/22', -6.0, 'widened'),
    (3, '2018/19', '2021/22', 6.0, 'lead_grew'),
    (4, '2018/19', '2021/22', -6.0, 'lead_shrank'),
    (5, '2018/19', '2021/22', 6.0, 'caught_up'),
    (6, '2018/19', '2021/22', -6.0, 'lead_lost'),
    (7, '2018/19', '2021/22', 0.0, 'not_shown'),
    (8, '2018/19', '2021/22', -6.0, 'narrowed'),
    (9, '2018/19', '2021/22', 6.0, 'widened'),
    (10, '2018/19', '2021/22', -6.0, 'lead_grew'),
    (11, '2018/19', '2021/22', 6.0, 'lead_shrank')
) as expected (measure_no, gap_from, gap_to, moved, gap_trend);

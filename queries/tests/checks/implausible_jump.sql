-- purpose: a change far beyond the usual spread of changes is reported where nothing explains it
-- given: nine authorities whose changes have a middle of 0 and a median deviation of 1, so that ten times the
-- usual spread is 14.8 (10 · 1.4826); the same changes in measures that differ in one thing each
create table check_limits as
select
    cast(9 as int) as minimum_changes,
    cast(10.0 as double) as jump_multiple;

create table tiny_areas as
select 'E09000001' as area_code;

create table thresholds as
select 30.0 as small_cohort;

create table cases as
select
    cast(row_number() over (order by given.measure_id) as int) as measure_no,
    given.*
from (
    values
    ('reported', '%', 2.0, 2019, 1, 9),
    ('a-count', 'count', 2.0, 2019, 1, 9),
    ('across-a-break', '%', 2.0, 2019, 2, 9),
    ('across-a-gap', '%', 2.0, 2020, 1, 9),
    -- 40 points are just material
    ('just-material', '%', 40.0, 2019, 1, 9),
    ('not-material', '%', 50.0, 2019, 1, 9),
    -- where most do not move at all there is no usual spread
    ('still', '%', 2.0, 2019, 1, 9),
    ('too-few-changes', '%', 2.0, 2019, 1, 8)
) as given (measure_id, unit, m_change, later_start, later_segment, changes);

create table measures as
select
    measure_id,
    unit,
    1 as decimals
from cases;

create table materiality as
select
    measure_id,
    'ehc-plan' as cohort,
    m_change
from cases;

create table cells as
select
    cases.measure_id,
    'ehc-plan' as cohort,
    areas.area_code,
    areas.area_name,
    areas.area_level,
    figure_of(cases.measure_no, cast(1 as int), areas.area_no, cast(years.step as int)) as figure,
    case years.step when 0 then '2018/19' else concat(cases.later_start, '/', cases.later_start - 1999) end as period,
    case years.step when 0 then 2018 else cases.later_start end as period_start,
    case years.step when 0 then 1 else cases.later_segment end as segment_id,
    given.first_figure + years.step
    * case when cases.measure_id = 'still' and abs(given.change) < 2.0 then 0.0 else given.change end as value,
    case years.step when 0 then 100 else given.pupils end as denominator,
    'published' as data_set
from cases
cross join (
    values
    (1, 'E06000001', 40.0, 1.0, 100),
    (2, 'E06000002', 40.0, -1.0, 100),
    (3, 'E06000003', 40.0, 1.0, 100),
    (4, 'E06000004', 40.0, -1.0, 100),
    (5, 'E06000005', 40.0, 0.0, 100),
    -- fewer than 30 pupils move a share by themselves
    (6, 'E06000006', 70.0, -40.0, 29),
    (7, 'E06000007', 30.0, 40.0, 30),
    -- either side of 14.826; no number of pupils is no small one
    (8, 'E06000008', 40.0, 14.8, 100),
    (9, 'E06000009', 40.0, -14.9, null),
    -- neither a handful of pupils nor England is an authority that jumps
    (0, 'E09000001', 40.0, 50.0, 100),
    (0, 'E92000001', 40.0, 50.0, 100)
) as given (place, area_code, first_figure, change, pupils)
inner join areas on given.area_code = areas.area_code
cross join (values (0), (1)) as years (step)
where given.place <= cases.changes;

-- expected: 40 is 26.98 times 1.4826
select
    'implausible_jump' as check,
    concat(expected.measure_id, '|ehc-plan|2019/20') as key,
    'warning' as severity,
    concat(
        expected.words, ' changed far more than is usual from 2018/19 to 2019/20; most Warrington, ',
        'from 30.0 to 70.0 (27 times the usual spread)'
    ) as message,
    expected.reported as rows
from (
    values
    ('reported', 2, '2 authorities'),
    ('just-material', 1, '1 authority')
) as expected (measure_id, reported, words);

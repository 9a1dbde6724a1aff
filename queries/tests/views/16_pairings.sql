-- purpose: a figure meets the figure of each of its peers, whose key is the peer's area and cohort and its kind
-- given: a share with every kind of other and a rate whose events befall a pupil more than once; only the share has a target
create table compared_areas as
select 'E08000025' as area_code;

create table measures as
select
    given.*,
    '' as part_of,
    0 as is_local,
    'england-same-cohort' as main_comparator
from (values (1, 'share', '%'), (2, 'rate', 'per 100')) as given (measure_no, measure_id, unit);

create table materiality as
select
    measures.measure_id,
    'sen-support' as cohort,
    2018 as latest_start
from measures;

create table peers as
select
    areas.area_no,
    cohorts.cohort_no,
    comparators.comparator_no,
    comparators.comparator,
    given.other_kind,
    given.other_area,
    others.area_no as other_area_no,
    cohorts.cohort_no as other_cohort_no,
    given.is_whole
from (
    values
    ('england-same-cohort', 'area', 'E92000001', true),
    ('neighbours-same-cohort', 'neighbours', 'E08000025', false),
    ('area-no-sen', 'area', 'E08000025', false),
    ('target', 'target', 'E08000025', false)
) as given (comparator, other_kind, other_area, is_whole)
inner join comparators on given.comparator = comparators.comparator
inner join areas as others on given.other_area = others.area_code
inner join areas on areas.area_code = 'E08000025'
inner join cohorts on cohorts.cohort = 'sen-support';

create table cells as
select
    figure_of(measures.measure_no, cohorts.cohort_no, areas.area_no, cast(1 as int)) as figure,
    measures.measure_no,
    cohorts.cohort_no,
    areas.area_no,
    1 as period_no,
    measures.measure_id,
    cohorts.cohort,
    areas.area_code,
    areas.area_level,
    '2018/19' as period,
    2018 as period_start,
    25.0 as value
from measures
inner join cohorts on cohorts.cohort = 'sen-support'
inner join areas on areas.area_code = 'E08000025';

create table events as
select
    figure,
    10.0 as events,
    8.0 as concerned,
    1.5 as dispersion
from cells
where measure_id = 'rate';

create table others as
select
    given.other_kind,
    figure_of(measures.measure_no, cohorts.cohort_no, cast(0 as int), cast(1 as int)) as year_no,
    areas.area_no,
    given.other_value,
    given.others_median,
    given.other_events,
    given.other_low
from (
    values
    ('area', 'E92000001', 'share', 75.0, null, null, null),
    ('area', 'E08000025', 'share', 60.0, null, null, null),
    ('neighbours', 'E08000025', 'share', null, 30.0, 40.0, 40),
    ('target', 'E08000025', 'share', 50.0, null, null, null),
    ('neighbours', 'E08000025', 'rate', null, 5.0, 40.0, 40)
) as given (other_kind, area_code, measure_id, other_value, others_median, other_events, other_low)
inner join measures on given.measure_id = measures.measure_id
inner join areas on given.area_code = areas.area_code
inner join cohorts on cohorts.cohort = 'sen-support';

create table unavailable_comparators as
select
    'rate' as measure_id,
    'area-no-sen' as comparator,
    'not published' as reason;

-- expected
select expected.*
from (
    values
    ('share', 'england-same-cohort', true, true, false, 75.0, null, null, null),
    ('share', 'neighbours-same-cohort', false, false, false, null, 30.0, 40.0, null),
    ('share', 'area-no-sen', false, false, true, 60.0, null, null, null),
    ('share', 'target', false, false, false, 50.0, null, null, null),
    ('rate', 'england-same-cohort', true, true, false, null, null, null, null),
    -- without the spread of the neighbours' events, there is nothing to test
    ('rate', 'neighbours-same-cohort', false, false, false, null, 5.0, null, null),
    ('rate', 'area-no-sen', false, false, true, null, null, null, 'not published')
) as expected (measure_id, comparator, is_main, is_england, at_home, other_value, others_median, other_events, unavailable);

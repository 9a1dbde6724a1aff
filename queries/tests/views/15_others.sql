-- purpose: neighbours, the middle authority and a target are next to the figures of areas, in one shape
-- given: a region of two authorities, whose pupils are all of its own and half of England's
create table printed as
select
    given.*,
    figure_of(measures.measure_no, cohorts.cohort_no, areas.area_no, cast(1 as int)) as figure,
    figure_of(measures.measure_no, cohorts.cohort_no, cast(0 as int), cast(1 as int)) as year_no,
    measures.measure_id,
    measures.measure_no,
    cohorts.cohort_no,
    areas.area_no,
    areas.area_level
from (
    values
    ('sen-support', 'E08000025', 30.0, 60),
    ('sen-support', 'E08000029', 40.0, 40),
    ('sen-support', 'E12000005', 34.0, 100),
    ('sen-support', 'E92000001', 36.0, 200),
    ('no-sen', 'E08000025', 80.0, null),
    ('all-sen', 'E12000005', null, null)
) as given (cohort, area_code, value, denominator)
inner join measures on measures.measure_id = 'phonics-year-1'
inner join cohorts on given.cohort = cohorts.cohort
inner join areas on given.area_code = areas.area_code;

create table cells as
select
    printed.*,
    cast(1 as int) as period_no,
    1.0 as printed_unit,
    case when printed.value is null then 'er' end as symbol,
    case printed.area_level when 'national' then 'sum_of_authorities' else 'published' end as counts_from
from printed;

create table events as
select
    figure,
    12.0 as events,
    100 as pupils
from printed
where area_level = 'regional' and cohort = 'sen-support';

create table neighbour_values as
select
    year_no,
    area_no,
    6 as neighbours_n,
    31.0 as neighbours_median,
    10 as pooled_low,
    20 as pooled_high,
    40 as pooled_denominator
from printed
where area_code = 'E08000025' and cohort = 'sen-support';

create table authority_values as
select
    year_no,
    120 as authorities_n,
    35.0 as authorities_median
from printed
where area_level = 'national';

create table targets as
select
    'phonics-year-1' as measure_id,
    'sen-support' as cohort,
    'E08000025' as area_code,
    50.0 as target,
    '2025' as target_by;

-- expected
select
    expected.other_kind,
    printed.year_no,
    printed.area_no,
    expected.other_value,
    expected.other_unit,
    expected.others_median,
    expected.others_n,
    expected.adds_up,
    expected.other_events,
    expected.other_event_pupils,
    expected.other_is_sum,
    expected.other_is_wrong,
    expected.target_by
from (
    values
    ('area', 'sen-support', 'E12000005', 34.0, 1.0, null, null, true, 12.0, 100.0, false, false, null),
    ('area', 'sen-support', 'E92000001', 36.0, 1.0, null, null, false, null, null, true, false, null),
    -- of authorities, only pupils with no SEN are compared with by others of the same area
    ('area', 'no-sen', 'E08000025', 80.0, 1.0, null, null, null, null, null, false, false, null),
    -- a printed figure that cannot be right is known as one
    ('area', 'all-sen', 'E12000005', null, 1.0, null, null, null, null, null, false, true, null),
    ('neighbours', 'sen-support', 'E08000025', null, null, 31.0, 6, null, 15.0, 40.0, null, null, null),
    ('middle', 'sen-support', 'E92000001', 35.0, null, null, 120, null, null, null, null, null, null),
    ('target', 'sen-support', 'E08000025', 50.0, 0.0, null, null, null, null, null, null, null, '2025')
)
    as expected (
        other_kind, cohort, area_code, other_value, other_unit, others_median, others_n, adds_up, other_events, other_event_pupils,
        other_is_sum, other_is_wrong, target_by
    )
inner join printed on expected.cohort = printed.cohort and expected.area_code = printed.area_code;

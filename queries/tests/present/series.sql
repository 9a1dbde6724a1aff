-- purpose: each series of an area is next to one other: England's, the middle authority's or its own target
-- given: a share of which England has every year; one of which England has no figure for the latest year, so that the
-- middle authority replaces it in every year; a local measure with targets of two areas; and areas not read
create table chosen_areas as
select 'E08000025' as area_code;

create table facts as
select
    given.measure_id,
    given.cohort,
    areas.area_code,
    areas.area_level,
    given.period,
    cast(left(given.period, 4) as int) as period_start,
    given.value,
    given.symbol,
    given.segment_id,
    'x' as data_set,
    'provisional' as release_status
from (
    values
    ('phonics-year-1', 'sen-support', 'E08000025', '2022/23', 60.0, null, 1),
    ('phonics-year-1', 'sen-support', 'E08000025', '2023/24', null, 'c', 2),
    ('phonics-year-1', 'sen-support', 'E06000039', '2023/24', 70.0, null, 2),
    ('phonics-year-1', 'sen-support', 'E12000005', '2023/24', 61.0, null, 2),
    ('phonics-year-1', 'sen-support', 'E92000001', '2022/23', 62.0, null, 1),
    ('phonics-year-1', 'sen-support', 'E92000001', '2023/24', 64.0, null, 2),
    ('ks4-ebacc-entry', 'ehc-plan', 'E08000025', '2022/23', 4.0, null, 1),
    ('ks4-ebacc-entry', 'ehc-plan', 'E06000039', '2021/22', 3.0, null, 0),
    ('ks4-ebacc-entry', 'ehc-plan', 'E06000039', '2022/23', 5.0, null, 1),
    ('ks4-ebacc-entry', 'ehc-plan', 'E92000001', '2021/22', 3.5, null, 0),
    ('ks4-ebacc-entry', 'sen-support', 'E92000001', '2022/23', 12.0, null, 2),
    ('ks4-ebacc-entry', 'sen-support', 'E06000039', '2022/23', 14.0, null, 2),
    ('reviews-in-time', 'ehc-plan', 'E08000025', '2022', 70.0, null, 0),
    ('reviews-in-time', 'ehc-plan', 'E08000025', '2023', null, 'x', 0),
    ('reviews-in-time', 'ehc-plan', 'E06000039', '2023', 85.0, null, 0)
) as given (measure_id, cohort, area_code, period, value, symbol, segment_id)
inner join areas on given.area_code = areas.area_code;

create table materiality as
select
    given.measure_id,
    given.cohort,
    given.latest_period
from (
    values
    ('phonics-year-1', 'sen-support', '2023/24'),
    ('ks4-ebacc-entry', 'ehc-plan', '2022/23'),
    ('ks4-ebacc-entry', 'sen-support', '2022/23'),
    ('reviews-in-time', 'ehc-plan', '2023')
) as given (measure_id, cohort, latest_period);

-- too few authorities have a figure of 2021/22 to have a middle one
create table authority_values as
select
    given.measure_id,
    given.cohort,
    given.period,
    given.authorities_median,
    given.main_comparator
from (
    values
    ('phonics-year-1', 'sen-support', '2022/23', 59.5, 'authorities-same-cohort'),
    ('phonics-year-1', 'sen-support', '2023/24', 61.5, 'england-same-cohort'),
    ('ks4-ebacc-entry', 'ehc-plan', '2021/22', null, 'england-same-cohort'),
    ('ks4-ebacc-entry', 'ehc-plan', '2022/23', 4.5, 'authorities-same-cohort'),
    ('ks4-ebacc-entry', 'sen-support', '2022/23', 13.0, 'england-same-cohort'),
    ('reviews-in-time', 'ehc-plan', '2023', null, 'target')
) as given (measure_id, cohort, period, authorities_median, main_comparator);

create table local_measures as
select 'reviews-in-time' as measure_id;

create table targets as
select
    'reviews-in-time' as measure_id,
    given.cohort,
    given.area_code,
    given.target
from (
    values
    ('ehc-plan', 'E08000025', 90.0),
    ('sen-support', 'E08000025', 50.0),
    ('ehc-plan', 'E06000039', 95.0)
) as given (cohort, area_code, target);

-- expected
select
    expected.area_code,
    expected.area_level,
    expected.measure_id,
    expected.period,
    expected.period_start,
    expected.value,
    expected.symbol,
    expected.segment_id,
    expected.release_status
from (
    values
    ('E08000025', 'local_authority', 'phonics-year-1', '2022/23', 2022, 60.0, null, 1, 'provisional'),
    ('E08000025', 'local_authority', 'phonics-year-1', '2023/24', 2023, null, 'c', 2, 'provisional'),
    ('E92000001', 'national', 'phonics-year-1', '2022/23', 2022, 62.0, null, 1, 'provisional'),
    ('E92000001', 'national', 'phonics-year-1', '2023/24', 2023, 64.0, null, 2, 'provisional'),
    ('E08000025', 'local_authority', 'ks4-ebacc-entry', '2022/23', 2022, 4.0, null, 1, 'provisional'),
    ('E92000001', 'authorities', 'ks4-ebacc-entry', '2021/22', 2021, null, 'x', 0, 'final'),
    ('E92000001', 'authorities', 'ks4-ebacc-entry', '2022/23', 2022, 4.5, null, 1, 'final'),
    ('E92000001', 'national', 'ks4-ebacc-entry', '2022/23', 2022, 12.0, null, 2, 'provisional'),
    ('E08000025', 'local_authority', 'reviews-in-time', '2022', 2022, 70.0, null, 0, 'provisional'),
    ('E08000025', 'local_authority', 'reviews-in-time', '2023', 2023, null, 'x', 0, 'provisional'),
    ('E08000025', 'target', 'reviews-in-time', '2022', 2022, 90.0, null, 0, 'final'),
    ('E08000025', 'target', 'reviews-in-time', '2023', 2023, 90.0, null, 0, 'final')
) as expected (
    area_code, area_level, measure_id, period, period_start, value, symbol, segment_id, release_status
);

-- purpose: of what was staged, a figure counts once, and not where it is known to be no figure
-- given: one figure for each reason to leave one out
create table thresholds as
select cast(10.0 as double) as counts_apart;

create table measures as
select
    given.measure_id,
    given.unit,
    0 as derive_numerator,
    case when given.unit = 'score' then 0 end as range_least,
    case when given.unit = 'score' then 90 end as range_most,
    1 as decimals
from (
    values
    ('kept', '%'),
    ('twins', '%'),
    ('not-yet', '%'),
    ('misprint', '%'),
    ('not-begun', '%'),
    ('impossible', '%'),
    ('points', 'score'),
    ('beyond', '%'),
    ('not-over', '%')
) as given (measure_id, unit);

create table releases as
select
    'x' as data_set,
    given.version as data_set_version,
    given.begun_start,
    2022 as last_start
from (
    values
    ('x', 2022),
    ('early', 2020)
) as given (version, begun_start);

create table staged as
select
    given.*,
    1 as value_decimals,
    50.0 as denominator,
    'ehc-plan' as cohort,
    given.period_start as period,
    'x' as data_set,
    case given.measure_id when 'not-begun' then 'early' when 'not-over' then 'part' else 'x' end as data_set_version,
    'Academic year' as span
from (
    values
    ('kept', 'E08000025', 2022, 10.0, 2),
    ('twins', 'E08000025', 2022, 10.0, 3),
    ('twins', 'E08000025', 2022, 10.0, 4),
    ('not-yet', 'E06000066', 2021, 10.0, 6),
    ('not-yet', 'E06000066', 2022, 10.0, 7),
    ('misprint', 'E08000025', 2022, 99.0, 8),
    ('misprint', 'E08000026', 2022, 98.0, 9),
    ('not-begun', 'E08000025', 2020, 10.0, 10),
    ('not-begun', 'E08000025', 2021, 10.0, 11),
    ('impossible', 'E08000025', 2022, 104.0, 12),
    -- the ends of a range are within it
    ('points', 'E08000025', 2022, 90.0, 13),
    ('points', 'E08000026', 2022, 90.1, 14),
    ('points', 'E08000027', 2022, 0.0, 15),
    ('points', 'E08000028', 2022, -0.1, 16),
    -- of a count above that of England and one that may be
    ('beyond', 'E08000025', 2022, 10.0, 17),
    ('beyond', 'E08000026', 2022, 10.0, 18),
    ('not-over', 'E08000025', 2021, 10.0, 19),
    ('not-over', 'E08000025', 2022, 10.0, 20)
) as given (measure_id, area_code, period_start, value, source_row);

create table unfinished_years as
select
    'x' as data_set,
    'part' as data_set_version,
    given.*
from (
    values
    ('Academic year', 2021),
    ('Autumn term', 2020)
) as given (span, over_start);

create table repeated_keys as
select
    'twins' as measure_id,
    'ehc-plan' as cohort,
    'E08000025' as area_code,
    '2022' as period,
    'x' as data_set_version,
    3 as first_row;

create table not_yet as
select
    'E06000066' as area_code,
    'x' as data_set,
    2022 as first_start;

create table beyond_wholes as
select
    'beyond' as measure_id,
    'ehc-plan' as cohort,
    '2022' as period,
    'x' as data_set,
    'x' as data_set_version,
    'a count above that of England' as beyond_fault,
    '50 pupils against 40' as beyond_counts,
    given.*
from (values ('E08000025', true), ('E08000026', false)) as given (area_code, is_wrong);

create table misprints as
select
    'x' as data_set,
    'misprint' as measure_id,
    given.area_code,
    2022 as period_start,
    99.0 as printed
from (values ('E08000025'), ('E08000026')) as given (area_code);

-- expected
select
    expected.*,
    case when expected.symbol is null then 50.0 end as denominator
from (
    values
    ('kept', 2, 10.0, null, null, null),
    ('twins', 3, 10.0, null, null, null),
    ('not-yet', 7, 10.0, null, null, null),
    ('misprint', 9, 98.0, null, null, null),
    ('not-begun', 10, 10.0, null, null, null),
    ('impossible', 12, null, 'er', 'a share outside 0 to 100', '104.0%'),
    ('points', 13, 90.0, null, null, null),
    ('points', 14, null, 'er', 'a value above 90.0, the greatest possible', '90.1'),
    ('points', 15, 0.0, null, null, null),
    ('points', 16, null, 'er', 'a value below 0.0, the least possible', '−0.1'),
    ('beyond', 17, null, 'er', 'a count above that of England', '10.0%, 50 pupils against 40'),
    ('beyond', 18, 10.0, null, null, null),
    ('not-over', 19, 10.0, null, null, null)
) as expected (measure_id, source_row, value, symbol, fault, printed);

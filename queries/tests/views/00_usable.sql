-- purpose: of what was staged, a figure counts once, up to the last period, and not where it is known to be no figure
-- given: one figure for each reason to leave one out
create table as_of as
select 2022 as as_of_start;

create table thresholds as
select cast(10.0 as double) as counts_apart;

create table measures as
select
    given.measure_id,
    given.unit,
    0 as derive_numerator
from (
    values
    ('kept', '%'),
    ('twins', '%'),
    ('later', '%'),
    ('not-yet', '%'),
    ('misprint', '%'),
    ('not-begun', '%'),
    ('impossible', '%')
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
    case when given.measure_id = 'not-begun' then 'early' else 'x' end as data_set_version
from (
    values
    ('kept', 'E08000025', 2022, 10.0, 2),
    ('twins', 'E08000025', 2022, 10.0, 3),
    ('twins', 'E08000025', 2022, 10.0, 4),
    ('later', 'E08000025', 2023, 10.0, 5),
    ('not-yet', 'E06000066', 2021, 10.0, 6),
    ('not-yet', 'E06000066', 2022, 10.0, 7),
    ('misprint', 'E08000025', 2022, 99.0, 8),
    ('misprint', 'E08000026', 2022, 98.0, 9),
    ('not-begun', 'E08000025', 2020, 10.0, 10),
    ('not-begun', 'E08000025', 2021, 10.0, 11),
    ('impossible', 'E08000025', 2022, 104.0, 12)
) as given (measure_id, area_code, period_start, value, source_row);

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
    case when expected.measure_id = 'impossible' then null else 50.0 end as denominator
from (
    values
    ('kept', 2, 10.0, null, null),
    ('twins', 3, 10.0, null, null),
    ('not-yet', 7, 10.0, null, null),
    ('misprint', 9, 98.0, null, null),
    ('not-begun', 10, 10.0, null, null),
    ('impossible', 12, null, 'er', 'a share outside 0 to 100')
) as expected (measure_id, source_row, value, symbol, fault);

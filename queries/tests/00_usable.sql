-- purpose: of what was staged, a figure counts once, up to the last period, and not where it is known to be no figure
-- given: one figure for each reason to leave one out
create table as_of as
select 2022 as as_of_start;

create table staged as
select
    given.*,
    'ehc-plan' as cohort,
    given.period_start as period,
    'x' as data_set,
    'x' as data_set_version
from (
    values
    ('kept', 'E08000025', 2022, 10.0, 2),
    ('twins', 'E08000025', 2022, 10.0, 3),
    ('twins', 'E08000025', 2022, 10.0, 4),
    ('later', 'E08000025', 2023, 10.0, 5),
    ('not-yet', 'E06000066', 2021, 10.0, 6),
    ('not-yet', 'E06000066', 2022, 10.0, 7),
    ('misprint', 'E08000025', 2022, 99.0, 8),
    ('misprint', 'E08000026', 2022, 98.0, 9)
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
select expected.*
from (
    values
    ('kept', 2),
    ('twins', 3),
    ('not-yet', 7),
    ('misprint', 9)
) as expected (measure_id, source_row);

-- purpose: England goes further than most of the authorities
-- given: measures of which England ends in 2021/22, with three authorities in 2020/21
create table check_limits as
select cast(0.5 as double) as vanished_share;

create table measures as
select
    given.measure_id,
    case when given.measure_id = 'own' then 1 else 0 end as is_local
from (
    values
    ('whole'),
    ('most'),
    ('half'),
    ('all'),
    ('stopped'),
    ('alone'),
    ('own')
) as given (measure_id);

create table unavailable_periods as
select
    'stopped' as measure_id,
    2021 as period_start;

create table cells as
select
    given.measure_id,
    'ehc-plan' as cohort,
    given.area_code,
    case when given.area_code = 'england' then 'national' else 'local_authority' end as area_level,
    concat(given.period_start, '/', given.period_start - 1999) as period,
    given.period_start,
    given.printed as value,
    given.symbol,
    'published' as data_set,
    case
        when given.measure_id = 'alone' and given.area_code = 'england' then 'of England'
        else 'of all'
    end as data_set_version
from (
    values
    ('whole', 'england', 2021, 4.0, null),
    ('whole', 'leeds', 2020, 4.0, null),
    ('whole', 'york', 2020, 4.0, null),
    ('whole', 'leeds', 2021, 4.0, null),
    -- a symbol is a row
    ('whole', 'york', 2021, null, 'c'),
    ('most', 'england', 2020, 4.0, null),
    ('most', 'england', 2021, 4.0, null),
    ('most', 'leeds', 2019, 4.0, null),
    ('most', 'leeds', 2020, 4.0, null),
    ('most', 'york', 2020, 4.0, null),
    ('most', 'hull', 2020, null, 'c'),
    ('most', 'leeds', 2021, 4.0, null),
    -- what an area lacks in the latest year is no row
    ('most', 'york', 2021, null, null),
    ('half', 'england', 2021, 4.0, null),
    ('half', 'leeds', 2020, 4.0, null),
    ('half', 'york', 2020, 4.0, null),
    ('half', 'york', 2021, 4.0, null),
    ('all', 'england', 2021, 4.0, null),
    ('all', 'leeds', 2018, 4.0, null),
    ('all', 'york', 2018, 4.0, null),
    -- a year that the catalogue explains, and a measure that no other area has
    ('stopped', 'england', 2021, 4.0, null),
    ('stopped', 'leeds', 2020, 4.0, null),
    -- England in a file of its own
    ('alone', 'england', 2021, 4.0, null),
    ('alone', 'leeds', 2020, 4.0, null),
    ('own', 'england', 2021, 4.0, null),
    ('own', 'leeds', 2020, 4.0, null)
) as given (measure_id, area_code, period_start, printed, symbol);

-- expected
select
    'authorities_without_latest_year' as check,
    'published' as data_set,
    expected.key,
    'warning' as severity,
    expected.message,
    expected.areas as rows
from (
    values
    (
        'most|ehc-plan', 2,
        'England has 2021/22, but 2 of 3 authorities that had 2020/21 have no row for it: '
        || 'if the publisher has them, the file is cut short, and is to be fetched again'
    ),
    (
        'all|ehc-plan', 2,
        'England has 2021/22, but 2 of 2 authorities that had 2018/19 have no row for it: '
        || 'if the publisher has them, the file is cut short, and is to be fetched again'
    )
) as expected (key, areas, message);

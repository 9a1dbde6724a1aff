-- purpose: a latest year of authorities that England, or a region with figures before, does not have
-- given: measures that end in 2021/22, most with two authorities, and what there is of England and two regions
create table measures as
select
    given.measure_id,
    given.is_local
from (
    values
    ('whole', 0),
    ('behind', 0),
    ('alone', 0),
    ('not-expected', 0),
    ('regions', 0),
    ('suppressed', 0),
    ('stopped', 0),
    ('own', 1)
) as given (measure_id, is_local);

create table unavailable_periods as
select
    given.measure_id,
    cast(given.period_start as int) as period_start
from (
    values
    ('stopped', 2021),
    ('alone', 2020)
) as given (measure_id, period_start);

create table unavailable_comparators as
select
    given.measure_id,
    given.comparator,
    'the publisher makes none' as reason
from (
    values
    ('not-expected', 'england-same-cohort'),
    ('alone', 'region-same-cohort')
) as given (measure_id, comparator);

create table cells as
select
    given.measure_id,
    given.cohort,
    areas.area_code,
    areas.area_name,
    areas.area_level,
    concat(given.period_start, '/', given.period_start - 1999) as period,
    given.period_start,
    given.printed as value,
    'published' as data_set
from (
    values
    -- England may go further than the authorities
    ('whole', 'ehc-plan', 'E08000025', 2021, 4.0),
    ('whole', 'ehc-plan', 'E92000001', 2020, 4.0),
    ('whole', 'ehc-plan', 'E92000001', 2021, 4.0),
    ('whole', 'ehc-plan', 'E92000001', 2022, 4.0),
    ('behind', 'ehc-plan', 'E08000025', 2021, 4.0),
    ('behind', 'ehc-plan', 'E08000035', 2021, 4.0),
    ('behind', 'ehc-plan', 'E08000035', 2020, 4.0),
    ('behind', 'ehc-plan', 'E92000001', 2019, 4.0),
    ('behind', 'ehc-plan', 'E92000001', 2020, 4.0),
    -- no England of any year for this group of pupils, without and with a reason
    ('alone', 'ehc-plan', 'E08000025', 2021, 4.0),
    ('alone', 'no-sen', 'E92000001', 2021, 4.0),
    ('not-expected', 'ehc-plan', 'E08000025', 2021, 4.0),
    -- two regions end early, a third never was, a fourth has the year
    ('regions', 'ehc-plan', 'E08000025', 2021, 4.0),
    ('regions', 'ehc-plan', 'E08000035', 2021, 4.0),
    ('regions', 'ehc-plan', 'E92000001', 2021, 4.0),
    ('regions', 'ehc-plan', 'E12000005', 2020, 4.0),
    ('regions', 'ehc-plan', 'E12000001', 2018, 4.0),
    ('regions', 'ehc-plan', 'E12000008', 2021, 4.0),
    -- a suppressed figure cannot be compared with
    ('suppressed', 'ehc-plan', 'E08000025', 2021, 4.0),
    ('suppressed', 'ehc-plan', 'E92000001', 2020, 4.0),
    ('suppressed', 'ehc-plan', 'E92000001', 2021, null),
    -- a year that the catalogue explains is not asked for: the one before is whole
    ('stopped', 'ehc-plan', 'E08000025', 2020, 4.0),
    ('stopped', 'ehc-plan', 'E08000025', 2021, 4.0),
    ('stopped', 'ehc-plan', 'E92000001', 2020, 4.0),
    -- no other area has a local measure
    ('own', 'ehc-plan', 'E08000025', 2021, 4.0)
) as given (measure_id, cohort, area_code, period_start, printed)
inner join areas on given.area_code = areas.area_code;

-- expected
select
    'whole_without_latest_year' as check,
    'published' as data_set,
    expected.key,
    'warning' as severity,
    expected.message,
    expected.areas as rows
from (
    values
    (
        'behind|ehc-plan|national', 1,
        'no figure for England in 2021/22, the latest year of 2 authorities; the last is of 2020/21. '
        || 'Comparisons of 2021/22 with England cannot be made'
    ),
    (
        'alone|ehc-plan|national', 1,
        'no figure for England in 2021/22, the latest year of 1 authority; there is none of any year. '
        || 'Comparisons of 2021/22 with England cannot be made'
    ),
    (
        'regions|ehc-plan|regional', 2,
        'no figure for North East, West Midlands in 2021/22, the latest year of 2 authorities; '
        || 'the last is of 2020/21. Comparisons of 2021/22 with these regions cannot be made'
    ),
    (
        'suppressed|ehc-plan|national', 1,
        'no figure for England in 2021/22, the latest year of 1 authority; the last is of 2020/21. '
        || 'Comparisons of 2021/22 with England cannot be made'
    )
) as expected (key, areas, message);

-- purpose: a measure that lost authorities since the year before, or whose latest year is mostly suppressed
-- given: up to ten authorities a year; told from 4 authorities on, beyond a tenth lost, beyond half suppressed
create table check_limits as
select
    cast(4 as int) as minimum_areas,
    cast(0.1 as double) as coverage_loss,
    cast(0.5 as double) as suppressed_share;

create table unavailable_periods as
select
    'stopped' as measure_id,
    cast(2021 as int) as period_start;

create table cells as
select
    given.measure_id,
    'ehc-plan' as cohort,
    given.area_level,
    concat(given.period_start, '/', given.period_start - 1999) as period,
    given.period_start,
    case when places.place <= given.with_figure then 40.0 end as value,
    case when places.place > given.with_figure then given.symbol end as symbol,
    'published' as data_set
from (
    values
    -- a tenth is the limit
    ('tenth', 'local_authority', 2020, 10, 0, null),
    ('tenth', 'local_authority', 2021, 9, 0, null),
    ('fifth', 'local_authority', 2020, 10, 0, null),
    ('fifth', 'local_authority', 2021, 8, 0, null),
    -- only the latest step is told
    ('regained', 'local_authority', 2019, 10, 0, null),
    ('regained', 'local_authority', 2020, 5, 0, null),
    ('regained', 'local_authority', 2021, 5, 0, null),
    -- too few to say
    ('few', 'local_authority', 2020, 3, 0, null),
    ('few', 'local_authority', 2021, 1, 2, 'c'),
    -- exactly half, and more than half
    ('half', 'local_authority', 2021, 2, 2, 'c'),
    ('most', 'local_authority', 2021, 2, 3, 'c'),
    -- not available is not suppressed
    ('absent', 'local_authority', 2021, 2, 3, 'x'),
    -- the file prints rows of a year that is not out yet
    ('unpublished', 'local_authority', 2020, 10, 0, null),
    ('unpublished', 'local_authority', 2021, 0, 10, 'x'),
    -- suppressed altogether is both
    ('hidden', 'local_authority', 2020, 5, 0, null),
    ('hidden', 'local_authority', 2021, 0, 5, 'c'),
    -- the catalogue gives a reason
    ('stopped', 'local_authority', 2020, 10, 0, null),
    ('stopped', 'local_authority', 2021, 5, 0, null),
    -- regions are no authorities
    ('tenth', 'regional', 2020, 9, 0, null),
    ('tenth', 'regional', 2021, 1, 8, 'c')
) as given (measure_id, area_level, period_start, with_figure, without, symbol)
cross join (
    values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)
) as places (place)
where places.place <= given.with_figure + given.without;

-- expected
select
    expected.check,
    concat(expected.measure_id, '|ehc-plan') as key,
    expected.severity,
    expected.message,
    expected.told as rows
from (
    values
    ('lost_areas', 'fifth', 'warning', 'figures for 8 authorities in 2021/22, 10 in 2020/21', 2),
    ('lost_areas', 'hidden', 'warning', 'figures for 0 authorities in 2021/22, 5 in 2020/21', 5),
    ('mostly_suppressed', 'hidden', 'note', '5 of 5 authorities are suppressed in 2021/22', 5),
    ('mostly_suppressed', 'most', 'note', '3 of 5 authorities are suppressed in 2021/22', 3)
) as expected (check, measure_id, severity, message, told);

-- purpose: a measure that lost authorities since the year before, or whose latest year is mostly suppressed
-- given: up to ten authorities a year; reported from 4 authorities on, beyond a tenth lost, beyond half suppressed
create table check_limits as
select
    cast(4 as int) as minimum_areas,
    cast(0.1 as double) as coverage_loss,
    cast(0.5 as double) as suppressed_share;

create table unavailable_periods as
select
    given.measure_id,
    cast(given.period_start as int) as period_start
from (
    values
    ('stopped', 2021),
    -- a reason for another year is none for the latest
    ('fifth', 2020)
) as given (measure_id, period_start);

create table cells as
select
    given.measure_id,
    given.cohort,
    given.area_level,
    concat(given.period_start, '/', given.period_start - 1999) as period,
    given.period_start,
    case when places.place <= given.with_figure then 40.0 end as value,
    case when places.place > given.with_figure then given.symbol end as symbol,
    'published' as data_set
from (
    values
    -- a tenth is the limit
    ('tenth', 'ehc-plan', 'local_authority', 2020, 10, 0, null),
    ('tenth', 'ehc-plan', 'local_authority', 2021, 9, 0, null),
    ('fifth', 'ehc-plan', 'local_authority', 2020, 10, 0, null),
    ('fifth', 'ehc-plan', 'local_authority', 2021, 8, 0, null),
    -- only the latest step is reported
    ('regained', 'ehc-plan', 'local_authority', 2019, 10, 0, null),
    ('regained', 'ehc-plan', 'local_authority', 2020, 5, 0, null),
    ('regained', 'ehc-plan', 'local_authority', 2021, 5, 0, null),
    -- too few authorities
    ('few', 'ehc-plan', 'local_authority', 2020, 3, 0, null),
    ('few', 'ehc-plan', 'local_authority', 2021, 1, 2, 'c'),
    -- exactly half, and more than half; four are enough
    ('half', 'ehc-plan', 'local_authority', 2021, 2, 2, 'c'),
    ('four', 'ehc-plan', 'local_authority', 2020, 4, 0, null),
    ('four', 'ehc-plan', 'local_authority', 2021, 2, 0, null),
    ('most-of-four', 'ehc-plan', 'local_authority', 2021, 1, 3, 'c'),
    ('most', 'ehc-plan', 'local_authority', 2021, 2, 3, 'c'),
    -- not available is not suppressed
    ('absent', 'ehc-plan', 'local_authority', 2021, 2, 3, 'x'),
    -- the file prints rows of a year that is not out yet for this group of pupils
    ('unpublished', 'ehc-plan', 'local_authority', 2020, 10, 0, null),
    ('unpublished', 'ehc-plan', 'local_authority', 2021, 0, 10, 'x'),
    ('unpublished', 'no-sen', 'local_authority', 2021, 10, 0, null),
    -- suppressed altogether is both
    ('hidden', 'ehc-plan', 'local_authority', 2020, 5, 0, null),
    ('hidden', 'ehc-plan', 'local_authority', 2021, 0, 5, 'c'),
    -- the catalogue gives a reason
    ('stopped', 'ehc-plan', 'local_authority', 2020, 10, 0, null),
    ('stopped', 'ehc-plan', 'local_authority', 2021, 5, 0, null),
    -- regions are no authorities
    ('tenth', 'ehc-plan', 'regional', 2020, 9, 0, null),
    ('tenth', 'ehc-plan', 'regional', 2021, 1, 8, 'c')
) as given (measure_id, cohort, area_level, period_start, with_figure, without, symbol)
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
    expected.reported as rows
from (
    values
    ('lost_areas', 'fifth', 'warning', 'figures for 8 authorities in 2021/22, 10 in 2020/21', 2),
    ('lost_areas', 'hidden', 'warning', 'figures for 0 authorities in 2021/22, 5 in 2020/21', 5),
    ('lost_areas', 'four', 'warning', 'figures for 2 authorities in 2021/22, 4 in 2020/21', 2),
    ('mostly_suppressed', 'most-of-four', 'note', '3 of 4 authorities are suppressed in 2021/22', 3),
    ('mostly_suppressed', 'hidden', 'note', '5 of 5 authorities are suppressed in 2021/22', 5),
    ('mostly_suppressed', 'most', 'note', '3 of 5 authorities are suppressed in 2021/22', 3)
) as expected (check, measure_id, severity, message, reported);

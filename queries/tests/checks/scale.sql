-- purpose: shares written as fractions of 1, and a target in another unit than its figures
-- given: years of three figures each; a target is reported from 40 times or a fortieth of the middle figure on
create table check_limits as
select cast(40.0 as double) as target_factor;

create table measures as
select
    given.measure_id,
    given.unit,
    given.decimals
from (
    values
    ('share', '%', 1),
    ('rate', 'per 100', 1),
    ('wait', 'weeks', 0)
) as given (measure_id, unit, decimals);

create table cells as
select
    given.measure_id,
    given.cohort,
    'own' as data_set,
    given.period,
    places.area_code,
    places.area_name,
    case places.place when 1 then given.first when 2 then given.second else given.third end as value,
    given.numerator,
    given.denominator,
    given.line + places.place as source_row
from (
    values
    (1, 'share', 'fractions', '2020/21', 0.4, 0.5, 1.0, null, null),
    (4, 'share', 'fractions', '2021/22', 0.0, 0.5, null, null, null),
    -- one figure above 1 is in per cent, and so are all
    (7, 'share', 'per-cent', '2021/22', 0.4, 0.5, 1.5, null, null),
    -- none of any authority, and the same small share everywhere, are as likely one as the other
    (10, 'share', 'alike', '2020/21', 0.0, 0.0, 0.0, null, null),
    (13, 'share', 'alike', '2021/22', 0.5, 0.5, 0.5, null, null),
    (16, 'share', 'below-0', '2021/22', -0.5, 0.5, 1.0, null, null),
    -- 1 of 200 is half a hundredth
    (19, 'share', 'few', '2021/22', 0.4, 0.5, 1.0, 1, 200),
    -- 100 of 200 is half
    (22, 'share', 'half', '2021/22', 0.4, 0.5, 1.0, 100, 200),
    (null, 'share', 'unlined', '2021/22', 0.4, 0.5, 1.0, null, null),
    -- a rate may be small
    (25, 'rate', 'small', '2021/22', 0.4, 0.5, 1.0, null, null),
    -- a middle of 40, of 20, of 80 and of 0
    (28, 'wait', 'forty', '2021/22', 35, 40, 45, null, null),
    (31, 'wait', 'twenty', '2021/22', 15, 20, 25, null, null),
    (34, 'wait', 'eighty', '2021/22', 75, 80, 85, null, null),
    (37, 'wait', 'none', '2021/22', 0, 0, 85, null, null),
    (40, 'wait', 'no-weeks', '2021/22', 35, 40, 45, null, null)
) as given (line, measure_id, cohort, period, first, second, third, numerator, denominator)
cross join (
    values
    (1, 'A', 'Barnet'),
    (2, 'B', 'Camden'),
    (3, 'C', 'Derby')
) as places (place, area_code, area_name);

create table targets as
select
    'wait' as measure_id,
    given.cohort,
    areas.area_code,
    given.target
from (
    values
    -- exactly 40 times, not quite 40 times, and 40 times the other way
    ('forty', 1.0),
    ('twenty', 790.0),
    ('eighty', 3200.0),
    -- nothing is a multiple of no weeks, on either side
    ('none', 20.0),
    ('no-weeks', 0.0)
) as given (cohort, target)
cross join (values ('A'), ('B'), ('C')) as areas (area_code);

-- expected
select
    expected.check,
    'own' as data_set,
    expected.key,
    'warning' as severity,
    expected.message,
    expected.figures as rows
from (
    values
    (
        'fractions', 'share|fractions', 5,
        'every figure of 2020/21, 2021/22 is between 0 and 1, and the measure is in per cent; '
        || 'first Barnet, 2020/21: 0.4 (line 2). If they are fractions, multiply them by 100'
    ),
    (
        'fractions', 'share|half', 3,
        'every figure of 2021/22 is between 0 and 1, and the measure is in per cent; '
        || 'first Barnet, 2021/22: 0.4 (line 23). If they are fractions, multiply them by 100'
    ),
    (
        'fractions', 'share|unlined', 3,
        'every figure of 2021/22 is between 0 and 1, and the measure is in per cent; '
        || 'first Barnet, 2021/22: 0.4. If they are fractions, multiply them by 100'
    ),
    (
        'target_scale', 'wait|forty', 3,
        'the target is 1.0, and the middle figure is 40: about a hundredth of the figures. '
        || 'Write both in the same unit'
    ),
    (
        'target_scale', 'wait|eighty', 3,
        'the target is 3200.0, and the middle figure is 80: about a hundred times the figures. '
        || 'Write both in the same unit'
    )
) as expected (check, key, figures, message);

-- purpose: authorities that hold more than England, and an England outside the range of all authorities
-- given: a sum may pass England by a hundredth, and three authorities are all there are
create table check_limits as
select
    cast(0.01 as double) as england_share,
    cast(3 as int) as minimum_areas;

create table measures as
select
    given.measure_id,
    given.unit,
    given.decimals
from (
    values
    ('plans', 'count', 0),
    ('share', '%', 1)
) as given (measure_id, unit, decimals);

create table cells as
select
    given.measure_id,
    given.cohort,
    given.period,
    given.area_level,
    given.printed as value,
    given.pupils as denominator,
    'published' as data_set
from (
    values
    -- 202 is a hundredth more than 200, 203 is beyond it
    ('plans', 'in-time', '2018', 'local_authority', 102, null),
    ('plans', 'in-time', '2018', 'local_authority', 100, null),
    ('plans', 'in-time', '2018', 'national', 200, null),
    ('plans', 'all', '2018', 'local_authority', 1700, null),
    ('plans', 'all', '2018', 'local_authority', 500, null),
    ('plans', 'all', '2018', 'national', 2000, null),
    ('plans', 'all', '2019', 'local_authority', 1103, null),
    ('plans', 'all', '2019', 'local_authority', 100, null),
    ('plans', 'all', '2019', 'national', 1190, null),
    -- suppressed authorities make the sum smaller
    ('plans', 'late', '2018', 'local_authority', null, null),
    ('plans', 'late', '2018', 'local_authority', 7, null),
    ('plans', 'late', '2018', 'national', 200, null),
    -- at the end of the range is within it, and so are 202 pupils of 200
    ('share', 'no-sen', '2018', 'local_authority', 40, 50),
    ('share', 'no-sen', '2018', 'local_authority', 50, 50),
    ('share', 'no-sen', '2018', 'local_authority', 60, 50),
    ('share', 'no-sen', '2018', 'national', 60, 150),
    ('share', 'no-sen', '2019', 'local_authority', 40, 102),
    ('share', 'no-sen', '2019', 'local_authority', 50, 100),
    ('share', 'no-sen', '2019', 'local_authority', 60, null),
    ('share', 'no-sen', '2019', 'national', 40, 200),
    -- beyond it, of all authorities and of two of them
    ('share', 'ehc-plan', '2018', 'local_authority', 40, null),
    ('share', 'ehc-plan', '2018', 'local_authority', 50, null),
    ('share', 'ehc-plan', '2018', 'local_authority', 55.5, null),
    ('share', 'ehc-plan', '2018', 'national', 38, null),
    ('share', 'ehc-plan', '2019', 'local_authority', 40, null),
    ('share', 'ehc-plan', '2019', 'local_authority', 50, null),
    ('share', 'ehc-plan', '2019', 'local_authority', null, null),
    ('share', 'ehc-plan', '2019', 'national', 70, null),
    -- too many pupils, whatever the figure
    ('share', 'sen-support', '2018', 'local_authority', 40, 1500),
    ('share', 'sen-support', '2018', 'local_authority', 41, 600),
    ('share', 'sen-support', '2018', 'national', 40.5, 2000),
    ('share', 'sen-support', '2019', 'local_authority', 40, 300),
    ('share', 'sen-support', '2019', 'national', 40.5, 200),
    -- no England, or one without a figure
    ('share', 'all', '2018', 'local_authority', 40, 90),
    ('share', 'all', '2019', 'local_authority', 40, 90),
    ('share', 'all', '2019', 'local_authority', 50, 90),
    ('share', 'all', '2019', 'local_authority', 60, 90),
    ('share', 'all', '2019', 'national', null, null)
) as given (measure_id, cohort, period, area_level, printed, pupils);

-- expected
select
    expected.key,
    expected.message,
    expected.reported as rows
from (
    values
    (
        'plans|all', 2,
        'the authorities add up to more than England in 2018, 2019; in 2019 1,203 against 1,190'
    ),
    (
        'share|sen-support', 2,
        'the authorities hold more pupils than England in 2018, 2019; in 2019 300 against 200'
    ),
    (
        'share|ehc-plan', 1,
        'England is outside the range of its authorities in 2018; in 2018 38.0 against 40.0 to 55.5'
    )
) as expected (key, reported, message);

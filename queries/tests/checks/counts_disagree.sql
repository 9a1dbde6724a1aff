-- purpose: a share that its own counts do not make is reported, beyond what rounding explains
-- given: printed units of 1 and 0.01, and a limit of one unit; counts rounded to 5 may be off by
-- 100 · 2.5 · (1 + share) / denominator points: 10 of 50 by 6
create table check_limits as
select cast(1.0 as double) as count_units;

create table measures as
select
    given.measure_id,
    given.unit,
    given.decimals
from (
    values
    ('share', '%', 0),
    ('rate', 'per 100', 2),
    ('plans', 'count', 0)
) as given (measure_id, unit, decimals);

create table cells as
select
    given.measure_id,
    given.cohort,
    given.area_name as area_code,
    given.area_name,
    '2019/20' as period,
    given.printed as value,
    given.numerator,
    given.denominator,
    case given.measure_id when 'rate' then 0.01 else 1.0 end as printed_unit,
    'published' as data_set,
    given.source_row
from (
    values
    -- one unit from 41 of 100 is within the limit, two are not
    (1, 'share', 'ehc-plan', 'Barnet', 42, 41, 100),
    (2, 'share', 'ehc-plan', 'Camden', 43, 41, 100),
    -- 20% of the rounded counts, with 1 + 6 points to spare
    (3, 'share', 'ehc-plan', 'Derby', 27, 10, 50),
    (4, 'share', 'ehc-plan', 'Ealing', 28, 10, 50),
    -- as far off as Ealing: the first by its code is named
    (5, 'share', 'ehc-plan', 'Essex', 12, 10, 50),
    -- nothing to hold against each other
    (6, 'share', 'ehc-plan', 'Kent', null, 41, 100),
    (7, 'share', 'ehc-plan', 'Leeds', 90, null, 100),
    (8, 'share', 'ehc-plan', 'Luton', 90, 0, 0),
    (9, 'share', 'ehc-plan', 'Medway', 90, 3, null),
    -- 49 is no rounded count: 20.4% has nothing to spare
    (14, 'share', 'ehc-plan', 'York', 25, 10, 49),
    -- none of 7 is no share of 50%
    (10, 'share', 'sen-support', 'Kent', 50, 0, 7),
    -- 2.50 within a unit of 0.01; 2.521 is further off
    (11, 'rate', 'sen-support', 'Kent', 2.51, 3, 120),
    (12, 'rate', 'sen-support', 'Leeds', 2.54, 3, 119),
    -- a count has no counts next to it
    (13, 'plans', 'all', 'Kent', 90, 41, 100)
) as given (source_row, measure_id, cohort, area_name, printed, numerator, denominator);

-- expected
select
    expected.key,
    expected.severity,
    expected.message,
    expected.reported as rows
from (
    values
    (
        'share|ehc-plan', 'warning', 4,
        '4 figures differ from what the counts next to them make; most in Ealing, 2019/20: '
        || 'printed 28, the counts make 20 (line 4)'
    ),
    (
        'share|sen-support', 'warning', 1,
        '1 figure differs from what the counts next to it make; most in Kent, 2019/20: '
        || 'printed 50, the counts make 0 (line 10)'
    ),
    (
        'rate|sen-support', 'warning', 1,
        '1 figure differs from what the counts next to it make; most in Leeds, 2019/20: '
        || 'printed 2.54, the counts make 2.52 (line 12)'
    )
) as expected (key, severity, reported, message);

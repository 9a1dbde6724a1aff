-- purpose: a part with a larger count than its region or England, by pupils and by events
-- given: two authorities of London, London and England, in a year for each case
create table measures as
select
    given.measure_id,
    given.unit
from (
    values
    ('share', '%'),
    ('plans', 'count')
) as given (measure_id, unit);

create table areas as
select given.*
from (
    values
    ('a', 'local_authority', 'london'),
    ('b', 'local_authority', 'london'),
    ('london', 'regional', ''),
    ('england', 'national', '')
) as given (area_code, area_level, region_code);

create table staged as
select
    given.measure_id,
    given.period,
    given.area_code,
    given.printed as value,
    given.numerator,
    given.denominator,
    case given.area_code when 'england' then 'national' when 'london' then 'regional' else 'local_authority' end as area_level,
    given.period as period_start,
    5 as counts_rounded_to,
    'x' as cohort,
    'x' as data_set,
    'x' as data_set_version
from (
    values
    -- as many as the whole, and as many more as both may be rounded
    ('share', 2018, 'a', null, 20, 100),
    ('share', 2018, 'b', null, 20, 105),
    ('share', 2018, 'london', null, 20, 100),
    ('share', 2018, 'england', null, 20, 100),
    -- more than the region alone; more than both
    ('share', 2019, 'a', null, null, 106),
    ('share', 2019, 'london', null, null, 100),
    ('share', 2019, 'england', null, null, 110),
    ('share', 2020, 'a', null, null, 106),
    ('share', 2020, 'london', null, null, 100),
    ('share', 2020, 'england', null, null, 100),
    -- more of them that are counted; a region beyond England
    ('share', 2021, 'a', null, 26, 50),
    ('share', 2021, 'england', null, 20, 100),
    ('share', 2022, 'london', null, 20, 200),
    ('share', 2022, 'england', null, 20, 100),
    -- another file, or none that is known, is no whole
    ('share', 2023, 'a', null, null, 200),
    ('share', 2023, 'england', null, null, null),
    -- a number is a count itself
    ('plans', 2018, 'a', 30, null, null),
    ('plans', 2018, 'england', 20, null, null)
) as given (measure_id, period, area_code, printed, numerator, denominator);

-- expected
select expected.*
from (
    values
    ('share', '2019', 'local_authority', 'london'),
    ('share', '2020', 'local_authority', 'london'),
    ('share', '2020', 'local_authority', 'england'),
    ('share', '2021', 'local_authority', 'england'),
    ('share', '2022', 'regional', 'england'),
    ('plans', '2018', 'local_authority', 'england')
) as expected (measure_id, period, area_level, whole_code);

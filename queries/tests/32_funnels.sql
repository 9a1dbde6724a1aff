-- purpose: an authority is unusual beyond what chance, and the spread between authorities, make of the share of all
-- given: shares of 64 pupils around a half, where chance alone moves one by a sixteenth; events around 15 in 1,000
create table thresholds as
select 4 as minimum_ranked;

create table measures as
select given.*
from (
    values
    ('quiet', '%', null), ('outliers', '%', null), ('spread', '%', null), ('few', '%', null), ('nobody', '%', null),
    ('exclusions', 'per 100', 'once'), ('suspensions', 'per 100', 'repeated')
) as given (measure_id, unit, events);

create table cells as
select
    given.*,
    'ehc-plan' as cohort,
    '2022/23' as period,
    'local_authority' as area_level,
    64.0 as denominator
from (
    values
    -- two standard deviations from the others: beyond 95%, and a spread that chance could make
    ('quiet', 'A', 24.0, 24.0), ('quiet', 'B', 31.0, 33.0), ('quiet', 'C', 32.0, 32.0), ('quiet', 'D', 32.0, 32.0),
    ('quiet', 'E', 32.0, 32.0), ('quiet', 'F', 40.0, 40.0),
    -- without a count
    ('quiet', 'G', null, null),
    -- four standard deviations, where nine others have none
    ('outliers', 'A', 16.0, 16.0), ('outliers', 'B', 32.0, 32.0), ('outliers', 'C', 32.0, 32.0),
    ('outliers', 'D', 32.0, 32.0), ('outliers', 'E', 32.0, 32.0), ('outliers', 'F', 32.0, 32.0),
    ('outliers', 'G', 32.0, 32.0), ('outliers', 'H', 32.0, 32.0), ('outliers', 'I', 32.0, 32.0),
    ('outliers', 'J', 32.0, 32.0), ('outliers', 'K', 48.0, 48.0),
    -- all are as far apart, so that none is unusual
    ('spread', 'A', 16.0, 16.0), ('spread', 'B', 16.0, 16.0), ('spread', 'C', 48.0, 48.0), ('spread', 'D', 48.0, 48.0),
    ('few', 'A', 16.0, 16.0), ('few', 'B', 32.0, 32.0), ('few', 'C', 48.0, 48.0),
    ('nobody', 'A', 0.0, 0.0), ('nobody', 'B', 0.0, 0.0), ('nobody', 'C', 0.0, 0.0), ('nobody', 'D', 0.0, 0.0),
    ('exclusions', 'A', null, null), ('exclusions', 'B', null, null), ('exclusions', 'C', null, null),
    ('exclusions', 'D', null, null), ('suspensions', 'A', null, null), ('suspensions', 'B', null, null),
    ('suspensions', 'C', null, null), ('suspensions', 'D', null, null)
) as given (measure_id, area_code, numerator_low, numerator_high);

create table events as
select
    cells.measure_id,
    cells.cohort,
    cells.area_code,
    cells.period,
    case cells.area_code when 'D' then 30.0 else 10.0 end as events,
    1000.0 as pupils
from cells
where cells.measure_id in ('exclusions', 'suspensions');

-- expected
-- the outermost tenths are pulled in by half, to -1 and 1: a dispersion of 2 in 6; of 15 expected events 30 or more
-- are seen 4 times in 10,000, and 10 or fewer 12 times in 100
select expected.*
from (
    values
    ('quiet', 'A', 6, 50.0, 1.0 / 3.0, -2.0, 'below_95'),
    ('quiet', 'B', 6, 50.0, 1.0 / 3.0, 0.0, 'inside'),
    ('quiet', 'C', 6, 50.0, 1.0 / 3.0, 0.0, 'inside'),
    ('quiet', 'D', 6, 50.0, 1.0 / 3.0, 0.0, 'inside'),
    ('quiet', 'E', 6, 50.0, 1.0 / 3.0, 0.0, 'inside'),
    ('quiet', 'F', 6, 50.0, 1.0 / 3.0, 2.0, 'above_95'),
    ('outliers', 'A', 11, 50.0, 0.0, -4.0, 'below_998'),
    ('outliers', 'B', 11, 50.0, 0.0, 0.0, 'inside'),
    ('outliers', 'C', 11, 50.0, 0.0, 0.0, 'inside'),
    ('outliers', 'D', 11, 50.0, 0.0, 0.0, 'inside'),
    ('outliers', 'E', 11, 50.0, 0.0, 0.0, 'inside'),
    ('outliers', 'F', 11, 50.0, 0.0, 0.0, 'inside'),
    ('outliers', 'G', 11, 50.0, 0.0, 0.0, 'inside'),
    ('outliers', 'H', 11, 50.0, 0.0, 0.0, 'inside'),
    ('outliers', 'I', 11, 50.0, 0.0, 0.0, 'inside'),
    ('outliers', 'J', 11, 50.0, 0.0, 0.0, 'inside'),
    ('outliers', 'K', 11, 50.0, 0.0, 4.0, 'above_998'),
    ('spread', 'A', 4, 50.0, 16.0, -4.0, 'inside'),
    ('spread', 'B', 4, 50.0, 16.0, -4.0, 'inside'),
    ('spread', 'C', 4, 50.0, 16.0, 4.0, 'inside'),
    ('spread', 'D', 4, 50.0, 16.0, 4.0, 'inside'),
    ('exclusions', 'A', 4, 1.5, null, null, 'inside'),
    ('exclusions', 'B', 4, 1.5, null, null, 'inside'),
    ('exclusions', 'C', 4, 1.5, null, null, 'inside'),
    ('exclusions', 'D', 4, 1.5, null, null, 'above_998')
) as expected (measure_id, area_code, authorities, baseline, dispersion, z, position);

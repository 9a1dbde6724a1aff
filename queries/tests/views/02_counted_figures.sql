-- purpose: counts that are worked out are marked, and left out where only published figures are wanted
-- given: a run of published figures only; a share that is printed with its counts, and one that is their quotient
-- by their queries: sound, usable, measure_years
create table thresholds as
select cast(10.0 as double) as counts_apart;

create table as_of as
select
    9999 as as_of_start,
    1 as published_only;

create table measures as
select given.*
from (
    values
    ('printed', 1, 1, 0, 1, '%'),
    ('quotient', 2, 1, 1, 0, '%')
) as given (measure_id, measure_no, decimals, value_of_counts, derive_numerator, unit);

create table staged as
select
    given.*,
    'sen-support' as cohort,
    given.area_code as area_name,
    case when given.area_code = 'E92000001' then 'national' else 'local_authority' end as area_level,
    '2023/24' as period,
    2023 as period_start,
    1 as value_decimals,
    'x' as data_set,
    'x' as data_set_version,
    row_number() over (order by given.measure_id, given.area_code) as source_row
from (
    values
    ('printed', 'E08000025', 30.0, null, 60, 200, 'published'),
    ('printed', 'E08000026', 40.0, null, 80, 200, 'reconstructed'),
    ('printed', 'E08000029', null, 'c', null, null, 'published'),
    ('quotient', 'E08000025', 30.0, null, 60, 200, 'reconstructed'),
    ('quotient', 'E92000001', 35.0, null, 140, 400, 'sum_of_authorities')
) as given (measure_id, area_code, value, symbol, numerator, denominator, counts_from);

-- expected
select expected.*
from (
    values
    ('printed', 'E08000025', 30.0, null, 60.0, 200.0, 'published', 0.1),
    ('printed', 'E08000026', 40.0, null, null, null, null, 0.1),
    -- a suppressed figure has no counts that could come from anywhere
    ('printed', 'E08000029', null, 'c', null, null, null, 0.1),
    ('quotient', 'E08000025', 30.0, null, null, null, null, 0.1),
    -- England's share was never printed: it is left out with the counts that make it
    ('quotient', 'E92000001', null, 'x', null, null, null, 0.1)
) as expected (measure_id, area_code, value, symbol, numerator, denominator, counts_from, printed_unit);

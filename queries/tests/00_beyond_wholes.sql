-- purpose: which of a part and its whole is at fault, where the part has the larger count
-- given: four authorities of a region, the region, another one and England, in a year for each case
-- by their queries: beyond_parts
create table measures as
select
    'share' as measure_id,
    '%' as unit;

create table areas as
select given.*
from (
    values
    ('a', 'local_authority', 'r'),
    ('b', 'local_authority', 'r'),
    ('c', 'local_authority', 'r'),
    ('d', 'local_authority', 'r'),
    ('r', 'regional', ''),
    ('s', 'regional', ''),
    ('e', 'national', '')
) as given (area_code, area_level, region_code);

create table staged as
select
    'share' as measure_id,
    given.period,
    given.period as period_start,
    given.area_code,
    upper(given.area_code) as area_name,
    case given.area_code when 'e' then 'national' when 'r' then 'regional' when 's' then 'regional' else 'local_authority' end
        as area_level,
    given.numerator,
    given.denominator,
    row_number() over (order by given.period, given.area_code) as source_row,
    1 as counts_rounded_to,
    'x' as cohort,
    'x' as data_set,
    'x' as data_set_version
from (
    values
    -- the others fit the region: the part is wrong
    (2018, 'a', 0, 1000),
    (2018, 'b', 0, 100),
    (2018, 'c', 0, 100),
    (2018, 'd', 0, 100),
    (2018, 'r', 0, 400),
    -- the others alone have more than the region
    (2019, 'a', 0, 1000),
    (2019, 'b', 0, 300),
    (2019, 'c', 0, 300),
    (2019, 'd', 0, 300),
    (2019, 'r', 0, 400),
    -- so does each of most of them
    (2020, 'a', 0, 100),
    (2020, 'b', 0, 100),
    (2020, 'c', 0, 100),
    (2020, 'r', 0, 40),
    -- too few are known to say which
    (2021, 'a', 0, 1000),
    (2021, 'b', 0, 100),
    (2021, 'r', 0, 400),
    -- of those who are counted
    (2022, 'a', 90, 100),
    (2022, 'b', 10, 100),
    (2022, 'c', 10, 100),
    (2022, 'd', 10, 100),
    (2022, 'r', 40, 400),
    -- two regions beyond England, and no other to say which
    (2023, 'r', 0, 900),
    (2023, 's', 0, 500),
    (2023, 'e', 0, 450)
) as given (period, area_code, numerator, denominator);

-- expected
select
    expected.period,
    expected.area_code,
    expected.is_wrong,
    expected.beyond_fault,
    expected.beyond_counts
from (
    values
    (
        '2018', 'a', true, 'a count above that of R, of which it is a part',
        '1,000 pupils of A (line 1) against 400 of R (line 5)'
    ),
    ('2019', 'r', true, 'a count below that of a part of R', '1,000 pupils of A (line 6) against 400 of R (line 10)'),
    ('2020', 'r', true, 'a count below that of a part of R', '100 pupils of A (line 11) against 40 of R (line 14)'),
    (
        '2021', 'a', false, 'a count above that of R: one of the two cannot be right',
        '1,000 pupils of A (line 15) against 400 of R (line 17)'
    ),
    (
        '2022', 'a', true, 'a count above that of R, of which it is a part', '90 of A (line 18) against 40 of R (line 22)'
    ),
    (
        '2023', 'r', false, 'a count above that of E: one of the two cannot be right',
        '900 pupils of R (line 24) against 450 of E (line 23)'
    ),
    (
        '2023', 's', false, 'a count above that of E: one of the two cannot be right',
        '500 pupils of S (line 25) against 450 of E (line 23)'
    )
) as expected (period, area_code, is_wrong, beyond_fault, beyond_counts);

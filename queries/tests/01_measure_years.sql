-- purpose: the figures of a year share decimals by level, a segment between breaks and their numbers
-- given: a rate that England has two decimals of and authorities one, in a year that ends in zero and in the next, behind a break
create table usable as
select
    given.*,
    'ehc-plan' as cohort,
    given.period_start as period
from (
    values
    ('tribunal-appeal-rate', 'local_authority', 2018, 1),
    ('tribunal-appeal-rate', 'national', 2018, 0),
    ('tribunal-appeal-rate', 'local_authority', 2019, 2),
    ('tribunal-appeal-rate', 'national', 2019, 2)
) as given (measure_id, area_level, period_start, value_decimals);

create table breaks as
select
    'tribunal-appeal-rate' as measure_id,
    2019 as before_start;

-- expected
select expected.*
from (
    values
    (2018, 'local_authority', 1, 0, 1),
    -- two decimals in the other year, but authorities have one in this
    (2018, 'national', 1, 0, 1),
    (2018, 'regional', 0, 0, 1),
    (2019, 'local_authority', 2, 1, 2),
    (2019, 'national', 2, 1, 2),
    (2019, 'regional', 0, 1, 2)
) as expected (period, area_level, decimals, segment_id, period_no);

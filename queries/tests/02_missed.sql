-- purpose: an area with figures before and no row in the latest period is missed
-- given: Birmingham has the latest year, Coventry had the one before, Wolverhampton has a row without a figure
create table usable as
select
    given.*,
    'phonics' as measure_id,
    'ehc-plan' as cohort,
    'x' as data_set
from (
    values
    ('E08000025', 2022, 10.0),
    ('E08000026', 2021, 11.0),
    ('E08000031', 2021, 12.0),
    ('E08000031', 2022, null),
    -- never a figure
    ('E08000027', 2021, null)
) as given (area_code, period_start, value);

create table measure_years as
select
    given.*,
    'phonics' as measure_id,
    'ehc-plan' as cohort,
    1 as segment_id
from (
    values
    ('2021/22', 2021, 'local_authority', 0, 1),
    ('2022/23', 2022, 'local_authority', 1, 2),
    ('2022/23', 2022, 'national', 2, 2)
) as given (period, period_start, area_level, decimals, period_no);

-- expected
select
    'E08000026' as area_code,
    '2022/23' as period,
    2022 as period_start,
    0.1 as printed_unit,
    2 as period_no,
    'local_authority' as area_level;

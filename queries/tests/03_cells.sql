-- purpose: a figure has the decimals of its own level of geography and period
-- given: a rate that England has two decimals of and authorities one; a share of which England's figure ends in zero in one year; a share
-- that lost its decimals
-- by their queries: sound, usable, measure_years, counted_figures, missed
create table thresholds as
select cast(10.0 as double) as counts_apart;

create table staged as
select
    given.measure_id,
    given.cohort,
    given.area_code,
    given.area_code as area_name,
    case when given.area_code = 'E92000001' then 'national' else 'local_authority' end as area_level,
    given.period,
    given.period_start,
    given.printed as value,
    given.value_decimals,
    'final' as release_status,
    'x' as data_set,
    'x' as data_set_version,
    row_number() over (order by given.measure_id, given.period, given.area_code) as source_row,
    1 as counts_rounded_to,
    'Academic year' as span,
    'published' as counts_from
from (
    values
    ('tribunal-appeal-rate', 'ehc-plan', 'E08000025', '2018', 2018, 3.2, 1),
    ('tribunal-appeal-rate', 'ehc-plan', 'E92000001', '2018', 2018, 3.27, 2),
    ('ehc-20-weeks', 'ehc-plan', 'E08000025', '2018', 2018, 58.7, 1),
    ('ehc-20-weeks', 'ehc-plan', 'E92000001', '2018', 2018, 60.0, 0),
    ('ehc-20-weeks', 'ehc-plan', 'E08000025', '2019', 2019, 58.2, 1),
    ('ehc-20-weeks', 'ehc-plan', 'E92000001', '2019', 2019, 60.4, 1),
    ('phonics-year-1', 'sen-support', 'E08000025', '2022/23', 2022, 41.5, 1),
    ('phonics-year-1', 'sen-support', 'E92000001', '2022/23', 2022, 48.3, 1),
    ('phonics-year-1', 'sen-support', 'E08000025', '2023/24', 2023, 42.0, 0),
    ('phonics-year-1', 'sen-support', 'E92000001', '2023/24', 2023, 49.0, 0)
) as given (measure_id, cohort, area_code, period, period_start, printed, value_decimals);

-- expected
select
    expected.measure_id,
    expected.area_code,
    expected.period,
    expected.printed_unit
from (
    values
    ('tribunal-appeal-rate', 'E08000025', '2018', 0.1),
    ('tribunal-appeal-rate', 'E92000001', '2018', 0.01),
    ('ehc-20-weeks', 'E08000025', '2018', 0.1),
    ('ehc-20-weeks', 'E92000001', '2018', 0.1),
    ('ehc-20-weeks', 'E08000025', '2019', 0.1),
    ('ehc-20-weeks', 'E92000001', '2019', 0.1),
    ('phonics-year-1', 'E08000025', '2022/23', 0.1),
    ('phonics-year-1', 'E92000001', '2022/23', 0.1),
    ('phonics-year-1', 'E08000025', '2023/24', 1.0),
    ('phonics-year-1', 'E92000001', '2023/24', 1.0)
) as expected (measure_id, area_code, period, printed_unit);

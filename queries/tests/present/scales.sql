-- purpose: an axis holds the middle half of authorities' figures of the latest year, so that no outlier sets it
-- given: five authorities of which one lies far off, and one suppressed; England and a region far outside; an earlier
-- year; a cohort of one figure; and one without any
create table materiality as
select
    'suspension-rate' as measure_id,
    given.cohort,
    '2023/24' as latest_period
from (values ('ehc-plan'), ('sen-support'), ('all-sen')) as given (cohort);

create table cells as
select
    'suspension-rate' as measure_id,
    given.cohort,
    given.area_level,
    given.period,
    given.value,
    given.symbol
from (
    values
    ('ehc-plan', 'local_authority', '2023/24', 10.0, null),
    ('ehc-plan', 'local_authority', '2023/24', 20.0, null),
    ('ehc-plan', 'local_authority', '2023/24', 30.0, null),
    ('ehc-plan', 'local_authority', '2023/24', 40.0, null),
    ('ehc-plan', 'local_authority', '2023/24', 10000.0, null),
    ('ehc-plan', 'local_authority', '2023/24', null, 'c'),
    ('ehc-plan', 'local_authority', '2022/23', 0.0, null),
    ('ehc-plan', 'national', '2023/24', -500.0, null),
    ('ehc-plan', 'regional', '2023/24', -400.0, null),
    ('sen-support', 'local_authority', '2023/24', 12.5, null),
    ('all-sen', 'local_authority', '2023/24', null, 'x')
) as given (cohort, area_level, period, value, symbol);

-- expected: of five figures in order the lower quartile is the second, the upper the fourth
select
    'suspension-rate' as measure_id,
    expected.cohort,
    expected.low,
    expected.high
from (
    values
    ('ehc-plan', 20.0, 40.0),
    ('sen-support', 12.5, 12.5)
) as expected (cohort, low, high);

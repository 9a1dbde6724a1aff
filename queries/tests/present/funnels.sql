-- purpose: the limits of the latest year's funnel, once for each number of pupils, by the spread between authorities
-- given: a share with two authorities of one size and one of another; the year before; pupils with no SEN; a rate, that
-- has no spread between authorities; and a part of a share, which has no funnel of its own
create table materiality as
select
    measures.measure_id,
    cohorts.cohort,
    case cohorts.cohort when 'all-sen' then '2020/21' else '2021/22' end as latest_period
from measures
cross join cohorts;

create table funnels as
select
    given.measure_id,
    given.cohort,
    given.area_code,
    given.period,
    given.pupils,
    80.0 as baseline,
    given.dispersion,
    80.0 - given.reach / 2 as lower_95,
    80.0 - given.reach as adjusted_lower_95,
    80.0 + given.reach as adjusted_upper_95,
    80.0 - given.reach * 1.5 as adjusted_lower_998,
    80.0 + given.reach * 1.5 as adjusted_upper_998
from (
    values
    ('ks4-sustained', 'sen-support', 'E08000025', '2021/22', 400.0, 2.5, 6.0),
    ('ks4-sustained', 'sen-support', 'E06000039', '2021/22', 400.0, 2.5, 6.0),
    ('ks4-sustained', 'sen-support', 'E09000001', '2021/22', 100.0, 2.5, 10.0),
    ('ks4-sustained', 'sen-support', 'E08000025', '2020/21', 300.0, 2.5, 8.0),
    ('ks4-sustained', 'no-sen', 'E08000025', '2021/22', 5000.0, 2.5, 4.0),
    ('suspension-rate', 'sen-support', 'E08000025', '2021/22', 900.0, null, 5.0),
    ('ks4-employment', 'sen-support', 'E08000025', '2021/22', 400.0, 2.5, 6.0)
) as given (measure_id, cohort, area_code, period, pupils, dispersion, reach);

-- expected
select
    'ks4-sustained' as measure_id,
    'sen-support' as cohort,
    expected.pupils,
    expected.baseline,
    expected.dispersion,
    expected.lower_95,
    expected.upper_95,
    expected.lower_99_8,
    expected.upper_99_8
from (
    values
    (400.0, 80.0, 2.5, 74.0, 86.0, 71.0, 89.0),
    (100.0, 80.0, 2.5, 70.0, 90.0, 65.0, 95.0)
) as expected (pupils, baseline, dispersion, lower_95, upper_95, lower_99_8, upper_99_8);

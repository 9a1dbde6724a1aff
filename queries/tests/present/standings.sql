-- purpose: authorities of the latest year in rank order, without handfuls of pupils, and England's figure
-- given: a share of the latest year and the year before: two tied authorities, one suppressed, one whose figure is of a
-- handful of pupils (no rank), one without figure or symbol, a region and England; and the same of pupils with no SEN
create table materiality as
select
    given.measure_id,
    given.cohort,
    '2021/22' as latest_period
from (
    values
    ('ks4-sustained', 'sen-support'),
    ('ks4-sustained', 'no-sen'),
    ('suspension-rate', 'ehc-plan')
) as given (measure_id, cohort);

create table cells as
select
    given.measure_id,
    given.cohort,
    areas.area_code,
    areas.area_name,
    areas.area_level,
    given.period,
    given.value,
    given.symbol
from (
    values
    ('ks4-sustained', 'sen-support', 'E08000025', '2021/22', 85.0, null),
    ('ks4-sustained', 'sen-support', 'E06000039', '2021/22', 85.0, null),
    ('ks4-sustained', 'sen-support', 'E08000026', '2021/22', null, 'c'),
    ('ks4-sustained', 'sen-support', 'E09000001', '2021/22', 50.0, null),
    ('ks4-sustained', 'sen-support', 'E06000053', '2021/22', null, null),
    ('ks4-sustained', 'sen-support', 'E12000005', '2021/22', null, 'c'),
    ('ks4-sustained', 'sen-support', 'E92000001', '2021/22', 83.0, null),
    ('ks4-sustained', 'sen-support', 'E08000025', '2020/21', 79.0, null),
    ('ks4-sustained', 'no-sen', 'E08000025', '2021/22', 95.0, null),
    ('suspension-rate', 'ehc-plan', 'E08000025', '2021/22', 12.5, null)
) as given (measure_id, cohort, area_code, period, value, symbol)
inner join areas on given.area_code = areas.area_code;

create table rankings as
select
    given.measure_id,
    given.cohort,
    given.area_code,
    given.period,
    given.rank,
    given.rank_max,
    given.ranked,
    given.band
from (
    values
    ('ks4-sustained', 'sen-support', 'E08000025', '2021/22', 38, 39, 151, 'A/B'),
    ('ks4-sustained', 'sen-support', 'E06000039', '2021/22', 38, 39, 151, 'A/B'),
    ('ks4-sustained', 'sen-support', 'E09000001', '2021/22', null, null, 151, null),
    ('ks4-sustained', 'sen-support', 'E08000025', '2020/21', 90, 90, 150, 'C'),
    ('ks4-sustained', 'no-sen', 'E08000025', '2021/22', 30, 30, 151, 'A'),
    ('suspension-rate', 'ehc-plan', 'E08000025', '2021/22', 70, 70, 99, null)
) as given (measure_id, cohort, area_code, period, rank, rank_max, ranked, band);

-- the funnel of a rate has no spread between authorities, and is not drawn
create table funnels as
select
    given.measure_id,
    given.cohort,
    'E08000025' as area_code,
    given.period,
    given.pupils,
    given.dispersion,
    given.position
from (
    values
    ('ks4-sustained', 'sen-support', '2021/22', 600.0, 2.5, 'above_95'),
    ('ks4-sustained', 'sen-support', '2020/21', 500.0, 2.5, 'inside'),
    ('ks4-sustained', 'all-sen', '2021/22', 900.0, 2.5, 'inside'),
    ('suspension-rate', 'ehc-plan', '2021/22', 900.0, null, 'above_998')
) as given (measure_id, cohort, period, pupils, dispersion, position);

-- expected
select
    expected.measure_id,
    expected.area_name,
    expected.period,
    expected.value,
    expected.symbol,
    expected.pupils,
    expected.position,
    expected.rank,
    expected.rank_max,
    expected.band
from (
    values
    ('ks4-sustained', 'Birmingham', '2021/22', 85.0, null, 600.0, 'above_95', 38, 39, 'A/B'),
    ('ks4-sustained', 'Slough', '2021/22', 85.0, null, null, null, 38, 39, 'A/B'),
    ('ks4-sustained', 'Coventry', '2021/22', null, 'c', null, null, null, null, null),
    ('ks4-sustained', 'England', '2021/22', 83.0, null, null, null, null, null, null),
    ('suspension-rate', 'Birmingham', '2021/22', 12.5, null, null, null, 70, 70, null)
) as expected (measure_id, area_name, period, value, symbol, pupils, position, rank, rank_max, band);

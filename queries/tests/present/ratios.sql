-- purpose: how many times the figure of pupils with no SEN a cohort has: an area's as published, England's worked out
-- given: rates of an area, England, a region and an area that is not read; events that repeat and none; a share with
-- counts; a suppressed figure of the cohort and of pupils with no SEN; no SEN of whom none was excluded; an older year
create table chosen_areas as
select 'E08000025' as area_code;

create table materiality as
select
    measures.measure_id,
    cohorts.cohort,
    '2022/23' as latest_period
from measures
cross join cohorts
where measures.theme in ('exclusions', 'absence');

create table cells as
select
    given.measure_id,
    given.cohort,
    areas.area_code,
    areas.area_level,
    given.period,
    given.value,
    given.symbol,
    given.figure,
    given.value * given.pupils / 100 as numerator_low,
    given.value * given.pupils / 100 as numerator_high,
    given.pupils as denominator
from (
    values
    ('suspension-rate', 'ehc-plan', 'E92000001', '2022/23', 16.0, null, 1, 1240),
    ('suspension-rate', 'no-sen', 'E92000001', '2022/23', 4.0, null, 2, 43000),
    ('suspension-rate', 'sen-support', 'E92000001', '2022/23', 10.0, null, null, null),
    ('suspension-rate', 'all-sen', 'E92000001', '2022/23', 12.0, null, null, null),
    ('suspension-rate', 'ehc-plan', 'E92000001', '2021/22', 20.0, null, null, null),
    ('suspension-rate', 'no-sen', 'E92000001', '2021/22', 4.0, null, null, null),
    ('suspension-rate', 'ehc-plan', 'E08000025', '2022/23', 15.0, null, 1, 1240),
    ('suspension-rate', 'no-sen', 'E08000025', '2022/23', 3.0, null, 2, 43000),
    ('suspension-rate', 'sen-support', 'E08000025', '2022/23', null, 'c', null, null),
    ('suspension-rate', 'ehc-plan', 'E12000005', '2022/23', 15.0, null, null, null),
    ('suspension-rate', 'no-sen', 'E12000005', '2022/23', 3.0, null, null, null),
    ('suspension-rate', 'ehc-plan', 'E06000039', '2022/23', 15.0, null, null, null),
    ('suspension-rate', 'no-sen', 'E06000039', '2022/23', 3.0, null, null, null),
    ('permanent-exclusion-rate', 'ehc-plan', 'E92000001', '2022/23', 0.25, null, null, null),
    ('permanent-exclusion-rate', 'no-sen', 'E92000001', '2022/23', 0.0, null, null, null),
    ('permanent-exclusion-rate', 'ehc-plan', 'E08000025', '2022/23', 0.5, null, null, null),
    ('permanent-exclusion-rate', 'no-sen', 'E08000025', '2022/23', null, 'low', null, null),
    ('absence-persistent', 'ehc-plan', 'E92000001', '2022/23', 36.0, null, null, 1200),
    ('absence-persistent', 'no-sen', 'E92000001', '2022/23', 18.0, null, null, 42000)
) as given (measure_id, cohort, area_code, period, value, symbol, figure, pupils)
inner join areas on given.area_code = areas.area_code;

-- each pupil who was suspended was so 1.5 times: the events vary as half as many would
create table events as
select
    given.figure,
    given.events_low,
    given.events_high,
    given.pupils,
    2.0 as dispersion
from (
    values
    (1, 190.0, 194.0, 1240.0),
    (2, 1620.0, 1624.0, 43000.0)
) as given (figure, events_low, events_high, pupils);

create table disparities as
select
    'suspension-rate' as measure_id,
    'ehc-plan' as cohort,
    given.area_code,
    given.period,
    given.ratio,
    3.5 as ratio_lower,
    7.25 as ratio_upper
from (
    values
    ('E08000025', '2021/22', 4.5),
    ('E08000025', '2022/23', 5.125),
    ('E06000039', '2022/23', 5.0)
) as given (area_code, period, ratio);

-- expected: England's limits hold those of 95 to 97 in 620 beside 810 to 812 in 21,500
select
    expected.area_code,
    expected.measure_id,
    expected.cohort,
    expected.period,
    expected.ratio,
    expected.ratio_lower,
    expected.ratio_upper,
    expected.symbol
from (
    values
    (
        'E92000001', 'suspension-rate', 'ehc-plan', '2022/23', 4.0,
        rate_ratio(95.0, 620.0, 812.0, 21500.0)['lower'], rate_ratio(97.0, 620.0, 810.0, 21500.0)['upper'], null
    ),
    ('E92000001', 'suspension-rate', 'sen-support', '2022/23', 2.5, null, null, null),
    ('E92000001', 'permanent-exclusion-rate', 'ehc-plan', '2022/23', null, null, null, null),
    ('E92000001', 'absence-persistent', 'ehc-plan', '2022/23', 2.0, null, null, null),
    ('E08000025', 'suspension-rate', 'ehc-plan', '2022/23', 5.125, 3.5, 7.25, null),
    ('E08000025', 'suspension-rate', 'sen-support', '2022/23', null, null, null, 'c'),
    ('E08000025', 'permanent-exclusion-rate', 'ehc-plan', '2022/23', null, null, null, 'low')
) as expected (area_code, measure_id, cohort, period, ratio, ratio_lower, ratio_upper, symbol);

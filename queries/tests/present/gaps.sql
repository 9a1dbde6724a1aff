-- purpose: the gap to the same cohort in England in every year; where nothing can be compared, neither gap nor limits
-- given: the one pair that has this picture: a year below England, one of too few pupils (a difference with limits, but
-- no level), one suppressed; a comparison with the region, one of another cohort, one of an area that is not read
create table chosen_areas as
select 'E08000025' as area_code;

create table chart_pairs as
select
    given.picture,
    given.measure_id,
    given.cohort,
    0 as cohort_order
from (
    values
    ('gap_over_time', 'ks4-sustained', 'sen-support'),
    ('disproportionality', 'ks4-sustained', 'ehc-plan')
) as given (picture, measure_id, cohort);

create table comparisons as
select
    'ks4-sustained' as measure_id,
    given.cohort,
    given.area_code,
    given.period,
    given.comparator,
    given.difference,
    given.difference - 1.5 as difference_lower,
    given.difference + 1.5 as difference_upper,
    1.25 as m_level,
    given.level
from (
    values
    ('sen-support', 'E08000025', '2020/21', 'england-same-cohort', -2.0, 'below'),
    ('sen-support', 'E08000025', '2021/22', 'england-same-cohort', -20.0, 'not_available'),
    ('sen-support', 'E08000025', '2022/23', 'england-same-cohort', null, 'not_available'),
    ('sen-support', 'E08000025', '2020/21', 'region-same-cohort', 1.0, 'broadly_in_line'),
    ('ehc-plan', 'E08000025', '2020/21', 'england-same-cohort', 3.0, 'above'),
    ('sen-support', 'E06000039', '2020/21', 'england-same-cohort', 4.0, 'above')
) as given (cohort, area_code, period, comparator, difference, level);

create table cells as
select
    'ks4-sustained' as measure_id,
    given.cohort,
    given.area_code,
    given.period,
    cast(left(given.period, 4) as int) as period_start,
    given.symbol,
    given.denominator,
    given.segment_id,
    'final' as release_status
from (
    values
    ('sen-support', 'E08000025', '2020/21', null, 600.0, 1),
    ('sen-support', 'E08000025', '2021/22', null, 9.0, 2),
    ('sen-support', 'E08000025', '2022/23', 'c', null, 2),
    ('ehc-plan', 'E08000025', '2020/21', null, 300.0, 1),
    ('sen-support', 'E06000039', '2020/21', null, 200.0, 1)
) as given (cohort, area_code, period, symbol, denominator, segment_id);

-- expected
select
    'sen-support' as cohort,
    expected.period,
    expected.period_start,
    expected.difference,
    expected.difference_lower,
    expected.difference_upper,
    expected.m_level,
    expected.symbol,
    expected.denominator,
    expected.segment_id
from (
    values
    ('2020/21', 2020, -2.0, -3.5, -0.5, 1.25, null, 600.0, 1),
    ('2021/22', 2021, null, null, null, 1.25, null, 9.0, 2),
    ('2022/23', 2022, null, null, null, 1.25, 'c', null, 2)
) as expected (
    period, period_start, difference, difference_lower, difference_upper, m_level, symbol, denominator, segment_id
);

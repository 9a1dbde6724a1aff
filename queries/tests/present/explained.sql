-- purpose: a verdict is explained by its own comparison, trend and thresholds, and by no others
-- given: a finding against England, with comparisons of another year, cohort, area and comparator beside its own; one
-- against pupils with no SEN in the area, whose measure has no trend to that year, no ranks and no materiality; and one
-- not chosen
create table chosen_findings as
select given.finding_id
from (values ('f1'), ('f2')) as given (finding_id);

create table findings as
select
    given.finding_id,
    given.measure_id,
    given.cohort,
    'E08000025' as area_code,
    '2021/22' as period,
    given.comparator,
    given.level
from (
    values
    ('f1', 'ks4-sustained', 'sen-support', 'england-same-cohort', 'below'),
    ('f2', 'ks4-employment', 'ehc-plan', 'area-no-sen', 'not_available'),
    ('f3', 'ks4-sustained', 'sen-support', 'region-same-cohort', 'below')
) as given (finding_id, measure_id, cohort, comparator, level);

create table comparisons as
select
    given.measure_id,
    given.cohort,
    given.area_code,
    given.period,
    given.comparator,
    given.value,
    given.comparator_value,
    given.value - given.comparator_value as difference,
    2.0 as m_level,
    given.level_rule
from (
    values
    ('ks4-sustained', 'sen-support', 'E08000025', '2021/22', 'england-same-cohort', 81.0, 85.0, 3),
    ('ks4-sustained', 'sen-support', 'E08000025', '2020/21', 'england-same-cohort', 79.0, 84.0, 2),
    ('ks4-sustained', 'sen-support', 'E06000039', '2021/22', 'england-same-cohort', 90.0, 85.0, 2),
    ('ks4-sustained', 'ehc-plan', 'E08000025', '2021/22', 'england-same-cohort', 75.0, 85.0, 2),
    ('ks4-sustained', 'sen-support', 'E08000025', '2021/22', 'region-same-cohort', 81.0, 84.5, 3),
    ('ks4-employment', 'ehc-plan', 'E08000025', '2021/22', 'area-no-sen', null, 4.0, 1)
) as given (measure_id, cohort, area_code, period, comparator, value, comparator_value, level_rule);

create table trends as
select
    given.measure_id,
    given.cohort,
    given.area_code,
    given.period_to,
    '2018/19' as period_from,
    given.years,
    given.change,
    4.5 as m_change
from (
    values
    ('ks4-sustained', 'sen-support', 'E08000025', '2021/22', 4, -6.0),
    ('ks4-sustained', 'sen-support', 'E06000039', '2021/22', 4, 5.0),
    ('ks4-sustained', 'ehc-plan', 'E08000025', '2021/22', 4, 2.0),
    ('ks4-employment', 'ehc-plan', 'E08000025', '2020/21', 3, 1.0)
) as given (measure_id, cohort, area_code, period_to, years, change);

-- an authority without a rank has a figure too
create table rankings as
select
    'ks4-sustained' as measure_id,
    given.cohort,
    given.area_code,
    given.period,
    given.rank
from (
    values
    ('sen-support', 'E08000025', '2021/22', 2),
    ('sen-support', 'E06000039', '2021/22', 1),
    ('sen-support', 'E09000001', '2021/22', null),
    ('sen-support', 'E08000025', '2020/21', 1),
    ('ehc-plan', 'E08000025', '2021/22', 1)
) as given (cohort, area_code, period, rank);

create table materiality as
select
    'ks4-sustained' as measure_id,
    given.cohort,
    '2021/22' as latest_period,
    given.sd_between
from (values ('sen-support', 8.0), ('ehc-plan', 6.0)) as given (cohort, sd_between);

-- expected
select
    expected.finding_id,
    'Birmingham' as area_name,
    expected.comparator_phrase,
    expected.other_cohort,
    expected.measure_title,
    expected.value,
    expected.comparator_value,
    expected.difference,
    expected.m_level,
    expected.level_rule,
    expected.years,
    expected.change,
    expected.m_change,
    expected.authorities_n,
    expected.threshold_period,
    expected.sd_between,
    1.96 as noise_multiple
from (
    values
    (
        'f1', 'England', 'sen-support', 'Sustained destination after key stage 4',
        81.0, 85.0, -4.0, 2.0, 3, 4, -6.0, 4.5, 3, '2021/22', 8.0
    ),
    (
        'f2', 'pupils with no SEN in the same area', 'no-sen', 'Employment after key stage 4',
        null, 4.0, null, 2.0, 1, null, null, null, null, null, null
    )
) as expected (
    finding_id, comparator_phrase, other_cohort, measure_title, value, comparator_value, difference, m_level,
    level_rule, years, change, m_change, authorities_n, threshold_period, sd_between
);

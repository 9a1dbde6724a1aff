-- purpose: each measure and cohort of the areas that are read appears once, against its main comparator of that year
-- given: a share of two cohorts, against England and the region; one that England had a figure of until 2022/23, since
-- when it is set against the middle authority; a suppressed figure; and a finding of an area that is not read
-- by their queries: measure_cohorts
create table chosen_areas as
select 'E08000025' as area_code;

create table findings as
select
    given.finding_id,
    given.measure_id,
    given.cohort,
    given.area_code,
    given.period,
    given.comparator,
    given.level
from (
    values
    ('f1', 'ks4-sustained', 'sen-support', 'E08000025', '2021/22', 'england-same-cohort', 'below'),
    ('f2', 'ks4-sustained', 'sen-support', 'E08000025', '2021/22', 'region-same-cohort', 'below'),
    ('f3', 'phonics-year-1', 'ehc-plan', 'E08000025', '2023/24', 'authorities-same-cohort', 'below'),
    ('f4', 'phonics-year-1', 'ehc-plan', 'E08000025', '2023/24', 'england-same-cohort', 'not_available'),
    ('f5', 'suspension-rate', 'ehc-plan', 'E08000025', '2022/23', 'england-same-cohort', 'not_available'),
    ('f6', 'ks4-sustained', 'ehc-plan', 'E08000025', '2021/22', 'england-same-cohort', 'above'),
    ('f7', 'ks4-sustained', 'sen-support', 'E06000039', '2021/22', 'england-same-cohort', 'above')
) as given (finding_id, measure_id, cohort, area_code, period, comparator, level);

create table verdicts as
select
    findings.measure_id,
    findings.cohort,
    findings.area_code,
    findings.comparator,
    findings.level,
    case findings.measure_id when 'ks4-sustained' then 81.0 when 'phonics-year-1' then 16.0 end as value,
    case findings.measure_id when 'suspension-rate' then 'c' end as symbol,
    case findings.finding_id
        when 'f1' then 83.0
        when 'f2' then 82.5
        when 'f3' then 20.0
        when 'f6' then 75.0
    end as comparator_value,
    1 as places,
    case findings.finding_id when 'f3' then 0 else 1 end as comparator_places
from findings;

create table authority_values as
select
    given.measure_id,
    given.cohort,
    given.period,
    given.main_comparator
from (
    values
    ('ks4-sustained', 'sen-support', '2021/22', 'england-same-cohort'),
    ('ks4-sustained', 'ehc-plan', '2021/22', 'england-same-cohort'),
    ('phonics-year-1', 'ehc-plan', '2022/23', 'england-same-cohort'),
    ('phonics-year-1', 'ehc-plan', '2023/24', 'authorities-same-cohort'),
    ('suspension-rate', 'ehc-plan', '2022/23', 'england-same-cohort')
) as given (measure_id, cohort, period, main_comparator);

-- the newest year is reported only where what is held is old compared with it
create table currency as
select
    given.measure_id,
    given.cohort,
    given.newest_published,
    given.is_old
from (
    values
    ('ks4-sustained', 'sen-support', '2022/23', false),
    ('suspension-rate', 'ehc-plan', '2025/26', true)
) as given (measure_id, cohort, newest_published, is_old);

-- a finding has one place, on the list of concerns or of strengths
create table headlines as
select
    given.finding_id,
    given.list,
    given.place
from (
    values
    ('f1', 'concerns', 2),
    ('f1', 'worse_and_getting_worse', 1),
    ('f3', 'worse_and_getting_worse', 2)
) as given (finding_id, list, place);

-- the year before has a rank too
create table rankings as
select
    'ks4-sustained' as measure_id,
    given.cohort,
    given.area_code,
    given.period,
    given.rank,
    given.rank as rank_max,
    151 as ranked
from (
    values
    ('sen-support', 'E08000025', '2020/21', 120),
    ('sen-support', 'E08000025', '2021/22', 100),
    ('sen-support', 'E06000039', '2021/22', 3),
    ('ehc-plan', 'E08000025', '2021/22', 50)
) as given (cohort, area_code, period, rank);

-- expected
select
    expected.finding_id,
    expected.comparator,
    expected.value,
    expected.symbol,
    expected.comparator_value,
    expected.decimals,
    expected.comparator_decimals,
    expected.rank,
    expected.newest_published,
    expected.headline_list,
    expected.headline_place
from (
    values
    ('f1', 'england-same-cohort', 81.0, null, 83.0, 1, 1, 100, '', 'concerns', 2),
    ('f3', 'authorities-same-cohort', 16.0, null, 20.0, 1, 0, null, '', null, null),
    ('f5', 'england-same-cohort', null, 'c', null, 1, 1, null, '2025/26', null, null),
    ('f6', 'england-same-cohort', 81.0, null, 75.0, 1, 1, 50, null, null, null)
) as expected (
    finding_id, comparator, value, symbol, comparator_value, decimals, comparator_decimals,
    rank, newest_published, headline_list, headline_place
);

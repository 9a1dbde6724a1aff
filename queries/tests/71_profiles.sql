-- purpose: each verdict against its main comparator, with the year before, since when it holds, and whether it is old
-- given: verdicts of 2022/23 unless given otherwise, with the sides on which the area was in the years before
-- by their queries: measure_cohorts
create table cases as
select given.*
from (
    values
    -- measure, cohort, first year of its verdict, digits, level and side in 2019/20, 2020/21 and 2021/22
    ('since', 'ehc-plan', 2022, 1, 'significantly_below', 'above', 'below', 'below'),
    ('always', 'ehc-plan', 2022, 0, 'above', 'above', 'significantly_above', 'above'),
    -- a year that cannot be compared is no change of side, nor a year on it
    ('not-compared', 'ehc-plan', 2022, 1, 'below', 'broadly_in_line', 'below', 'not_available'),
    ('new', 'ehc-plan', 2022, 1, 'below', 'below', 'below', 'no_clear_difference'),
    ('in-line', 'ehc-plan', 2022, 1, 'broadly_in_line', 'broadly_in_line', 'broadly_in_line', 'broadly_in_line'),
    -- no figure of the year before, and none of any year that can be joined
    ('gap-year', 'ehc-plan', 2022, 0, 'below', 'below', 'below', null),
    ('broken', 'ehc-plan', 2022, 1, 'below', null, null, null),
    -- two years behind the newest of the area, and three
    ('two-behind', 'ehc-plan', 2020, 1, 'below', null, null, null),
    ('three-behind', 'ehc-plan', 2019, 1, 'below', null, null, null),
    ('handful', 'sen-support', 2022, 1, 'below', null, null, null),
    ('history', 'ehc-plan', 2022, 1, 'below', null, null, null),
    ('history-alone', 'ehc-plan', 2022, 1, 'below', null, null, null)
) as given (measure_id, cohort, period_start, places, level, y2019, y2020, y2021);

-- 'since' goes on from 'history'; of what goes on from 'history-alone' the area has no figure
create table measures as
select
    measure_id,
    '%' as unit,
    case measure_id when 'history' then 'since' when 'history-alone' then 'without' end as history_of
from cases;

create table judgements_made as
select
    measure_id,
    cohort,
    'E08000025' as area_code,
    'england-same-cohort' as comparator,
    period_start,
    concat(period_start, '/', period_start - 1999) as period,
    places,
    level,
    40.0 as value
from cases
union all
select
    'without' as measure_id,
    'ehc-plan' as cohort,
    'E08000025' as area_code,
    'england-same-cohort' as comparator,
    2022 as period_start,
    '2022/23' as period,
    1 as places,
    'not_available' as level,
    null as value;

-- each is also set against the region, which is the main comparator of none
create table verdicts as
select
    judgements_made.* except (comparator),
    others.comparator
from judgements_made
cross join (values ('england-same-cohort'), ('region-same-cohort')) as others (comparator)
where judgements_made.measure_id <> 'without';

create table findings as
select
    measure_id,
    cohort,
    area_code,
    comparator,
    concat(measure_id, '.', comparator) as finding_id
from verdicts;

create table authority_values as
select
    measure_id,
    cohort,
    period,
    'england-same-cohort' as main_comparator
from judgements_made;

create table comparisons as
select
    cases.measure_id,
    cases.cohort,
    'E08000025' as area_code,
    'england-same-cohort' as comparator,
    concat(years.period_start, '/', years.period_start - 1999) as period,
    case
        when years.period_start = cases.period_start then cases.level
        when years.period_start = 2018 then 'below'
        when years.period_start = 2019 then cases.y2019
        when years.period_start = 2020 then cases.y2020
        when years.period_start = 2021 then cases.y2021
    end as level
from cases
cross join (values (2018), (2019), (2020), (2021), (2022)) as years (period_start);

-- the years that can be joined: none before 2019/20
create table series as
select
    measure_id,
    cohort,
    area_code,
    period,
    cast(split_part(period, '/', 1) as int) as period_start,
    41.5 as value,
    0.1 as printed_unit
from comparisons
where level is not null and period > '2019';

create table rankings as
select
    measure_id,
    cohort,
    area_code,
    period,
    cast(split_part(period, '/', 1) as int) - 2000 as rank,
    case measure_id when 'always' then 40.5 else 40.0 end as neighbours_median
from series;

create table currency as
select
    'three-behind' as measure_id,
    'ehc-plan' as cohort,
    true as is_old;

create table held_cohorts as
select
    'E08000025' as area_code,
    'sen-support' as cohort,
    true as is_small;

-- expected
-- the middle of whole figures, 40.5, keeps its half; the rank is the year less 2000
select
    expected.*,
    concat(expected.measure_id, '.england-same-cohort') as finding_id
from (
    values
    ('since', '2020/21', 3, '2021/22', 41.5, 21, 1, false, false, false, false),
    ('always', '2019/20', 4, '2021/22', 41.5, 21, 1, false, false, false, false),
    ('not-compared', '2020/21', 2, '2021/22', 41.5, 21, 1, false, false, false, false),
    ('new', '2022/23', 1, '2021/22', 41.5, 21, 1, false, false, false, false),
    ('in-line', null, 0, '2021/22', 41.5, 21, 1, false, false, false, false),
    ('gap-year', '2019/20', 3, null, null, null, 0, false, false, false, false),
    ('broken', '2022/23', 1, null, null, null, 1, false, false, false, false),
    ('two-behind', '2020/21', 1, null, null, null, 1, false, false, false, false),
    ('three-behind', '2019/20', 1, null, null, null, 1, true, true, false, false),
    ('handful', '2022/23', 1, null, null, null, 1, false, false, true, false),
    ('history', '2022/23', 1, null, null, null, 1, false, false, false, true),
    ('history-alone', '2022/23', 1, null, null, null, 1, false, false, false, false)
) as expected (
    measure_id, since, since_years, period_before, value_before, rank_before, neighbours_places, is_late, is_old,
    is_small, superseded
);

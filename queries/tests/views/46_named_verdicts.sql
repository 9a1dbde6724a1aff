-- purpose: a verdict takes titles, people and breaks from the catalogue
-- given: a measure of pupils, one whose title ends in a phrase between commas, and one of plans, behind a change of grading
-- by their queries: measure_cohorts
create table measures as
select given.*
from (
    values
    ('pupils', 'Pupils at the standard', 'attainment', '%', null),
    ('phrase', 'Destinations, including colleges', 'destinations', '%', null),
    ('plans', 'Plans in time', 'identification', 'weeks', 'plans')
) as given (measure_id, measure_title, theme, unit, people);

create table verdicts as
select
    measure_id,
    'sen-support' as cohort,
    'E08000025' as area_code,
    'neighbours-same-cohort' as comparator,
    case measure_id when 'pupils' then 'A' else 'C' end as evidence_grade,
    '2022/23' as period,
    2022 as period_start,
    '2018/19' as gap_trend_from
from measures;

create table as_of as
select 'latest' as as_of;

create table breaks as
select
    'plans' as measure_id,
    2020 as before_start,
    '2020/21' as break_before,
    'counted anew' as break_title,
    'grading' as break_kind;

create table trends as
select
    'plans' as measure_id,
    'sen-support' as cohort,
    'E08000025' as area_code,
    '2022/23' as period_to,
    1 as segment_id;

-- expected
select expected.*
from (
    values
    ('pupils', 'Pupils at the standard', ' for its statistical neighbours together', '%', '', ''),
    ('phrase', 'Destinations, including colleges,', ' for the median of its statistical neighbours', '%', '', ''),
    (
        'plans', 'Plans in time', ' for the median of its statistical neighbours', ' weeks',
        ' Years before 2020/21 are not comparable (counted anew).', ', across a change of grading'
    )
) as expected (measure_id, title_text, for_text, unit_text, break_text, gap_across);

-- purpose: a verdict leads to every published cell that it depends on, each once, the area's own latest figure first
-- given: 'tracked' has years, a gap that moved and a share not known; 'plain' has one year; 'events' count the pupils that had any
-- by their queries: peers, named_cells
create table compared_areas as
select 'E08000025' as area_code;

create table targets as
select
    'plain' as measure_id,
    'sen-support' as cohort,
    'E08000025' as area_code;

create table measures as
select given.*
from (
    values ('tracked', null), ('plain', null), ('events', 'pupils-concerned')
) as given (measure_id, pupils_concerned);

create table judgements_made as
select
    given.*,
    'sen-support' as cohort,
    'E08000025' as area_code,
    '2022/23' as period,
    case given.measure_id when 'tracked' then 'lost' end as partner_id,
    given.measure_id = 'tracked' as reports_not_known,
    case given.measure_id when 'tracked' then 2.0 end as not_known_change,
    case given.measure_id when 'tracked' then '2020/21' else '2022/23' end as period_from
from (
    values
    ('tracked', 'england-same-cohort', '2022/23'),
    ('tracked', 'region-same-cohort', '2022/23'),
    ('plain', 'england-all-pupils', '2022/23'),
    ('plain', 'area-no-sen', '2022/23'),
    ('plain', 'neighbours-same-cohort', '2022/23'),
    ('plain', 'authorities-same-cohort', '2022/23'),
    ('plain', 'target', '2022/23'),
    -- without a figure of 2022/23 the last one is reported
    ('events', 'england-same-cohort', '2021/22')
) as given (measure_id, comparator, figure_period);

create table trends as
select
    'tracked' as measure_id,
    'sen-support' as cohort,
    'E08000025' as area_code,
    '2022/23' as period_to,
    3.0 as gap_change;

create table series as
select
    given.*,
    'sen-support' as cohort,
    'E08000025' as area_code
from (
    values ('tracked', '2022/23'), ('tracked', '2020/21'), ('tracked', '2021/22')
) as given (measure_id, period);

create table neighbours as
select
    'E08000025' as area_code,
    given.neighbour_code
from (values ('E06000039'), ('E08000012'), ('E09000001')) as given (neighbour_code);

-- Manchester is no neighbour here, and the third one's figure is suppressed
create table cells as
select
    given.*,
    'plain' as measure_id,
    'sen-support' as cohort,
    '2022/23' as period
from (
    values ('E08000012', 41.0), ('E06000039', 39.0), ('E09000001', null), ('E08000003', 40.0)
) as given (area_code, value);

create table authority_values as
select
    'plain' as measure_id,
    'sen-support' as cohort,
    '2022/23' as period,
    40.0 as authorities_median,
    make_array('plain|sen-support|E08000032|2022/23', 'plain|sen-support|E06000001|2022/23') as middle;

-- the pupils concerned are known of the area in one year, and of England in the latest
create table events as
select
    'events' as measure_id,
    'sen-support' as cohort,
    given.*
from (
    values
    ('E08000025', '2020/21', null), ('E08000025', '2021/22', 30.0),
    ('E92000001', '2021/22', 900.0), ('E92000001', '2022/23', 950.0)
) as given (area_code, period, concerned);

-- expected
select
    expected.measure_id,
    expected.comparator,
    string_to_array(expected.facts, ' ') as evidence
from (
    values
    (
        'tracked', 'england-same-cohort',
        'tracked|sen-support|E08000025|2022/23 tracked|sen-support|E92000001|2022/23 '
        || 'tracked|sen-support|E08000025|2020/21 tracked|sen-support|E08000025|2021/22 '
        || 'tracked|sen-support|E92000001|2020/21 '
        || 'lost|sen-support|E08000025|2020/21 lost|sen-support|E08000025|2022/23 lost|sen-support|E92000001|2022/23'
    ),
    (
        'tracked', 'region-same-cohort',
        'tracked|sen-support|E08000025|2022/23 tracked|sen-support|E12000005|2022/23 '
        || 'tracked|sen-support|E08000025|2020/21 tracked|sen-support|E08000025|2021/22 '
        || 'tracked|sen-support|E92000001|2020/21 tracked|sen-support|E92000001|2022/23 '
        || 'lost|sen-support|E08000025|2020/21 lost|sen-support|E08000025|2022/23 '
        || 'lost|sen-support|E12000005|2022/23 lost|sen-support|E92000001|2022/23'
    ),
    ('plain', 'england-all-pupils', 'plain|sen-support|E08000025|2022/23 plain|all-pupils|E92000001|2022/23'),
    ('plain', 'area-no-sen', 'plain|sen-support|E08000025|2022/23 plain|no-sen|E08000025|2022/23'),
    (
        'plain', 'neighbours-same-cohort',
        'plain|sen-support|E08000025|2022/23 plain|sen-support|E06000039|2022/23 plain|sen-support|E08000012|2022/23'
    ),
    (
        'plain', 'authorities-same-cohort',
        'plain|sen-support|E08000025|2022/23 plain|sen-support|E06000001|2022/23 plain|sen-support|E08000032|2022/23'
    ),
    ('plain', 'target', 'plain|sen-support|E08000025|2022/23'),
    (
        'events', 'england-same-cohort',
        'events|sen-support|E08000025|2021/22 events|sen-support|E92000001|2022/23 '
        || 'pupils-concerned|sen-support|E08000025|2021/22 pupils-concerned|sen-support|E92000001|2022/23'
    )
) as expected (measure_id, comparator, facts);

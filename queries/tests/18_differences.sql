-- purpose: what a figure is compared with, by which method and with what evidence, or why it is not
-- given: figures of Birmingham and of its region; the area is removed from the whole only where its authorities add up to it
-- by their queries: peers, others, pairings, methods
create table comparators as
select *
from comparators
where comparator not in ('england-all-pupils', 'england-no-sen');

create table compared_areas as
select given.area_code
from (values ('E08000025'), ('E12000005')) as given (area_code);

create table measures as
select
    given.*,
    'percentage' as kind,
    1 as polarity,
    case given.is_local when 1 then 'target' else 'england-same-cohort' end as main_comparator
from (
    values
    (1, 'share', '%', 0, ''),
    (2, 'score', 'score', 0, ''),
    (3, 'number', 'count', 0, ''),
    (4, 'rate', 'per 100', 0, ''),
    (5, 'own share', '%', 1, ''),
    (6, 'part of the share', '%', 0, 'share')
) as given (measure_no, measure_id, unit, is_local, part_of);

create table materiality as
select
    measures.measure_id,
    cohorts.cohort,
    2018 as latest_start
from measures
cross join cohorts;

-- Solihull is there for the sum of the region alone
create table printed as
select
    given.*,
    measures.measure_id,
    figure_of(cast(given.measure_no as int), cohorts.cohort_no, areas.area_no, cast(1 as int)) as figure,
    figure_of(cast(given.measure_no as int), cohorts.cohort_no, cast(0 as int), cast(1 as int)) as year_no,
    cohorts.cohort_no,
    areas.area_no,
    areas.area_level
from (
    values
    (1, 'sen-support', 'E08000025', 25.0, 1.0, 32, 128, null),
    (1, 'sen-support', 'E08000029', 75.0, 1.0, 96, 128, null),
    (1, 'sen-support', 'E12000005', 50.0, 1.0, 128, 256, null),
    (1, 'sen-support', 'E92000001', 75.0, 0.5, 768, 1024, null),
    (1, 'no-sen', 'E08000025', 62.5, 1.0, null, null, null),
    (1, 'no-sen', 'E92000001', 75.0, 0.5, null, null, null),
    (1, 'no-sen', 'E12000005', null, 1.0, null, null, 'er'),
    (1, 'ehc-plan', 'E12000005', 50.0, 1.0, 5, 10, null),
    (1, 'ehc-plan', 'E92000001', 25.0, 1.0, 256, 1024, null),
    (1, 'all-pupils', 'E12000005', 100.0, 1.0, 11, 11, null),
    (1, 'all-pupils', 'E92000001', 25.0, 1.0, 256, 1024, null),
    (1, 'all-sen', 'E12000005', null, 1.0, null, null, 'c'),
    (1, 'all-sen', 'E92000001', 25.0, 1.0, 256, 1024, null),
    (2, 'sen-support', 'E08000025', -1.0, 0.25, null, 128, null),
    (2, 'sen-support', 'E08000029', -0.5, 0.25, null, 128, null),
    (2, 'sen-support', 'E12000005', -0.75, 0.25, null, 256, null),
    (2, 'sen-support', 'E92000001', -0.5, 0.25, null, null, null),
    (3, 'sen-support', 'E12000005', 300.0, 1.0, null, null, null),
    (3, 'sen-support', 'E92000001', 9000.0, 1.0, null, null, null),
    (4, 'sen-support', 'E08000025', 9.375, 1.0, null, 64, null),
    (4, 'sen-support', 'E08000029', 3.125, 1.0, null, 64, null),
    (4, 'sen-support', 'E12000005', 6.25, 1.0, null, 128, null),
    (4, 'sen-support', 'E92000001', 1.5625, 1.0, null, 4096, null),
    (5, 'sen-support', 'E08000025', 25.0, 1.0, 8, 32, null),
    (6, 'sen-support', 'E08000025', 25.0, 1.0, 32, 128, null)
) as given (measure_no, cohort, area_code, value, printed_unit, counted, denominator, symbol)
inner join measures on given.measure_no = measures.measure_no
inner join cohorts on given.cohort = cohorts.cohort
inner join areas on given.area_code = areas.area_code;

-- England's score is the one without limits
create table cells as
select
    figure,
    year_no,
    measure_no,
    cohort_no,
    area_no,
    1 as period_no,
    measure_id,
    cohort,
    area_code,
    area_level,
    '2018/19' as period,
    2018 as period_start,
    value,
    symbol,
    printed_unit,
    counted as numerator_low,
    counted as numerator_high,
    denominator,
    case when measure_no = 2 and denominator > 0 then value - 0.5 end as value_lower,
    case when measure_no = 2 and denominator > 0 then value + 0.5 end as value_upper
from printed;

create table events as
select
    figure,
    value * denominator / 100 as events,
    value * denominator / 100 as events_low,
    value * denominator / 100 as events_high,
    denominator as pupils,
    1.0 as dispersion
from printed
where measure_no = 4;

-- six neighbours with counts, and five for pupils with no SEN
create table neighbour_values as
select
    year_no,
    area_no,
    case cohort when 'no-sen' then 5 else 6 end as neighbours_n,
    case cohort when 'no-sen' then null else 30.0 end as neighbours_median,
    case cohort when 'no-sen' then null else 96 end as pooled_low,
    case cohort when 'no-sen' then null else 96 end as pooled_high,
    case cohort when 'no-sen' then null else 256 end as pooled_denominator
from printed
where measure_no = 1 and area_code = 'E08000025';

create table authority_values as
select
    year_no,
    case cohort when 'no-sen' then 99 else 120 end as authorities_n,
    case cohort when 'no-sen' then null else 45.0 end as authorities_median
from printed
where measure_no = 1 and cohort in ('sen-support', 'no-sen') and area_code = 'E92000001';

create table unavailable_comparators as
select
    'score' as measure_id,
    'area-no-sen' as comparator,
    'scores of pupils with no SEN are not published' as reason;

-- the target of another cohort or area is none of these pupils
create table targets as
select
    given.*,
    'own share' as measure_id,
    '2025' as target_by
from (
    values
    ('sen-support', 'E08000025', 50.0),
    ('no-sen', 'E08000025', 70.0),
    ('sen-support', 'E12000005', 80.0)
) as given (cohort, area_code, target);

-- expected
select
    expected.*,
    expected.measure_id = 'own share' as is_local,
    expected.measure_id in ('share', 'own share') as counts_pupils,
    case
        when expected.method is not null
            then expected.method = 'published_limits' and expected.comparator = 'england-same-cohort'
    end as limits_assumed,
    -- 10 and 11 pupils, of whom fewer than six count, or do not
    expected.cohort in ('ehc-plan', 'all-pupils') as small_cohort,
    expected.cohort in ('ehc-plan', 'all-pupils') as small_count
from (
    values
    -- all pupils of the region are in its authorities, and of England only 256 of 1024
    ('share', 'sen-support', 'E08000025', 'region-same-cohort', 50.0, -25.0, 'newcombe_part_whole', 'corrected', 'A', 1.0, null),
    ('share', 'sen-support', 'E08000025', 'england-same-cohort', 75.0, -50.0, 'newcombe', 'uncorrected', 'A', 0.75, null),
    -- the pooled figure of neighbours is 96 of 256, which comes before their median
    ('share', 'sen-support', 'E08000025', 'neighbours-same-cohort', 37.5, -12.5, 'newcombe_pooled', 'not_needed', 'A', 1.0, null),
    ('share', 'sen-support', 'E08000025', 'authorities-same-cohort', 45.0, -20.0, 'published_figures_only', null, 'C', 1.0, null),
    ('share', 'sen-support', 'E08000025', 'area-no-sen', 62.5, -37.5, 'published_figures_only', null, 'C', 1.0, null),
    -- a cohort is not compared with itself twice
    ('share', 'no-sen', 'E08000025', 'england-same-cohort', 75.0, -12.5, 'published_figures_only', null, 'C', 0.75, null),
    ('share', 'no-sen', 'E08000025', 'region-same-cohort', null, null, null, null, 'N', 1.0, 'wrong figure'),
    ('share', 'no-sen', 'E08000025', 'neighbours-same-cohort', null, null, null, null, 'N', 1.0, 'few neighbours'),
    ('share', 'no-sen', 'E08000025', 'authorities-same-cohort', null, null, null, null, 'N', 1.0, 'few authorities'),
    -- nor is a region compared with neighbours or a region
    ('share', 'sen-support', 'E12000005', 'england-same-cohort', 75.0, -25.0, 'newcombe', 'uncorrected', 'A', 0.75, null),
    ('share', 'sen-support', 'E12000005', 'area-no-sen', null, null, null, null, 'N', 1.0, 'wrong figure'),
    ('share', 'no-sen', 'E12000005', 'england-same-cohort', 75.0, null, null, null, 'N', 0.75, 'not published'),
    ('share', 'ehc-plan', 'E12000005', 'england-same-cohort', 25.0, 25.0, 'newcombe', 'uncorrected', 'A', 1.0, 'few pupils'),
    ('share', 'ehc-plan', 'E12000005', 'area-no-sen', null, null, null, null, 'N', 1.0, 'wrong figure'),
    ('share', 'all-pupils', 'E12000005', 'england-same-cohort', 25.0, 75.0, 'newcombe', 'uncorrected', 'A', 1.0, null),
    ('share', 'all-pupils', 'E12000005', 'area-no-sen', null, null, null, null, 'N', 1.0, 'wrong figure'),
    ('share', 'all-sen', 'E12000005', 'england-same-cohort', 25.0, null, null, null, 'N', 1.0, 'not published'),
    ('share', 'all-sen', 'E12000005', 'area-no-sen', null, null, null, null, 'N', 1.0, 'not published'),
    -- a score is tested by its limits; England's, where absent, are assumed to be close to its figure
    ('score', 'sen-support', 'E08000025', 'region-same-cohort', -0.75, -0.25, 'published_limits', 'corrected', 'A', 0.25, null),
    ('score', 'sen-support', 'E08000025', 'england-same-cohort', -0.5, -0.5, 'published_limits', 'uncorrected', 'A', 0.25, null),
    ('score', 'sen-support', 'E08000025', 'neighbours-same-cohort', null, null, null, null, 'N', 0.25, 'no figure'),
    ('score', 'sen-support', 'E08000025', 'authorities-same-cohort', null, null, null, null, 'N', 0.25, 'few authorities'),
    ('score', 'sen-support', 'E08000025', 'area-no-sen', null, null, null, null, 'N', 0.25, 'unavailable'),
    ('score', 'sen-support', 'E12000005', 'england-same-cohort', -0.5, -0.25, 'published_limits', 'uncorrected', 'A', 0.25, null),
    ('score', 'sen-support', 'E12000005', 'area-no-sen', null, null, null, null, 'N', 0.25, 'unavailable'),
    ('number', 'sen-support', 'E12000005', 'england-same-cohort', 9000.0, -8700.0, 'published_figures_only', null, 'C', 1.0, 'count'),
    ('number', 'sen-support', 'E12000005', 'area-no-sen', null, null, null, null, 'N', 1.0, 'count'),
    ('rate', 'sen-support', 'E08000025', 'region-same-cohort', 6.25, 3.125, 'rates_part_whole', 'corrected', 'A', 1.0, null),
    ('rate', 'sen-support', 'E08000025', 'england-same-cohort', 1.5625, 7.8125, 'rates', 'uncorrected', 'A', 1.0, null),
    ('rate', 'sen-support', 'E08000025', 'neighbours-same-cohort', null, null, null, null, 'N', 1.0, 'no figure'),
    ('rate', 'sen-support', 'E08000025', 'authorities-same-cohort', null, null, null, null, 'N', 1.0, 'few authorities'),
    ('rate', 'sen-support', 'E08000025', 'area-no-sen', null, null, null, null, 'N', 1.0, 'no figure'),
    ('rate', 'sen-support', 'E12000005', 'england-same-cohort', 1.5625, 4.6875, 'rates', 'uncorrected', 'A', 1.0, null),
    ('rate', 'sen-support', 'E12000005', 'area-no-sen', null, null, null, null, 'N', 1.0, 'no figure'),
    -- no other area has a local measure; its target is exact
    ('own share', 'sen-support', 'E08000025', 'target', 50.0, -25.0, 'fixed_benchmark', 'not_needed', 'A', 0.5, null)
) as expected (
    measure_id, cohort, area_code, comparator, comparator_value, difference, method, part_whole, evidence_grade, rounding,
    hindrance
);

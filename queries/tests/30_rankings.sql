-- purpose: a place among all that have a figure, with ties shown, and a band only where enough are ranked
-- given: twelve authorities, of which four tie; M with a handful of pupils; N without a figure; bands from four on; a measure that
-- nothing is said of
create table thresholds as
select 4 as minimum_ranked;

create table areas as
select
    given.area_code,
    given.area_no,
    case when given.area_code = 'A' then 'R' end as region_code
from (
    values
    ('A', 1), ('B', 2), ('C', 3), ('D', 4), ('E', 5), ('F', 6), ('G', 7), ('H', 8), ('I', 9), ('J', 10), ('K', 11),
    ('L', 12), ('M', 13), ('N', 14), ('R', 15), ('England', 16)
) as given (area_code, area_no);

create table held_cohorts as
select
    'M' as area_code,
    'ehc-plan' as cohort,
    true as is_small;

create table measures as
select given.*
from (
    values
    ('high-good', 1, 1, 0),
    ('low-good', 2, -1, 0),
    ('neither-good', 3, 0, 0),
    ('three', 4, 1, 0),
    ('all-alike', 5, 1, 0),
    ('local', 6, 1, 1),
    ('unspoken', 7, 1, 0)
) as given (measure_id, measure_no, polarity, is_local);

create table judged_measures as
select measure_no
from measures
where measure_id <> 'unspoken';

create table cells as
select
    figure_of(measures.measure_no, cohorts.cohort_no, areas.area_no, cast(1 as int)) as figure,
    -- one cohort and period
    measures.measure_no as year_no,
    given.measure_id,
    measures.measure_no,
    cohorts.cohort,
    cohorts.cohort_no,
    given.area_code,
    areas.area_no,
    1 as period_no,
    case given.area_code
        when 'R' then 'regional'
        when 'England' then 'national'
        else 'local_authority'
    end as area_level,
    given.printed as value
from (
    values
    ('high-good', 'A', 29.0), ('high-good', 'B', 31.0), ('high-good', 'C', 31.0), ('high-good', 'D', 31.0),
    ('high-good', 'E', 28.0), ('high-good', 'F', 27.0), ('high-good', 'G', 35.0), ('high-good', 'H', 31.0),
    ('high-good', 'I', 24.0), ('high-good', 'J', 30.0), ('high-good', 'K', 29.0), ('high-good', 'L', 33.0),
    ('high-good', 'M', 90.0), ('high-good', 'N', null), ('high-good', 'R', 29.5), ('high-good', 'England', 30.1),
    ('low-good', 'A', 6.0), ('low-good', 'B', 7.0), ('low-good', 'C', 8.0), ('low-good', 'D', 9.0),
    ('neither-good', 'A', 6.0), ('neither-good', 'B', 7.0), ('neither-good', 'C', 8.0), ('neither-good', 'D', 9.0),
    ('three', 'A', 6.0), ('three', 'B', 7.0), ('three', 'C', 8.0),
    ('all-alike', 'A', 5.0), ('all-alike', 'B', 5.0), ('all-alike', 'C', 5.0), ('all-alike', 'D', 5.0),
    ('local', 'A', 5.0), ('unspoken', 'A', 5.0)
) as given (measure_id, area_code, printed)
inner join measures on given.measure_id = measures.measure_id
inner join areas on given.area_code = areas.area_code
inner join cohorts on cohorts.cohort = 'ehc-plan';

-- the counts of A's neighbours are known, those of B's within a range
create table neighbour_values as
select
    year_no,
    area_no,
    30.5 as neighbours_median,
    30.0 as pooled_low,
    case area_code when 'A' then 30.0 else 31.0 end as pooled_high,
    120.0 as pooled_denominator
from cells
where measure_id = 'high-good' and area_code in ('A', 'B');

-- expected
-- so many from the middle one, over the middle of those distances (1.5 of high-good, else 1)
select
    expected.measure_id,
    expected.area_code,
    expected.rank,
    expected.rank_max,
    expected.ranked,
    expected.band,
    expected.band_lait,
    expected.apart / (1.4826022185056018 * expected.middle) as robust_place,
    case when expected.measure_id = 'high-good' and expected.area_code in ('A', 'B') then 30.5 end as neighbours_median,
    case when expected.measure_id = 'high-good' and expected.area_code = 'A' then 25.0 end as neighbours_pooled,
    case when expected.measure_id = 'high-good' and expected.area_code = 'A' then 29.5 end as region_value,
    case when expected.measure_id = 'high-good' then 30.1 end as england_value
from (
    values
    ('high-good', 'G', 1, 1, 12, 'A', 'A', 4.5, 1.5),
    ('high-good', 'L', 2, 2, 12, 'A', 'A', 2.5, 1.5),
    ('high-good', 'B', 3, 6, 12, 'A/B', 'B', 0.5, 1.5),
    ('high-good', 'C', 3, 6, 12, 'A/B', 'B', 0.5, 1.5),
    ('high-good', 'D', 3, 6, 12, 'A/B', 'B', 0.5, 1.5),
    ('high-good', 'H', 3, 6, 12, 'A/B', 'B', 0.5, 1.5),
    ('high-good', 'J', 7, 7, 12, 'C', 'C', -0.5, 1.5),
    ('high-good', 'A', 8, 9, 12, 'C', 'C', -1.5, 1.5),
    ('high-good', 'K', 8, 9, 12, 'C', 'C', -1.5, 1.5),
    ('high-good', 'E', 10, 10, 12, 'D', 'D', -2.5, 1.5),
    ('high-good', 'F', 11, 11, 12, 'D', 'D', -3.5, 1.5),
    ('high-good', 'I', 12, 12, 12, 'D', 'D', -6.5, 1.5),
    ('high-good', 'M', null, null, null, null, null, null, null),
    ('low-good', 'A', 1, 1, 4, 'A', 'A', -1.5, 1.0),
    ('low-good', 'B', 2, 2, 4, 'B', 'B', -0.5, 1.0),
    ('low-good', 'C', 3, 3, 4, 'C', 'C', 0.5, 1.0),
    ('low-good', 'D', 4, 4, 4, 'D', 'D', 1.5, 1.0),
    ('neither-good', 'A', 4, 4, 4, null, null, -1.5, 1.0),
    ('neither-good', 'B', 3, 3, 4, null, null, -0.5, 1.0),
    ('neither-good', 'C', 2, 2, 4, null, null, 0.5, 1.0),
    ('neither-good', 'D', 1, 1, 4, null, null, 1.5, 1.0),
    ('three', 'A', 3, 3, 3, null, null, -1.0, 1.0),
    ('three', 'B', 2, 2, 3, null, null, 0.0, 1.0),
    ('three', 'C', 1, 1, 3, null, null, 1.0, 1.0),
    ('all-alike', 'A', 1, 4, 4, 'A/D', 'D', null, null),
    ('all-alike', 'B', 1, 4, 4, 'A/D', 'D', null, null),
    ('all-alike', 'C', 1, 4, 4, 'A/D', 'D', null, null),
    ('all-alike', 'D', 1, 4, 4, 'A/D', 'D', null, null)
) as expected (measure_id, area_code, rank, rank_max, ranked, band, band_lait, apart, middle);

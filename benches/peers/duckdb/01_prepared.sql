-- what prepare.py wrote, with the keys as enumerations in alphabetical order
create type measure_key as enum (select measure_id from prepared_measures order by measure_id);
create type cohort_key as enum (select cohort from prepared_cohorts order by cohort);
create type area_key as enum (select area_code from prepared_areas order by area_code);
create type comparator_key as enum (select comparator from prepared_comparators order by comparator);

create temp table measures as
select * replace (cast(measure_id as measure_key) as measure_id),
    unit = '%' and kind = 'percentage' as counts_pupils
from prepared_measures;
create temp table areas as
select * replace (cast(area_code as area_key) as area_code, cast(nullif(region_code, '') as area_key) as region_code)
from prepared_areas;
create temp table codes as
select * replace (cast(area_code as area_key) as area_code) from prepared_codes;
create temp table neighbours as
select cast(area_code as area_key) as area_code, cast(neighbour_code as area_key) as neighbour_code
from prepared_neighbours;
create temp table breaks as
select * replace (cast(measure_id as measure_key) as measure_id) from prepared_breaks;
create temp table unavailable as
select * replace (cast(measure_id as measure_key) as measure_id, cast(comparator as comparator_key) as comparator)
from prepared_unavailable;
create temp table pupils_from as
select * replace (cast(measure_id as measure_key) as measure_id, cast(source_id as measure_key) as source_id)
from prepared_pupils_from;
create temp table not_yet as
select * replace (cast(area_code as area_key) as area_code) from prepared_not_yet;
create temp table misprints as
select * replace (cast(measure_id as measure_key) as measure_id, cast(area_code as area_key) as area_code)
from prepared_misprints;
create temp table symbols as from prepared_symbols;
create temp table thresholds as from prepared_thresholds;

-- whom each cohort of each area below England is set beside
create temp table peers as
with paired as (
    select areas.area_code, areas.region_code, cohorts.cohort, comparators.*,
        case when comparator_cohort = 'same' then cohorts.cohort else comparator_cohort end as other_cohort
    from areas
    cross join prepared_cohorts as cohorts
    cross join prepared_comparators as comparators
    where areas.area_level <> 'national' and areas.is_compared = 1
        and (areas.area_level = 'local_authority' or comparator_area in ('england', 'same'))
)
select
    area_code, cast(cohort as cohort_key) as cohort, cast(comparator as comparator_key) as comparator,
    comparator_area, cast(other_cohort as cohort_key) as other_cohort,
    cast(case comparator_area
        when 'region' then cast(region_code as varchar)
        when 'england' then 'E92000001'
        when 'authorities' then 'E92000001'
        else cast(area_code as varchar)
    end as area_key) as other_area,
    comparator_area in ('england', 'region') as is_whole,
    comparator_area in ('england', 'region') and other_cohort in (cohort, 'all-pupils') as holds_these,
    comparator_area in ('england', 'region') and other_cohort <> 'no-sen' as holds_some
from paired
where comparator_cohort = 'same' or comparator_cohort <> cohort;

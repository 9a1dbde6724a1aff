-- purpose: where an authority or a region has a larger count than the region or the England that it is part of
-- grain: one row per data set, version, measure, cohort and period, region or England, and level of its parts
-- inputs: staged, measures, areas
-- output: the key, the code of the whole, and the level of its parts
-- rules: statistics 0; each of the two counts is rounded
with counted as (
    select
        staged.data_set,
        staged.data_set_version,
        staged.measure_id,
        staged.cohort,
        staged.period,
        staged.area_code,
        staged.area_level,
        staged.denominator as pupils,
        case when measures.unit = 'count' then staged.value else staged.numerator end as events,
        cast(staged.counts_rounded_to as double) as rounded_to
    from staged
    inner join measures on staged.measure_id = measures.measure_id
    where
        staged.denominator is not null or staged.numerator is not null or measures.unit = 'count'
),

parts as (
    select
        counted.*,
        areas.region_code,
        pupils - rounded_to as least_pupils,
        events - rounded_to as least_events
    from counted
    inner join areas on counted.area_code = areas.area_code
    where counted.area_level in ('local_authority', 'regional')
),

compared as (
    select
        parts.*,
        england.area_code as england_code,
        coalesce(parts.least_pupils > england.pupils or parts.least_events > england.events, false) as is_beyond_england,
        coalesce(parts.least_pupils > regions.pupils or parts.least_events > regions.events, false) as is_beyond_region
    from parts
    left join counted as england
        on
            england.area_level = 'national'
            and parts.data_set = england.data_set
            and parts.data_set_version = england.data_set_version
            and parts.measure_id = england.measure_id
            and parts.cohort = england.cohort
            and parts.period = england.period
    left join counted as regions
        on
            regions.area_level = 'regional'
            and parts.region_code = regions.area_code
            and parts.data_set = regions.data_set
            and parts.data_set_version = regions.data_set_version
            and parts.measure_id = regions.measure_id
            and parts.cohort = regions.cohort
            and parts.period = regions.period
)

select distinct
    data_set,
    data_set_version,
    measure_id,
    cohort,
    period,
    area_level,
    case wholes.whole when 'england' then england_code else region_code end as whole_code
from compared
inner join (values ('england'), ('region')) as wholes (whole)
    on (wholes.whole = 'england' and is_beyond_england) or (wholes.whole = 'region' and is_beyond_region)
order by measure_id, cohort, period, whole_code, area_level, data_set, data_set_version

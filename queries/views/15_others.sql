-- purpose: everything that a figure can be compared with, in one shape
-- grain: one row per kind of other and figure: that of an area; of the area whose neighbours or target it is; of England for the middle authority
-- inputs: cells, events, areas, comparators, neighbour_values, authority_values, targets, measures, cohorts
-- output: other_kind (as in peers), year_no (as in cells) and area_no, value and median (unit), counts (pupils), events, when a target is to be
-- reached; adds_up: the authorities of a whole add up to it; columns that a kind does not have are null
-- rules: statistics 2 (part and whole), 6 (targets), 13
with
-- pupils of the authorities together, by region
sums as (
    select
        cells.year_no,
        areas.region_code,
        sum(cells.denominator) as pupils
    from cells
    inner join areas on cells.area_no = areas.area_no
    where cells.area_level = 'local_authority'
    group by cells.year_no, areas.region_code
),

wholes as (
    select
        year_no,
        region_code as whole_code,
        pupils
    from sums
    union all
    select
        year_no,
        'E92000001' as whole_code,
        sum(pupils) as pupils
    from sums
    group by year_no
),

authorities as (
    select
        wholes.year_no,
        areas.area_no,
        wholes.pupils
    from wholes
    inner join areas on wholes.whole_code = areas.area_code
),

-- cohorts that others of the same area are compared with
at_home as (
    select distinct comparator_cohort as cohort
    from comparators
    where comparator_area = 'same'
),

-- what an area set itself, for its local measures and for published ones
aims as (
    select
        measures.measure_no,
        cohorts.cohort_no,
        areas.area_no,
        targets.target,
        coded(nullif(targets.target_by, '')) as target_by
    from targets
    inner join measures on targets.measure_id = measures.measure_id
    inner join cohorts on targets.cohort = cohorts.cohort
    inner join areas on targets.area_code = areas.area_code
)

select
    'area' as other_kind,
    cells.year_no,
    cells.area_no,
    cells.value as other_value,
    cells.printed_unit as other_unit,
    cells.value_lower as other_lower,
    cells.value_upper as other_upper,
    cells.numerator_low as other_low,
    cells.numerator_high as other_high,
    cells.denominator as other_denominator,
    -- only then can the part be removed from the whole
    abs(authorities.pupils - cells.denominator) <= 0.005 * cells.denominator as adds_up,
    events.events as other_events,
    events.events_low as other_events_low,
    events.events_high as other_events_high,
    events.pupils as other_event_pupils,
    events.concerned as other_concerned,
    events.dispersion as other_dispersion,
    cells.counts_from = 'sum_of_authorities' as other_is_sum,
    coalesce(cells.symbol = 'er', false) as other_is_wrong
from cells
left join at_home on cells.cohort = at_home.cohort
left join authorities on cells.year_no = authorities.year_no and cells.area_no = authorities.area_no
left join events on cells.figure = events.figure
where cells.area_level <> 'local_authority' or at_home.cohort is not null
union all by name
select
    'neighbours' as other_kind,
    year_no,
    area_no,
    pooled_low as other_low,
    pooled_high as other_high,
    pooled_denominator as other_denominator,
    (pooled_low + pooled_high) / 2 as other_events,
    pooled_low as other_events_low,
    pooled_high as other_events_high,
    pooled_denominator as other_event_pupils,
    neighbours_median as others_median,
    neighbours_n as others_n
from neighbour_values
union all by name
select
    'middle' as other_kind,
    authority_values.year_no,
    england.area_no,
    authority_values.authorities_median as other_value,
    authority_values.authorities_n as others_n
from authority_values
inner join areas as england on england.area_code = 'E92000001'
union all by name
select
    'target' as other_kind,
    cells.year_no,
    cells.area_no,
    aims.target as other_value,
    -- a target is exact
    0.0 as other_unit,
    aims.target_by
from aims
inner join cells
    on
        aims.measure_no = cells.measure_no
        and aims.cohort_no = cells.cohort_no
        and aims.area_no = cells.area_no

-- purpose: the statistical neighbours of the chosen areas by name, with their figures of the latest year
-- grain: one row per chosen area, measure with a good direction, cohort of pupils with an EHC plan or on SEN support, and neighbour
-- inputs: chosen_areas, neighbours, materiality, cells, facts, neighbour_values, areas, measures, cohorts
-- output: the neighbour with its place in the list (1 is nearest), figures (unit) and symbol, England's figure and the neighbours' median
-- rules: none of its own
select
    chosen_areas.area_code,
    neighbours.neighbour_rank,
    areas.area_name as neighbour,
    measures.measure_title as measure,
    cohorts.cohort_short as group_name,
    materiality.latest_period as period,
    measures.unit,
    cast(round(-log10(materiality.printed_unit)) as int) as decimals,
    own.value as area_figure,
    own.symbol as area_symbol,
    facts.value as neighbour_figure,
    facts.symbol as neighbour_symbol,
    england.value as england_figure,
    near.neighbours_median
from chosen_areas
inner join neighbours on chosen_areas.area_code = neighbours.area_code
inner join areas on neighbours.neighbour_code = areas.area_code
inner join cells as own on chosen_areas.area_code = own.area_code
inner join materiality
    on
        own.measure_id = materiality.measure_id
        and own.cohort = materiality.cohort
        and own.period = materiality.latest_period
inner join measures on own.measure_id = measures.measure_id
inner join cohorts on own.cohort = cohorts.cohort
left join facts
    on
        own.measure_id = facts.measure_id
        and own.cohort = facts.cohort
        and own.period = facts.period
        and neighbours.neighbour_code = facts.area_code
-- both are there even if the area's own figure is suppressed
left join facts as england
    on
        own.measure_id = england.measure_id
        and own.cohort = england.cohort
        and own.period = england.period
        and england.area_level = 'national'
left join neighbour_values as near on own.year_no = near.year_no and own.area_no = near.area_no
where
    measures.polarity <> 0
    and own.cohort in ('ehc-plan', 'sen-support')
    and (own.value is not null or own.symbol is not null)
order by chosen_areas.area_code, measures.measure_order, cohorts.cohort_order, neighbours.neighbour_rank

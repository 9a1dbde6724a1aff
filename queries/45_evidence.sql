-- purpose: every published cell that a verdict depends on, so that each sentence can be traced
-- grain: one row per measure, cohort, area and comparator, at the latest period of the measure
-- inputs: named_cells, judgements_made, series, cells, events, authority_values, neighbours, measures
-- output: evidence, a list of keys of facts (measure|cohort|area|period), each once, the area's own latest figure first
-- rules: statistics 18 (traceability)
with
-- the measures and periods of which there is a verdict
judged_periods as (
    select distinct
        measure_id,
        period
    from judgements_made
),

-- the figures of an authority's neighbours
neighbour_cells as (
    select
        cells.measure_id,
        cells.cohort,
        cells.period,
        neighbours.area_code,
        array_sort(
            array_agg(concat_ws('|', cells.measure_id, cells.cohort, cells.area_code, cells.period))
        ) as facts
    from cells
    inner join judged_periods
        on cells.measure_id = judged_periods.measure_id and cells.period = judged_periods.period
    inner join neighbours on cells.area_code = neighbours.neighbour_code
    where cells.value is not null
    group by cells.measure_id, cells.cohort, cells.period, neighbours.area_code
),

-- the authority in the middle of all, or the two around it
middle_cells as (
    select
        measure_id,
        cohort,
        period,
        array_sort(middle) as facts
    from authority_values
    where authorities_median is not null
),

-- the area's own figures of the years of its trend
own_cells as (
    select
        measure_id,
        cohort,
        area_code,
        array_sort(array_agg(concat_ws('|', measure_id, cohort, area_code, period))) as facts
    from series
    group by measure_id, cohort, area_code
),

-- the numbers of pupils that had any event, which show how far events repeat
event_cells as (
    select
        events.measure_id,
        events.cohort,
        events.area_code,
        events.period,
        concat_ws(
            '|', measures.pupils_concerned, events.cohort, events.area_code, events.period
        ) as fact
    from events
    inner join measures on events.measure_id = measures.measure_id
    where events.concerned is not null and measures.pupils_concerned <> ''
),

own_event_cells as (
    select
        measure_id,
        cohort,
        area_code,
        array_agg(fact) as facts
    from event_cells
    group by measure_id, cohort, area_code
)

-- lists in the order in which a reader needs them; a cell of several is in the first of them
select
    named_cells.measure_id,
    named_cells.cohort,
    named_cells.area_code,
    named_cells.comparator,
    array_remove_all(
        array_distinct(
            array_concat(
                named_cells.compared_facts,
                neighbour_cells.facts,
                middle_cells.facts,
                own_cells.facts,
                named_cells.england_facts,
                named_cells.not_known_facts,
                array_sort(array_append(own_event_cells.facts, coalesce(event_cells.fact, '')))
            )
        ),
        ''
    ) as evidence
from named_cells
left join neighbour_cells
    on
        named_cells.measure_id = neighbour_cells.measure_id
        and named_cells.other_cohort = neighbour_cells.cohort
        and named_cells.period = neighbour_cells.period
        and named_cells.area_code = neighbour_cells.area_code
        and named_cells.other_kind = 'neighbours'
left join middle_cells
    on
        named_cells.measure_id = middle_cells.measure_id
        and named_cells.other_cohort = middle_cells.cohort
        and named_cells.period = middle_cells.period
        and named_cells.other_kind = 'middle'
left join own_cells
    on
        named_cells.measure_id = own_cells.measure_id
        and named_cells.cohort = own_cells.cohort
        and named_cells.area_code = own_cells.area_code
left join own_event_cells
    on
        named_cells.measure_id = own_event_cells.measure_id
        and named_cells.cohort = own_event_cells.cohort
        and named_cells.area_code = own_event_cells.area_code
left join event_cells
    on
        named_cells.measure_id = event_cells.measure_id
        and named_cells.other_cohort = event_cells.cohort
        and named_cells.other_area = event_cells.area_code
        and named_cells.period = event_cells.period
order by named_cells.measure_id, named_cells.cohort, named_cells.area_code, named_cells.comparator

-- purpose: every published cell that a verdict rests on, so that each sentence can be traced
-- grain: one row per measure, cohort, area and comparator, at the latest period of the measure
-- inputs: judgements_made, series, trends, cells, events, neighbours, areas, comparators, measures
-- parted: judgements_made, series, trends, cells, events
-- output: evidence, a list of fact keys (measure|cohort|area|period), the area's own latest figure first
-- rules: statistics 18 (traceability)
with verdicts as (
    select
        judgements_made.measure_id,
        judgements_made.cohort,
        judgements_made.area_code,
        judgements_made.comparator,
        judgements_made.period,
        judgements_made.partner_id,
        judgements_made.not_known_told,
        measures.pupils_concerned,
        judgements_made.not_known_change,
        judgements_made.period_from,
        trends.gap_change,
        areas.region_code,
        comparators.comparator_area,
        case
            when comparators.comparator_cohort = 'same' then judgements_made.cohort
            else comparators.comparator_cohort
        end as other_cohort
    from judgements_made
    inner join comparators on judgements_made.comparator = comparators.comparator
    inner join areas on judgements_made.area_code = areas.area_code
    inner join measures on judgements_made.measure_id = measures.measure_id
    left join trends
        on
            judgements_made.measure_id = trends.measure_id
            and judgements_made.cohort = trends.cohort
            and judgements_made.area_code = trends.area_code
            and judgements_made.period = trends.period_to
),

others as (
    select
        verdicts.*,
        case comparator_area
            when 'england' then 'E92000001'
            when 'region' then region_code
            when 'same' then area_code
        end as other_area
    from verdicts
),

-- part: the order in which a reader needs them
named as (
    select
        measure_id,
        cohort,
        area_code,
        comparator,
        1 as part,
        concat_ws('|', measure_id, cohort, area_code, period) as fact
    from others
    union all
    select
        measure_id,
        cohort,
        area_code,
        comparator,
        2 as part,
        concat_ws('|', measure_id, other_cohort, other_area, period) as fact
    from others
    where other_area is not null
    union all
    select
        others.measure_id,
        others.cohort,
        others.area_code,
        others.comparator,
        2 as part,
        concat_ws('|', cells.measure_id, cells.cohort, cells.area_code, cells.period) as fact
    from others
    inner join neighbours on others.area_code = neighbours.area_code
    inner join cells
        on
            neighbours.neighbour_code = cells.area_code
            and others.measure_id = cells.measure_id
            and others.other_cohort = cells.cohort
            and others.period = cells.period
    where others.comparator_area = 'neighbours' and cells.value is not null
    union all
    select
        others.measure_id,
        others.cohort,
        others.area_code,
        others.comparator,
        3 as part,
        concat_ws('|', series.measure_id, series.cohort, series.area_code, series.period) as fact
    from others
    inner join series
        on
            others.measure_id = series.measure_id
            and others.cohort = series.cohort
            and others.area_code = series.area_code
    union all
    select
        measure_id,
        cohort,
        area_code,
        comparator,
        4 as part,
        concat_ws('|', measure_id, cohort, 'E92000001', period_from) as fact
    from others
    where gap_change is not null
    union all
    select
        measure_id,
        cohort,
        area_code,
        comparator,
        4 as part,
        concat_ws('|', measure_id, cohort, 'E92000001', period) as fact
    from others
    where gap_change is not null
    union all
    select
        measure_id,
        cohort,
        area_code,
        comparator,
        5 as part,
        concat_ws('|', partner_id, cohort, area_code, period) as fact
    from others
    where not_known_told
    union all
    select
        measure_id,
        cohort,
        area_code,
        comparator,
        5 as part,
        concat_ws('|', partner_id, cohort, 'E92000001', period) as fact
    from others
    where not_known_told
    union all
    -- with England's own figure, for those not known are counted beside it
    select
        measure_id,
        cohort,
        area_code,
        comparator,
        5 as part,
        concat_ws('|', measure_id, cohort, 'E92000001', period) as fact
    from others
    where not_known_told
    union all
    select
        measure_id,
        cohort,
        area_code,
        comparator,
        5 as part,
        concat_ws('|', partner_id, cohort, region_code, period) as fact
    from others
    where not_known_told and comparator_area = 'region'
    union all
    select
        measure_id,
        cohort,
        area_code,
        comparator,
        5 as part,
        concat_ws('|', partner_id, cohort, area_code, period_from) as fact
    from others
    where not_known_change is not null
    union all
    -- the pupils whom events befell, for they tell how far events repeat
    select
        others.measure_id,
        others.cohort,
        others.area_code,
        others.comparator,
        6 as part,
        concat_ws('|', others.pupils_concerned, events.cohort, events.area_code, events.period) as fact
    from others
    inner join events
        on
            others.measure_id = events.measure_id
            and (
                (others.cohort = events.cohort and others.area_code = events.area_code)
                or (
                    others.other_cohort = events.cohort
                    and others.other_area = events.area_code
                    and others.period = events.period
                )
            )
    where others.pupils_concerned <> '' and events.concerned is not null
),

once as (
    select
        measure_id,
        cohort,
        area_code,
        comparator,
        fact,
        min(part) as part
    from named
    group by measure_id, cohort, area_code, comparator, fact
),

-- a list of each part, put together after: many lists in the order of two columns cost twice the time
parts as (
    select
        measure_id,
        cohort,
        area_code,
        comparator,
        array_sort(array_agg(fact) filter (where part = 1)) as part_1,
        array_sort(array_agg(fact) filter (where part = 2)) as part_2,
        array_sort(array_agg(fact) filter (where part = 3)) as part_3,
        array_sort(array_agg(fact) filter (where part = 4)) as part_4,
        array_sort(array_agg(fact) filter (where part = 5)) as part_5,
        array_sort(array_agg(fact) filter (where part = 6)) as part_6
    from once
    group by measure_id, cohort, area_code, comparator
)

select
    measure_id,
    cohort,
    area_code,
    comparator,
    array_concat(part_1, part_2, part_3, part_4, part_5, part_6) as evidence
from parts
order by measure_id, cohort, area_code, comparator

-- purpose: every published cell that a verdict rests on, so that each sentence can be traced
-- grain: one row per measure, cohort, area and comparator, at the latest period of the measure
-- inputs: judgements_made, series, trends, cells, events, authority_values, neighbours, areas, comparators, measures
-- parted: judgements_made, series, trends, cells, events, authority_values
-- output: evidence, a list of fact keys (measure|cohort|area|period), the area's own latest figure first
-- rules: statistics 18 (traceability)
with judged as (
    select
        judgements_made.measure_id,
        judgements_made.cohort,
        judgements_made.area_code,
        judgements_made.comparator,
        judgements_made.period,
        judgements_made.figure_period,
        judgements_made.partner_id,
        judgements_made.not_known_told,
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
    left join trends
        on
            judgements_made.measure_id = trends.measure_id
            and judgements_made.cohort = trends.cohort
            and judgements_made.area_code = trends.area_code
            and judgements_made.period = trends.period_to
),

others as (
    select
        judged.*,
        case comparator_area
            when 'england' then 'E92000001'
            when 'region' then region_code
            when 'same' then area_code
        end as other_area
    from judged
),

-- the periods of which something is said
told as (
    select distinct
        measure_id,
        period
    from judgements_made
),

near as (
    select
        cells.measure_id,
        cells.cohort,
        cells.period,
        neighbours.area_code,
        array_sort(
            array_agg(concat_ws('|', cells.measure_id, cells.cohort, cells.area_code, cells.period))
        ) as facts
    from cells
    inner join told on cells.measure_id = told.measure_id and cells.period = told.period
    inner join neighbours on cells.area_code = neighbours.neighbour_code
    where cells.value is not null
    group by cells.measure_id, cells.cohort, cells.period, neighbours.area_code
),

central as (
    select
        measure_id,
        cohort,
        period,
        middle as facts
    from authority_values
    where authorities_median is not null
),

years as (
    select
        measure_id,
        cohort,
        area_code,
        array_sort(array_agg(concat_ws('|', measure_id, cohort, area_code, period))) as facts
    from series
    group by measure_id, cohort, area_code
),

-- the pupils whom events befell, for they tell how far events repeat
befell as (
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

befell_years as (
    select
        measure_id,
        cohort,
        area_code,
        array_agg(fact) as facts
    from befell
    group by measure_id, cohort, area_code
),

-- lists in the order in which a reader needs them; a fact stands in the first that has it
named as (
    select
        others.measure_id,
        others.cohort,
        others.area_code,
        others.comparator,
        array_concat(
            make_array(
                concat_ws('|', others.measure_id, others.cohort, others.area_code, others.figure_period),
                case
                    when others.other_area is null then ''
                    else concat_ws(
                        '|', others.measure_id, others.other_cohort, others.other_area, others.period
                    )
                end
            ),
            near.facts,
            -- the authority in the middle of all, or the two around it
            array_sort(central.facts),
            years.facts,
            -- England's own, where the gap to it is read over the years
            array_sort(
                make_array(
                    case
                        when others.gap_change is null then ''
                        else concat_ws(
                            '|', others.measure_id, others.cohort, 'E92000001', others.period_from
                        )
                    end,
                    case
                        when others.gap_change is null then ''
                        else concat_ws('|', others.measure_id, others.cohort, 'E92000001', others.period)
                    end
                )
            ),
            -- with England's own figure, for those not known are counted beside it
            array_sort(
                make_array(
                    case
                        when not others.not_known_told then ''
                        else concat_ws('|', others.partner_id, others.cohort, others.area_code, others.period)
                    end,
                    case
                        when not others.not_known_told then ''
                        else concat_ws('|', others.partner_id, others.cohort, 'E92000001', others.period)
                    end,
                    case
                        when not others.not_known_told then ''
                        else concat_ws('|', others.measure_id, others.cohort, 'E92000001', others.period)
                    end,
                    case
                        when not others.not_known_told or others.comparator_area <> 'region' then ''
                        else concat_ws(
                            '|', others.partner_id, others.cohort, others.region_code, others.period
                        )
                    end,
                    case
                        when others.not_known_change is null then ''
                        else concat_ws(
                            '|', others.partner_id, others.cohort, others.area_code, others.period_from
                        )
                    end
                )
            ),
            array_sort(array_append(befell_years.facts, coalesce(befell.fact, '')))
        ) as facts
    from others
    left join near
        on
            others.measure_id = near.measure_id
            and others.other_cohort = near.cohort
            and others.period = near.period
            and others.area_code = near.area_code
            and others.comparator_area = 'neighbours'
    left join central
        on
            others.measure_id = central.measure_id
            and others.other_cohort = central.cohort
            and others.period = central.period
            and others.comparator_area = 'authorities'
    left join years
        on
            others.measure_id = years.measure_id
            and others.cohort = years.cohort
            and others.area_code = years.area_code
    left join befell_years
        on
            others.measure_id = befell_years.measure_id
            and others.cohort = befell_years.cohort
            and others.area_code = befell_years.area_code
    left join befell
        on
            others.measure_id = befell.measure_id
            and others.other_cohort = befell.cohort
            and others.other_area = befell.area_code
            and others.period = befell.period
)

select
    measure_id,
    cohort,
    area_code,
    comparator,
    array_remove_all(array_distinct(facts), '') as evidence
from named
order by measure_id, cohort, area_code, comparator

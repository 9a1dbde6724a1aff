-- purpose: every published cell that a verdict rests on, so that each sentence can be traced
-- grain: one row per measure, cohort, area and comparator, at the latest period of the measure
-- inputs: judgements_made, peers, series, trends, cells, events, authority_values, neighbours, measures
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
        peers.other_kind,
        peers.other_cohort,
        case peers.other_kind when 'area' then peers.other_area end as other_area,
        case when peers.is_whole and peers.other_area <> 'E92000001' then peers.other_area end as region
    from judgements_made
    inner join peers
        on
            judgements_made.area_code = peers.area_code
            and judgements_made.cohort = peers.cohort
            and judgements_made.comparator = peers.comparator
    left join trends
        on
            judgements_made.measure_id = trends.measure_id
            and judgements_made.cohort = trends.cohort
            and judgements_made.area_code = trends.area_code
            and judgements_made.period = trends.period_to
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

own_years as (
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
        judged.measure_id,
        judged.cohort,
        judged.area_code,
        judged.comparator,
        array_concat(
            make_array(
                concat_ws('|', judged.measure_id, judged.cohort, judged.area_code, judged.figure_period),
                case
                    when judged.other_area is null then ''
                    else concat_ws(
                        '|', judged.measure_id, judged.other_cohort, judged.other_area, judged.period
                    )
                end
            ),
            near.facts,
            -- the authority in the middle of all, or the two around it
            array_sort(central.facts),
            own_years.facts,
            -- England's own, where the gap to it is read over the years
            case
                when judged.gap_change is not null
                    then array_sort(
                        make_array(
                            concat_ws('|', judged.measure_id, judged.cohort, 'E92000001', judged.period_from),
                            concat_ws('|', judged.measure_id, judged.cohort, 'E92000001', judged.period)
                        )
                    )
            end,
            -- with England's own figure, for those not known are counted beside it
            array_sort(
                make_array(
                    case
                        when not judged.not_known_told then ''
                        else concat_ws('|', judged.partner_id, judged.cohort, judged.area_code, judged.period)
                    end,
                    case
                        when not judged.not_known_told then ''
                        else concat_ws('|', judged.partner_id, judged.cohort, 'E92000001', judged.period)
                    end,
                    case
                        when not judged.not_known_told then ''
                        else concat_ws('|', judged.measure_id, judged.cohort, 'E92000001', judged.period)
                    end,
                    case
                        when not judged.not_known_told or judged.region is null then ''
                        else concat_ws('|', judged.partner_id, judged.cohort, judged.region, judged.period)
                    end,
                    case
                        when judged.not_known_change is null then ''
                        else concat_ws(
                            '|', judged.partner_id, judged.cohort, judged.area_code, judged.period_from
                        )
                    end
                )
            ),
            array_sort(array_append(befell_years.facts, coalesce(befell.fact, '')))
        ) as facts
    from judged
    left join near
        on
            judged.measure_id = near.measure_id
            and judged.other_cohort = near.cohort
            and judged.period = near.period
            and judged.area_code = near.area_code
            and judged.other_kind = 'neighbours'
    left join central
        on
            judged.measure_id = central.measure_id
            and judged.other_cohort = central.cohort
            and judged.period = central.period
            and judged.other_kind = 'middle'
    left join own_years
        on
            judged.measure_id = own_years.measure_id
            and judged.cohort = own_years.cohort
            and judged.area_code = own_years.area_code
    left join befell_years
        on
            judged.measure_id = befell_years.measure_id
            and judged.cohort = befell_years.cohort
            and judged.area_code = befell_years.area_code
    left join befell
        on
            judged.measure_id = befell.measure_id
            and judged.other_cohort = befell.cohort
            and judged.other_area = befell.area_code
            and judged.period = befell.period
)

select
    measure_id,
    cohort,
    area_code,
    comparator,
    array_remove_all(array_distinct(facts), '') as evidence
from named
order by measure_id, cohort, area_code, comparator

-- purpose: the level of the latest period of each measure, with the direction that leads to it
-- grain: one row per measure, cohort, area and comparator, at the latest period of the measure
-- inputs: comparisons, cells, trends, materiality, measures, judged_measures, comparators
-- output: the columns of comparisons; those of the trend, the symbol, the last figure before where there is none, printed units, and favour (the level
-- turned by polarity)
-- rules: statistics 9, 15
with newest as (
    select
        cells.measure_id,
        cells.cohort,
        cells.area_code,
        cells.period,
        cells.symbol,
        cells.denominator,
        cells.period_start,
        cells.printed_unit
    from materiality
    inner join cells
        on
            materiality.measure_id = cells.measure_id
            and materiality.cohort = cells.cohort
            and materiality.latest_start = cells.period_start
),

-- most comparisons are of periods that are not the latest of their measure
periods as (
    select distinct
        measure_id,
        period
    from newest
),

latest as (
    select
        comparisons.*,
        newest.symbol,
        newest.denominator,
        newest.period_start,
        newest.printed_unit,
        -- of the half-units that were added, one is the area's own
        greatest(2 * comparisons.rounding - newest.printed_unit, 1e-6) as comparator_unit,
        measures.polarity,
        measures.not_known_measure as partner_id,
        measures.not_known_included,
        comparators.like_for_like,
        comparators.comparator_area,
        case measures.unit when '%' then '%' else '' end as sign
    from periods
    inner join comparisons on periods.measure_id = comparisons.measure_id and periods.period = comparisons.period
    inner join newest
        on
            comparisons.measure_id = newest.measure_id
            and comparisons.cohort = newest.cohort
            and comparisons.area_code = newest.area_code
            and comparisons.period = newest.period
    inner join measures on comparisons.measure_id = measures.measure_id
    inner join judged_measures on measures.measure_no = judged_measures.measure_no
    inner join comparators on comparisons.comparator = comparators.comparator
),

-- the last figure that an area had before, where it has none of the latest period
last_figures as (
    select
        unfilled.measure_id,
        unfilled.cohort,
        unfilled.area_code,
        last_value(cells.period order by cells.period_start) as last_period,
        last_value(cells.value order by cells.period_start) as last_value,
        last_value(cells.printed_unit order by cells.period_start) as last_unit
    from (
        select distinct
            measure_id,
            cohort,
            area_code,
            period_start
        from latest
        where value is null
    ) as unfilled
    inner join cells
        on
            unfilled.measure_id = cells.measure_id
            and unfilled.cohort = cells.cohort
            and unfilled.area_code = cells.area_code
            and unfilled.period_start > cells.period_start
    where cells.value is not null
    group by unfilled.measure_id, unfilled.cohort, unfilled.area_code
)

select
    latest.*,
    last_figures.last_period,
    last_figures.last_value,
    last_figures.last_unit,
    coalesce(trends.direction, 'too_few_years') as direction,
    trends.direction_rule,
    trends.period_from,
    trends.years,
    trends.change,
    trends.gap_change,
    trends.gap_direction,
    trends.not_sustained,
    trends.gap_trend,
    trends.gap_trend_from,
    trends.evidence_grade as trend_grade,
    trends.flags as trend_flags,
    trends.slope,
    trends.p_value as trend_p_value,
    trends.not_known_change,
    trends.peak_period,
    trends.peak_value,
    case
        when latest.polarity = 0 or latest.level = 'not_available' then null
        when latest.level in ('broadly_in_line', 'no_clear_difference') then latest.level
        else concat(
            case when latest.level like 'significantly%' then 'significantly_' else '' end,
            case when latest.advantage > 0 then 'favourable' else 'unfavourable' end
        )
    end as favour
from latest
left join trends
    on
        latest.measure_id = trends.measure_id
        and latest.cohort = trends.cohort
        and latest.area_code = trends.area_code
        and latest.period = trends.period_to
left join last_figures
    on
        latest.measure_id = last_figures.measure_id
        and latest.cohort = last_figures.cohort
        and latest.area_code = last_figures.area_code

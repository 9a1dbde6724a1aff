-- purpose: how many times the figure of pupils with no SEN a cohort has, in the chosen areas and England
-- grain: one row per area, measure and cohort, at the latest period of the measure
-- inputs: chosen_areas, chart_pairs, cells, events, disparities, materiality, measures
-- output: ratio and its 95% limits for rates with numbers of events (1: as often), symbol
-- rules: statistics 4; an area's ratio is the published one, England's is worked out in the same way
with here as (
    select
        cells.area_code,
        cells.area_level,
        cells.measure_id,
        cells.cohort,
        cells.period,
        chart_pairs.cohort_order,
        case when others.value > 0 then cells.value / others.value end as ratio,
        coalesce(cells.symbol, others.symbol) as symbol,
        -- events over their dispersion, as in the ratios of the areas
        rate_ratio(
            own.events_low / own.dispersion, own.pupils / own.dispersion,
            no_sen.events_high / no_sen.dispersion, no_sen.pupils / no_sen.dispersion
        )['lower'] as ratio_lower,
        rate_ratio(
            own.events_high / own.dispersion, own.pupils / own.dispersion,
            no_sen.events_low / no_sen.dispersion, no_sen.pupils / no_sen.dispersion
        )['upper'] as ratio_upper
    from chart_pairs
    inner join cells
        on
            chart_pairs.measure_id = cells.measure_id
            and chart_pairs.cohort = cells.cohort
    inner join materiality
        on
            cells.measure_id = materiality.measure_id
            and cells.cohort = materiality.cohort
            and cells.period = materiality.latest_period
    inner join cells as others
        on
            cells.measure_id = others.measure_id
            and cells.area_code = others.area_code
            and cells.period = others.period
            and others.cohort = 'no-sen'
    left join events as own on cells.figure = own.figure
    left join events as no_sen on others.figure = no_sen.figure
    left join chosen_areas on cells.area_code = chosen_areas.area_code
    where
        chart_pairs.picture = 'disproportionality'
        and (chosen_areas.area_code is not null or cells.area_level = 'national')
)

select
    here.area_code,
    here.measure_id,
    here.cohort,
    here.period,
    case when here.area_level = 'national' then here.ratio else disparities.ratio end as ratio,
    case when here.area_level = 'national' then here.ratio_lower else disparities.ratio_lower end as ratio_lower,
    case when here.area_level = 'national' then here.ratio_upper else disparities.ratio_upper end as ratio_upper,
    here.symbol
from here
inner join measures on here.measure_id = measures.measure_id
left join disparities
    on
        here.measure_id = disparities.measure_id
        and here.cohort = disparities.cohort
        and here.area_code = disparities.area_code
        and here.period = disparities.period
order by here.area_code, measures.measure_order, here.cohort_order

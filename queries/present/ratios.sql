-- purpose: how many times the figure of pupils with no SEN a cohort has, in the chosen areas and England
-- grain: one row per area, measure and cohort, at the latest period of the measure
-- inputs: chosen_areas, chart_pairs, cells, materiality, measures
-- output: ratio and its 95% limits where counts are published (1: as often), symbol
-- rules: statistics 4
with here as (
    select
        cells.area_code,
        cells.measure_id,
        cells.cohort,
        cells.period,
        chart_pairs.cohort_order,
        cells.value,
        cells.symbol,
        (cells.numerator_low + cells.numerator_high) / 2 as events,
        cells.denominator as pupils,
        others.value as other_value,
        others.symbol as other_symbol,
        (others.numerator_low + others.numerator_high) / 2 as other_events,
        others.denominator as other_pupils
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
    left join chosen_areas on cells.area_code = chosen_areas.area_code
    where
        chart_pairs.picture = 'disproportionality'
        and (chosen_areas.area_code is not null or cells.area_level = 'national')
),

compared as (
    select
        here.*,
        rate_ratio(events, pupils, other_events, other_pupils) as counted
    from here
)

select
    compared.area_code,
    compared.measure_id,
    compared.cohort,
    compared.period,
    case when compared.other_value > 0 then compared.value / compared.other_value end as ratio,
    compared.counted['lower'] as ratio_lower,
    compared.counted['upper'] as ratio_upper,
    coalesce(compared.symbol, compared.other_symbol) as symbol
from compared
inner join measures on compared.measure_id = measures.measure_id
order by compared.area_code, measures.measure_order, compared.cohort_order

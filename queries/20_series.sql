-- purpose: the years over which a trend may be read: the latest unbroken segment
-- grain: one row per measure, cohort, compared area and published year of that segment
-- inputs: cells, compared_areas, materiality, measures
-- output: value and limits (unit), counts (pupils), England's value (unit), m_change (unit), rounding of a change (unit)
-- rules: statistics 7, 16
with segment as (
    select
        materiality.measure_id,
        materiality.cohort,
        materiality.latest_start,
        materiality.latest_period,
        materiality.m_change,
        max(cells.segment_id) as segment_id
    from materiality
    inner join cells
        on
            materiality.measure_id = cells.measure_id
            and materiality.cohort = cells.cohort
            and materiality.latest_start = cells.period_start
    group by
        materiality.measure_id, materiality.cohort, materiality.latest_start,
        materiality.latest_period, materiality.m_change
)

select
    cells.measure_id,
    cells.cohort,
    cells.area_code,
    cells.period,
    cells.period_start,
    segment.latest_start,
    segment.latest_period,
    segment.segment_id,
    segment.m_change,
    measures.polarity,
    cells.value,
    england.value as england_value,
    cells.printed_unit,
    case when cells.numerator_low = cells.numerator_high then cells.numerator_low end as numerator,
    case when cells.numerator_low = cells.numerator_high then cells.denominator end as denominator,
    case
        when cells.numerator_low is null
            then (cells.value_upper - cells.value_lower) / (2 * 1.959963984540054)
    end as standard_error,
    cells.area_level,
    cells.release_status
from compared_areas
inner join cells on compared_areas.area_code = cells.area_code
inner join segment
    on
        cells.measure_id = segment.measure_id
        and cells.cohort = segment.cohort
        and cells.segment_id = segment.segment_id
inner join measures on cells.measure_id = measures.measure_id
left join cells as england
    on
        cells.measure_id = england.measure_id
        and cells.cohort = england.cohort
        and cells.period = england.period
        and england.area_level = 'national'
where cells.value is not null
order by cells.measure_id, cells.cohort, cells.area_code, cells.period

-- purpose: the years over which a trend may be read: the latest unbroken segment
-- grain: one row per measure, cohort, compared area and published year of that segment
-- inputs: cells, events, compared_areas, materiality, measures
-- parted: cells, events
-- output: value and limits (unit), counts (pupils), events with their pupils (both over their dispersion), England's value (unit), m_change (unit), rounding of a change (unit)
-- rules: statistics 3, 7, 16
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
),

gathered as (
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
        case
            when measures.unit = '%' and cells.numerator_low = cells.numerator_high
                then cells.numerator_low
        end as numerator,
        case
            when measures.unit = '%' and cells.numerator_low = cells.numerator_high
                then cells.denominator
        end as denominator,
        events.events,
        events.pupils,
        -- one spread for the whole segment, so that every year keeps its weight
        case
            when events.dispersion is null then null
            when measures.events = 'once' then 1.0
            when sum(events.concerned) over segment_years > 0
                then greatest(
                    1.0,
                    2 * sum(events.events) over segment_years
                    / sum(events.concerned) over segment_years - 1
                )
            else 1.0
        end as spread,
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
    left join events
        on
            cells.measure_id = events.measure_id
            and cells.cohort = events.cohort
            and cells.area_code = events.area_code
            and cells.period = events.period
    where cells.value is not null
    window segment_years as (partition by cells.measure_id, cells.cohort, cells.area_code)
)

select
    measure_id,
    cohort,
    area_code,
    period,
    period_start,
    latest_start,
    latest_period,
    segment_id,
    m_change,
    polarity,
    value,
    england_value,
    printed_unit,
    numerator,
    denominator,
    events / spread as events,
    pupils / spread as exposure,
    standard_error,
    area_level,
    release_status
from gathered
order by measure_id, cohort, area_code, period

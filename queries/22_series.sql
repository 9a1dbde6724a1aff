-- purpose: the years over which a trend may be read: the latest unbroken segment
-- grain: one row per measure, cohort, compared area and published year of that segment
-- inputs: cells, events, pupils, noise, compared_areas, areas, materiality, measures, judged_measures, cohorts, thresholds
-- output: value and limits (unit), counts (pupils), events with their pupils (both over their dispersion), England's value (unit), m_change (unit), the
-- error of one year by counts of its own or a borrowed number of pupils and the noise between years (unit), rounding of a change (unit)
-- rules: statistics 3, 7, 14b, 14c, 16
with latest as (
    select
        measures.measure_no,
        cohorts.cohort_no,
        materiality.latest_start,
        materiality.latest_period,
        materiality.m_change
    from materiality
    inner join measures on materiality.measure_id = measures.measure_id
    inner join judged_measures on measures.measure_no = judged_measures.measure_no
    inner join cohorts on materiality.cohort = cohorts.cohort
),

segment as (
    select
        latest.measure_no,
        latest.cohort_no,
        latest.latest_start,
        latest.latest_period,
        latest.m_change,
        max(cells.segment_id) as segment_id
    from latest
    inner join cells
        on
            latest.measure_no = cells.measure_no
            and latest.cohort_no = cells.cohort_no
            and latest.latest_start = cells.period_start
    group by
        latest.measure_no, latest.cohort_no, latest.latest_start,
        latest.latest_period, latest.m_change
),

gathered as (
    select
        cells.figure,
        cells.measure_no,
        cells.cohort_no,
        cells.area_no,
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
            when events.dispersion is null or not events.sure then null
            when measures.events = 'once' then 1.0
            when sum(events.concerned) over segment_years > 0
                then greatest(
                    1.0,
                    -- a year without the number of pupils concerned does not show how far events repeat
                    2 * sum(case when events.dispersion is not null then events.events end) over segment_years
                    / sum(case when events.dispersion is not null then events.concerned end) over segment_years - 1
                )
            else 1.0
        end as spread,
        case
            when cells.numerator_low is null
                then (cells.value_upper - cells.value_lower) / (2 * 1.959963984540054)
        end as standard_error,
        pupils.borrowed_error,
        noise.noise,
        cells.area_level,
        cells.release_status
    from compared_areas
    inner join areas on compared_areas.area_code = areas.area_code
    inner join cells on areas.area_no = cells.area_no
    inner join segment
        on
            cells.measure_no = segment.measure_no
            and cells.cohort_no = segment.cohort_no
            and cells.segment_id = segment.segment_id
    inner join measures on cells.measure_no = measures.measure_no
    left join cells as england
        on cells.year_no = england.year_no and england.area_level = 'national'
    left join events on cells.figure = events.figure
    left join pupils on cells.figure = pupils.figure
    left join noise on cells.series = noise.series
    where
        cells.value is not null
        -- a year of very few pupils shows no direction
        and coalesce(pupils.fewest_pupils >= $minimum_cohort, true)
    window segment_years as (partition by cells.measure_no, cells.cohort_no, cells.area_no)
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
    case
        when numerator is not null
            then 100 * sqrt(numerator / denominator * (1 - numerator / denominator) / denominator)
        -- events over their dispersion vary as such, and the rate as the dispersion times that
        when events > 0 and pupils > 0 then 100 * sqrt(events * spread) / pupils
        when standard_error is not null then standard_error
    end as own_error,
    borrowed_error,
    noise,
    area_level,
    release_status,
    figure,
    measure_no,
    cohort_no,
    area_no
from gathered
order by figure

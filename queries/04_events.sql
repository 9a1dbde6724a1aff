-- purpose: events such as suspensions: how far they repeat for the same pupils, and the limits of their rate
-- grain: one row per measure of events, cohort, area and period with published counts
-- inputs: cells, measures
-- output: events with their feasible range, pupils, concerned (pupils with at least one), dispersion (how far they
-- repeat: 1 is not at all; null when unknown), sure (the range is small compared with them), limits (per 100), grade
-- rules: statistics 3 (events that repeat take part in no test unless the pupils concerned are published), 14
with counted as (
    select
        cells.measure_id,
        cells.cohort,
        cells.area_code,
        cells.period,
        cells.figure,
        cells.numerator as events,
        cells.numerator_low as events_low,
        cells.numerator_high as events_high,
        -- in a trend a rounded count counts as exact only where the rounding is small compared with it
        cells.numerator_high - cells.numerator_low <= 0.005 * cells.numerator as sure,
        cells.denominator as pupils,
        measures.events as occurrence,
        measures.pupils_concerned
    from measures
    inner join cells on measures.measure_id = cells.measure_id
    where
        measures.events <> ''
        and cells.value is not null
        and cells.numerator is not null
        and cells.denominator > 0
),

with_concerned as (
    select
        counted.*,
        case when counted.occurrence = 'repeatedly' then concerned.numerator end as concerned
    from counted
    left join cells as concerned
        on
            counted.pupils_concerned = concerned.measure_id
            and counted.cohort = concerned.cohort
            and counted.area_code = concerned.area_code
            and counted.period = concerned.period
),

spread as (
    select
        with_concerned.*,
        case
            when occurrence = 'once' then 1.0
            -- without events nothing repeats
            when events = 0 then 1.0
            when concerned > 0 and concerned <= events then 2 * events / concerned - 1
        end as dispersion
    from with_concerned
),

limited as (
    select
        spread.*,
        case
            when dispersion is null then null
            when occurrence = 'once' or events = 0 then rate_interval(events_low, pupils)
            else repeat_event_interval(greatest(events_low, concerned), concerned, pupils)
        end as least_limits,
        case
            when dispersion is null then null
            when occurrence = 'once' or events = 0 then rate_interval(events_high, pupils)
            else repeat_event_interval(events_high, concerned, pupils)
        end as most_limits
    from spread
)

select
    measure_id,
    cohort,
    area_code,
    period,
    figure,
    events,
    events_low,
    events_high,
    pupils,
    concerned,
    dispersion,
    sure,
    -- the limits of every feasible count together
    100 * least_limits['lower'] as value_lower,
    100 * most_limits['upper'] as value_upper,
    case
        when dispersion is null then 'C'
        when events_low < events_high then 'B'
        else 'A'
    end as evidence_grade
from limited
order by figure

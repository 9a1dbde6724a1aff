-- purpose: how each figure changed from the year before to the latest year, and whether that is more than chance and rounding
-- grain: one row per measure, cohort and compared area that has both years, which follow each other in one unbroken segment
-- inputs: series, bands, held_cohorts, measures, thresholds
-- output: both figures and England's (unit) with their decimals (places), the change and the smallest that matters (unit), tested (by counts or
-- published limits), is_clear (it matters and is beyond chance and rounding)
-- rules: statistics 2 and 5 (two years as independent groups), 14 (rounding), 14c (noise), 17 (M_change); one year is never a direction
with pairs as (
    select
        series.*,
        measures.unit,
        earlier.period as period_before,
        earlier.value as value_before,
        -- decimals of each of the two years
        cast(round(-log10(series.printed_unit)) as bigint) as places,
        cast(round(-log10(earlier.printed_unit)) as bigint) as places_before,
        earlier.england_value as england_before,
        earlier.numerator as numerator_before,
        earlier.denominator as denominator_before,
        earlier.standard_error as error_before,
        coalesce(series.own_error, series.borrowed_error) as known_error,
        coalesce(earlier.own_error, earlier.borrowed_error) as known_error_before
    from series
    -- the year before and no other: a change over two years is not one of a year
    inner join series as earlier
        on
            series.measure_id = earlier.measure_id
            and series.cohort = earlier.cohort
            and series.area_code = earlier.area_code
            and series.period_start = earlier.period_start + 1
    inner join measures on series.measure_id = measures.measure_id
    -- a cohort of a handful of pupils is not news
    left anti join held_cohorts
        on
            series.cohort = held_cohorts.cohort
            and series.area_code = held_cohorts.area_code
            and held_cohorts.is_small
    -- years that the catalogue marks as not comparable show no change
    left anti join bands
        on
            series.measure_id = bands.measure_id
            and series.period_start >= bands.from_start
            and earlier.period_start <= bands.to_start
    where series.period_start = series.latest_start
),

moved as (
    select
        pairs.*,
        value - value_before as change,
        case
            when unit = '%' and numerator is not null and numerator_before is not null
                then difference_of_proportions(
                    numerator, numerator, numerator, denominator,
                    numerator_before, numerator_before, numerator_before, denominator_before
                )
        end as counted,
        1.959963984540054 * sqrt(power(standard_error, 2) + power(error_before, 2)) as half_width,
        -- without counts: how far the gap moved, and how far it does so by chance; a count has no gap to England's
        coalesce(
            case when unit <> 'count' then value - value_before - (england_value - england_before) end,
            value - value_before
        ) as gap_change,
        coalesce(
            sqrt(power(known_error, 2) + power(known_error_before, 2)),
            sqrt(2.0) * noise,
            0.0
        ) as chance
    from pairs
),

weighed as (
    select
        moved.*,
        counted is not null or half_width is not null as tested,
        at_least(abs(change), m_change) as material,
        case
            when counted is not null then counted['lower'] > 0 or counted['upper'] < 0
            when half_width is not null then abs(change) > half_width
            -- the gap has to move the way the figure does; four rounded figures have half a unit each
            else at_least(signum(change) * gap_change - 2 * printed_unit, greatest(m_change, $noise_multiple * chance))
        end as beyond_chance
    from moved
)

select
    measure_id,
    cohort,
    area_code,
    period,
    period_before,
    period_start,
    polarity,
    value,
    value_before,
    places,
    places_before,
    england_value,
    england_before,
    change,
    m_change,
    tested,
    material and beyond_chance as is_clear
from weighed
order by measure_id, cohort, area_code

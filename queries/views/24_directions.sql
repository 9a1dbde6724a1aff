-- purpose: how each series moved over its latest unbroken segment, by the test that its figures allow
-- grain: one row per measure, cohort and area, at the latest period of the measure
-- inputs: series, thresholds
-- output: first and last year with their figures and England's (unit), the tests of a trend by counts, by borrowed pupils and by noise, what a change may be
-- by chance alone (unit), the rule that gives the direction
-- rules: statistics 7, 8, 14b, 14c, 15, 18 (direction rules 1 to 5)
with steps as (
    select
        series.*,
        value - lag(value) over years as step,
        lead(value) over years - value as next_step
    from series
    window years as (
        partition by measure_no, cohort_no, area_no order by period_start
    )
),

gathered as (
    select
        min(measure_id) as measure_id,
        min(cohort) as cohort,
        min(area_code) as area_code,
        measure_no,
        cohort_no,
        area_no,
        min(latest_period) as period_to,
        min(period) as period_from,
        min(latest_start) as latest_start,
        max(period_start) as last_start,
        min(period_start) as first_start,
        count(*) as years,
        min(segment_id) as segment_id,
        min(m_change) as m_change,
        min(polarity) as polarity,
        max(printed_unit) as printed_unit,
        -- how far a year between the first and the last differs from both years next to it, in the same direction
        max(case when step * next_step < 0 then least(abs(step), abs(next_step)) end) as turn,
        sum(case when step > 0 then step else 0.0 end) as upward,
        sum(case when step < 0 then -step else 0.0 end) as downward,
        first_value(value order by period_start) as first_value,
        last_value(value order by period_start) as last_value,
        first_value(england_value order by period_start) as england_first,
        last_value(england_value order by period_start) as england_last,
        -- the best and worst interior year, turned by polarity
        max(case when period_start < latest_start then polarity * value end) as best_value,
        min(case when period_start < latest_start then polarity * value end) as worst_value,
        -- in any order, the same for all lists: the tests of trends sort them by year
        array_agg(cast(period_start as double)) as year_list,
        array_agg(numerator) as numerator_list,
        array_agg(denominator) as denominator_list,
        array_agg(value) as value_list,
        array_agg(standard_error) as error_list,
        array_agg(events) as event_list,
        array_agg(exposure) as exposure_list,
        -- the error of each year by its own counts, else by a borrowed number of pupils
        array_agg(coalesce(own_error, borrowed_error)) as known_error_list,
        count(coalesce(own_error, borrowed_error)) = count(*) as errors_known,
        avg(power(coalesce(own_error, borrowed_error), 2)) as mean_variance,
        array_agg(greatest(noise, printed_unit / sqrt(12.0))) as noise_list,
        max(noise) as noise,
        -- the best year in between, to be named when its gain was lost
        first_value(period order by polarity * value desc, period_start)
        filter (where period_start < latest_start) as peak_period,
        first_value(value order by polarity * value desc, period_start)
        filter (where period_start < latest_start) as peak_value
    from steps
    group by measure_no, cohort_no, area_no
),

tested as (
    select
        gathered.*,
        last_value - first_value as change,
        -- compared with the first year
        best_value - polarity * first_value as best,
        worst_value - polarity * first_value as worst,
        coalesce(
            trend_of_counts(year_list, numerator_list, denominator_list),
            trend_of_rates(year_list, event_list, exposure_list),
            trend_of_means(year_list, value_list, error_list)
        ) as test,
        coalesce(
            trend_of_counts(year_list, numerator_list, denominator_list),
            trend_of_rates(year_list, event_list, exposure_list)
        ) is not null as counted,
        case when errors_known then trend_of_means(year_list, value_list, known_error_list) end as indicated,
        trend_of_means(year_list, value_list, noise_list) as noisy
    from gathered
),

weighed as (
    select
        tested.*,
        test is not null and years >= 3 as has_test,
        last_start = latest_start as latest_present,
        case when change >= 0 then downward else upward end as opposite,
        case
            when years < 2 then 'N'
            when test is not null then 'A'
            when indicated is not null then 'I'
            else 'C'
        end as grade,
        -- what a change between two years may be by chance alone: s, and the root of 2 of one year's error
        case
            when test is not null or indicated is not null then sqrt(2.0 * mean_variance)
            else sqrt(2.0) * noise
        end as chance
    from tested
)

select
    weighed.*,
    case
        when years < 3 or not latest_present then 1
        when at_least(turn, greatest(m_change, $turning_multiple * coalesce(chance, 0.0))) then 2
        when
            has_test and test['p_value'] < $significance
            and at_least(abs(change), m_change)
            and (years < 4 or test['agrees'] = 1)
            then 3
        when
            not has_test
            and case when grade = 'I' then indicated['p_value'] else noisy['p_value'] end < $significance
            and case when grade = 'I' then indicated['agrees'] else noisy['agrees'] end
            >= case when years < 4 then 0 else 1 end
            and at_least(abs(change) - printed_unit, m_change)
            then 4
        else 5
    end as direction_rule
from weighed

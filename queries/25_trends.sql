-- purpose: what the latest unbroken segment of each series shows, and whether the gap to England moves
-- grain: one row per measure, cohort and area, at the latest period of the measure
-- inputs: series, comparisons, gap_trends, not_known, measures, thresholds
-- parted: series, comparisons
-- output: change and slope (unit, unit a year), p, direction and its rule, change of the gap with limits (unit), the gap across a break, flags
-- rules: statistics 3, 7, 8, 8b, 9, 14b, 14c, 15, 18 (direction rules 1 to 5)
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
        -- how far an interior year stands out from both its neighbours, the same way
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
        -- in whichever order the rows come, the same for all lists: trends sort them by year
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
        -- the interior year that stood best, to be named when its gain was lost
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
        -- set against the first year
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
        end as chance,
        thresholds.significance,
        thresholds.strict_p,
        thresholds.noise_multiple,
        thresholds.turning_multiple
    from thresholds
    cross join tested
),

ruled as (
    select
        weighed.*,
        case
            when years < 3 or not latest_present then 1
            when turn >= greatest(m_change, turning_multiple * coalesce(chance, 0.0)) - 1e-9 then 2
            when
                has_test and test['p_value'] < significance
                and abs(change) >= m_change - 1e-9
                and (years < 4 or test['agrees'] = 1)
                then 3
            when
                not has_test
                and case when grade = 'I' then indicated['p_value'] else noisy['p_value'] end < significance
                and case when grade = 'I' then indicated['agrees'] else noisy['agrees'] end
                >= case when years < 4 then 0 else 1 end
                and abs(change) - printed_unit >= m_change - 1e-9
                then 4
            else 5
        end as direction_rule
    from weighed
),

gaps as (
    select
        measure_id,
        cohort,
        area_code,
        period,
        difference,
        difference_lower,
        difference_upper,
        evidence_grade
    from comparisons
    where comparator = 'england-same-cohort' and level <> 'not_available'
),

named as (
    select
        ruled.*,
        case when direction_rule > 1 then now_.difference - then_.difference end as gap_change,
        case
            when
                direction_rule > 1
                and then_.evidence_grade in ('A', 'B') and now_.evidence_grade in ('A', 'B')
                then change_in_gap(
                    then_.difference, then_.difference_lower, then_.difference_upper,
                    now_.difference, now_.difference_lower, now_.difference_upper
                )
        end as moved,
        case
            when direction_rule = 1 then 'too_few_years'
            when direction_rule = 2 then 'volatile'
            when direction_rule = 5 then 'no_sustained_change'
            when polarity = 0 and change > 0 then 'rising'
            when polarity = 0 then 'falling'
            when polarity * change > 0 then 'improving'
            else 'declining'
        end as direction,
        direction_rule > 1 and polarity <> 0
        and best >= greatest(m_change, noise_multiple * coalesce(chance, 0.0)) - 1e-9
        and best - polarity * change >= best / 2 - 1e-9 as not_sustained,
        direction_rule > 1 and polarity <> 0
        and -worst >= greatest(m_change, noise_multiple * coalesce(chance, 0.0)) - 1e-9
        and polarity * change - worst >= -worst / 2 - 1e-9 as recovered
    from ruled
    left join gaps as then_
        on
            ruled.measure_id = then_.measure_id
            and ruled.cohort = then_.cohort
            and ruled.area_code = then_.area_code
            and ruled.period_from = then_.period
    left join gaps as now_
        on
            ruled.measure_id = now_.measure_id
            and ruled.cohort = now_.cohort
            and ruled.area_code = now_.area_code
            and ruled.period_to = now_.period
),

-- how the share whose activity is not known moved over the same years
unknown as (
    select
        later.measure_id,
        later.cohort,
        later.area_code,
        later.period as period_to,
        earlier.period as period_from,
        later.not_known - earlier.not_known as not_known_change
    from not_known as later
    inner join not_known as earlier
        on
            later.measure_id = earlier.measure_id
            and later.cohort = earlier.cohort
            and later.area_code = earlier.area_code
),

told as (
    select
        named.*,
        measures.theme,
        unknown.not_known_change,
        gap_trends.gap_trend,
        gap_trends.gap_from,
        gap_trends.p_value as gap_trend_p
    from named
    inner join measures on named.measure_id = measures.measure_id
    left join unknown
        on
            named.measure_id = unknown.measure_id
            and named.cohort = unknown.cohort
            and named.area_code = unknown.area_code
            and named.period_to = unknown.period_to
            and named.period_from = unknown.period_from
    left join gap_trends
        on
            named.measure_no = gap_trends.measure_no
            and named.cohort_no = gap_trends.cohort_no
            and named.area_no = gap_trends.area_no
)

select
    measure_id,
    cohort,
    area_code,
    period_to,
    period_from,
    cast(years as int) as years,
    segment_id,
    case when years > 1 then change end as change,
    case when years > 1 then england_last - england_first end as england_change,
    case
        when has_test and counted then 100 * test['slope']
        when has_test then test['slope']
    end as slope,
    case when has_test then test['p_value'] end as p_value,
    case
        when has_test and years >= 5
            then test['p_value'] < strict_p and test['agrees'] = 1
    end as trend_strict,
    m_change,
    direction,
    cast(direction_rule as int) as direction_rule,
    gap_change,
    moved['lower'] as gap_change_lower,
    moved['upper'] as gap_change_upper,
    case
        when gap_change is null or polarity = 0 then null
        when moved['lower'] > 0 or moved['upper'] < 0
            then case when polarity * gap_change > 0 then 'gaining' else 'losing' end
        -- moving with England is shown, not supposed
        when moved is not null and moved['lower'] > -m_change and moved['upper'] < m_change
            then 'in_step'
        when moved is not null then 'unclear'
        -- four rounded figures carry four half-units
        when
            abs(gap_change) - 2 * printed_unit >= m_change - 1e-9
            and abs(gap_change) >= noise_multiple * chance - 1e-9
            then case when polarity * gap_change > 0 then 'gaining' else 'losing' end
        when abs(gap_change) + 2 * printed_unit < m_change then 'in_step'
        else 'unclear'
    end as gap_direction,
    not_sustained,
    grade as evidence_grade,
    array_remove_all(
        make_array(
            case when direction_rule > 1 and grade = 'I' then 'indicative' else '' end,
            case when direction_rule > 1 and grade = 'C' then 'not_tested' else '' end,
            case when direction_rule = 5 and abs(change) >= m_change - 1e-9 and change > 0 then 'possible_rise' else '' end,
            case when direction_rule = 5 and abs(change) >= m_change - 1e-9 and change < 0 then 'possible_fall' else '' end,
            case when recovered then 'recovered' else '' end,
            case when not latest_present then 'latest_year_missing' else '' end,
            case when years >= 2 and gap_change is not null and polarity * change < 0 and polarity * gap_change > 0 then 'england_fell_further' else '' end,
            case
                when change < 0 and not_known_change > 0 and not_known_change >= 0.5 * abs(change)
                    then 'fall_coincides_with_rise_in_not_known'
                else ''
            end,
            -- the same pupils stand in several years, so that years are not independent
            case when has_test and theme in ('absence', 'exclusions') then 'overlapping_cohorts' else '' end,
            -- every step went one way
            case when years >= 3 and change <> 0 and opposite = 0 then 'every_year' else '' end
        ),
        ''
    ) as flags,
    not_known_change,
    peak_period,
    peak_value,
    gap_trend,
    case when gap_trend is not null then gap_from end as gap_trend_from,
    gap_trend_p
from told
order by measure_id, cohort, area_code, period_to

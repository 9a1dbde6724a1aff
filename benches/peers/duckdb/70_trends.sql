-- what the latest unbroken years show, and whether the gap to England moves
create temp table trends as
with segment as (
    select materiality.measure_id, materiality.cohort, latest_start, latest_period, m_change,
        max(cells.segment_id) as segment_id
    from materiality
    inner join cells using (measure_id, cohort)
    where materiality.latest_start = cells.period_start
    group by all
),
series as (
    select
        cells.measure_id, cells.cohort, cells.area_code, cells.period, cells.period_start,
        segment.latest_start, segment.latest_period, segment.segment_id, segment.m_change,
        measures.polarity, measures.theme, cells.value, england.value as england_value, cells.printed_unit,
        case when measures.unit = '%' and cells.numerator_low = cells.numerator_high then cells.numerator_low end as numerator,
        case when measures.unit = '%' and cells.numerator_low = cells.numerator_high then cells.denominator end as denominator,
        case when cells.numerator_low is null
            then (cells.value_upper - cells.value_lower) / (2 * 1.959963984540054) end as standard_error
    from cells
    inner join segment using (measure_id, cohort, segment_id)
    inner join measures using (measure_id)
    left join cells as england
        on cells.measure_id = england.measure_id and cells.cohort = england.cohort
        and cells.period = england.period and england.area_level = 'national'
    where cells.value is not null
),
steps as (
    select
        series.*,
        value - lag(value) over years as step,
        first_value(value) over years as first_in_segment,
        cast(period_start - min(period_start) over whole as double) as s,
        bool_and(coalesce(denominator >= 1 and numerator between 0 and denominator, false)) over whole as counted,
        bool_and(coalesce(standard_error > 0, false)) over whole as measured
    from series
    window
        years as (partition by measure_id, cohort, area_code order by period_start),
        whole as (partition by measure_id, cohort, area_code)
),
weights as (
    select
        steps.*,
        case when counted then denominator when measured then 1 / (standard_error * standard_error) end as w,
        case when counted then numerator when measured then value / (standard_error * standard_error) end as a
    from steps
),
totals as (
    select
        weights.*,
        sum(w) over whole as sw,
        sum(a) over whole as sa,
        sum(s * w) over whole as ssw,
        sum(s * a) over whole as ssa,
        sum(s * s * w) over whole as sssw
    from weights
    window whole as (partition by measure_id, cohort, area_code)
),
-- each year's row also holds the covariance that is left without that year
fitted as (
    select
        totals.*,
        ssa - ssw * sa / sw as covered,
        sssw - ssw * ssw / sw as spread,
        (ssa - s * a) - (ssw - s * w) * (sa - a) / nullif(sw - w, 0) as covered_without
    from totals
),
gathered as (
    select
        measure_id, cohort, area_code,
        min(latest_period) as period_to,
        min(period) as period_from,
        min(latest_start) as latest_start,
        max(period_start) as last_start,
        count(*) as years,
        min(segment_id) as segment_id,
        min(m_change) as m_change,
        min(polarity) as polarity,
        min(theme) as theme,
        max(printed_unit) as printed_unit,
        sum(greatest(coalesce(step, 0), 0)) as upward,
        sum(greatest(coalesce(-step, 0), 0)) as downward,
        first(value order by period_start) as first_value,
        last(value order by period_start) as last_value,
        first(england_value order by period_start) as england_first,
        last(england_value order by period_start) as england_last,
        max(polarity * (value - first_in_segment)) filter (where period_start < latest_start) as best,
        min(polarity * (value - first_in_segment)) filter (where period_start < latest_start) as worst,
        any_value(counted) as counted,
        any_value(covered / nullif(spread, 0)) as slope,
        any_value(case
            when counted then covered * covered / nullif(sa / sw * (1 - sa / sw) * spread, 0)
            else covered * covered / nullif(spread, 0)
        end) as statistic,
        bool_and(covered_without * covered > 0) as agrees,
        first(period order by polarity * value desc, period_start) filter (where period_start < latest_start) as peak_period,
        first(value order by polarity * value desc, period_start) filter (where period_start < latest_start) as peak_value
    from fitted
    group by measure_id, cohort, area_code
),
weighed as (
    select
        gathered.*,
        last_value - first_value as change,
        statistic is not null and years >= 3 as has_test,
        two_sided_p(sqrt(statistic)) as test_p,
        last_start = latest_start as latest_present,
        case when last_value - first_value >= 0 then downward else upward end as opposite,
        significance
    from gathered cross join thresholds
),
ruled as (
    select
        weighed.*,
        case
            when years < 3 or not latest_present then 1
            when upward >= m_change - 1e-9 and downward >= m_change - 1e-9
                and least(upward, downward) >= greatest(upward, downward) / 3 - 1e-9 then 2
            when has_test and test_p < significance and abs(change) >= m_change - 1e-9
                and (years < 4 or agrees) then 3
            when not has_test and abs(change) - printed_unit >= m_change - 1e-9
                and opposite <= m_change / 2 + 1e-9 then 4
            else 5
        end as direction_rule
    from weighed
),
gaps as (
    select
        ruled.measure_id, ruled.cohort, ruled.area_code,
        now_.difference - then_.difference as gap_change,
        then_.evidence_grade in ('A', 'B') and now_.evidence_grade in ('A', 'B')
        and then_.difference between then_.difference_lower and then_.difference_upper
        and now_.difference between now_.difference_lower and now_.difference_upper as moves,
        length_of(now_.difference - now_.difference_lower, then_.difference_upper - then_.difference) as reach_down,
        length_of(now_.difference_upper - now_.difference, then_.difference - then_.difference_lower) as reach_up
    from ruled
    inner join differences as then_
        on ruled.measure_id = then_.measure_id and ruled.cohort = then_.cohort
        and ruled.area_code = then_.area_code and ruled.period_from = then_.period
        and then_.comparator = 'england-same-cohort'
    inner join differences as now_
        on ruled.measure_id = now_.measure_id and ruled.cohort = now_.cohort
        and ruled.area_code = now_.area_code and ruled.period_to = now_.period
        and now_.comparator = 'england-same-cohort'
    where ruled.direction_rule > 1 and then_.reason is null and now_.reason is null
),
not_known as (
    select
        cells.measure_id, cells.cohort, cells.area_code, cells.period,
        partner.value - case when measures.not_known_included = 1 then cells.value else 0.0 end as not_known
    from cells
    inner join measures on cells.measure_id = measures.measure_id and measures.not_known_measure <> ''
    inner join cells as partner
        on measures.not_known_measure = partner.measure_id and cells.cohort = partner.cohort
        and cells.area_code = partner.area_code and cells.period = partner.period
    where cells.value is not null and partner.value is not null
),
told as (
    select
        ruled.*,
        gaps.gap_change,
        case when gaps.moves then gaps.gap_change - gaps.reach_down end as gap_lower,
        case when gaps.moves then gaps.gap_change + gaps.reach_up end as gap_upper,
        later.not_known - earlier.not_known as not_known_change,
        direction_rule > 1 and polarity <> 0 and best >= m_change - 1e-9
        and best - polarity * change >= best / 2 - 1e-9 as not_sustained,
        direction_rule > 1 and polarity <> 0 and -worst >= m_change - 1e-9
        and polarity * change - worst >= -worst / 2 - 1e-9 as recovered
    from ruled
    left join gaps using (measure_id, cohort, area_code)
    left join not_known as later
        on ruled.measure_id = later.measure_id and ruled.cohort = later.cohort
        and ruled.area_code = later.area_code and ruled.period_to = later.period
    left join not_known as earlier
        on ruled.measure_id = earlier.measure_id and ruled.cohort = earlier.cohort
        and ruled.area_code = earlier.area_code and ruled.period_from = earlier.period
)
select
    measure_id, cohort, area_code, period_to, period_from, cast(years as int) as years, segment_id,
    case when years > 1 then change end as change,
    case when years > 1 then england_last - england_first end as england_change,
    case when has_test and counted then 100 * slope when has_test then slope end as slope,
    case when has_test then test_p end as p_value,
    case when has_test and years >= 5 then statistic > 9.549536 and agrees end as trend_strict,
    m_change,
    case
        when direction_rule = 1 then 'too_few_years'
        when direction_rule = 2 then 'volatile'
        when direction_rule = 5 then 'no_sustained_change'
        when polarity = 0 and change > 0 then 'rising'
        when polarity = 0 then 'falling'
        when polarity * change > 0 then 'improving'
        else 'declining'
    end as direction,
    direction_rule, gap_change, gap_lower as gap_change_lower, gap_upper as gap_change_upper,
    case
        when gap_change is null or polarity = 0 then null
        when gap_lower > 0 or gap_upper < 0
            then case when polarity * gap_change > 0 then 'gaining' else 'losing' end
        when gap_lower >= -2 * m_change and gap_upper <= 2 * m_change then 'in_step'
        when gap_lower is not null then 'unclear'
        when abs(gap_change) - 2 * printed_unit >= m_change - 1e-9
            then case when polarity * gap_change > 0 then 'gaining' else 'losing' end
        else 'in_step'
    end as gap_direction,
    not_sustained,
    case when has_test then 'A' when years > 1 then 'C' else 'N' end as evidence_grade,
    list_filter([
        case when direction_rule > 1 and not has_test then 'not_tested' end,
        case when direction_rule = 5 and abs(change) >= m_change - 1e-9 and change > 0 then 'possible_rise' end,
        case when direction_rule = 5 and abs(change) >= m_change - 1e-9 and change < 0 then 'possible_fall' end,
        case when recovered then 'recovered' end,
        case when not latest_present then 'latest_year_missing' end,
        case when years >= 2 and gap_change is not null and polarity * change < 0 and polarity * gap_change > 0
            then 'england_fell_further' end,
        case when change < 0 and not_known_change > 0 and not_known_change >= 0.5 * abs(change)
            then 'fall_coincides_with_rise_in_not_known' end,
        case when has_test and theme in ('absence', 'exclusions') then 'overlapping_cohorts' end,
        case when years >= 3 and change <> 0 and opposite = 0 then 'every_year' end
    ], lambda flag: flag is not null) as flags,
    not_known_change, peak_period, peak_value
from told;

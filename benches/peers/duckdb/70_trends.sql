-- what the latest unbroken years show, and whether the gap to England moves
create temp table series as
with segment as (
    select materiality.measure_id, materiality.cohort, latest_start, latest_period, m_change,
        max(cells.segment_id) as segment_id
    from materiality
    inner join cells using (measure_id, cohort)
    where materiality.latest_start = cells.period_start
    group by all
),
gathered as (
    select
        cells.measure_id, cells.cohort, cells.area_code, cells.period, cells.period_start,
        segment.latest_start, segment.latest_period, segment.segment_id, segment.m_change,
        measures.polarity, measures.theme, cells.value, england.value as england_value, cells.printed_unit,
        case when measures.unit = '%' and cells.numerator_low = cells.numerator_high then cells.numerator_low end as numerator,
        case when measures.unit = '%' and cells.numerator_low = cells.numerator_high then cells.denominator end as denominator,
        events.events, events.pupils,
        -- one spread for all years, so that each keeps its weight
        case
            when events.dispersion is null then null
            when measures.events = 'once' then 1.0
            when sum(events.concerned) over whole > 0 then greatest(1.0,
                2 * sum(case when events.dispersion is not null then events.events end) over whole
                / sum(case when events.dispersion is not null then events.concerned end) over whole - 1)
            else 1.0
        end as spread,
        case when cells.numerator_low is null
            then (cells.value_upper - cells.value_lower) / (2 * 1.959963984540054) end as standard_error,
        pupils.borrowed_error, noise.noise
    from cells
    cross join thresholds
    inner join areas on cells.area_code = areas.area_code and areas.is_compared = 1
    inner join segment using (measure_id, cohort, segment_id)
    inner join measures using (measure_id)
    left join cells as england
        on cells.measure_id = england.measure_id and cells.cohort = england.cohort
        and cells.period = england.period and england.area_level = 'national'
    left join events
        on cells.measure_id = events.measure_id and cells.cohort = events.cohort
        and cells.area_code = events.area_code and cells.period = events.period
    left join pupils
        on cells.measure_id = pupils.measure_id and cells.cohort = pupils.cohort
        and cells.area_code = pupils.area_code and cells.period = pupils.period
    left join noise
        on cells.measure_id = noise.measure_id and cells.cohort = noise.cohort
        and cells.area_code = noise.area_code
    where cells.value is not null and coalesce(pupils.fewest_pupils >= minimum_cohort, true)
    window whole as (partition by cells.measure_id, cells.cohort, cells.area_code)
),
erring as (
    select gathered.*, events / spread as spread_events, pupils / spread as exposure,
        coalesce(case
            when numerator is not null
                then 100 * sqrt(numerator / denominator * (1 - numerator / denominator) / denominator)
            when events > 0 and pupils > 0 then 100 * sqrt(events * spread) / pupils
            when standard_error is not null then standard_error
        end, borrowed_error) as known_error
    from gathered
)
select
    erring.*,
    value - lag(value) over years as step,
    lead(value) over years - value as next_step,
    cast(period_start - min(period_start) over whole as double) as s,
    bool_and(coalesce(denominator >= 1 and numerator between 0 and denominator, false)) over whole
        and sum(numerator) over whole > 0 and sum(numerator) over whole < sum(denominator) over whole as counted,
    bool_and(coalesce(exposure > 0 and spread_events >= 0, false)) over whole
        and sum(spread_events) over whole > 0 as rated,
    bool_and(coalesce(standard_error > 0, false)) over whole as measured,
    bool_and(coalesce(known_error > 0, false)) over whole as indicated
from erring
window
    years as (partition by measure_id, cohort, area_code order by period_start),
    whole as (partition by measure_id, cohort, area_code);

-- whether gaps to England moved over six years, where a change of grading leaves the gap as it is
create temp table gap_series as
with gaps as (
    select cells.measure_id, cells.cohort, cells.area_code, cells.period, cells.period_start,
        measures.polarity, materiality.latest_start, materiality.m_change,
        cells.value - england.value as gap,
        greatest(noise.noise, cells.printed_unit / sqrt(12.0)) as noise
    from cells
    cross join thresholds
    inner join areas on cells.area_code = areas.area_code and areas.is_compared = 1
    inner join measures using (measure_id)
    inner join materiality using (measure_id, cohort)
    inner join cells as england
        on cells.measure_id = england.measure_id and cells.cohort = england.cohort
        and cells.period = england.period and england.area_level = 'national'
    inner join noise
        on cells.measure_id = noise.measure_id and cells.cohort = noise.cohort
        and cells.area_code = noise.area_code
    left join pupils
        on cells.measure_id = pupils.measure_id and cells.cohort = pupils.cohort
        and cells.area_code = pupils.area_code and cells.period = pupils.period
    where measures.gap_survives_breaks = 1 and measures.polarity <> 0
        and cells.area_level = 'local_authority' and cells.value is not null and england.value is not null
        and noise.noise is not null and coalesce(pupils.fewest_pupils >= minimum_cohort, true)
    qualify row_number() over (
        partition by cells.measure_id, cells.cohort, cells.area_code order by cells.period_start desc) <= 6
)
select *, cast(period_start - min(period_start) over whole as double) as s
from gaps
window whole as (partition by measure_id, cohort, area_code)
qualify count(*) over whole >= 4 and max(period_start) over whole = latest_start;

-- weighted lines through the years: of what is known exactly, by errors of any kind, by noise, of gaps
create temp table lines as
with points as (
    select 'test' as line, measure_id, cohort, area_code, s,
        case when counted then denominator when rated then exposure else 1 / (standard_error * standard_error) end as w,
        case when counted then numerator when rated then spread_events
            else value / (standard_error * standard_error) end as a,
        case when counted then 1 when rated then 2 else 3 end as of_counts
    from series where counted or rated or measured
    union all
    select 'indicated', measure_id, cohort, area_code, s,
        1 / (known_error * known_error), value / (known_error * known_error), 3
    from series where indicated
    union all
    select 'noisy', measure_id, cohort, area_code, s,
        1 / pow(greatest(coalesce(noise, 0), printed_unit / sqrt(12.0)), 2),
        value / pow(greatest(coalesce(noise, 0), printed_unit / sqrt(12.0)), 2), 3
    from series
    union all
    select 'gap', measure_id, cohort, area_code, s, 1 / (noise * noise), gap / (noise * noise), 3
    from gap_series
),
totals as (
    select
        points.*,
        sum(w) over whole as sw,
        sum(a) over whole as sa,
        sum(s * w) over whole as ssw,
        sum(s * a) over whole as ssa,
        sum(s * s * w) over whole as sssw
    from points
    window whole as (partition by line, measure_id, cohort, area_code)
),
-- each year's row also holds the covariance that is left without that year
fitted as (
    select
        totals.*,
        ssa - ssw * sa / sw as covered,
        sssw - ssw * ssw / sw as spread,
        (ssa - s * a) - (ssw - s * w) * (sa - a) / nullif(sw - w, 0) as covered_without
    from totals
)
select line, measure_id, cohort, area_code,
    any_value(of_counts) < 3 as counted,
    any_value(covered / nullif(spread, 0)) as slope,
    any_value(covered * covered / nullif(spread * case of_counts
        when 1 then sa / sw * (1 - sa / sw) when 2 then sa / sw else 1 end, 0)) as statistic,
    any_value(two_sided_p(sqrt(covered * covered / nullif(spread * case of_counts
        when 1 then sa / sw * (1 - sa / sw) when 2 then sa / sw else 1 end, 0)))) as p_value,
    count(*) > 2 and bool_and(covered_without * covered > 0) as agrees
from fitted
group by line, measure_id, cohort, area_code
having count(*) > 1;

create temp table gap_trends as
with spans as (
    select measure_id, cohort, area_code, min(period) as gap_from,
        max(period_start) - min(period_start) as span, min(m_change) as m_change, min(polarity) as polarity,
        arg_min(polarity * gap, period_start) as first_lead, arg_max(polarity * gap, period_start) as last_lead
    from gap_series group by measure_id, cohort, area_code
),
weighed as (
    select spans.*, lines.p_value,
        lines.p_value < significance and abs(slope * span) >= m_change - 1e-9 and agrees as is_shown,
        polarity * slope > 0 as gains
    from spans
    cross join thresholds
    inner join lines using (measure_id, cohort, area_code)
    where lines.line = 'gap'
)
select measure_id, cohort, area_code, gap_from, p_value,
    case
        when not coalesce(is_shown, false) then 'not_shown'
        when first_lead < 0 and last_lead < 0 then case when gains then 'narrowed' else 'widened' end
        when first_lead > 0 and last_lead > 0 then case when gains then 'lead_grew' else 'lead_shrank' end
        when gains and first_lead <= 0 and last_lead >= 0 then 'caught_up'
        when not gains and first_lead >= 0 and last_lead <= 0 then 'lead_lost'
        else 'not_shown'
    end as gap_trend
from weighed;

create temp table trends as
with gathered as (
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
        max(noise) as noise,
        max(case when step * next_step < 0 then least(abs(step), abs(next_step)) end) as turn,
        sum(case when step > 0 then step else 0.0 end) as upward,
        sum(case when step < 0 then -step else 0.0 end) as downward,
        arg_max(value, period_start) - arg_min(value, period_start) as change,
        arg_min(value, period_start) as first_value,
        last(england_value order by period_start) - first(england_value order by period_start) as england_change,
        max(polarity * value) filter (where period_start < latest_start) as best_value,
        min(polarity * value) filter (where period_start < latest_start) as worst_value,
        avg(known_error * known_error) as mean_variance,
        first(period order by polarity * value desc, period_start) filter (where period_start < latest_start) as peak_period,
        first(value order by polarity * value desc, period_start) filter (where period_start < latest_start) as peak_value
    from series
    group by measure_id, cohort, area_code
),
weighed as (
    select
        gathered.*, test.counted, test.slope, test.p_value as test_p, test.statistic, test.agrees,
        best_value - polarity * first_value as best,
        worst_value - polarity * first_value as worst,
        test.statistic is not null and years >= 3 as has_test,
        last_start = latest_start as latest_present,
        case when change >= 0 then downward else upward end as opposite,
        case
            when years < 2 then 'N'
            when test.statistic is not null then 'A'
            when indicated.statistic is not null then 'I'
            else 'C'
        end as grade,
        case when test.statistic is not null or indicated.statistic is not null
            then sqrt(2.0 * mean_variance) else sqrt(2.0) * noise end as chance,
        case when grade = 'I' then indicated.p_value else noisy.p_value end as other_p,
        case when grade = 'I' then indicated.agrees else noisy.agrees end as other_agrees
    from gathered
    left join lines as test
        on test.line = 'test' and gathered.measure_id = test.measure_id and gathered.cohort = test.cohort
        and gathered.area_code = test.area_code
    left join lines as indicated
        on indicated.line = 'indicated' and gathered.measure_id = indicated.measure_id
        and gathered.cohort = indicated.cohort and gathered.area_code = indicated.area_code
    left join lines as noisy
        on noisy.line = 'noisy' and gathered.measure_id = noisy.measure_id and gathered.cohort = noisy.cohort
        and gathered.area_code = noisy.area_code
),
ruled as (
    select
        weighed.*, noise_multiple, strict_p,
        case
            when years < 3 or not latest_present then 1
            when turn >= greatest(m_change, turning_multiple * coalesce(chance, 0.0)) - 1e-9 then 2
            when has_test and test_p < significance and abs(change) >= m_change - 1e-9
                and (years < 4 or agrees) then 3
            when not has_test and other_p < significance and (years < 4 or other_agrees)
                and abs(change) - printed_unit >= m_change - 1e-9 then 4
            else 5
        end as direction_rule
    from weighed cross join thresholds
),
england as (
    select measure_id, cohort, area_code, period, difference, difference_lower, difference_upper, evidence_grade
    from comparisons
    where comparator = 'england-same-cohort' and level <> 'not_available'
),
gaps as (
    select
        ruled.measure_id, ruled.cohort, ruled.area_code,
        now_.difference - then_.difference as gap_change,
        coalesce(then_.evidence_grade in ('A', 'B') and now_.evidence_grade in ('A', 'B')
            and then_.difference between then_.difference_lower and then_.difference_upper
            and now_.difference between now_.difference_lower and now_.difference_upper, false) as moves,
        length_of(now_.difference - now_.difference_lower, then_.difference_upper - then_.difference) as reach_down,
        length_of(now_.difference_upper - now_.difference, then_.difference - then_.difference_lower) as reach_up
    from ruled
    inner join england as then_
        on ruled.measure_id = then_.measure_id and ruled.cohort = then_.cohort
        and ruled.area_code = then_.area_code and ruled.period_from = then_.period
    inner join england as now_
        on ruled.measure_id = now_.measure_id and ruled.cohort = now_.cohort
        and ruled.area_code = now_.area_code and ruled.period_to = now_.period
    where ruled.direction_rule > 1
),
not_known as (
    select
        cells.measure_id, cells.cohort, cells.area_code, cells.period,
        partner.value - case when measures.not_known_included = 1 then cells.value else 0.0 end as not_known
    from cells
    inner join measures on cells.measure_id = measures.measure_id and measures.not_known_measure <> ''
    inner join cells as partner
        on measures.not_known_measure = cast(partner.measure_id as varchar) and cells.cohort = partner.cohort
        and cells.area_code = partner.area_code and cells.period = partner.period
    where cells.value is not null and partner.value is not null
),
named as (
    select
        ruled.*,
        gaps.gap_change,
        case when gaps.moves then gaps.gap_change - gaps.reach_down end as gap_lower,
        case when gaps.moves then gaps.gap_change + gaps.reach_up end as gap_upper,
        later.not_known - earlier.not_known as not_known_change,
        gap_trends.gap_trend, gap_trends.gap_from, gap_trends.p_value as gap_trend_p,
        greatest(m_change, noise_multiple * coalesce(chance, 0.0)) - 1e-9 as beyond,
        direction_rule > 1 and polarity <> 0 and best >= beyond
        and best - polarity * change >= best / 2 - 1e-9 as not_sustained,
        direction_rule > 1 and polarity <> 0 and -worst >= beyond
        and polarity * change - worst >= -worst / 2 - 1e-9 as recovered
    from ruled
    left join gaps using (measure_id, cohort, area_code)
    left join gap_trends using (measure_id, cohort, area_code)
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
    case when years > 1 then england_change end as england_change,
    case when has_test and counted then 100 * slope when has_test then slope end as slope,
    case when has_test then test_p end as p_value,
    case when has_test and years >= 5 then test_p < strict_p and agrees end as trend_strict,
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
        when gap_lower > -m_change and gap_upper < m_change then 'in_step'
        when gap_lower is not null then 'unclear'
        when abs(gap_change) - 2 * printed_unit >= m_change - 1e-9
            and abs(gap_change) >= noise_multiple * chance - 1e-9
            then case when polarity * gap_change > 0 then 'gaining' else 'losing' end
        when abs(gap_change) + 2 * printed_unit < m_change then 'in_step'
        else 'unclear'
    end as gap_direction,
    not_sustained,
    grade as evidence_grade,
    list_filter([
        case when direction_rule > 1 and grade = 'I' then 'indicative' end,
        case when direction_rule > 1 and grade = 'C' then 'not_tested' end,
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
    not_known_change, peak_period, peak_value,
    gap_trend, case when gap_trend is not null then gap_from end as gap_trend_from, gap_trend_p
from named;

-- the interval that the figures allow around each difference
create temp table differences as
with
-- the part is taken out of the whole; a count is a share of what is left
apart as (
    select
        pairings.*,
        method = 'newcombe_part_whole' as is_part,
        method in ('newcombe', 'newcombe_pooled', 'newcombe_part_whole') as is_shares,
        case when method = 'newcombe_part_whole' then other_denominator - denominator else other_denominator end as n2,
        (numerator_low + numerator_high) / 2 as x1,
        (other_low + other_high) / 2 as x2
    from pairings
),
counts as (
    select
        apart.*,
        case when is_part then least(greatest(other_low - numerator_high, 0.0), n2) else other_low end as x2_low,
        case when is_part then least(greatest(other_high - numerator_low, 0.0), n2) else other_high end as x2_high,
        case when is_part then least(greatest(x2 - x1, 0.0), n2) else x2 end as x2_mid,
        case when is_part then 1 - denominator / other_denominator else 1.0 end as outside,
        is_shares and denominator >= 1 and n2 >= 1
        and numerator_low >= 0 and numerator_high <= denominator
        and other_low >= 0 and other_high <= other_denominator
        and (not is_part or (other_high >= numerator_low and other_low - numerator_high <= n2)) as has_shares
    from apart
),
shares as (
    select
        counts.*,
        case when has_shares then x1 / denominator - x2_mid / n2 end as d_mid,
        case when has_shares then numerator_low / denominator - x2_high / n2 end as d_least,
        case when has_shares then numerator_high / denominator - x2_low / n2 end as d_most,
        case when has_shares then length_of(
            numerator_low / denominator - wilson_lower(numerator_low, denominator),
            wilson_upper(x2_high, n2) - x2_high / n2) end as reach_down,
        case when has_shares then length_of(
            wilson_upper(numerator_high, denominator) - numerator_high / denominator,
            x2_low / n2 - wilson_lower(x2_low, n2)) end as reach_up,
        case when has_shares then least(
            pooled_z(numerator_low, denominator, x2_high, n2),
            pooled_z(numerator_high, denominator, x2_low, n2)) end as z_shares,
        case
            when method <> 'published_limits' then null
            when adds_up and is_whole and is_same_cohort and other_denominator > denominator
                then denominator / other_denominator
            else 0.0
        end as w,
        coalesce(other_lower, other_value) as mean_lower,
        coalesce(other_upper, other_value) as mean_upper
    from counts
),
means as (
    select
        shares.*,
        case when method = 'published_limits' and value_upper >= value_lower and mean_upper >= mean_lower
            then nullif(length_of(
                (value_upper - value_lower) / (2 * 1.959963984540054),
                (mean_upper - mean_lower) / (2 * 1.959963984540054)), 0.0)
        end as mean_error
    from shares
),
computed as (
    select
        means.*,
        rates.lower as rate_lower, rates.upper as rate_upper, rates.p_value as rate_p,
        rates.ratio_lower, rates.ratio_upper, rates.weight,
        case
            when method = 'newcombe_pooled' then 50 * (other_low + other_high) / other_denominator
            when method = 'rates_pooled' then 100 * other_events / other_event_pupils
            else coalesce(others_median, other_value)
        end as comparator_value,
        coalesce(z_shares, abs(value - other_value) / (1 - w) / mean_error) as z,
        -- clear at its best, not clear at its worst, within the rounding of the printed figures
        mean_error is not null
        and abs(value - other_value) / (1 - w) + printed_unit / (1 - w) > length_of(
            greatest((value_upper - value_lower) / 2 - printed_unit / 2, 0.0),
            greatest((mean_upper - mean_lower) / 2 - printed_unit / 2, 0.0))
        and abs(value - other_value) / (1 - w) - printed_unit / (1 - w) <= length_of(
            greatest((value_upper - value_lower) / 2 + printed_unit / 2, 0.0),
            greatest((mean_upper - mean_lower) / 2 + printed_unit / 2, 0.0)) as ci_rounding_sensitive
    from means
    left join rates using (measure_id, cohort, area_code, period, comparator)
)
select
    computed.measure_id, computed.cohort, computed.area_code, computed.period, comparator, release_status,
    period_start, is_latest, polarity, value, comparator_value, unit, counts_pupils, sd_between,
    coalesce(100 * d_mid * outside, value - comparator_value) as difference,
    coalesce(100 * (d_least - reach_down) * outside, 100 * (1 - weight) * rate_lower,
        (value - other_value) - (1 - w) * 1.959963984540054 * mean_error) as difference_lower,
    coalesce(100 * (d_most + reach_up) * outside, 100 * (1 - weight) * rate_upper,
        (value - other_value) + (1 - w) * 1.959963984540054 * mean_error) as difference_upper,
    case
        when rate_p is not null then rate_p
        when z is null then null
        when d_least <= 0 and d_most >= 0
            and (numerator_low <> numerator_high or x2_low <> x2_high) then 1.0
        else two_sided_p(z)
    end as p_value,
    case when unit <> 'score' and comparator_value > 0 then value / comparator_value end as ratio,
    case when ratio_lower = 0 then 0.0 else 1 / (weight + (1 - weight) / ratio_lower) end as ratio_lower,
    1 / (weight + (1 - weight) / ratio_upper) as ratio_upper,
    method,
    case
        when method is null or method = 'published_figures_only' then null
        when method in ('newcombe_part_whole', 'rates_part_whole') or w > 0 then 'corrected'
        when holds_some then 'uncorrected'
        else 'not_needed'
    end as part_whole,
    printed_unit,
    coalesce(other_unit, printed_unit) as comparator_unit,
    (printed_unit + coalesce(other_unit, printed_unit)) / 2 as rounding,
    comparator_area = 'same' as at_home,
    m_level,
    case
        when value is null or comparator_value is null then 'N'
        when method = 'published_figures_only'
            or coalesce(d_least - reach_down, rate_lower, mean_error) is null then 'C'
        when computed.evidence_grade = 'B' or other_low <> other_high then 'B'
        else 'A'
    end as evidence_grade,
    case
        when value is null and symbol is null then 'there is no figure'
        when value is null and symbol = 'er' then 'the printed figure cannot be right, and is not used (symbol er)'
        when value is null then 'the figure was not published (symbol ' || symbol || ')'
        when unit = 'count' then 'a count depends on the size of the area and is not compared'
        when comparator_value is null and unavailable is not null then unavailable
        when comparator_value is null and comparator_area = 'authorities'
            then 'only ' || coalesce(others_n, 0) || ' authorities have a figure'
        when comparator_value is null and others_n is not null
            then 'only ' || others_n || ' neighbours have a figure'
        when comparator_value is null and other_is_wrong
            then 'the printed figure for the comparator cannot be right, and is not used (symbol er)'
        when comparator_value is null then 'no figure was published for the comparator'
        when denominator < minimum_cohort then 'there are only ' || cast(denominator as bigint) || ' pupils'
    end as reason,
    coalesce(denominator < thresholds.small_cohort, false) as small_cohort,
    coalesce(unit = '%' and (numerator_low < thresholds.small_count
        or denominator - numerator_high < thresholds.small_count), false) as small_count,
    coalesce(ci_rounding_sensitive, false) as ci_rounding_sensitive,
    method = 'published_limits' and other_lower is null as limits_assumed
from computed
cross join thresholds;

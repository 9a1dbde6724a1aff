-- purpose: the difference between each figure and that of each comparator, with the interval that the published figures allow
-- grain: one row per figure of a compared area and comparator
-- inputs: methods, thresholds
-- output: values and difference (unit), limits (unit), ratio of rates with limits, p_value, method, part_whole, rounding (unit), is_comparable or why not
-- rules: statistics 0, 2, 3, 4, 5, 6 (targets), 13, 14
with computed as (
    select
        methods.*,
        -- the next three are null without events of the rest
        difference_of_rate_ranges(
            events, events_low, events_high, dispersion, event_pupils,
            rest_events, rest_low, rest_high, rest_dispersion, rest_pupils
        ) as rates,
        rate_ratio_lower(
            events_low / dispersion, event_pupils / dispersion,
            rest_high / rest_dispersion, rest_pupils / rest_dispersion
        )['limit'] as ratios_lower,
        rate_ratio_upper(
            events_high / dispersion, event_pupils / dispersion,
            rest_low / rest_dispersion, rest_pupils / rest_dispersion
        )['limit'] as ratios_upper,
        case
            when method = 'fixed_benchmark'
                then difference_from_fixed(
                    numerator_low, numerator_high, denominator, other_value / 100
                )
            when method = 'newcombe_part_whole'
                then part_whole_difference(
                    numerator_low, numerator_high,
                    (numerator_low + numerator_high) / 2, denominator,
                    other_low, other_high,
                    (other_low + other_high) / 2, other_denominator
                )
            when method in ('newcombe', 'newcombe_pooled')
                then difference_of_proportions(
                    numerator_low, numerator_high,
                    (numerator_low + numerator_high) / 2, denominator,
                    other_low, other_high,
                    (other_low + other_high) / 2, other_denominator
                )
        end as shares,
        case
            when method = 'published_limits'
                then difference_of_means(
                    value, value_lower, value_upper,
                    other_value,
                    coalesce(other_lower, other_value), coalesce(other_upper, other_value),
                    share
                )
        end as means,
        case
            when method = 'published_limits'
                then ci_rounding_sensitive(
                    value, value_lower, value_upper,
                    other_value,
                    coalesce(other_lower, other_value), coalesce(other_upper, other_value),
                    share,
                    printed_unit / 2
                )['sensitive']
        end as sensitive,
        case
            when method = 'newcombe_pooled'
                then 50 * (other_low + other_high) / other_denominator
            when method = 'rates_pooled' then 100 * other_events / other_event_pupils
            else coalesce(others_median, other_value)
        end as comparator_value
    from methods
)

select
    figure,
    series,
    comparator_no,
    area_no,
    period_start,
    measure_id,
    cohort,
    area_code,
    period,
    comparator,
    is_latest,
    is_provisional,
    is_local = 1 as is_local,
    polarity,
    symbol,
    value,
    comparator_value,
    coalesce(
        100 * shares['difference'], means['difference'], value - comparator_value
    ) as difference,
    coalesce(
        100 * shares['lower'], 100 * (1 - weight) * rates['lower'], means['lower']
    ) as difference_lower,
    coalesce(
        100 * shares['upper'], 100 * (1 - weight) * rates['upper'], means['upper']
    ) as difference_upper,
    coalesce(shares['p_value'], rates['p_value'], means['p_value']) as p_value,
    case when not is_score and comparator_value > 0 then value / comparator_value end as ratio,
    -- the ratio to the rest turned into the ratio to the whole of which the area is a part
    case
        when ratios_lower = 0 then 0.0
        else 1 / (weight + (1 - weight) / ratios_lower)
    end as ratio_lower,
    1 / (weight + (1 - weight) / ratios_upper) as ratio_upper,
    method,
    case
        when method is null or method = 'published_figures_only' then null
        when method in ('newcombe_part_whole', 'rates_part_whole') or share > 0 then 'corrected'
        when holds_some then 'uncorrected'
        else 'not_needed'
    end as part_whole,
    (printed_unit + coalesce(other_unit, printed_unit)) / 2 as rounding,
    printed_unit,
    coalesce(other_unit, printed_unit) as comparator_unit,
    counts_pupils,
    is_score,
    -- another cohort of the same area can be as small: a borrowed number of pupils would be needed for both
    at_home,
    m_level,
    sd_between,
    case
        when value is null or comparator_value is null then 'N'
        when method = 'published_figures_only' then 'C'
        when coalesce(shares['lower'], rates['lower'], means['lower']) is null then 'C'
        when counts_in_a_range or other_low <> other_high then 'B'
        when events_low <> events_high or other_events_low <> other_events_high then 'B'
        else 'A'
    end as evidence_grade,
    case
        when value is null then 'not published'
        when is_count and other_kind <> 'target' then 'count'
        when unavailable is not null and comparator_value is null then 'unavailable'
        when comparator_value is null and other_kind = 'middle' then 'few authorities'
        when comparator_value is null and others_n is not null then 'few neighbours'
        when comparator_value is null and is_local = 1 then 'local'
        when comparator_value is null and other_is_wrong then 'wrong figure'
        when comparator_value is null then 'no figure'
        when denominator < $minimum_cohort then 'few pupils'
    end as hindrance,
    unavailable,
    others_n,
    denominator,
    coalesce(denominator < $small_cohort, false) as small_cohort,
    coalesce(
        is_share and (numerator_low < $small_count or denominator - numerator_high < $small_count),
        false
    ) as small_count,
    coalesce(sensitive = 1, false) as ci_rounding_sensitive,
    method = 'published_limits' and other_lower is null as limits_assumed,
    coalesce(is_reconstructed, false) and coalesce(method, '') not in ('', 'published_figures_only') as counts_reconstructed,
    coalesce(other_is_sum, false) as comparator_is_sum,
    target_by
from computed
-- no other area has a local measure: only its rows with something to compare with are kept
where is_local = 0 or comparator_value is not null or is_main
order by figure, comparator_no

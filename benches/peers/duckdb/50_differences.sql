-- each figure beside each comparator, with the interval that the figures allow
create temp table differences as
with pairs as (
    select
        cells.*, areas.region_code, comparators.comparator, comparators.comparator_area,
        case when comparator_cohort = 'same' then cells.cohort else comparator_cohort end as other_cohort,
        case comparator_area
            when 'england' then 'E92000001'
            when 'region' then areas.region_code
            when 'same' then cells.area_code
        end as other_area
    from cells
    inner join areas using (area_code)
    inner join measures on cells.measure_id = measures.measure_id
    cross join comparators
    -- a part of another measure is not judged by itself
    where cells.area_level <> 'national' and measures.part_of = ''
        and comparator_cohort <> cells.cohort
        and (cells.area_level = 'local_authority' or comparator_area in ('england', 'same'))
),
sums as (
    select measure_id, cohort, period, region_code, sum(denominator) as pupils
    from cells inner join areas using (area_code)
    where cells.area_level = 'local_authority'
    group by all
),
wholes as (
    select measure_id, cohort, period, region_code as whole_code, pupils from sums
    union all
    select measure_id, cohort, period, 'E92000001', sum(pupils) from sums group by all
),
matched as (
    select
        pairs.*,
        other.value as other_value,
        other.printed_unit as other_unit,
        other.value_lower as other_lower,
        other.value_upper as other_upper,
        coalesce(other.numerator_low, near.pooled_low) as other_low,
        coalesce(other.numerator_high, near.pooled_high) as other_high,
        coalesce(other.denominator, near.pooled_denominator) as other_denominator,
        near.neighbours_median,
        near.neighbours_n,
        abs(wholes.pupils - other.denominator) <= 0.005 * other.denominator as adds_up,
        unavailable.reason as unavailable_reason
    from pairs
    left join cells as other
        on pairs.measure_id = other.measure_id and pairs.other_cohort = other.cohort
        and pairs.other_area = other.area_code and pairs.period = other.period
    left join neighbour_values as near
        on pairs.comparator_area = 'neighbours' and pairs.measure_id = near.measure_id
        and pairs.other_cohort = near.cohort and pairs.area_code = near.area_code
        and pairs.period = near.period
    left join wholes
        on pairs.measure_id = wholes.measure_id and pairs.other_cohort = wholes.cohort
        and pairs.other_area = wholes.whole_code and pairs.period = wholes.period
    left join unavailable
        on pairs.measure_id = unavailable.measure_id and pairs.comparator = unavailable.comparator
),
classed as (
    select
        matched.*,
        case
            when value is null then null
            when unit = '%' and numerator_low is not null and other_low is not null then
                case
                    when comparator_area = 'neighbours' then 'newcombe_pooled'
                    when comparator_area in ('england', 'region') and adds_up
                        and (other_cohort = cohort or other_cohort = 'all-pupils')
                        and other_denominator > denominator then 'newcombe_part_whole'
                    else 'newcombe'
                end
            when unit = 'score' and comparator_area <> 'neighbours' and value_lower is not null
                and (other_lower is not null or (comparator_area = 'england' and other_value is not null))
                then 'published_limits'
            when coalesce(other_value, neighbours_median) is null then null
            else 'published_figures_only'
        end as method
    from matched
),
-- the part is taken out of the whole; a count is a share of what is left
apart as (
    select
        classed.*,
        method = 'newcombe_part_whole' as is_part,
        method in ('newcombe', 'newcombe_pooled', 'newcombe_part_whole') as is_shares,
        case when method = 'newcombe_part_whole' then other_denominator - denominator else other_denominator end as n2,
        (numerator_low + numerator_high) / 2 as x1,
        (other_low + other_high) / 2 as x2
    from classed
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
            when adds_up and comparator_area in ('england', 'region') and other_cohort = cohort
                and other_denominator > denominator then denominator / other_denominator
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
        case
            when method = 'newcombe_pooled' then 50 * (other_low + other_high) / other_denominator
            when comparator_area = 'neighbours' then neighbours_median
            else other_value
        end as comparator_value,
        coalesce(100 * (d_least - reach_down) * outside,
            (value - other_value) - (1 - w) * 1.959963984540054 * mean_error) as difference_lower,
        coalesce(100 * (d_most + reach_up) * outside,
            (value - other_value) + (1 - w) * 1.959963984540054 * mean_error) as difference_upper,
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
)
select
    computed.measure_id, computed.cohort, area_code, period, comparator, release_status,
    computed.period_start = materiality.latest_start as is_latest,
    measures.polarity, value, comparator_value,
    coalesce(100 * d_mid * outside, value - comparator_value) as difference,
    difference_lower, difference_upper,
    case
        when z is null then null
        when d_least <= 0 and d_most >= 0
            and (numerator_low <> numerator_high or x2_low <> x2_high) then 1.0
        else two_sided_p(z)
    end as p_value,
    case when computed.unit <> 'score' and comparator_value > 0 then value / comparator_value end as ratio,
    method,
    case
        when method is null or method = 'published_figures_only' then null
        when is_part then 'corrected'
        when comparator_area in ('england', 'region') and other_cohort <> 'no-sen' then 'uncorrected'
        else 'not_needed'
    end as part_whole,
    (printed_unit + coalesce(other_unit, printed_unit)) / 2 as rounding,
    materiality.m_level,
    case
        when value is null or comparator_value is null then 'N'
        when method = 'published_figures_only' or difference_lower is null then 'C'
        when computed.evidence_grade = 'B' or other_low <> other_high then 'B'
        else 'A'
    end as evidence_grade,
    case
        when value is null then 'the figure was not published (symbol ' || symbol || ')'
        when computed.unit = 'count' then 'a count depends on the size of the area and is not compared'
        when unavailable_reason is not null then unavailable_reason
        when comparator_value is null and neighbours_n is not null
            then 'only ' || neighbours_n || ' neighbours have a figure'
        when comparator_value is null then 'no figure was published for the comparator'
        when denominator < minimum_cohort then 'there are only ' || cast(denominator as bigint) || ' pupils'
    end as reason,
    coalesce(denominator < thresholds.small_cohort, false) as small_cohort,
    coalesce(computed.unit = '%' and (numerator_low < thresholds.small_count
        or denominator - numerator_high < thresholds.small_count), false) as small_count,
    coalesce(ci_rounding_sensitive, false) as ci_rounding_sensitive,
    method = 'published_limits' and other_lower is null as limits_assumed
from computed
cross join thresholds
inner join measures on computed.measure_id = measures.measure_id
inner join materiality
    on computed.measure_id = materiality.measure_id and computed.cohort = materiality.cohort;

-- purpose: each cohort of each compared area beside each comparator, with the interval that the published figures allow
-- grain: one row per measure, cohort, area, period and comparator
-- inputs: cells, areas, compared_areas, comparators, neighbour_values, unavailable_comparators, targets, materiality, measures, thresholds
-- output: values and difference (unit), limits (unit), p_value, method, part_whole, rounding (unit), reason when nothing can be said
-- rules: statistics 0, 2, 5, 6 (targets), 13, 14
-- threads: any
with subjects as (
    select
        cells.measure_id,
        cells.cohort,
        cells.area_code,
        cells.period,
        cells.area_level,
        cells.period_start,
        cells.segment_id,
        cells.release_status,
        cells.unit,
        cells.value,
        cells.symbol,
        cells.numerator_low,
        cells.numerator_high,
        cells.denominator,
        cells.value_lower,
        cells.value_upper,
        cells.evidence_grade,
        cells.printed_unit,
        areas.region_code
    from compared_areas
    inner join areas on compared_areas.area_code = areas.area_code
    inner join cells on areas.area_code = cells.area_code
    inner join measures on cells.measure_id = measures.measure_id
    -- a part of another measure is drawn with it, not judged by itself
    where cells.area_level <> 'national' and measures.part_of = ''
),

pairs as (
    select
        subjects.*,
        targets.target,
        comparators.comparator,
        comparators.comparator_area,
        case
            when comparators.comparator_cohort = 'same' then subjects.cohort
            else comparators.comparator_cohort
        end as other_cohort,
        case comparators.comparator_area
            when 'england' then 'E92000001'
            when 'region' then subjects.region_code
            when 'same' then subjects.area_code
        end as other_area
    from comparators
    cross join subjects
    left join targets on subjects.measure_id = targets.measure_id
    where
        -- a cohort is not set against itself twice, nor a region against neighbours
        not (
            comparators.comparator_cohort <> 'same'
            and comparators.comparator_cohort = subjects.cohort
        )
        and (comparators.comparator_area <> 'target' or targets.target is not null)
        and (
            subjects.area_level = 'local_authority'
            or comparators.comparator_area in ('england', 'same')
        )
),

-- do the authorities add up to the whole? only then is the part taken out of it
sums as (
    select
        cells.measure_id,
        cells.cohort,
        cells.period,
        areas.region_code,
        sum(cells.denominator) as pupils
    from cells
    inner join areas on cells.area_code = areas.area_code
    where cells.area_level = 'local_authority'
    group by
        cells.measure_id, cells.cohort, cells.period, areas.region_code
),

wholes as (
    select
        measure_id,
        cohort,
        period,
        region_code as whole_code,
        pupils
    from sums
    union all
    select
        measure_id,
        cohort,
        period,
        'E92000001' as whole_code,
        sum(pupils) as pupils
    from sums
    group by measure_id, cohort, period
),

matched as (
    select
        pairs.*,
        coalesce(
            other.value,
            case when pairs.comparator_area = 'target' then pairs.target end
        ) as other_value,
        other.symbol as other_symbol,
        other.evidence_grade as other_grade,
        other.printed_unit as other_unit,
        other.value_lower as other_lower,
        other.value_upper as other_upper,
        other.source_row as other_row,
        coalesce(other.numerator_low, near.pooled_low) as other_low,
        coalesce(other.numerator_high, near.pooled_high) as other_high,
        coalesce(other.denominator, near.pooled_denominator) as other_denominator,
        near.neighbours_median,
        near.neighbours_n,
        abs(wholes.pupils - other.denominator)
        <= 0.005 * other.denominator as adds_up,
        unavailable_comparators.reason as unavailable_reason
    from pairs
    left join cells as other
        on
            pairs.measure_id = other.measure_id
            and pairs.other_cohort = other.cohort
            and pairs.other_area = other.area_code
            and pairs.period = other.period
    left join neighbour_values as near
        on
            pairs.measure_id = near.measure_id
            and pairs.other_cohort = near.cohort
            and pairs.area_code = near.area_code
            and pairs.period = near.period
            and pairs.comparator_area = 'neighbours'
    left join wholes
        on
            pairs.measure_id = wholes.measure_id
            and pairs.other_cohort = wholes.cohort
            and pairs.other_area = wholes.whole_code
            and pairs.period = wholes.period
    left join unavailable_comparators
        on
            pairs.measure_id = unavailable_comparators.measure_id
            and pairs.comparator = unavailable_comparators.comparator
),

classed as (
    select
        matched.*,
        case
            when value is null then null
            when comparator_area = 'target' and unit = '%' and numerator_low is not null
                then 'fixed_benchmark'
            when
                unit = '%'
                and numerator_low is not null
                and other_low is not null
                then
                case
                    when comparator_area = 'neighbours' then 'newcombe_pooled'
                    when
                        comparator_area in ('england', 'region')
                        and adds_up
                        and (other_cohort = cohort or other_cohort = 'all-pupils')
                        and other_denominator > denominator
                        then 'newcombe_part_whole'
                    else 'newcombe'
                end
            when
                unit = 'score'
                and comparator_area <> 'neighbours'
                and value_lower is not null
                and other_lower is not null
                then 'published_limits'
            when coalesce(other_value, neighbours_median) is null then null
            else 'published_figures_only'
        end as method
    from matched
),

computed as (
    select
        classed.*,
        case method
            when 'fixed_benchmark'
                then difference_from_fixed(
                    numerator_low, numerator_high, denominator, other_value / 100
                )
            when 'newcombe_part_whole'
                then part_whole_difference(
                    numerator_low, numerator_high,
                    (numerator_low + numerator_high) / 2, denominator,
                    other_low, other_high,
                    (other_low + other_high) / 2, other_denominator
                )
            when 'newcombe'
                then difference_of_proportions(
                    numerator_low, numerator_high,
                    (numerator_low + numerator_high) / 2, denominator,
                    other_low, other_high,
                    (other_low + other_high) / 2, other_denominator
                )
            when 'newcombe_pooled'
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
                    other_value, other_lower, other_upper,
                    case
                        when
                            adds_up and comparator_area in ('england', 'region')
                            and other_cohort = cohort and other_denominator > denominator
                            then denominator / other_denominator
                        else 0.0
                    end
                )
        end as means,
        case
            when method = 'newcombe_pooled'
                then 50 * (other_low + other_high) / other_denominator
            when comparator_area = 'neighbours' then neighbours_median
            else other_value
        end as comparator_value
    from classed
)

select
    computed.measure_id,
    computed.cohort,
    computed.area_code,
    computed.period,
    computed.comparator,
    computed.area_level,
    computed.period_start,
    computed.segment_id,
    computed.release_status,
    computed.period_start = materiality.latest_start as is_latest,
    measures.polarity,
    computed.unit,
    computed.value,
    computed.symbol,
    computed.denominator,
    computed.comparator_value,
    coalesce(
        100 * shares['difference'],
        means['difference'],
        computed.value - computed.comparator_value
    ) as difference,
    coalesce(100 * shares['lower'], means['lower']) as difference_lower,
    coalesce(100 * shares['upper'], means['upper']) as difference_upper,
    coalesce(shares['p_value'], means['p_value']) as p_value,
    case
        when computed.unit <> 'score' and computed.comparator_value > 0
            then computed.value / computed.comparator_value
    end as ratio,
    computed.method,
    case
        when computed.method is null or computed.method = 'published_figures_only' then null
        when computed.method = 'newcombe_part_whole' then 'corrected'
        when
            computed.comparator_area in ('england', 'region')
            and computed.other_cohort <> 'no-sen'
            then 'uncorrected'
        else 'not_needed'
    end as part_whole,
    (
        computed.printed_unit
        -- a target is exact
        + case
            when computed.comparator_area = 'target' then 0.0
            else coalesce(computed.other_unit, computed.printed_unit)
        end
    ) / 2 as rounding,
    materiality.m_level,
    materiality.m_change,
    case
        when computed.value is null or computed.comparator_value is null then 'N'
        when computed.method = 'published_figures_only' then 'C'
        when coalesce(shares['lower'], means['lower']) is null then 'C'
        when
            computed.evidence_grade = 'B'
            or computed.other_low <> computed.other_high
            then 'B'
        else 'A'
    end as evidence_grade,
    case
        when computed.value is null
            then concat(
                'the figure was not published (symbol ', computed.symbol, ')'
            )
        when computed.unit = 'count' and computed.comparator_area <> 'target'
            then 'a count depends on the size of the area and is not compared'
        when computed.unavailable_reason is not null then computed.unavailable_reason
        when computed.comparator_value is null and computed.neighbours_n is not null
            then concat(
                'only ', computed.neighbours_n, ' neighbours have a figure'
            )
        when computed.comparator_value is null and measures.is_local = 1
            then 'a local measure without a target has nothing to be compared with'
        when computed.comparator_value is null
            then 'no figure was published for the comparator'
        when computed.denominator < thresholds.minimum_cohort
            then concat(
                'there are only ', cast(computed.denominator as bigint), ' pupils'
            )
    end as reason,
    coalesce(computed.denominator < thresholds.small_cohort, false) as small_cohort
from thresholds
cross join computed
inner join measures on computed.measure_id = measures.measure_id
inner join materiality
    on
        computed.measure_id = materiality.measure_id
        and computed.cohort = materiality.cohort
-- nobody else has a local measure: only what it is set against is told
where
    measures.is_local = 0
    or computed.comparator_value is not null
    or computed.comparator = measures.main_comparator
order by
    computed.measure_id, computed.cohort, computed.area_code,
    computed.period, computed.comparator

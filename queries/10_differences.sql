-- purpose: each cohort of each compared area beside each comparator, with the interval that the published figures allow
-- grain: one row per measure, cohort, area, period and comparator
-- inputs: cells, events, areas, compared_areas, comparators, neighbour_values, unavailable_comparators, targets, materiality, measures, thresholds
-- parted: cells, events, neighbour_values
-- output: values and difference (unit), limits (unit), ratio of rates with limits, p_value, method, part_whole, rounding (unit), reason when nothing can be said
-- rules: statistics 0, 2, 3, 4, 5, 6 (targets), 13, 14
-- threads: any
with sums as (
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

-- what belongs to one figure is joined to it once, before it is set beside six others
figures as (
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
        -- do the authorities add up to the whole? only then is the part taken out of it
        abs(wholes.pupils - cells.denominator) <= 0.005 * cells.denominator as adds_up,
        events.events,
        events.pupils as event_pupils,
        events.concerned,
        events.dispersion
    from cells
    left join wholes
        on
            cells.measure_id = wholes.measure_id
            and cells.cohort = wholes.cohort
            and cells.area_code = wholes.whole_code
            and cells.period = wholes.period
    left join events
        on
            cells.measure_id = events.measure_id
            and cells.cohort = events.cohort
            and cells.area_code = events.area_code
            and cells.period = events.period
),

subjects as (
    select
        figures.measure_id,
        figures.cohort,
        figures.area_code,
        figures.period,
        figures.area_level,
        figures.period_start,
        figures.segment_id,
        figures.release_status,
        figures.unit,
        figures.value,
        figures.symbol,
        figures.numerator_low,
        figures.numerator_high,
        figures.denominator,
        figures.value_lower,
        figures.value_upper,
        figures.evidence_grade,
        figures.printed_unit,
        figures.events,
        figures.event_pupils,
        figures.concerned,
        figures.dispersion,
        areas.region_code,
        measures.polarity,
        measures.is_local,
        measures.main_comparator,
        materiality.m_level,
        materiality.m_change,
        figures.period_start = materiality.latest_start as is_latest,
        targets.target
    from compared_areas
    inner join areas on compared_areas.area_code = areas.area_code
    inner join figures on areas.area_code = figures.area_code
    inner join measures on figures.measure_id = measures.measure_id
    inner join materiality
        on
            figures.measure_id = materiality.measure_id
            and figures.cohort = materiality.cohort
    left join targets on figures.measure_id = targets.measure_id
    -- a part of another measure is drawn with it, not judged by itself
    where figures.area_level <> 'national' and measures.part_of = ''
),

-- with whom each measure is compared, or why not
offered as (
    select
        measures.measure_id,
        comparators.comparator,
        comparators.comparator_area,
        comparators.comparator_cohort,
        unavailable_comparators.reason as unavailable_reason
    from measures
    cross join comparators
    left join unavailable_comparators
        on
            measures.measure_id = unavailable_comparators.measure_id
            and comparators.comparator = unavailable_comparators.comparator
),

pairs as (
    select
        subjects.*,
        offered.comparator,
        offered.comparator_area,
        offered.unavailable_reason,
        case
            when offered.comparator_cohort = 'same' then subjects.cohort
            else offered.comparator_cohort
        end as other_cohort,
        case offered.comparator_area
            when 'england' then 'E92000001'
            when 'region' then subjects.region_code
            when 'same' then subjects.area_code
        end as other_area
    from offered
    inner join subjects on offered.measure_id = subjects.measure_id
    where
        -- a cohort is not set against itself twice, nor a region against neighbours
        not (
            offered.comparator_cohort <> 'same'
            and offered.comparator_cohort = subjects.cohort
        )
        and (offered.comparator_area <> 'target' or subjects.target is not null)
        and (
            subjects.area_level = 'local_authority'
            or offered.comparator_area in ('england', 'same')
        )
),

matched as (
    select
        pairs.*,
        coalesce(
            other.value,
            case when pairs.comparator_area = 'target' then pairs.target end
        ) as other_value,
        other.printed_unit as other_unit,
        other.value_lower as other_lower,
        other.value_upper as other_upper,
        coalesce(other.numerator_low, near.pooled_low) as other_low,
        coalesce(other.numerator_high, near.pooled_high) as other_high,
        coalesce(other.denominator, near.pooled_denominator) as other_denominator,
        near.neighbours_median,
        near.neighbours_n,
        other.adds_up,
        -- pooled neighbours: only events that befall a pupil once add up without their spread
        coalesce(
            other.events,
            case when pairs.concerned is null then near.pooled_low end
        ) as other_events,
        coalesce(other.event_pupils, near.pooled_denominator) as other_event_pupils,
        other.concerned as other_concerned,
        coalesce(
            other.dispersion,
            case
                when near.pooled_low is not null and pairs.concerned is null
                    then pairs.dispersion
            end
        ) as other_dispersion
    from pairs
    left join figures as other
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
            when dispersion is not null and other_dispersion is not null
                then
                    case
                        when comparator_area = 'neighbours' then 'rates_pooled'
                        when
                            comparator_area in ('england', 'region')
                            and adds_up
                            and (other_cohort = cohort or other_cohort = 'all-pupils')
                            and other_event_pupils > event_pupils
                            and other_events >= events
                            and coalesce(other_concerned, 0) >= coalesce(concerned, 0)
                            then 'rates_part_whole'
                        else 'rates'
                    end
            when
                unit = 'score'
                and comparator_area <> 'neighbours'
                and value_lower is not null
                and (
                    other_lower is not null
                    -- England's limits are close to its figure: where absent, none are taken
                    or (comparator_area = 'england' and other_value is not null)
                )
                then 'published_limits'
            when coalesce(other_value, neighbours_median) is null then null
            else 'published_figures_only'
        end as method
    from matched
),

-- the rest of the whole, where the part is taken out of it
apart as (
    select
        classed.*,
        case when method = 'rates_part_whole' then event_pupils / other_event_pupils else 0.0 end as weight,
        -- of the mean of the whole
        case
            when
                method = 'published_limits'
                and adds_up and comparator_area in ('england', 'region')
                and other_cohort = cohort and other_denominator > denominator
                then denominator / other_denominator
            else 0.0
        end as share,
        case
            when method = 'rates_part_whole' then other_events - events else other_events
        end as rest_events,
        case
            when method = 'rates_part_whole' then other_event_pupils - event_pupils else other_event_pupils
        end as rest_pupils,
        case
            when method <> 'rates_part_whole' or concerned is null then other_dispersion
            when other_concerned > concerned
                then greatest(1.0, 2 * (other_events - events) / (other_concerned - concerned) - 1)
            else 1.0
        end as rest_dispersion
    from classed
),

computed as (
    select
        apart.*,
        case
            when method in ('rates', 'rates_pooled', 'rates_part_whole')
                then difference_of_rates(
                    events, dispersion, event_pupils,
                    rest_events, rest_dispersion, rest_pupils
                )
        end as rates,
        case
            when method in ('rates', 'rates_pooled', 'rates_part_whole')
                then rate_ratio(
                    events / dispersion, event_pupils / dispersion,
                    rest_events / rest_dispersion, rest_pupils / rest_dispersion
                )
        end as ratios,
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
            when comparator_area = 'neighbours' then neighbours_median
            else other_value
        end as comparator_value
    from apart
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
    computed.is_latest,
    computed.polarity,
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
    coalesce(
        100 * shares['lower'], 100 * (1 - computed.weight) * rates['lower'], means['lower']
    ) as difference_lower,
    coalesce(
        100 * shares['upper'], 100 * (1 - computed.weight) * rates['upper'], means['upper']
    ) as difference_upper,
    coalesce(shares['p_value'], rates['p_value'], means['p_value']) as p_value,
    case
        when computed.unit <> 'score' and computed.comparator_value > 0
            then computed.value / computed.comparator_value
    end as ratio,
    -- the ratio to the rest turned into the ratio to the whole of which the area is a part
    case
        when ratios['lower'] = 0 then 0.0
        else 1 / (computed.weight + (1 - computed.weight) / ratios['lower'])
    end as ratio_lower,
    1 / (computed.weight + (1 - computed.weight) / ratios['upper']) as ratio_upper,
    computed.method,
    case
        when computed.method is null or computed.method = 'published_figures_only' then null
        when computed.method in ('newcombe_part_whole', 'rates_part_whole') then 'corrected'
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
    computed.m_level,
    computed.m_change,
    case
        when computed.value is null or computed.comparator_value is null then 'N'
        when computed.method = 'published_figures_only' then 'C'
        when coalesce(shares['lower'], rates['lower'], means['lower']) is null then 'C'
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
        when computed.comparator_value is null and computed.is_local = 1
            then 'a local measure without a target has nothing to be compared with'
        when computed.comparator_value is null
            then 'no figure was published for the comparator'
        when computed.denominator < thresholds.minimum_cohort
            then concat(
                'there are only ', cast(computed.denominator as bigint), ' pupils'
            )
    end as reason,
    coalesce(computed.denominator < thresholds.small_cohort, false) as small_cohort,
    coalesce(
        computed.unit = '%'
        and (
            computed.numerator_low < thresholds.small_count
            or computed.denominator - computed.numerator_high < thresholds.small_count
        ),
        false
    ) as small_count,
    coalesce(sensitive = 1, false) as ci_rounding_sensitive,
    computed.method = 'published_limits' and computed.other_lower is null as limits_assumed
from thresholds
cross join computed
-- nobody else has a local measure: only what it is set against is told
where
    computed.is_local = 0
    or computed.comparator_value is not null
    or computed.comparator = computed.main_comparator
order by
    computed.measure_id, computed.cohort, computed.area_code,
    computed.period, computed.comparator

-- purpose: each cohort of each compared area beside each comparator, with the interval that the published figures allow
-- grain: one row per figure of a compared area and comparator
-- inputs: cells, events, areas, compared_areas, cohorts, comparators, neighbour_values, authority_values, unavailable_comparators, targets, materiality, measures, thresholds
-- parted: cells, events, neighbour_values, authority_values
-- output: values and difference (unit), limits (unit), ratio of rates with limits, p_value, method, part_whole, rounding (unit), is_comparable or why not
-- rules: statistics 0, 2, 3, 4, 5, 6 (targets), 13, 14
-- threads: any
-- view: who reads it computes the columns and rows that it needs
with sums as (
    select
        cells.measure_no,
        cells.cohort_no,
        cells.period_no,
        areas.region_code,
        sum(cells.denominator) as pupils
    from cells
    inner join areas on cells.area_no = areas.area_no
    where cells.area_level = 'local_authority'
    group by
        cells.measure_no, cells.cohort_no, cells.period_no, areas.region_code
),

wholes as (
    select
        measure_no,
        cohort_no,
        period_no,
        region_code as whole_code,
        pupils
    from sums
    union all
    select
        measure_no,
        cohort_no,
        period_no,
        'E92000001' as whole_code,
        sum(pupils) as pupils
    from sums
    group by measure_no, cohort_no, period_no
),

authorities as (
    select
        figure_of(wholes.measure_no, wholes.cohort_no, areas.area_no, wholes.period_no) as figure,
        wholes.pupils
    from wholes
    inner join areas on wholes.whole_code = areas.area_code
),

-- cohorts that others of the same area are set beside
at_home as (
    select distinct comparator_cohort as cohort
    from comparators
    where comparator_area = 'same'
),

-- what a figure is set beside: another one, or, under a number turned negative, its neighbours'
-- together (that of the figure itself) or the middle authority's (that of England's figure)
others as (
    select
        cells.figure as other_figure,
        cells.value as other_value,
        cells.printed_unit as other_unit,
        cells.value_lower as other_lower,
        cells.value_upper as other_upper,
        cells.numerator_low as other_low,
        cells.numerator_high as other_high,
        cells.denominator as other_denominator,
        -- do the authorities add up to the whole? only then is the part taken out of it
        abs(authorities.pupils - cells.denominator) <= 0.005 * cells.denominator as adds_up,
        events.events as other_events,
        events.events_low as other_events_low,
        events.events_high as other_events_high,
        events.pupils as other_event_pupils,
        events.concerned as other_concerned,
        events.dispersion as other_dispersion,
        null as neighbours_median,
        null as neighbours_n,
        cells.counts_from = 'sum_of_authorities' as other_is_sum
    from cells
    left join at_home on cells.cohort = at_home.cohort
    left join authorities on cells.figure = authorities.figure
    left join events on cells.figure = events.figure
    where cells.area_level <> 'local_authority' or at_home.cohort is not null
    union all
    select
        -figure as other_figure,
        null as other_value,
        null as other_unit,
        null as other_lower,
        null as other_upper,
        pooled_low as other_low,
        pooled_high as other_high,
        pooled_denominator as other_denominator,
        null as adds_up,
        (pooled_low + pooled_high) / 2 as other_events,
        pooled_low as other_events_low,
        pooled_high as other_events_high,
        pooled_denominator as other_event_pupils,
        null as other_concerned,
        null as other_dispersion,
        neighbours_median,
        neighbours_n,
        null as other_is_sum
    from neighbour_values
    union all
    select
        -figure as other_figure,
        authorities_median as other_value,
        null as other_unit,
        null as other_lower,
        null as other_upper,
        null as other_low,
        null as other_high,
        null as other_denominator,
        null as adds_up,
        null as other_events,
        null as other_events_low,
        null as other_events_high,
        null as other_event_pupils,
        null as other_concerned,
        null as other_dispersion,
        null as neighbours_median,
        authorities_n as neighbours_n,
        null as other_is_sum
    from authority_values
),

-- what the figures of a measure and cohort have in common
scales as (
    select
        measures.measure_no,
        cohorts.cohort_no,
        measures.unit = '%' as is_share,
        measures.unit = 'score' as is_score,
        measures.unit = 'count' as is_count,
        measures.unit = '%' and measures.kind = 'percentage' as counts_pupils,
        measures.is_local,
        measures.polarity,
        cohorts.cohort = 'no-sen' as is_no_sen,
        materiality.m_level,
        materiality.sd_between,
        materiality.latest_start
    from materiality
    inner join measures on materiality.measure_id = measures.measure_id
    inner join cohorts on materiality.cohort = cohorts.cohort
    -- a part of another measure is drawn with it, not judged by itself
    where measures.part_of = ''
),

compared as (
    select
        areas.area_no,
        regions.area_no as region_no
    from compared_areas
    inner join areas on compared_areas.area_code = areas.area_code
    left join areas as regions on areas.region_code = regions.area_code
),

-- what an area set itself, for its local measures and for published ones
aims as (
    select
        measures.measure_no,
        cohorts.cohort_no,
        areas.area_no,
        targets.target,
        arrow_cast(nullif(targets.target_by, ''), 'Dictionary(Int32, Utf8)') as target_by
    from targets
    inner join measures on targets.measure_id = measures.measure_id
    inner join cohorts on targets.cohort = cohorts.cohort
    inner join areas on targets.area_code = areas.area_code
),

subjects as (
    select
        cells.figure,
        cells.measure_no,
        cells.cohort_no,
        cells.area_no,
        cells.period_no,
        -- texts on their way through joins weigh no more than numbers as dictionaries
        arrow_cast(cells.measure_id, 'Dictionary(Int32, Utf8)') as measure_id,
        arrow_cast(cells.cohort, 'Dictionary(Int32, Utf8)') as cohort,
        arrow_cast(cells.area_code, 'Dictionary(Int32, Utf8)') as area_code,
        arrow_cast(cells.period, 'Dictionary(Int32, Utf8)') as period,
        arrow_cast(cells.symbol, 'Dictionary(Int32, Utf8)') as symbol,
        cells.release_status = 'provisional' as is_provisional,
        cells.area_level = 'local_authority' as is_authority,
        cells.period_start,
        cells.value,
        cells.numerator_low,
        cells.numerator_high,
        cells.denominator,
        cells.value_lower,
        cells.value_upper,
        cells.evidence_grade = 'B' as counts_in_a_range,
        cells.counts_from = 'reconstructed' as is_reconstructed,
        cells.printed_unit,
        events.events,
        events.events_low,
        events.events_high,
        events.pupils as event_pupils,
        events.concerned,
        events.dispersion,
        compared.region_no,
        scales.is_share,
        scales.is_score,
        scales.is_count,
        scales.counts_pupils,
        scales.is_local,
        scales.is_no_sen,
        scales.polarity,
        scales.m_level,
        scales.sd_between,
        cells.period_start = scales.latest_start as is_latest,
        aims.target,
        aims.target_by
    from compared
    inner join cells on compared.area_no = cells.area_no
    inner join scales on cells.measure_no = scales.measure_no and cells.cohort_no = scales.cohort_no
    left join aims
        on
            cells.measure_no = aims.measure_no
            and cells.cohort_no = aims.cohort_no
            and cells.area_no = aims.area_no
    left join events on cells.figure = events.figure
    where cells.area_level <> 'national'
),

-- with whom each measure is compared, or why not
offered as (
    select
        measures.measure_no,
        comparators.comparator_no,
        arrow_cast(comparators.comparator, 'Dictionary(Int32, Utf8)') as comparator,
        comparators.comparator = measures.main_comparator as is_main,
        comparators.comparator_area in ('england', 'region') as at_whole,
        comparators.comparator_area = 'england' as at_england,
        comparators.comparator_area = 'region' as at_region,
        comparators.comparator_area = 'same' as at_home,
        comparators.comparator_area = 'neighbours' as at_neighbours,
        comparators.comparator_area = 'authorities' as at_authorities,
        comparators.comparator_area = 'target' as at_target,
        comparators.comparator_cohort = 'same' as of_same,
        comparators.comparator_cohort in ('same', 'all-pupils') as of_same_or_all,
        comparators.comparator_cohort = 'no-sen' as of_no_sen,
        cohorts.cohort_no as comparator_cohort_no,
        england.area_no as england_no,
        arrow_cast(unavailable_comparators.reason, 'Dictionary(Int32, Utf8)') as unavailable
    from measures
    cross join comparators
    inner join areas as england on england.area_code = 'E92000001'
    left join cohorts on comparators.comparator_cohort = cohorts.cohort
    left join unavailable_comparators
        on
            measures.measure_id = unavailable_comparators.measure_id
            and comparators.comparator = unavailable_comparators.comparator
),

pairs as (
    select
        subjects.*,
        offered.comparator_no,
        offered.comparator,
        offered.is_main,
        offered.at_whole,
        offered.at_england,
        offered.at_home,
        offered.at_neighbours,
        offered.at_authorities,
        offered.at_target,
        offered.of_same,
        offered.of_same_or_all,
        offered.of_no_sen,
        offered.unavailable,
        case when offered.at_neighbours or offered.at_authorities then -1 else 1 end * figure_of(
            subjects.measure_no,
            case when offered.of_same then subjects.cohort_no else offered.comparator_cohort_no end,
            case
                when offered.at_england or offered.at_authorities then offered.england_no
                when offered.at_region then subjects.region_no
                when offered.at_home or offered.at_neighbours then subjects.area_no
            end,
            subjects.period_no
        ) as other_figure
    from offered
    inner join subjects on offered.measure_no = subjects.measure_no
    where
        -- a cohort is not set against itself twice, nor a region against neighbours
        (offered.of_same or offered.comparator_cohort_no <> subjects.cohort_no)
        and (not offered.at_target or subjects.target is not null)
        and (subjects.is_authority or offered.at_england or offered.at_home)
),

matched as (
    select
        pairs.*,
        case when pairs.at_target then pairs.target else others.other_value end as other_value,
        others.other_unit,
        others.other_lower,
        others.other_low,
        others.other_high,
        others.other_upper,
        others.other_denominator,
        others.neighbours_median,
        others.neighbours_n,
        others.adds_up,
        others.other_is_sum,
        -- pooled neighbours: only events that befall a pupil once add up without their spread
        case when not pairs.at_neighbours or pairs.concerned is null then others.other_events end as other_events,
        case when not pairs.at_neighbours or pairs.concerned is null then others.other_events_low end as other_events_low,
        case when not pairs.at_neighbours or pairs.concerned is null then others.other_events_high end as other_events_high,
        others.other_event_pupils,
        others.other_concerned,
        case
            when not pairs.at_neighbours then others.other_dispersion
            when others.other_low is not null and pairs.concerned is null then pairs.dispersion
        end as other_dispersion
    from pairs
    left join others on pairs.other_figure = others.other_figure
),

classed as (
    select
        matched.*,
        case
            when value is null then null
            when at_target and is_share and numerator_low is not null
                then 'fixed_benchmark'
            when is_share and numerator_low is not null and other_low is not null
                then
                    case
                        when at_neighbours then 'newcombe_pooled'
                        when
                            at_whole and adds_up and of_same_or_all
                            and other_denominator > denominator
                            then 'newcombe_part_whole'
                        else 'newcombe'
                    end
            when dispersion is not null and other_dispersion is not null
                then
                    case
                        when at_neighbours then 'rates_pooled'
                        when
                            at_whole and adds_up and of_same_or_all
                            and other_event_pupils > event_pupils
                            and other_events >= events
                            and coalesce(other_concerned, 0) >= coalesce(concerned, 0)
                            then 'rates_part_whole'
                        else 'rates'
                    end
            when
                is_score
                and not at_neighbours
                and value_lower is not null
                and (
                    other_lower is not null
                    -- England's limits are close to its figure: where absent, none are taken
                    or (at_england and other_value is not null)
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
                and adds_up and at_whole and of_same
                and other_denominator > denominator
                then denominator / other_denominator
            else 0.0
        end as share,
        case
            when method = 'rates_part_whole' then other_events - events else other_events
        end as rest_events,
        case
            when method = 'rates_part_whole' then greatest(other_events_low - events_high, 0.0)
            else other_events_low
        end as rest_low,
        case
            when method = 'rates_part_whole' then other_events_high - events_low else other_events_high
        end as rest_high,
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
                then difference_of_rate_ranges(
                    events, events_low, events_high, dispersion, event_pupils,
                    rest_events, rest_low, rest_high, rest_dispersion, rest_pupils
                )
        end as rates,
        case
            when method in ('rates', 'rates_pooled', 'rates_part_whole')
                then rate_ratio(
                    events_low / dispersion, event_pupils / dispersion,
                    rest_high / rest_dispersion, rest_pupils / rest_dispersion
                )['lower']
        end as ratios_lower,
        case
            when method in ('rates', 'rates_pooled', 'rates_part_whole')
                then rate_ratio(
                    events_high / dispersion, event_pupils / dispersion,
                    rest_low / rest_dispersion, rest_pupils / rest_dispersion
                )['upper']
        end as ratios_upper,
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
            when at_neighbours then neighbours_median
            else other_value
        end as comparator_value
    from apart
)

select
    figure,
    figure_of(measure_no, cohort_no, area_no, cast(0 as int)) as series,
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
        when at_whole and not of_no_sen and not (of_same and is_no_sen) then 'uncorrected'
        else 'not_needed'
    end as part_whole,
    (
        printed_unit
        -- a target is exact
        + case when at_target then 0.0 else coalesce(other_unit, printed_unit) end
    ) / 2 as rounding,
    printed_unit,
    case when at_target then 0.0 else coalesce(other_unit, printed_unit) end as comparator_unit,
    counts_pupils,
    is_score,
    -- two small cohorts of one area: a number of pupils of one of them is half of what would be needed
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
        when is_count and not at_target then 'count'
        when unavailable is not null and comparator_value is null then 'unavailable'
        when comparator_value is null and at_authorities then 'few authorities'
        when comparator_value is null and neighbours_n is not null then 'few neighbours'
        when comparator_value is null and is_local = 1 then 'local'
        when comparator_value is null then 'no figure'
        when denominator < (select minimum_cohort from thresholds) then 'few pupils'
    end as hindrance,
    unavailable,
    neighbours_n,
    denominator,
    coalesce(denominator < (select small_cohort from thresholds), false) as small_cohort,
    coalesce(
        is_share
        and (
            numerator_low < (select small_count from thresholds)
            or denominator - numerator_high < (select small_count from thresholds)
        ),
        false
    ) as small_count,
    coalesce(sensitive = 1, false) as ci_rounding_sensitive,
    method = 'published_limits' and other_lower is null as limits_assumed,
    coalesce(is_reconstructed, false) and coalesce(method, '') not in ('', 'published_figures_only') as counts_reconstructed,
    coalesce(other_is_sum, false) as comparator_is_sum,
    case when at_target then target_by end as target_by
from computed
-- nobody else has a local measure: only what it is set against is told
where is_local = 0 or comparator_value is not null or is_main
order by figure, comparator_no

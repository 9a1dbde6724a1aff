-- each figure beside each comparator, and the method that the figures allow
create temp table pairings as
with sums as (
    select measure_id, cohort, period, region_code, sum(denominator) as pupils
    from cells inner join areas using (area_code)
    where cells.area_level = 'local_authority'
    group by all
),
wholes as (
    select measure_id, cohort, period, region_code as area_code, pupils from sums
    union all
    select measure_id, cohort, period, cast('E92000001' as area_key), sum(pupils) from sums group by all
),
others as (
    select cells.*, abs(wholes.pupils - cells.denominator) <= 0.005 * cells.denominator as adds_up,
        events.events, events.pupils, events.concerned, events.dispersion
    from cells
    left join wholes using (measure_id, cohort, period, area_code)
    left join events using (measure_id, cohort, period, area_code)
    where cells.area_level <> 'local_authority' or cells.cohort = 'no-sen'
),
subjects as (
    select cells.* exclude (area_name, span, data_set, counts_from), measures.polarity, measures.counts_pupils, materiality.m_level, materiality.sd_between,
        cells.period_start = materiality.latest_start as is_latest,
        events.events, events.pupils as event_pupils, events.concerned, events.dispersion
    from cells
    inner join measures using (measure_id)
    inner join materiality using (measure_id, cohort)
    left join events using (measure_id, cohort, period, area_code)
    -- a part of another measure is not judged by itself
    where cells.area_level <> 'national' and measures.part_of = ''
),
matched as (
    select
        subjects.*, peers.comparator, peers.comparator_area, peers.is_whole, peers.holds_these, peers.holds_some,
        peers.other_cohort = subjects.cohort as is_same_cohort,
        unavailable.reason as unavailable,
        coalesce(others.value, middle.authorities_median) as other_value,
        others.printed_unit as other_unit,
        coalesce(others.symbol = 'er', false) as other_is_wrong,
        others.value_lower as other_lower,
        others.value_upper as other_upper,
        coalesce(others.numerator_low, near.pooled_low) as other_low,
        coalesce(others.numerator_high, near.pooled_high) as other_high,
        coalesce(others.denominator, near.pooled_denominator) as other_denominator,
        others.adds_up,
        near.neighbours_median as others_median,
        coalesce(near.neighbours_n, middle.authorities_n) as others_n,
        -- of neighbours, only events that befall a pupil once add up without their spread
        case
            when peers.comparator_area <> 'neighbours' then others.events
            when subjects.concerned is null then (near.pooled_low + near.pooled_high) / 2
        end as other_events,
        coalesce(others.pupils, near.pooled_denominator) as other_event_pupils,
        others.concerned as other_concerned,
        case
            when peers.comparator_area <> 'neighbours' then others.dispersion
            when near.pooled_low is not null and subjects.concerned is null then subjects.dispersion
        end as other_dispersion
    from subjects
    inner join peers on subjects.area_code = peers.area_code and subjects.cohort = peers.cohort
    left join others
        on peers.comparator_area in ('england', 'region', 'same')
        and subjects.measure_id = others.measure_id and peers.other_cohort = others.cohort
        and peers.other_area = others.area_code and subjects.period = others.period
    left join neighbour_values as near
        on peers.comparator_area = 'neighbours' and subjects.measure_id = near.measure_id
        and peers.other_cohort = near.cohort and peers.other_area = near.area_code
        and subjects.period = near.period
    left join authority_values as middle
        on peers.comparator_area = 'authorities' and subjects.measure_id = middle.measure_id
        and peers.other_cohort = middle.cohort and subjects.period = middle.period
    left join unavailable
        on subjects.measure_id = unavailable.measure_id and peers.comparator = unavailable.comparator
)
select
    matched.*,
    case
        when value is null then null
        when unit = '%' and numerator_low is not null and other_low is not null then
            case
                when comparator_area = 'neighbours' then 'newcombe_pooled'
                when adds_up and holds_these and other_denominator > denominator then 'newcombe_part_whole'
                else 'newcombe'
            end
        when dispersion is not null and other_dispersion is not null then
            case
                when comparator_area = 'neighbours' then 'rates_pooled'
                when adds_up and holds_these and other_event_pupils > event_pupils and other_events >= events
                    and coalesce(other_concerned, 0) >= coalesce(concerned, 0) then 'rates_part_whole'
                else 'rates'
            end
        when unit = 'score' and comparator_area <> 'neighbours' and value_lower is not null
            and (other_lower is not null or (comparator_area = 'england' and other_value is not null))
            then 'published_limits'
        when coalesce(other_value, others_median) is null then null
        else 'published_figures_only'
    end as method
from matched;

-- rates of events, and those of the rest of a whole; differences of these are made of exact tails
create temp table rate_pairs as
select measure_id, cohort, area_code, period, comparator,
    events, dispersion, event_pupils,
    case when method = 'rates_part_whole' then other_events - events else other_events end as rest_events,
    case when method = 'rates_part_whole' then other_event_pupils - event_pupils else other_event_pupils end
        as rest_pupils,
    case
        when method <> 'rates_part_whole' or concerned is null then other_dispersion
        when other_concerned > concerned
            then greatest(1.0, 2 * (other_events - events) / (other_concerned - concerned) - 1)
        else 1.0
    end as rest_dispersion,
    case when method = 'rates_part_whole' then event_pupils / other_event_pupils else 0.0 end as weight
from pairings
where method in ('rates', 'rates_pooled', 'rates_part_whole');

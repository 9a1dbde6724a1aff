-- purpose: each figure of a compared area with the figure of each comparator
-- grain: one row per figure of a compared area and comparator
-- inputs: cells, events, peers, others, areas, compared_areas, cohorts, comparators, unavailable_comparators, materiality, measures
-- output: the figure and the other's (columns other_…), what its measure, cohort and comparator have of their own, and why there is no other
-- rules: statistics 0, 6 (targets), 13
with
-- what the figures of a measure and cohort have in common
scales as (
    select
        measures.measure_no,
        cohorts.cohort_no,
        mains.comparator_no as main_no,
        measures.unit = '%' as is_share,
        measures.unit = 'score' as is_score,
        measures.unit = 'count' as is_count,
        measures.unit = '%' and measures.kind = 'percentage' as counts_pupils,
        measures.is_local,
        measures.polarity,
        materiality.m_level,
        materiality.sd_between,
        materiality.latest_start
    from materiality
    inner join measures on materiality.measure_id = measures.measure_id
    inner join cohorts on materiality.cohort = cohorts.cohort
    left join comparators as mains on measures.main_comparator = mains.comparator
    -- a part of another measure is shown with it, not judged by itself
    where measures.part_of = ''
),

subjects as (
    select
        cells.figure,
        cells.series,
        cells.measure_no,
        cells.cohort_no,
        cells.area_no,
        cells.period_no,
        -- dictionaries of texts are as quick to join as numbers
        coded(cells.measure_id) as measure_id,
        coded(cells.cohort) as cohort,
        coded(cells.area_code) as area_code,
        coded(cells.period) as period,
        coded(cells.symbol) as symbol,
        cells.release_status = 'provisional' as is_provisional,
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
        scales.main_no,
        scales.is_share,
        scales.is_score,
        scales.is_count,
        scales.counts_pupils,
        scales.is_local,
        scales.polarity,
        scales.m_level,
        scales.sd_between,
        cells.period_start = scales.latest_start as is_latest
    from compared_areas
    inner join areas on compared_areas.area_code = areas.area_code
    inner join cells on areas.area_no = cells.area_no
    inner join scales on cells.measure_no = scales.measure_no and cells.cohort_no = scales.cohort_no
    left join events on cells.figure = events.figure
    where cells.area_level <> 'national'
),

unavailable as (
    select
        measures.measure_no,
        comparators.comparator_no,
        coded(unavailable_comparators.reason) as reason
    from unavailable_comparators
    inner join measures on unavailable_comparators.measure_id = measures.measure_id
    inner join comparators on unavailable_comparators.comparator = comparators.comparator
),

paired as (
    select
        subjects.*,
        peers.comparator_no,
        coded(peers.comparator) as comparator,
        peers.comparator_no = subjects.main_no as is_main,
        peers.other_kind,
        peers.is_whole,
        peers.is_whole and peers.other_area = 'E92000001' as is_england,
        peers.is_same_cohort,
        peers.holds_these,
        peers.holds_some,
        peers.other_area_no,
        figure_of(
            subjects.measure_no, peers.other_cohort_no, cast(0 as int), subjects.period_no
        ) as other_year_no
    from peers
    inner join subjects
        on peers.area_no = subjects.area_no and peers.cohort_no = subjects.cohort_no
)

select
    paired.*,
    paired.other_kind = 'area' and not paired.is_whole as at_home,
    unavailable.reason as unavailable,
    others.other_value,
    others.other_unit,
    others.other_lower,
    others.other_upper,
    others.other_low,
    others.other_high,
    others.other_denominator,
    others.adds_up,
    others.others_median,
    others.others_n,
    others.other_is_sum,
    others.other_is_wrong,
    others.target_by,
    -- of neighbours, only events that befall a pupil once add up without their spread
    case when paired.other_kind <> 'neighbours' or paired.concerned is null then others.other_events end as other_events,
    case when paired.other_kind <> 'neighbours' or paired.concerned is null then others.other_events_low end as other_events_low,
    case when paired.other_kind <> 'neighbours' or paired.concerned is null then others.other_events_high end as other_events_high,
    others.other_event_pupils,
    others.other_concerned,
    case
        when paired.other_kind <> 'neighbours' then others.other_dispersion
        when others.other_low is not null and paired.concerned is null then paired.dispersion
    end as other_dispersion
from paired
left join unavailable
    on paired.measure_no = unavailable.measure_no and paired.comparator_no = unavailable.comparator_no
left join others
    on
        paired.other_year_no = others.year_no
        and paired.other_area_no = others.area_no
        and paired.other_kind = others.other_kind
-- another measure of these pupils may have the target
where paired.other_kind <> 'target' or others.other_value is not null

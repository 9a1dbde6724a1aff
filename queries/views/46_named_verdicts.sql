-- purpose: each verdict with the names and notes of the catalogue that a sentence about it needs
-- grain: one row per measure, cohort, area and comparator, at the latest period of the measure
-- inputs: verdicts, evidence, trends, measure_cohorts, comparators, areas, breaks, thresholds, as_of
-- output: the columns of verdicts; titles, units and people as the sentence names them, and the breaks that it mentions
-- rules: statistics 16
with
-- the break that the latest period of a measure lies behind is the last one before it
cuts as (
    select
        breaks.measure_id,
        breaks.before_start,
        breaks.break_before,
        breaks.break_title,
        breaks.break_kind,
        lead(breaks.before_start, 1, 9999) over (
            partition by breaks.measure_id order by breaks.before_start
        ) as next_start
    from breaks
)

select
    verdicts.*,
    as_of.as_of,
    areas.area_phrase,
    measure_cohorts.title_text,
    measure_cohorts.measure_title,
    measure_cohorts.caveat,
    measure_cohorts.unit,
    measure_cohorts.kind,
    measure_cohorts.year_word,
    measure_cohorts.cohort_title,
    measure_cohorts.cohort_short,
    measure_cohorts.people,
    comparators.comparator_phrase,
    -- the figure of neighbours is that of their pupils together where counts are tested, else the median
    case
        when verdicts.target_by is not null then concat(' by ', verdicts.target_by)
        when verdicts.comparator = 'target' then ''
        when verdicts.comparator <> 'neighbours-same-cohort'
            then concat(' for ', comparators.comparator_phrase)
        when verdicts.evidence_grade in ('A', 'B')
            then concat(' for ', comparators.comparator_phrase, ' together')
        else concat(' for the median of ', comparators.comparator_phrase)
    end as for_text,
    evidence.evidence,
    measure_cohorts.subject_text,
    measure_cohorts.unit_text,
    measure_cohorts.full_unit,
    measure_cohorts.change_unit,
    measure_cohorts.one_unit,
    printed_number($small_cohort, 0) as small_cohort_text,
    printed_number($small_count, 0) as small_count_text,
    -- a break is reported where it shortens the years that are read
    case
        when trends.segment_id > 0 and cuts.break_before is not null
            then concat(
                ' Years before ', cuts.break_before, ' are not comparable (', cuts.break_title, ').'
            )
        else ''
    end as break_text,
    case
        when cuts.break_before is null or cuts.break_before <= verdicts.gap_trend_from then ''
        when cuts.break_kind = 'grading' then ', across a change of grading'
        else ', across a break in the series'
    end as gap_across
from as_of
cross join verdicts
inner join measure_cohorts
    on verdicts.measure_id = measure_cohorts.measure_id and verdicts.cohort = measure_cohorts.cohort
inner join comparators on verdicts.comparator = comparators.comparator
inner join areas on verdicts.area_code = areas.area_code
left join evidence
    on
        verdicts.measure_id = evidence.measure_id
        and verdicts.cohort = evidence.cohort
        and verdicts.area_code = evidence.area_code
        and verdicts.comparator = evidence.comparator
left join trends
    on
        verdicts.measure_id = trends.measure_id
        and verdicts.cohort = trends.cohort
        and verdicts.area_code = trends.area_code
        and verdicts.period = trends.period_to
left join cuts
    on
        verdicts.measure_id = cuts.measure_id
        and verdicts.period_start >= cuts.before_start
        and verdicts.period_start < cuts.next_start

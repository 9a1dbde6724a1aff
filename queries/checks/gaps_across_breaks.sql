-- purpose: whether the gap to England stays comparable across a change of grading, for the measures that the catalogue marks so
-- grain: one row per measure whose gap should survive its breaks
-- inputs: cells, measures
-- output: check, data_set, key, severity, message, rows
-- rules: statistics 8b: the spread of one-year changes of the gap across a break is at most 1.25 times that within segments
with gaps as (
    select
        cells.data_set,
        cells.measure_id,
        cells.cohort,
        cells.area_code,
        cells.period_start,
        cells.segment_id,
        cells.value - england.value as gap
    from cells
    inner join measures on cells.measure_id = measures.measure_id
    inner join cells as england
        on
            cells.measure_id = england.measure_id
            and cells.cohort = england.cohort
            and cells.period = england.period
            and england.area_level = 'national'
    where
        measures.gap_survives_breaks = 1
        and cells.area_level = 'local_authority'
        and cells.value is not null
        and england.value is not null
),

changes as (
    select
        later.data_set,
        later.measure_id,
        later.cohort,
        later.segment_id <> earlier.segment_id as across,
        later.gap - earlier.gap as change
    from gaps as later
    inner join gaps as earlier
        on
            later.measure_id = earlier.measure_id
            and later.cohort = earlier.cohort
            and later.area_code = earlier.area_code
            and later.period_start = earlier.period_start + 1
),

spreads as (
    select
        min(data_set) as data_set,
        measure_id,
        cohort,
        count(*) filter (where across) as across_n,
        count(*) filter (where not across) as within_n,
        stddev_samp(change) filter (where across) as across_sd,
        stddev_samp(change) filter (where not across) as within_sd
    from changes
    group by measure_id, cohort
),

-- the spread of a few authorities shows nothing
ratios as (
    select
        data_set,
        measure_id,
        cohort,
        across_n,
        across_sd / within_sd as ratio,
        across_sd > 1.25 * within_sd as is_wide
    from spreads
    where across_n >= 30 and within_n >= 30 and within_sd > 0
)

select
    'gap_across_break' as check,
    min(data_set) as data_set,
    measure_id as key,
    case when bool_or(is_wide) then 'warning' else 'note' end as severity,
    case
        when bool_or(is_wide)
            then concat(
                'the gap to England moves up to ', printed_number(max(ratio), 2),
                ' times as much across a change of grading as within one (',
                string_agg(cohort, ', ' order by cohort) filter (where is_wide),
                '): take gap_survives_breaks from the measure, for it does not'
            )
        else concat(
            'the gap to England moves at most ', printed_number(max(ratio), 2),
            ' times as much across a change of grading as within one (1.25 would be too much): ',
            'it may be read across'
        )
    end as message,
    sum(across_n) as rows
from ratios
group by measure_id

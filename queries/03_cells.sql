-- purpose: every figure with how closely its counts are known, its limits and its evidence grade
-- grain: one row per measure, cohort, area and period
-- inputs: counted_figures, missed
-- output: the columns of facts, where its counts come from, a latest period without a row (no value or symbol), printed_unit, fewest and most events that
-- the counts allow (numerator_low, numerator_high), the key as one number: figure; series, the same in all years; year_no, the same in all areas;
-- numbers that sort as the names
-- rules: statistics 0 (grades), 1 (interval of a share), 14 (feasible counts)
with derived as (
    select
        counted_figures.*,
        -- the counts that print as the percentage, where none was published
        case
            when
                numerator is null
                and derive_numerator = 1
                and value is not null
                and denominator > 0
                then feasible_numerators(value, cast(decimals as double), denominator)
        end as feasible
    from counted_figures
),

ranged as (
    select
        derived.*,
        case
            when value is null or denominator is null then null
            -- greatest and least skip a null, which is not a count here
            when numerator is not null
                then greatest(numerator - floor(counts_rounded_to / 2.0), 0.0)
            else feasible['low']
        end as numerator_low,
        case
            when value is null or denominator is null then null
            -- more events than pupils are possible, more pupils are not
            when numerator is not null
                then least(
                    numerator + floor(counts_rounded_to / 2.0), greatest(numerator, denominator)
                )
            else feasible['high']
        end as numerator_high
    from derived
),

graded as (
    select
        ranged.*,
        case
            when value is null then 'N'
            when numerator_low is not null and numerator_low = numerator_high then 'A'
            when numerator_low is not null then 'B'
            when value_lower is not null and value_upper is not null then 'A'
            else 'C'
        end as evidence_grade,
        case
            -- a rate of events is not a share: 04_events.sql has its limits
            when numerator_low is not null and unit = '%'
                then wilson_interval(numerator_low, numerator_high, denominator)
        end as wilson
    from ranged
)

select
    measure_id,
    cohort,
    area_code,
    period,
    area_name,
    area_level,
    period_start,
    value,
    symbol,
    coalesce(
        numerator,
        case when numerator_low = numerator_high then numerator_low end
    ) as numerator,
    denominator,
    coalesce(value_lower, 100 * wilson['lower']) as value_lower,
    coalesce(value_upper, 100 * wilson['upper']) as value_upper,
    unit,
    evidence_grade,
    segment_id,
    release_status,
    span,
    counts_from,
    data_set,
    data_set_version,
    source_row,
    printed_unit,
    numerator_low,
    numerator_high,
    figure_of(measure_no, cohort_no, area_no, period_no) as figure,
    figure_of(measure_no, cohort_no, area_no, cast(0 as int)) as series,
    figure_of(measure_no, cohort_no, cast(0 as int), period_no) as year_no,
    measure_no,
    cohort_no,
    area_no,
    period_no
from graded
-- columns that the second table lacks are null
union all by name
select
    measure_id,
    cohort,
    area_code,
    period,
    area_name,
    area_level,
    period_start,
    unit,
    'N' as evidence_grade,
    segment_id,
    'final' as release_status,
    data_set,
    '' as data_set_version,
    printed_unit,
    figure_of(measure_no, cohort_no, area_no, period_no) as figure,
    figure_of(measure_no, cohort_no, area_no, cast(0 as int)) as series,
    figure_of(measure_no, cohort_no, cast(0 as int), period_no) as year_no,
    measure_no,
    cohort_no,
    area_no,
    period_no
from missed
order by figure

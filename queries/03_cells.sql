-- purpose: staged figures up to the as-of period, with their segment, printed unit, counts and evidence grade
-- grain: one row per measure, cohort, area and period
-- inputs: usable, measure_years, missed, areas, as_of
-- parted: usable, measure_years, missed
-- sorted: measure_id, cohort, area_code, period
-- sorted: measure_no, cohort_no, area_no, period_no
-- output: the columns of facts, where its counts come from, a latest period without a row (no value or symbol), printed_unit, feasible numerators, numbers that sort as the names
-- rules: statistics 0 (grades), 1 (interval of a share), 14 (feasible counts)
-- threads: any
with
-- counts that are arithmetic on published figures are marked as such; without them where only
-- published figures are wanted, and without a share that is nothing but their quotient
marked as (
    select
        usable.*,
        case
            when
                measure_years.value_of_counts = 1
                or usable.numerator is not null or usable.denominator is not null
                then usable.counts_from
        end as origin,
        measure_years.unit,
        power(10.0, -measure_years.decimals) as printed_unit,
        measure_years.segment_id,
        measure_years.measure_no,
        measure_years.cohort_no,
        measure_years.period_no,
        measure_years.decimals,
        measure_years.derive_numerator,
        measure_years.value_of_counts = 1 as is_quotient,
        areas.area_no,
        as_of.published_only = 1
        and usable.counts_from in ('reconstructed', 'sum_of_authorities') as is_unwanted
    from as_of
    cross join usable
    inner join measure_years
        on
            usable.measure_id = measure_years.measure_id
            and usable.cohort = measure_years.cohort
            and usable.period = measure_years.period
            and usable.area_level = measure_years.area_level
    inner join areas on usable.area_code = areas.area_code
),

kept as (
    select
        marked.*,
        case
            when not is_unwanted or not is_quotient or counts_from <> 'sum_of_authorities' then value
        end as kept_value,
        case when not is_unwanted then numerator end as kept_numerator,
        case when not is_unwanted then denominator end as kept_denominator
    from marked
),

counted as (
    select
        measure_id,
        cohort,
        area_code,
        period,
        area_name,
        area_level,
        period_start,
        kept_value as value,
        case when kept_value is null then coalesce(symbol, 'x') end as symbol,
        kept_numerator as numerator,
        kept_denominator as denominator,
        value_lower,
        value_upper,
        unit,
        segment_id,
        release_status,
        span,
        case when not is_unwanted then origin end as counts_from,
        data_set,
        data_set_version,
        source_row,
        counts_rounded_to,
        printed_unit,
        measure_no,
        cohort_no,
        area_no,
        period_no,
        case
            when
                kept_numerator is null
                and derive_numerator = 1
                and kept_value is not null
                and kept_denominator > 0
                then feasible_numerators(
                    kept_value, cast(decimals as double), kept_denominator
                )
        end as feasible
    from kept
),

ranged as (
    select
        counted.*,
        case
            when value is null or denominator is null then null
            -- greatest and least pass over a null, which is no count here
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
    from counted
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
            -- a rate of events is no share: its limits stand in events
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
    measure_no,
    cohort_no,
    area_no,
    period_no
from graded
union all
select
    measure_id,
    cohort,
    area_code,
    period,
    area_name,
    area_level,
    period_start,
    null as value,
    null as symbol,
    null as numerator,
    null as denominator,
    null as value_lower,
    null as value_upper,
    unit,
    'N' as evidence_grade,
    segment_id,
    'final' as release_status,
    null as span,
    null as counts_from,
    data_set,
    '' as data_set_version,
    null as source_row,
    printed_unit,
    null as numerator_low,
    null as numerator_high,
    figure_of(measure_no, cohort_no, area_no, period_no) as figure,
    measure_no,
    cohort_no,
    area_no,
    period_no
from missed
order by figure

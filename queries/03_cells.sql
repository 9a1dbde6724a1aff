-- purpose: staged figures up to the as-of period, with their segment, printed unit, counts and evidence grade
-- grain: one row per measure, cohort, area and period
-- inputs: staged, repeated_keys, not_yet, misprints, measures, cohorts, areas, breaks, as_of
-- parted: staged
-- sorted: measure_id, cohort, area_code, period
-- sorted: measure_no, cohort_no, area_no, period_no
-- output: the columns of facts, where its counts come from, a latest period without a row (no value or symbol), printed_unit, feasible numerators, numbers that sort as the names
-- rules: statistics 0 (grades), 1 (interval of a share), 14 (feasible counts), 16 (segments)
-- threads: any
with published as (
    select staged.*
    from as_of
    cross join staged
    -- of equal twins the first is kept; different ones stopped their data set before
    left join repeated_keys
        on
            staged.measure_id = repeated_keys.measure_id
            and staged.cohort = repeated_keys.cohort
            and staged.area_code = repeated_keys.area_code
            and staged.period = repeated_keys.period
            and staged.data_set_version = repeated_keys.data_set_version
    -- what is printed before an area had anyone to count is no figure of it
    left anti join not_yet
        on
            staged.area_code = not_yet.area_code
            and staged.data_set = not_yet.data_set
            and staged.period_start < not_yet.first_start
    -- nor is what is printed for every authority of a region alike
    left anti join misprints
        on
            staged.data_set = misprints.data_set
            and staged.measure_id = misprints.measure_id
            and staged.area_code = misprints.area_code
            and staged.period_start = misprints.period_start
            and staged.value = misprints.printed
    where
        staged.period_start <= as_of.as_of_start
        and (repeated_keys.first_row is null or staged.source_row = repeated_keys.first_row)
),

-- a publisher drops trailing zeros, so decimals are read off all areas of a level
written as (
    select
        published.measure_id,
        published.cohort,
        published.period,
        published.area_level,
        min(published.period_start) as period_start,
        least(
            max(coalesce(published.value_decimals, 0)), max(measures.decimals)
        ) as decimals
    from published
    inner join measures on published.measure_id = measures.measure_id
    group by
        published.measure_id, published.cohort, published.period, published.area_level
),

-- England is one figure and regions are few, which can all end in zero: they are held to have the
-- decimals of their level in other years, as far as authorities have them in this one
levels as (
    select
        written.*,
        case
            when area_level = 'local_authority' then decimals
            else greatest(
                decimals,
                least(
                    max(decimals) over (partition by measure_id, area_level),
                    coalesce(
                        max(case when area_level = 'local_authority' then decimals end)
                            over (partition by measure_id, cohort, period),
                        decimals
                    )
                )
            )
        end as level_decimals
    from written
),

printed as (
    select
        measure_id,
        cohort,
        period,
        min(period_start) as period_start
    from written
    group by measure_id, cohort, period
),

periods as (
    select distinct
        measure_id,
        period_start
    from published
),

segments as (
    select
        periods.measure_id,
        periods.period_start,
        cast(count(breaks.before_start) as int) as segment_id
    from periods
    left join breaks
        on
            periods.measure_id = breaks.measure_id
            and periods.period_start >= breaks.before_start
    group by periods.measure_id, periods.period_start
),

-- what the figures of a year have in common
years as (
    select
        printed.measure_id,
        printed.cohort,
        printed.period,
        measures.unit,
        measures.derive_numerator,
        measures.value_of_counts,
        measures.measure_no,
        cohorts.cohort_no,
        cast(
            dense_rank() over (partition by printed.measure_id order by printed.period) as int
        ) as period_no,
        segments.segment_id
    from printed
    inner join measures on printed.measure_id = measures.measure_id
    inner join cohorts on printed.cohort = cohorts.cohort
    inner join segments
        on
            printed.measure_id = segments.measure_id
            and printed.period_start = segments.period_start
),

-- counts that are arithmetic on published figures are told as such; without them where only
-- published figures are wanted, and without a share that is nothing but their quotient
told as (
    select
        published.*,
        case
            when
                years.value_of_counts = 1
                or published.numerator is not null or published.denominator is not null
                then published.counts_from
        end as origin,
        years.unit,
        power(10.0, -levels.level_decimals) as printed_unit,
        years.segment_id,
        years.measure_no,
        years.cohort_no,
        years.period_no,
        levels.level_decimals as decimals,
        years.derive_numerator,
        years.value_of_counts = 1 as is_quotient,
        areas.area_no,
        as_of.published_only = 1
        and published.counts_from in ('reconstructed', 'sum_of_authorities') as is_unwanted
    from as_of
    cross join published
    inner join years
        on
            published.measure_id = years.measure_id
            and published.cohort = years.cohort
            and published.period = years.period
    inner join levels
        on
            published.measure_id = levels.measure_id
            and published.cohort = levels.cohort
            and published.period = levels.period
            and published.area_level = levels.area_level
    inner join areas on published.area_code = areas.area_code
),

kept as (
    select
        told.*,
        case
            when not is_unwanted or not is_quotient or counts_from <> 'sum_of_authorities' then value
        end as kept_value,
        case when not is_unwanted then numerator end as kept_numerator,
        case when not is_unwanted then denominator end as kept_denominator
    from told
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
),

-- how far the rows and the figures of each area go
reached as (
    select
        measure_id,
        cohort,
        area_code,
        min(data_set) as data_set,
        max(period_start) as last_row,
        max(case when value is not null then period_start end) as last_figure
    from published
    group by measure_id, cohort, area_code
),

latest as (
    select
        measure_id,
        cohort,
        max(last_figure) as latest_start
    from reached
    group by measure_id, cohort
),

-- an area that had figures and has no row in the latest period is missed, not forgotten
missed as (
    select
        reached.measure_id,
        reached.cohort,
        reached.area_code,
        printed.period,
        areas.area_name,
        areas.area_level,
        printed.period_start,
        years.unit,
        years.segment_id,
        reached.data_set,
        power(10.0, -coalesce(levels.level_decimals, 0)) as printed_unit,
        years.measure_no,
        years.cohort_no,
        areas.area_no,
        years.period_no
    from reached
    inner join latest
        on reached.measure_id = latest.measure_id and reached.cohort = latest.cohort
    inner join printed
        on
            latest.measure_id = printed.measure_id
            and latest.cohort = printed.cohort
            and latest.latest_start = printed.period_start
    inner join years
        on
            printed.measure_id = years.measure_id
            and printed.cohort = years.cohort
            and printed.period = years.period
    inner join areas on reached.area_code = areas.area_code
    left join levels
        on
            printed.measure_id = levels.measure_id
            and printed.cohort = levels.cohort
            and printed.period = levels.period
            and areas.area_level = levels.area_level
    where reached.last_figure is not null and reached.last_row < latest.latest_start
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

-- purpose: each staged figure with the counts behind it, and with what its measure and year have in common
-- grain: one row per measure, cohort, area and period
-- inputs: usable, measure_years, areas, as_of
-- output: value (unit) and counts (pupils or events), null where the run leaves them out; where the counts come from; unit, printed_unit, segment,
-- decimals, whether the numerator may be worked out, numbers that sort as the names
-- rules: statistics 0
with marked as (
    select
        usable.*,
        -- arithmetic on published figures is marked as such
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
        -- a run of published figures only (--published-only) leaves it out
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
        -- a share that is nothing but the quotient of such counts is left out with them
        case
            when not is_unwanted or not is_quotient or counts_from <> 'sum_of_authorities' then value
        end as kept_value
    from marked
)

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
    case when not is_unwanted then numerator end as numerator,
    case when not is_unwanted then denominator end as denominator,
    value_lower,
    value_upper,
    unit,
    segment_id,
    release_status,
    span,
    case when not is_unwanted then origin end as counts_from,
    counts_rounded_to,
    data_set,
    data_set_version,
    source_row,
    decimals,
    printed_unit,
    derive_numerator,
    measure_no,
    cohort_no,
    area_no,
    period_no
from kept

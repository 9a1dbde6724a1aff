-- segments, printed units, feasible counts, limits and grades
create temp table cells as
with printed as (
    select measure_id, cohort, period,
        least(max(case when value is null then 0 else value_decimals end), max(measures.decimals)) as decimals
    from staged inner join measures using (measure_id)
    group by all
),
segments as (
    select periods.measure_id, periods.period_start, cast(count(breaks.before_start) as int) as segment_id
    from (select distinct measure_id, period_start from staged) as periods
    left join breaks
        on periods.measure_id = breaks.measure_id and periods.period_start >= breaks.before_start
    group by all
),
counted as (
    select
        staged.*, measures.unit, segments.segment_id,
        pow(10.0, -printed.decimals) as printed_unit,
        case when staged.numerator is null and measures.derive_numerator = 1
                and staged.value is not null and staged.denominator >= 1
            then greatest(ceil((staged.value - 0.5 * pow(10.0, -printed.decimals)) * staged.denominator / 100.0 - 1e-9), 0.0)
        end as low,
        case when staged.numerator is null and measures.derive_numerator = 1
                and staged.value is not null and staged.denominator >= 1
            then least(floor((staged.value + 0.5 * pow(10.0, -printed.decimals)) * staged.denominator / 100.0 + 1e-9), staged.denominator)
        end as high
    from staged
    inner join measures using (measure_id)
    inner join printed using (measure_id, cohort, period)
    inner join segments using (measure_id, period_start)
),
ranged as (
    select
        * exclude (low, high),
        case when value is not null and denominator is not null
            then coalesce(numerator, case when low <= high then low end) end as numerator_low,
        case when value is not null and denominator is not null
            then coalesce(numerator, case when low <= high then high end) end as numerator_high
    from counted
),
graded as (
    select
        ranged.*,
        case
            when value is null then 'N'
            when numerator_low = numerator_high then 'A'
            when numerator_low is not null then 'B'
            when value_lower is not null and value_upper is not null then 'A'
            else 'C'
        end as evidence_grade,
        unit = '%' and denominator >= 1 and numerator_low >= 0 and numerator_low <= denominator
        and numerator_low <= numerator_high as has_wilson
    from ranged
)
select
    * exclude (numerator, value_lower, value_upper, has_wilson),
    coalesce(numerator, case when numerator_low = numerator_high then numerator_low end) as numerator,
    coalesce(value_lower, case when has_wilson then 100 * wilson_lower(numerator_low, denominator) end) as value_lower,
    coalesce(value_upper, case when has_wilson then 100 * wilson_upper(least(numerator_high, denominator), denominator) end) as value_upper
from graded;

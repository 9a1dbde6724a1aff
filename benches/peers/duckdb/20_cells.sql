-- printed units, segments, areas that are missed in the latest period, feasible counts, limits and grades
create temp table measure_years as
with written as (
    select measure_id, cohort, period, area_level, min(period_start) as period_start,
        least(max(coalesce(value_decimals, 0)), max(measures.decimals)) as decimals
    from staged inner join measures using (measure_id)
    group by all
),
printed as (
    select measure_id, cohort, period, min(period_start) as period_start from written group by all
),
levels as (select distinct area_level from areas),
grid as (
    select printed.*, levels.area_level, written.decimals,
        max(written.decimals) over (partition by printed.measure_id, levels.area_level) as level_decimals,
        max(case when levels.area_level = 'local_authority' then written.decimals end)
            over (partition by printed.measure_id, printed.cohort, printed.period) as authority_decimals
    from printed
    cross join levels
    left join written
        on printed.measure_id = written.measure_id and printed.cohort = written.cohort
        and printed.period = written.period and levels.area_level = written.area_level
),
segments as (
    select periods.measure_id, periods.period_start, cast(count(breaks.before_start) as int) as segment_id
    from (select distinct measure_id, period_start from printed) as periods
    left join breaks
        on periods.measure_id = breaks.measure_id and periods.period_start >= breaks.before_start
    group by all
)
select
    grid.measure_id, grid.cohort, grid.period, grid.area_level, grid.period_start, segments.segment_id,
    -- England is one figure and regions are few: they may all end in zero
    case
        when grid.area_level = 'local_authority' or grid.decimals is null then coalesce(grid.decimals, 0)
        else greatest(grid.decimals, least(grid.level_decimals, coalesce(grid.authority_decimals, grid.decimals)))
    end as decimals
from grid inner join segments using (measure_id, period_start);

create temp table cells as
with reached as (
    select measure_id, cohort, area_code, min(data_set) as data_set, max(period_start) as last_row,
        max(case when value is not null then period_start end) as last_figure
    from staged group by all
),
latest as (
    select measure_id, cohort, max(last_figure) as latest_start from reached group by all
),
missed as (
    select reached.measure_id, reached.cohort, reached.area_code, measure_years.period, areas.area_name,
        areas.area_level, measure_years.period_start, reached.data_set, measures.unit,
        measure_years.segment_id, pow(10.0, -measure_years.decimals) as printed_unit
    from reached
    inner join latest using (measure_id, cohort)
    inner join areas using (area_code)
    inner join measures on reached.measure_id = measures.measure_id
    inner join measure_years
        on latest.measure_id = measure_years.measure_id and latest.cohort = measure_years.cohort
        and latest.latest_start = measure_years.period_start and areas.area_level = measure_years.area_level
    where reached.last_figure is not null and reached.last_row < latest.latest_start
),
counted as (
    select
        staged.*, measures.unit, measure_years.segment_id,
        case when measures.value_of_counts = 1 or staged.numerator is not null or staged.denominator is not null
            then 'published' end as counts_from,
        pow(10.0, -measure_years.decimals) as printed_unit,
        staged.numerator is null and measures.derive_numerator = 1
        and staged.value is not null and staged.denominator >= 1 as derives,
        greatest(ceil((staged.value - 0.5 * pow(10.0, -measure_years.decimals)) * staged.denominator / 100.0 - 1e-9), 0.0) as low,
        least(floor((staged.value + 0.5 * pow(10.0, -measure_years.decimals)) * staged.denominator / 100.0 + 1e-9), staged.denominator) as high
    from staged
    inner join measures using (measure_id)
    inner join measure_years using (measure_id, cohort, period, area_level)
),
ranged as (
    select
        * exclude (low, high, derives),
        case when value is not null and denominator is not null
            then coalesce(numerator, case when derives and low <= high then low end) end as numerator_low,
        case when value is not null and denominator is not null
            then coalesce(numerator, case when derives and low <= high then high end) end as numerator_high
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
        unit = '%' and denominator >= 1 and numerator_low >= 0 and numerator_high <= denominator as has_wilson
    from ranged
)
select
    * exclude (numerator, value_lower, value_upper, has_wilson),
    coalesce(numerator, case when numerator_low = numerator_high then numerator_low end) as numerator,
    coalesce(value_lower, case when has_wilson then 100 * wilson_lower(numerator_low, denominator) end) as value_lower,
    coalesce(value_upper, case when has_wilson then 100 * wilson_upper(numerator_high, denominator) end) as value_upper
from graded
union all by name
select *, 'final' as release_status, 'N' as evidence_grade from missed;

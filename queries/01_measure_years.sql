-- purpose: what the figures of a measure and year have in common
-- grain: one row per measure, cohort, period and level of geography, published at that level or not
-- inputs: usable, measures, cohorts, areas, breaks
-- output: decimals of that level, unit and handling of counts of the measure, segment between breaks, numbers that sort as the names
-- rules: statistics 14 (printed decimals), 16 (segments)
with
-- a publisher drops trailing zeros, so decimals are read off all areas of a level
written as (
    select
        usable.measure_id,
        usable.cohort,
        usable.period,
        usable.area_level,
        min(usable.period_start) as period_start,
        least(
            max(coalesce(usable.value_decimals, 0)), max(measures.decimals)
        ) as decimals
    from usable
    inner join measures on usable.measure_id = measures.measure_id
    group by
        usable.measure_id, usable.cohort, usable.period, usable.area_level
),

levels as (
    select distinct area_level
    from areas
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

grid as (
    select
        printed.measure_id,
        printed.cohort,
        printed.period,
        printed.period_start,
        levels.area_level,
        written.decimals,
        max(written.decimals) over (
            partition by printed.measure_id, levels.area_level
        ) as level_decimals,
        max(case when levels.area_level = 'local_authority' then written.decimals end) over (
            partition by printed.measure_id, printed.cohort, printed.period
        ) as authority_decimals
    from levels
    cross join printed
    left join written
        on
            printed.measure_id = written.measure_id
            and printed.cohort = written.cohort
            and printed.period = written.period
            and levels.area_level = written.area_level
),

starts as (
    select distinct
        measure_id,
        period_start
    from printed
),

segments as (
    select
        starts.measure_id,
        starts.period_start,
        cast(count(breaks.before_start) as int) as segment_id
    from starts
    left join breaks
        on
            starts.measure_id = breaks.measure_id
            and starts.period_start >= breaks.before_start
    group by starts.measure_id, starts.period_start
)

select
    grid.measure_id,
    grid.cohort,
    grid.period,
    grid.area_level,
    grid.period_start,
    -- England is one figure and regions are few, which can all end in zero: they are held to have the
    -- decimals of their level in other years, as far as authorities have them in this one
    case
        when grid.area_level = 'local_authority' or grid.decimals is null then coalesce(grid.decimals, 0)
        else greatest(
            grid.decimals,
            least(grid.level_decimals, coalesce(grid.authority_decimals, grid.decimals))
        )
    end as decimals,
    measures.unit,
    measures.derive_numerator,
    measures.value_of_counts,
    segments.segment_id,
    measures.measure_no,
    cohorts.cohort_no,
    cast(dense_rank() over (partition by grid.measure_id order by grid.period) as int) as period_no
from grid
inner join measures on grid.measure_id = measures.measure_id
inner join cohorts on grid.cohort = cohorts.cohort
inner join segments
    on
        grid.measure_id = segments.measure_id
        and grid.period_start = segments.period_start
order by grid.measure_id, grid.cohort, grid.period, grid.area_level

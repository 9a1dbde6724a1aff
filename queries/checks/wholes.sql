-- purpose: measures whose latest year has authorities but no England, or no region that was there before: nothing can be compared with them
-- grain: one row per data set, measure, cohort and level
-- inputs: cells, measures, areas, unavailable_periods, unavailable_comparators
-- output: check, data_set, key, severity, message, rows
-- rules: a whole is expected in the latest year of the authorities; regions only where they had figures before
with figures as (
    select cells.*
    from cells
    inner join measures on cells.measure_id = measures.measure_id
    left anti join unavailable_periods
        on
            cells.measure_id = unavailable_periods.measure_id
            and cells.period_start = unavailable_periods.period_start
    -- no other area has a local measure
    where cells.value is not null and measures.is_local = 0
),

-- the latest year in which authorities have figures, and how many have
latest as (
    select
        measure_id,
        cohort,
        period_start,
        min(period) as period,
        min(data_set) as data_set,
        count(*) as authorities
    from figures
    where area_level = 'local_authority'
    group by measure_id, cohort, period_start
    qualify row_number() over (
        partition by measure_id, cohort order by period_start desc
    ) = 1
),

wholes as (
    select
        measure_id,
        cohort,
        area_code,
        area_name,
        area_level,
        max(period_start) as last_start,
        last_value(period order by period_start) as last_period
    from figures
    where area_level in ('national', 'regional')
    group by measure_id, cohort, area_code, area_name, area_level
),

-- England without a year at all has no row of its own
england as (
    select
        latest.*,
        areas.area_name,
        'national' as area_level,
        wholes.last_start,
        wholes.last_period
    from latest
    inner join areas on areas.area_level = 'national'
    left anti join unavailable_comparators
        on
            latest.measure_id = unavailable_comparators.measure_id
            and unavailable_comparators.comparator = 'england-same-cohort'
    left join wholes
        on
            latest.measure_id = wholes.measure_id
            and latest.cohort = wholes.cohort
            and areas.area_code = wholes.area_code
),

regions as (
    select
        latest.*,
        wholes.area_name,
        wholes.area_level,
        wholes.last_start,
        wholes.last_period
    from latest
    inner join wholes
        on latest.measure_id = wholes.measure_id and latest.cohort = wholes.cohort
    where wholes.area_level = 'regional'
),

lacking as (
    select * from england
    where last_start is null or last_start < period_start
    union all
    select * from regions
    where last_start < period_start
)

select
    'whole_without_latest_year' as check,
    data_set,
    concat_ws('|', measure_id, cohort, area_level) as key,
    'warning' as severity,
    concat(
        'no figure for ', string_agg(area_name, ', ' order by area_name), ' in ', min(period),
        ', the latest year of ', max(authorities),
        case when max(authorities) = 1 then ' authority' else ' authorities' end, '; ',
        case
            when max(last_period) is null then 'there is none of any year'
            else concat('the last is of ', max(last_period))
        end,
        '. Comparisons of ', min(period), ' with ',
        case area_level when 'national' then 'England' else 'these regions' end, ' cannot be made'
    ) as message,
    count(*) as rows
from lacking
group by data_set, measure_id, cohort, area_level

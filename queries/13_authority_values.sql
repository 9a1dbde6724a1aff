-- purpose: the figure of the middle authority in each year, and the main comparator of a verdict
-- grain: one row per measure, cohort and period that any area has a row for
-- inputs: cells, measures, thresholds
-- output: year_no (as in cells), authorities_n, authorities_median (unit; null for too few), middle (keys of facts), main_comparator
-- rules: statistics 12 (minimum of authorities), 13 (the median)
with figures as (
    select
        cells.measure_id,
        cells.cohort,
        cells.period,
        cells.year_no,
        cells.area_code,
        cells.area_level,
        case when cells.area_level = 'local_authority' then cells.value end as authority_value,
        case when cells.area_level = 'national' then cells.value end as england_value
    from cells
),

placed as (
    select
        figures.*,
        count(authority_value) over everyone as authorities_n,
        row_number() over (
            partition by year_no
            order by authority_value nulls last, area_code
        ) as place
    from figures
    window everyone as (partition by year_no)
),

summary as (
    select
        measure_id,
        cohort,
        period,
        year_no,
        max(authorities_n) as authorities_n,
        median(authority_value) as authorities_median,
        count(england_value) as england_n,
        array_agg(
            concat_ws('|', measure_id, cohort, area_code, period) order by place
        ) filter (
            where place in (floor((authorities_n + 1) / 2.0), ceil((authorities_n + 1) / 2.0))
            and authority_value is not null
        ) as middle
    from placed
    group by measure_id, cohort, period, year_no
)

select
    summary.year_no,
    summary.measure_id,
    summary.cohort,
    summary.period,
    cast(summary.authorities_n as int) as authorities_n,
    case
        when summary.authorities_n >= $minimum_ranked then summary.authorities_median
    end as authorities_median,
    summary.middle,
    case
        when measures.main_comparator <> 'england-same-cohort' then measures.main_comparator
        -- England first; the middle authority only where England has no figure
        when summary.england_n = 0 and summary.authorities_n >= $minimum_ranked
            then 'authorities-same-cohort'
        else measures.main_comparator
    end as main_comparator
from summary
inner join measures on summary.measure_id = measures.measure_id
order by summary.year_no

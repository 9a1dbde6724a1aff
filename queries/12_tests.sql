-- purpose: false-discovery control over the tests of the latest year
-- grain: one row per measure, cohort, area, period and comparator
-- inputs: differences
-- output: the columns of differences, and q_value and family_size (null where nothing was tested)
-- rules: statistics 11 (family: one area, one comparator, latest year of each measure)
with tested as (
    select
        measure_id,
        cohort,
        area_code,
        period,
        comparator,
        p_value,
        count(*) over family as family_size,
        row_number() over (
            partition by area_code, comparator
            order by p_value, measure_id, cohort
        ) as place
    from differences
    where is_latest and p_value is not null and reason is null
    window family as (partition by area_code, comparator)
),

adjusted as (
    select
        measure_id,
        cohort,
        area_code,
        period,
        comparator,
        cast(family_size as int) as family_size,
        least(
            1.0,
            min(family_size * p_value / place) over (
                partition by area_code, comparator
                order by place desc
                rows between unbounded preceding and current row
            )
        ) as q_value
    from tested
)

select
    differences.*,
    adjusted.q_value,
    adjusted.family_size
from differences
left join adjusted
    on
        differences.measure_id = adjusted.measure_id
        and differences.cohort = adjusted.cohort
        and differences.area_code = adjusted.area_code
        and differences.period = adjusted.period
        and differences.comparator = adjusted.comparator
order by
    differences.measure_id, differences.cohort, differences.area_code,
    differences.period, differences.comparator

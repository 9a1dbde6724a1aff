-- purpose: false-discovery control over the tests of the latest year
-- grain: one row per measure, cohort, area, period and comparator
-- inputs: differences
-- output: family_size (tests) and q_value of every figure that was tested; the others have no row
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
)

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
order by measure_id, cohort, area_code, period, comparator

-- purpose: control of false discoveries over the tests of each year (Benjamini and Hochberg)
-- grain: one row per figure and comparator
-- inputs: differences
-- output: family_size (tests) and q_value of every figure that was tested; the others have no row
-- rules: statistics 11 (family: one area, one comparator, the latest year of each measure; every earlier year is a family of its own)
with tested as (
    select
        figure,
        comparator_no,
        area_no,
        p_value,
        -- the latest years of all measures are one family
        case when is_latest then 9999 else period_start end as family_year
    from differences
    where hindrance is null and p_value is not null
),

placed as (
    select
        tested.*,
        count(*) over (partition by area_no, comparator_no, family_year) as family_size,
        row_number() over (
            partition by area_no, comparator_no, family_year
            order by p_value, figure
        ) as place
    from tested
),

corrected as (
    select
        figure,
        comparator_no,
        family_size,
        least(
            1.0,
            min(family_size * p_value / place) over (
                partition by area_no, comparator_no, family_year
                order by place desc
                rows between unbounded preceding and current row
            )
        ) as q_value
    from placed
)

select
    figure,
    comparator_no,
    cast(family_size as int) as family_size,
    q_value
from corrected
order by figure, comparator_no

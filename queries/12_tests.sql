-- purpose: false-discovery control over the tests of the latest year
-- grain: one row per figure and comparator
-- inputs: differences
-- output: family_size (tests) and q_value of every figure that was tested; the others have no row
-- rules: statistics 11 (family: one area, one comparator, latest year of each measure)
with latest as (
    select
        figure,
        comparator_no,
        area_no,
        case when hindrance is null then p_value end as p_value
    from differences
    where is_latest
),

-- those without a test stand last in their family and do not count in it
placed as (
    select
        latest.*,
        count(p_value) over family as family_size,
        row_number() over (
            partition by area_no, comparator_no
            order by p_value nulls last, figure
        ) as place
    from latest
    window family as (partition by area_no, comparator_no)
),

corrected as (
    select
        figure,
        comparator_no,
        p_value,
        family_size,
        least(
            1.0,
            min(family_size * p_value / place) over (
                partition by area_no, comparator_no
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
where p_value is not null
order by figure, comparator_no

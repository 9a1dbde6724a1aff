-- purpose: the same cohort in an authority's statistical neighbours
-- grain: one row per measure, cohort, authority and period with at least one neighbour's figure
-- inputs: cells, areas, neighbours, thresholds
-- output: year_no (as in cells) and area_no, neighbours_n, median and mean (unit; null below the minimum of neighbours), pooled counts (pupils; null unless every figure has them)
-- rules: statistics 13
with pairs as (
    select
        here.area_no,
        there.area_no as neighbour_no
    from neighbours
    inner join areas as here on neighbours.area_code = here.area_code
    inner join areas as there on neighbours.neighbour_code = there.area_code
),

figures as (
    select
        cells.year_no,
        pairs.area_no,
        cells.value,
        cells.numerator_low,
        cells.numerator_high,
        cells.denominator
    from pairs
    inner join cells on pairs.neighbour_no = cells.area_no
    where cells.value is not null
),

summary as (
    select
        year_no,
        area_no,
        cast(count(*) as int) as neighbours_n,
        median(value) as neighbours_median,
        -- added as decimals, whose sum does not depend on the order of the neighbours
        cast(sum(cast(value as decimal(20, 6))) as double) / count(*) as neighbours_mean,
        count(numerator_low) as with_counts,
        sum(numerator_low) as pooled_low,
        sum(numerator_high) as pooled_high,
        sum(denominator) as pooled_denominator
    from figures
    group by year_no, area_no
),

judged as (
    select
        summary.*,
        neighbours_n >= $minimum_neighbours as enough,
        neighbours_n >= $minimum_neighbours and with_counts = neighbours_n as pooled
    from summary
)

select
    year_no,
    area_no,
    neighbours_n,
    case when enough then neighbours_median end as neighbours_median,
    case when enough then neighbours_mean end as neighbours_mean,
    case when pooled then pooled_low end as pooled_low,
    case when pooled then pooled_high end as pooled_high,
    case when pooled then pooled_denominator end as pooled_denominator
from judged
order by year_no, area_no

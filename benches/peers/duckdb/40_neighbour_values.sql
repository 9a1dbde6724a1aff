-- the same cohort in an authority's statistical neighbours
create temp table neighbour_values as
select
    measure_id, cohort, area_code, period, neighbours_n,
    case when enough then neighbours_median end as neighbours_median,
    case when enough then neighbours_mean end as neighbours_mean,
    case when enough and with_counts = neighbours_n then pooled_low end as pooled_low,
    case when enough and with_counts = neighbours_n then pooled_high end as pooled_high,
    case when enough and with_counts = neighbours_n then pooled_denominator end as pooled_denominator
from (
    select
        cells.measure_id, cells.cohort, neighbours.area_code, cells.period,
        cast(count(*) as int) as neighbours_n,
        median(value) as neighbours_median,
        avg(value) as neighbours_mean,
        count(numerator_low) as with_counts,
        sum(numerator_low) as pooled_low,
        sum(numerator_high) as pooled_high,
        sum(denominator) as pooled_denominator,
        count(*) >= any_value(minimum_neighbours) as enough
    from neighbours
    inner join cells on neighbours.neighbour_code = cells.area_code
    cross join thresholds
    where cells.value is not null
    group by all
);

-- the middle authority of each year
create temp table authority_values as
select measure_id, cohort, period,
    cast(count(value) filter (where area_level = 'local_authority') as int) as authorities_n,
    case when count(value) filter (where area_level = 'local_authority') >= any_value(minimum_ranked)
        then median(value) filter (where area_level = 'local_authority') end as authorities_median
from cells cross join thresholds
group by all;

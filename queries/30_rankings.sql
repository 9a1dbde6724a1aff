-- purpose: the place of each authority among all that have a figure, and its neighbours
-- grain: one row per measure, cohort, authority and period
-- inputs: cells, measures, neighbour_values, areas, thresholds
-- parted: cells, neighbour_values
-- output: rank and rank_max (1 is best), ranked (authorities), bands, robust place, neighbours, region and England (unit)
-- rules: statistics 5 (robust place), 12, 13
-- threads: any
with figures as (
    select
        cells.figure,
        -- the same for all areas of a measure, cohort and period
        figure_of(cells.measure_no, cells.cohort_no, cast(0 as int), cells.period_no) as year_no,
        cells.value,
        measures.polarity,
        -- a measure with no good direction is ranked from the highest, without a band
        case when measures.polarity < 0 then cells.value else -cells.value end as ascending
    from cells
    inner join measures on cells.measure_no = measures.measure_no
    where
        cells.area_level = 'local_authority' and cells.value is not null
        -- nobody else has a local measure
        and measures.is_local = 0
),

placed as (
    select
        figures.*,
        rank() over place as rank,
        count(*) over everyone as ranked,
        count(*) over tie as tied
    from figures
    window
        place as (partition by year_no order by ascending),
        everyone as (partition by year_no),
        tie as (partition by year_no, ascending)
),

quantiles as (
    select
        year_no,
        percentile_cont(0.25) within group (order by value) as q1,
        percentile_cont(0.5) within group (order by value) as q2,
        percentile_cont(0.75) within group (order by value) as q3
    from figures
    group by year_no
),

deviations as (
    select
        figures.year_no,
        median(abs(figures.value - quantiles.q2)) as mad
    from figures
    inner join quantiles on figures.year_no = quantiles.year_no
    group by figures.year_no
),

banded as (
    select
        placed.*,
        placed.rank + placed.tied - 1 as rank_max,
        quantiles.q1,
        quantiles.q2,
        quantiles.q3,
        deviations.mad,
        placed.polarity <> 0 and placed.ranked >= thresholds.minimum_ranked as has_band,
        least(4, 1 + floor(4.0 * (placed.rank - 1) / placed.ranked)) as band_first,
        least(
            4, 1 + floor(4.0 * (placed.rank + placed.tied - 2) / placed.ranked)
        ) as band_last
    from thresholds
    cross join placed
    inner join quantiles on placed.year_no = quantiles.year_no
    inner join deviations on placed.year_no = deviations.year_no
),

places as (
    select
        areas.area_no,
        regions.area_no as region_no
    from areas
    left join areas as regions on areas.region_code = regions.area_code
)

select
    cells.measure_id,
    cells.cohort,
    cells.area_code,
    cells.period,
    cast(banded.rank as int) as rank,
    cast(banded.rank_max as int) as rank_max,
    cast(banded.ranked as int) as ranked,
    case
        when not banded.has_band then null
        when banded.band_first = banded.band_last
            then make_array('A', 'B', 'C', 'D')[cast(banded.band_first as bigint)]
        else concat(
            make_array('A', 'B', 'C', 'D')[cast(banded.band_first as bigint)],
            '/',
            make_array('A', 'B', 'C', 'D')[cast(banded.band_last as bigint)]
        )
    end as band,
    case
        when not banded.has_band then null
        when banded.value <= banded.q1 and banded.polarity > 0 then 'D'
        when banded.value <= banded.q2 and banded.polarity > 0 then 'C'
        when banded.value <= banded.q3 and banded.polarity > 0 then 'B'
        when banded.polarity > 0 then 'A'
        when banded.value <= banded.q1 then 'A'
        when banded.value <= banded.q2 then 'B'
        when banded.value <= banded.q3 then 'C'
        else 'D'
    end as band_lait,
    case
        when banded.mad > 0
            then (banded.value - banded.q2) / (1.4826022185056018 * banded.mad)
    end as robust_place,
    near.neighbours_median,
    near.neighbours_mean,
    case
        when near.pooled_low = near.pooled_high
            then 100 * near.pooled_low / near.pooled_denominator
    end as neighbours_pooled,
    near.neighbours_n,
    region.value as region_value,
    england.value as england_value
from banded
inner join cells on banded.figure = cells.figure
inner join places on cells.area_no = places.area_no
left join neighbour_values as near on banded.figure = near.figure
left join cells as region
    on figure_of(cells.measure_no, cells.cohort_no, places.region_no, cells.period_no) = region.figure
left join cells as england
    on
        cells.measure_no = england.measure_no
        and cells.cohort_no = england.cohort_no
        and cells.period_no = england.period_no
        and england.area_level = 'national'
order by
    cells.measure_id, cells.cohort, cells.area_code, cells.period

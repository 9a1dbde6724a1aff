-- purpose: the rank of each authority among all that have a figure, with the figures of its neighbours, region and England
-- grain: one row per measure, cohort, authority and period
-- inputs: cells, measures, judged_measures, held_cohorts, cohorts, neighbour_values, areas, thresholds
-- output: rank and rank_max (1 is best; they differ for ties), ranked (how many have one), band (quarter by rank, A is best), band_lait (quarter by
-- value, as the publisher's own tool has it), robust place, neighbours, region and England (unit); the first five are null for a handful of pupils
-- rules: statistics 5 (robust place), 12, 13, 18 (small cohorts)
with
-- cohorts of a handful of pupils
handfuls as (
    select
        areas.area_no,
        cohorts.cohort_no
    from held_cohorts
    inner join areas on held_cohorts.area_code = areas.area_code
    inner join cohorts on held_cohorts.cohort = cohorts.cohort
    where held_cohorts.is_small
),

figures as (
    select
        cells.figure,
        cells.year_no,
        cells.cohort_no,
        cells.area_no,
        cells.value,
        measures.polarity,
        -- a measure with no good direction is ranked from the highest, without a band
        case when measures.polarity < 0 then cells.value else -cells.value end as ascending
    from cells
    inner join measures on cells.measure_no = measures.measure_no
    inner join judged_measures on measures.measure_no = judged_measures.measure_no
    where
        cells.area_level = 'local_authority' and cells.value is not null
        -- no other area has a local measure
        and measures.is_local = 0
),

-- a handful of pupils has no rank, and does not count in the ranks of others
sizeable as (
    select figures.*
    from figures
    left anti join handfuls
        on figures.area_no = handfuls.area_no and figures.cohort_no = handfuls.cohort_no
),

placed as (
    select
        sizeable.*,
        rank() over place as rank,
        count(*) over everyone as ranked,
        count(*) over tie as tied
    from sizeable
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
    from sizeable
    group by year_no
),

deviations as (
    select
        sizeable.year_no,
        median(abs(sizeable.value - quantiles.q2)) as mad
    from sizeable
    inner join quantiles on sizeable.year_no = quantiles.year_no
    group by sizeable.year_no
),

banded as (
    select
        placed.*,
        placed.rank + placed.tied - 1 as rank_max,
        quantiles.q1,
        quantiles.q2,
        quantiles.q3,
        deviations.mad,
        placed.polarity <> 0 and placed.ranked >= $minimum_ranked as has_band,
        least(4, 1 + floor(4.0 * (placed.rank - 1) / placed.ranked)) as band_first,
        least(
            4, 1 + floor(4.0 * (placed.rank + placed.tied - 2) / placed.ranked)
        ) as band_last
    from placed
    left join quantiles on placed.year_no = quantiles.year_no
    left join deviations on placed.year_no = deviations.year_no
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
        when not coalesce(banded.has_band, false) then null
        when banded.band_first = banded.band_last
            then make_array('A', 'B', 'C', 'D')[cast(banded.band_first as bigint)]
        else concat(
            make_array('A', 'B', 'C', 'D')[cast(banded.band_first as bigint)],
            '/',
            make_array('A', 'B', 'C', 'D')[cast(banded.band_last as bigint)]
        )
    end as band,
    case
        when not coalesce(banded.has_band, false) then null
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
from figures
inner join cells on figures.figure = cells.figure
left join banded on figures.figure = banded.figure
inner join places on cells.area_no = places.area_no
left join neighbour_values as near on cells.year_no = near.year_no and cells.area_no = near.area_no
left join cells as region
    on cells.year_no = region.year_no and places.region_no = region.area_no
left join cells as england
    on cells.year_no = england.year_no and england.area_level = 'national'
order by
    cells.measure_id, cells.cohort, cells.area_code, cells.period

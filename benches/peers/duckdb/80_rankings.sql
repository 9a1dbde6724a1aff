-- the place of each authority among all that have a figure
create temp table rankings as
with figures as (
    select cells.measure_id, cells.cohort, cells.area_code, cells.period, cells.value, measures.polarity,
        case when measures.polarity < 0 then cells.value else -cells.value end as ascending
    from cells inner join measures using (measure_id)
    where cells.area_level = 'local_authority' and cells.value is not null
),
placed as (
    select figures.*,
        rank() over (partition by measure_id, cohort, period order by ascending) as rank,
        count(*) over (partition by measure_id, cohort, period) as ranked,
        count(*) over (partition by measure_id, cohort, period, value) as tied
    from figures
),
quantiles as (
    select measure_id, cohort, period,
        quantile_cont(value, 0.25) as q1, quantile_cont(value, 0.5) as q2, quantile_cont(value, 0.75) as q3
    from figures group by all
),
deviations as (
    select figures.measure_id, figures.cohort, figures.period, median(abs(value - q2)) as mad
    from figures inner join quantiles using (measure_id, cohort, period)
    group by all
),
banded as (
    select
        placed.*, q1, q2, q3, mad,
        rank + tied - 1 as rank_max,
        polarity <> 0 and ranked >= minimum_ranked as has_band,
        cast(least(4, 1 + floor(4.0 * (rank - 1) / ranked)) as int) as band_first,
        cast(least(4, 1 + floor(4.0 * (rank + tied - 2) / ranked)) as int) as band_last
    from placed
    cross join thresholds
    inner join quantiles using (measure_id, cohort, period)
    inner join deviations using (measure_id, cohort, period)
)
select
    banded.measure_id, banded.cohort, banded.area_code, banded.period,
    cast(rank as int) as rank, cast(rank_max as int) as rank_max, cast(ranked as int) as ranked,
    case
        when not has_band then null
        when band_first = band_last then 'ABCD'[band_first]
        else 'ABCD'[band_first] || '/' || 'ABCD'[band_last]
    end as band,
    case
        when not has_band then null
        when banded.value <= q1 then case when polarity > 0 then 'D' else 'A' end
        when banded.value <= q2 then case when polarity > 0 then 'C' else 'B' end
        when banded.value <= q3 then case when polarity > 0 then 'B' else 'C' end
        else case when polarity > 0 then 'A' else 'D' end
    end as band_lait,
    case when mad > 0 then (banded.value - q2) / (1.4826022185056018 * mad) end as robust_place,
    near.neighbours_median, near.neighbours_mean,
    case when near.pooled_low = near.pooled_high then 100 * near.pooled_low / near.pooled_denominator end as neighbours_pooled,
    near.neighbours_n, region.value as region_value, england.value as england_value
from banded
inner join areas on banded.area_code = areas.area_code
left join neighbour_values as near
    on banded.measure_id = near.measure_id and banded.cohort = near.cohort
    and banded.area_code = near.area_code and banded.period = near.period
left join cells as region
    on banded.measure_id = region.measure_id and banded.cohort = region.cohort
    and banded.period = region.period and areas.region_code = region.area_code
left join cells as england
    on banded.measure_id = england.measure_id and banded.cohort = england.cohort
    and banded.period = england.period and england.area_level = 'national';

-- the place of each authority among all that have a figure; a handful of pupils has none
create temp table rankings as
with handfuls as (
    select cohort, area_code
    from (
        select cohort, area_code, denominator as pupils from cells
        where area_level = 'local_authority' and denominator is not null
        union all
        select cells.cohort, cells.area_code, cells.value as pupils
        from cells inner join measures using (measure_id)
        where cells.area_level = 'local_authority' and measures.unit = 'count' and cells.value is not null
    )
    cross join thresholds
    group by cohort, area_code
    having max(pupils) < min(small_cohort)
),
figures as (
    select cells.measure_id, cells.cohort, cells.area_code, cells.period, cells.value, measures.polarity,
        handfuls.cohort is not null as is_small,
        case when measures.polarity < 0 then cells.value else -cells.value end as ascending
    from cells inner join measures using (measure_id)
    left join handfuls on cells.cohort = handfuls.cohort and cells.area_code = handfuls.area_code
    where cells.area_level = 'local_authority' and cells.value is not null
),
placed as (
    select figures.*,
        rank() over (partition by measure_id, cohort, period, is_small order by ascending) as rank,
        count(*) over (partition by measure_id, cohort, period, is_small) as ranked,
        count(*) over (partition by measure_id, cohort, period, is_small, value) as tied
    from figures
),
quantiles as (
    select measure_id, cohort, period,
        quantile_cont(value, 0.25) as q1, quantile_cont(value, 0.5) as q2, quantile_cont(value, 0.75) as q3
    from figures where not is_small group by all
),
deviations as (
    select figures.measure_id, figures.cohort, figures.period, median(abs(value - q2)) as mad
    from figures inner join quantiles using (measure_id, cohort, period)
    where not is_small
    group by all
),
banded as (
    select
        placed.*, q1, q2, q3, mad,
        rank + tied - 1 as rank_max,
        not is_small and polarity <> 0 and ranked >= minimum_ranked as has_band,
        cast(least(4, 1 + floor(4.0 * (rank - 1) / ranked)) as int) as band_first,
        cast(least(4, 1 + floor(4.0 * (rank + tied - 2) / ranked)) as int) as band_last
    from placed
    cross join thresholds
    left join quantiles using (measure_id, cohort, period)
    left join deviations using (measure_id, cohort, period)
)
select
    banded.measure_id, banded.cohort, banded.area_code, banded.period,
    case when not is_small then cast(rank as int) end as rank,
    case when not is_small then cast(rank_max as int) end as rank_max,
    case when not is_small then cast(ranked as int) end as ranked,
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
    case when not is_small and mad > 0 then (banded.value - q2) / (1.4826022185056018 * mad) end as robust_place,
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

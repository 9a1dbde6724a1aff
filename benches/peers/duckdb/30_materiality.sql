-- how large a gap or a change must be to matter
create temp table materiality as
with present as (select * from cells where value is not null),
-- very small cohorts set no yardstick
sizeable as (
    select present.*
    from present
    cross join thresholds
    left join pupils using (measure_id, cohort, area_code, period)
    where present.area_level = 'local_authority' and coalesce(fewest_pupils >= minimum_cohort, true)
),
latest as (
    select measure_id, cohort, max(period_start) as latest_start, max(period) as latest_period
    from present group by all
),
units as (
    select measure_id, cohort, max(printed_unit) as printed_unit
    from present inner join latest using (measure_id, cohort)
    where period_start = latest_start
    group by all
),
spread as (
    select measure_id, cohort, stddev_samp(value) as sd_between
    from sizeable inner join latest using (measure_id, cohort)
    where period_start = latest_start
    group by all
),
steps as (
    select measure_id, cohort, period_start,
        value - lag(value) over series as change,
        period_start - lag(period_start) over series as years,
        segment_id - lag(segment_id) over series as boundary
    from sizeable
    window series as (partition by measure_id, cohort, area_code order by period_start)
),
-- each pair of years around its own mean: what moved everyone is no spread
pairs as (
    select measure_id, cohort, period_start, count(*) - 1 as freedom, var_samp(change) as variance
    from steps where years = 1 and boundary = 0
    group by all having count(*) > 1
),
moves as (
    select measure_id, cohort, sqrt(sum(variance * freedom) / sum(freedom)) as sd_change
    from pairs group by all
),
levels as (
    select latest.*, sd_between, sd_change, change_sd_share,
        greatest(unit_multiple * units.printed_unit,
            between_area_sd_share * coalesce(sd_between, 0), measures.floor) as m_level
    from latest
    cross join thresholds
    inner join units using (measure_id, cohort)
    inner join measures using (measure_id)
    left join spread using (measure_id, cohort)
    left join moves using (measure_id, cohort)
)
select measure_id, cohort, latest_start, latest_period, m_level, sd_between,
    greatest(m_level, change_sd_share * coalesce(sd_change, 0)) as m_change
from levels;

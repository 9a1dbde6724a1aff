-- how large a gap or a change must be to matter
create temp table materiality as
with present as (select * from cells where value is not null),
latest as (
    select measure_id, cohort, max(period_start) as latest_start, max(period) as latest_period
    from present group by all
),
spread as (
    select present.measure_id, present.cohort, max(printed_unit) as printed_unit,
        stddev_samp(value) filter (where area_level = 'local_authority') as sd_between
    from present inner join latest using (measure_id, cohort)
    where present.period_start = latest.latest_start
    group by all
),
steps as (
    select measure_id, cohort,
        value - lag(value) over series as change,
        period_start - lag(period_start) over series as years,
        segment_id - lag(segment_id) over series as boundary
    from present
    where area_level = 'local_authority'
    window series as (partition by measure_id, cohort, area_code order by period_start)
),
moves as (
    select measure_id, cohort, stddev_samp(change) as sd_change
    from steps where years = 1 and boundary = 0 group by all
),
levels as (
    select latest.*, spread.printed_unit, moves.sd_change, change_sd_share,
        greatest(unit_multiple * spread.printed_unit,
            between_area_sd_share * coalesce(spread.sd_between, 0), measures.floor) as m_level
    from latest
    cross join thresholds
    inner join spread using (measure_id, cohort)
    inner join measures using (measure_id)
    left join moves using (measure_id, cohort)
)
select measure_id, cohort, latest_start, latest_period, m_level,
    greatest(m_level, change_sd_share * coalesce(sd_change, 0)) as m_change
from levels;

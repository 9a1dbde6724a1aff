-- purpose: how large a gap or a change must be to matter, from how authorities differ and move
-- grain: one row per measure and cohort
-- inputs: cells, pupils, measures, thresholds
-- output: latest_start and latest_period, printed_unit, m_level, m_change (all display units), sd_between, sd_change
-- rules: statistics 17
with present as (
    select * from cells
    where value is not null
),

-- very small cohorts differ and move because of their size alone: they do not count here
sizeable as (
    select present.*
    from thresholds
    cross join present
    left join pupils on present.figure = pupils.figure
    where
        present.area_level = 'local_authority'
        and coalesce(pupils.fewest_pupils >= thresholds.minimum_cohort, true)
),

latest as (
    select
        measure_id,
        cohort,
        max(period_start) as latest_start,
        max(period) as latest_period
    from present
    group by measure_id, cohort
),

units as (
    select
        present.measure_id,
        present.cohort,
        max(present.printed_unit) as printed_unit
    from present
    inner join latest
        on
            present.measure_id = latest.measure_id
            and present.cohort = latest.cohort
            and present.period_start = latest.latest_start
    group by present.measure_id, present.cohort
),

spread as (
    select
        sizeable.measure_id,
        sizeable.cohort,
        stddev_samp(sizeable.value) as sd_between
    from sizeable
    inner join latest
        on
            sizeable.measure_id = latest.measure_id
            and sizeable.cohort = latest.cohort
            and sizeable.period_start = latest.latest_start
    group by sizeable.measure_id, sizeable.cohort
),

-- a year and the one before it, within one unbroken segment
pairs as (
    select
        later.measure_id,
        later.cohort,
        later.period_start,
        count(*) as changes_n,
        var_samp(later.value - earlier.value) as variance
    from sizeable as later
    inner join sizeable as earlier
        on
            later.figure = earlier.figure + 1
            and later.period_start = earlier.period_start + 1
            and later.segment_id = earlier.segment_id
    group by later.measure_id, later.cohort, later.period_start
),

-- each pair of years around its own mean, so that a change that all authorities share is not spread
moves as (
    select
        measure_id,
        cohort,
        sqrt(sum(variance * (changes_n - 1)) / sum(changes_n - 1)) as sd_change
    from pairs
    where changes_n > 1
    group by measure_id, cohort
),

level_threshold as (
    select
        latest.measure_id,
        latest.cohort,
        latest.latest_start,
        latest.latest_period,
        units.printed_unit,
        spread.sd_between,
        moves.sd_change,
        greatest(
            thresholds.unit_multiple * units.printed_unit,
            thresholds.between_area_sd_share * coalesce(spread.sd_between, 0),
            measures.floor
        ) as m_level,
        thresholds.change_sd_share
    from thresholds
    cross join latest
    inner join units
        on
            latest.measure_id = units.measure_id
            and latest.cohort = units.cohort
    left join spread
        on
            latest.measure_id = spread.measure_id
            and latest.cohort = spread.cohort
    inner join measures on latest.measure_id = measures.measure_id
    left join moves
        on
            latest.measure_id = moves.measure_id
            and latest.cohort = moves.cohort
)

select
    measure_id,
    cohort,
    latest_start,
    latest_period,
    printed_unit,
    m_level,
    greatest(m_level, change_sd_share * coalesce(sd_change, 0)) as m_change,
    sd_between,
    sd_change
from level_threshold
order by measure_id, cohort

-- purpose: one-year changes of an authority far beyond how authorities usually change: an error, or a break that is not in the catalogue
-- grain: one row per data set, measure, cohort and pair of years with such a change
-- inputs: cells, materiality, measures, thresholds, check_limits, tiny_areas
-- output: check, data_set, key, severity, message, rows
-- rules: statistics 5 (robust place), 16 (segments); the limit is jump_multiple of catalogue/checks.toml
with present as (
    select cells.*
    from cells
    -- where there is one school, a cohort is a handful of pupils
    left anti join tiny_areas on cells.area_code = tiny_areas.area_code
    where value is not null and area_level = 'local_authority'
),

-- a year and the one before it, within one unbroken segment
steps as (
    select
        later.data_set,
        later.measure_id,
        later.cohort,
        later.area_code,
        later.area_name,
        later.period,
        earlier.period as earlier,
        later.value,
        earlier.value as earlier_value,
        later.value - earlier.value as change,
        least(later.denominator, earlier.denominator) as pupils
    from present as later
    inner join present as earlier
        on
            later.figure = earlier.figure + 1
            and later.period_start = earlier.period_start + 1
            and later.segment_id = earlier.segment_id
),

moves as (
    select
        steps.*,
        median(change) over pupils as middle,
        count(*) over pupils as changes
    from steps
    window pupils as (partition by measure_id, cohort)
),

spread as (
    select
        moves.*,
        1.4826022185056018
        * median(abs(change - middle)) over (partition by measure_id, cohort) as deviation
    from moves
),

far as (
    select
        spread.*,
        abs(spread.change - spread.middle) / spread.deviation as times,
        cast(measures.decimals as bigint) as decimals
    from check_limits
    cross join spread
    inner join materiality
        on spread.measure_id = materiality.measure_id and spread.cohort = materiality.cohort
    inner join measures on spread.measure_id = measures.measure_id
    where
        spread.changes >= check_limits.minimum_changes
        and spread.deviation > 0
        and abs(spread.change - spread.middle) > check_limits.jump_multiple * spread.deviation
        and abs(spread.change) >= materiality.m_change
        -- few pupils move a share far by themselves, and a count grows with its area
        and coalesce(spread.pupils, $small_cohort) >= $small_cohort
        and measures.unit <> 'count'
)

select
    'implausible_jump' as check,
    data_set,
    concat_ws('|', measure_id, cohort, period) as key,
    'warning' as severity,
    concat(
        count(*), case when count(*) = 1 then ' authority' else ' authorities' end,
        ' changed far more than is usual from ',
        first_value(earlier order by times desc, area_code), ' to ', period, '; most ',
        first_value(area_name order by times desc, area_code), ', from ',
        printed_number(
            first_value(earlier_value order by times desc, area_code), max(decimals)
        ),
        ' to ',
        printed_number(first_value(value order by times desc, area_code), max(decimals)),
        ' (', printed_number(max(times), 0), ' times the usual spread)'
    ) as message,
    count(*) as rows
from far
group by data_set, measure_id, cohort, period

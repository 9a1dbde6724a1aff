-- purpose: measures of which England has a later year than most authorities that have the year before, as in a file that is cut short
-- grain: one row per data set, measure and cohort
-- inputs: cells, measures, unavailable_periods, check_limits
-- output: check, data_set, key, severity, message, rows
-- rules: limit vanished_share of catalogue/checks.toml; a symbol is a row
with figures as (
    select cells.*
    from cells
    inner join measures on cells.measure_id = measures.measure_id
    left anti join unavailable_periods
        on
            cells.measure_id = unavailable_periods.measure_id
            and cells.period_start = unavailable_periods.period_start
    where measures.is_local = 0 and (cells.value is not null or cells.symbol is not null)
),

-- a file of England alone lacks no authority
files_of_authorities as (
    select distinct
        data_set,
        data_set_version
    from figures
    where area_level = 'local_authority'
),

england as (
    select
        figures.data_set,
        figures.measure_id,
        figures.cohort,
        figures.period,
        figures.period_start
    from figures
    left semi join files_of_authorities
        on
            figures.data_set = files_of_authorities.data_set
            and figures.data_set_version = files_of_authorities.data_set_version
    where figures.area_level = 'national' and figures.value is not null
    qualify row_number() over (
        partition by measure_id, cohort order by period_start desc
    ) = 1
),

-- the last year in which authorities have rows before that of England
earlier as (
    select
        england.measure_id,
        england.cohort,
        max(figures.period_start) as period_start
    from england
    inner join figures
        on england.measure_id = figures.measure_id and england.cohort = figures.cohort
    where figures.area_level = 'local_authority' and figures.period_start < england.period_start
    group by england.measure_id, england.cohort
),

counted as (
    select
        england.data_set,
        england.measure_id,
        england.cohort,
        england.period,
        before.period as earlier_period,
        count(*) as authorities,
        count(now.area_code) as still
    from england
    inner join earlier
        on england.measure_id = earlier.measure_id and england.cohort = earlier.cohort
    inner join figures as before
        on
            earlier.measure_id = before.measure_id
            and earlier.cohort = before.cohort
            and earlier.period_start = before.period_start
            and before.area_level = 'local_authority'
    left join figures as now
        on
            before.measure_id = now.measure_id
            and before.cohort = now.cohort
            and before.area_code = now.area_code
            and england.period_start = now.period_start
    group by
        england.data_set, england.measure_id, england.cohort, england.period, before.period
)

select
    'authorities_without_latest_year' as check,
    counted.data_set,
    concat_ws('|', counted.measure_id, counted.cohort) as key,
    'warning' as severity,
    concat(
        'England has ', counted.period, ', but ', counted.authorities - counted.still, ' of ',
        counted.authorities, ' authorities that had ', counted.earlier_period,
        ' have no row for it: if the publisher has them, the file is cut short, and is to be fetched again'
    ) as message,
    counted.authorities - counted.still as rows
from check_limits
cross join counted
where counted.authorities - counted.still > check_limits.vanished_share * counted.authorities

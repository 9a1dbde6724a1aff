-- purpose: measures that have authorities and not one row of England or the regions, where the same file has them for others: a label that differs at that level
-- grain: one row per data set, measure, cohort and level
-- inputs: cells, measures
-- output: check, data_set, key, severity, message, rows
-- rules: none of statistics; only measures and cohorts with rows of authorities in the period are asked for the wholes
with held as (
    select distinct
        cells.data_set,
        cells.data_set_version,
        cells.measure_id,
        cells.cohort,
        cells.period,
        cells.area_level
    from cells
    inner join measures on cells.measure_id = measures.measure_id
    where measures.is_local = 0 and cells.data_set_version <> ''
),

-- the wholes that a file has in a period, for whatever measure and cohort
of_files as (
    select distinct
        data_set,
        data_set_version,
        period,
        area_level
    from held
    where area_level in ('national', 'regional')
),

lacking as (
    select
        authorities.data_set,
        authorities.measure_id,
        authorities.cohort,
        authorities.period,
        of_files.area_level
    from held as authorities
    inner join of_files
        on
            authorities.data_set = of_files.data_set
            and authorities.data_set_version = of_files.data_set_version
            and authorities.period = of_files.period
    left anti join held as wholes
        on
            authorities.data_set = wholes.data_set
            and authorities.measure_id = wholes.measure_id
            and authorities.cohort = wholes.cohort
            and authorities.period = wholes.period
            and of_files.area_level = wholes.area_level
    where authorities.area_level = 'local_authority'
)

select
    'level_without_rows' as check,
    data_set,
    concat_ws('|', measure_id, cohort, area_level) as key,
    'warning' as severity,
    concat(
        'no row of ', case area_level when 'national' then 'England' else 'the regions' end,
        ' in ', string_agg(period, ', ' order by period),
        ', though the file has such rows for other measures or groups of pupils: ',
        'a label may differ there'
    ) as message,
    count(*) as rows
from lacking
group by data_set, measure_id, cohort, area_level

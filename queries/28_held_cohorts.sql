-- purpose: how large each cohort of an authority is, by the largest number of its pupils that is held
-- grain: one row per cohort and authority with a number of pupils
-- inputs: cells, measures, cohorts, areas, thresholds
-- output: most_pupils (the largest of its numbers, of any measure and year), is_small (below small_cohort)
-- rules: statistics 18 (small cohorts); figures of a handful of pupils lead no page and have no rank
with counts as (
    select
        cells.cohort_no,
        cells.area_no,
        cells.denominator as pupils
    from cells
    where cells.area_level = 'local_authority' and cells.denominator is not null
    union all
    -- a measure that is itself a count of the cohort
    select
        cells.cohort_no,
        cells.area_no,
        cells.value as pupils
    from cells
    inner join measures on cells.measure_no = measures.measure_no
    where cells.area_level = 'local_authority' and measures.unit = 'count' and cells.value is not null
)

select
    areas.area_code,
    cohorts.cohort,
    max(counts.pupils) as most_pupils,
    max(counts.pupils) < $small_cohort as is_small
from counts
inner join areas on counts.area_no = areas.area_no
inner join cohorts on counts.cohort_no = cohorts.cohort_no
group by areas.area_code, cohorts.cohort
order by areas.area_code, cohorts.cohort

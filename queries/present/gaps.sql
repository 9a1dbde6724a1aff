-- purpose: the gap of the chosen areas to the same cohort in England in every year, for the picture of gaps over time
-- grain: one row per chosen area, measure, cohort and period
-- inputs: chosen_areas, chart_pairs, comparisons, cells
-- output: difference and limits (unit), m_level (unit), symbol, pupils, segment, release status
-- rules: none of its own
select
    comparisons.area_code,
    comparisons.measure_id,
    comparisons.cohort,
    comparisons.period,
    cells.period_start,
    case when comparisons.level <> 'not_available' then comparisons.difference end as difference,
    case when comparisons.level <> 'not_available' then comparisons.difference_lower end as difference_lower,
    case when comparisons.level <> 'not_available' then comparisons.difference_upper end as difference_upper,
    comparisons.m_level,
    cells.symbol,
    cells.denominator,
    cells.segment_id,
    cells.release_status
from comparisons
inner join chosen_areas on comparisons.area_code = chosen_areas.area_code
inner join chart_pairs
    on
        comparisons.measure_id = chart_pairs.measure_id
        and comparisons.cohort = chart_pairs.cohort
inner join cells
    on
        comparisons.measure_id = cells.measure_id
        and comparisons.cohort = cells.cohort
        and comparisons.area_code = cells.area_code
        and comparisons.period = cells.period
where
    comparisons.comparator = 'england-same-cohort'
    and chart_pairs.picture = 'gap_over_time'
order by comparisons.area_code, comparisons.measure_id, comparisons.cohort, cells.period_start

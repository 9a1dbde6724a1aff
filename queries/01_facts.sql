-- purpose: the tidy table of published figures
-- grain: one row per measure, cohort, area and period
-- inputs: cells, measures
-- output: key, names, value (unit), symbol, numerator and denominator (pupils), 95% limits (unit), grade, segment, provenance
-- rules: statistics 0, 14 (a symbol stands beside a null value, never a zero)
-- threads: any
select
    cells.measure_id,
    cells.cohort,
    area_code,
    period,
    area_name,
    area_level,
    period_start,
    value,
    symbol,
    numerator,
    denominator,
    value_lower,
    value_upper,
    cells.unit,
    evidence_grade,
    segment_id,
    case when measures.is_local = 1 then 'local_unpublished' else release_status end as release_status,
    cells.data_set,
    data_set_version,
    source_row
from cells
inner join measures on cells.measure_id = measures.measure_id
order by cells.measure_id, cohort, area_code, period

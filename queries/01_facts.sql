-- purpose: the tidy table of published figures
-- grain: one row per measure, cohort, area and period
-- inputs: cells
-- output: key, names, value (unit), symbol, numerator and denominator (pupils), 95% limits (unit), grade, segment, provenance
-- rules: statistics 0, 14 (a symbol stands beside a null value, never a zero)
-- threads: any
select
    measure_id,
    cohort,
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
    unit,
    evidence_grade,
    segment_id,
    release_status,
    data_set,
    data_set_version,
    source_row
from cells
order by measure_id, cohort, area_code, period

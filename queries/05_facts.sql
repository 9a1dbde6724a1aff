-- purpose: the tidy table of published figures
-- grain: one row per measure, cohort, area and period
-- inputs: cells, events, measures
-- output: key, names, value (unit), symbol, numerator and denominator (pupils), 95% limits (unit), grade, segment, provenance
-- rules: statistics 0, 3, 14 (a symbol goes with a null value, never with a zero)
select
    cells.measure_id,
    cells.cohort,
    cells.area_code,
    cells.period,
    cells.area_name,
    cells.area_level,
    cells.period_start,
    cells.value,
    cells.symbol,
    cells.numerator,
    cells.denominator,
    coalesce(cells.value_lower, events.value_lower) as value_lower,
    coalesce(cells.value_upper, events.value_upper) as value_upper,
    cells.unit,
    coalesce(events.evidence_grade, cells.evidence_grade) as evidence_grade,
    cells.segment_id,
    case when measures.is_local = 1 then 'local_unpublished' else cells.release_status end as release_status,
    cells.data_set,
    cells.data_set_version,
    cells.source_row,
    -- the counts that print as the percentage; the same twice where the count itself is known
    cells.numerator_low,
    cells.numerator_high,
    cells.span,
    cells.counts_from
from cells
inner join measures on cells.measure_id = measures.measure_id
left join events on cells.figure = events.figure
-- the latest period of an area without a row (missed) is not a published figure
where cells.value is not null or cells.symbol is not null
order by cells.measure_id, cells.cohort, cells.area_code, cells.period

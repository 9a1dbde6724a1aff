-- purpose: the series of the chosen areas and of England, or of a local measure's target, for charts and workbooks
-- grain: one row per measure, cohort, area (chosen, or England), side (area_level; target) and period
-- inputs: chosen_areas, facts, targets
-- output: value and limits (unit), symbol, segment, pupils counted and in all, release status, data set
-- rules: none of its own
select
    facts.area_code,
    facts.area_level,
    facts.measure_id,
    facts.cohort,
    facts.period,
    facts.period_start,
    facts.value,
    facts.symbol,
    facts.numerator,
    facts.denominator,
    facts.value_lower,
    facts.value_upper,
    facts.segment_id,
    facts.release_status,
    facts.data_set
from facts
left join chosen_areas on facts.area_code = chosen_areas.area_code
where chosen_areas.area_code is not null or facts.area_level = 'national'
union all
-- a target stands in England's place, in every year of the area
select
    facts.area_code,
    'target' as area_level,
    facts.measure_id,
    facts.cohort,
    facts.period,
    facts.period_start,
    targets.target as value,
    null as symbol,
    null as numerator,
    null as denominator,
    null as value_lower,
    null as value_upper,
    facts.segment_id,
    'final' as release_status,
    facts.data_set
from facts
inner join chosen_areas on facts.area_code = chosen_areas.area_code
inner join targets on facts.measure_id = targets.measure_id
order by area_code, measure_id, cohort, area_level, period_start

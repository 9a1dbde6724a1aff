-- purpose: the published series of the chosen areas and of England, for charts and workbooks
-- grain: one row per chosen area, measure, cohort, side (area or england) and period
-- inputs: chosen_areas, facts
-- output: value and limits (unit), symbol, segment, pupils counted and in all, release status, data set
-- rules: none of its own
select
    chosen_areas.area_code as chosen,
    case when facts.area_level = 'national' then 'england' else 'area' end as side,
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
inner join chosen_areas
    on
        facts.area_code = chosen_areas.area_code
        or facts.area_level = 'national'
order by chosen, facts.measure_id, facts.cohort, side, facts.period_start

-- purpose: the parts that make up a whole, in the chosen areas and England
-- grain: one row per area, composition, cohort, period and part
-- inputs: chosen_areas, composition_terms, facts
-- output: value (unit; null if any term is missing), symbol of a missing term
-- rules: statistics 0 (a missing term leaves its part missing; never rescaled)
select
    facts.area_code,
    composition_terms.composition,
    facts.cohort,
    facts.period,
    facts.period_start,
    composition_terms.part,
    case
        when count(facts.value) = count(*)
            then round(sum(facts.value * composition_terms.sign), 4)
    end as value,
    max(facts.symbol) as symbol
from composition_terms
inner join facts on composition_terms.measure_id = facts.measure_id
left join chosen_areas on facts.area_code = chosen_areas.area_code
where chosen_areas.area_code is not null or facts.area_level = 'national'
group by
    facts.area_code, composition_terms.composition, facts.cohort,
    facts.period, facts.period_start, composition_terms.part
order by
    facts.area_code, composition_terms.composition, facts.cohort,
    facts.period_start, composition_terms.part

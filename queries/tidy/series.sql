-- purpose: every published year of the chosen areas next to England's, labelled for spreadsheets and other programs
-- grain: one row per chosen area, measure, cohort and period
-- inputs: chosen_areas, facts, areas, measures, cohorts
-- output: labels, figures and limits (unit), counts, the part of the series, in the order of src/findings/tidy.rs
-- rules: none of its own
with england as (
    select
        measure_id,
        cohort,
        period,
        value
    from facts
    where area_level = 'national'
)

select
    facts.area_code,
    areas.area_name as area,
    regions.area_name as region,
    measures.theme,
    facts.measure_id,
    measures.measure_title as measure,
    facts.cohort as group_id,
    cohorts.cohort_short as group_name,
    facts.period,
    facts.period_start,
    facts.value as area_figure,
    facts.symbol as area_symbol,
    england.value as england_figure,
    facts.numerator,
    facts.denominator,
    facts.counts_from,
    facts.value_lower as area_lower,
    facts.value_upper as area_upper,
    facts.segment_id + 1 as series_part,
    facts.release_status,
    facts.evidence_grade,
    measures.unit,
    case measures.polarity
        when 1 then 'higher is better'
        when -1 then 'lower is better'
        else 'neither is better'
    end as polarity,
    facts.data_set
from facts
inner join chosen_areas on facts.area_code = chosen_areas.area_code
inner join areas on facts.area_code = areas.area_code
inner join measures on facts.measure_id = measures.measure_id
inner join cohorts on facts.cohort = cohorts.cohort
left join areas as regions on areas.region_code = regions.area_code
left join england
    on
        facts.measure_id = england.measure_id
        and facts.cohort = england.cohort
        and facts.period = england.period
order by facts.area_code, measures.measure_order, cohorts.cohort_order, facts.period_start, facts.period

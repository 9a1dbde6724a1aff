-- purpose: the latest figure of each cohort of the chosen areas next to every comparator, labelled for spreadsheets and other programs
-- grain: one row per chosen area, measure, cohort and comparator
-- inputs: chosen_areas, findings, judgements_made, facts, rankings, currency, areas, measures, cohorts, comparators
-- output: labels, figures, counts, difference and limits (unit), verdict, grade, rank (1 is best), in the order of src/findings/tidy.rs
-- rules: none of its own
select
    findings.area_code,
    areas.area_name as area,
    regions.area_name as region,
    measures.theme,
    findings.measure_id,
    measures.measure_title as measure,
    findings.cohort as group_id,
    cohorts.cohort_short as group_name,
    findings.period,
    findings.comparator as comparator_id,
    comparators.comparator_phrase as comparator,
    verdicts.value as area_figure,
    verdicts.symbol as area_symbol,
    verdicts.comparator_value as comparator_figure,
    facts.numerator,
    facts.denominator,
    case when findings.level <> 'not_available' then verdicts.difference end as difference,
    case when findings.level <> 'not_available' then verdicts.difference_lower end as difference_lower,
    case when findings.level <> 'not_available' then verdicts.difference_upper end as difference_upper,
    findings.level,
    case
        when comparators.like_for_like = 0 then null
        when verdicts.is_better then 'better'
        when verdicts.is_worse then 'worse'
    end as better_or_worse,
    findings.direction,
    findings.judgement,
    findings.evidence_grade,
    rankings.rank,
    rankings.rank_max as rank_last,
    rankings.ranked,
    measures.unit,
    case measures.polarity
        when 1 then 'higher is better'
        when -1 then 'lower is better'
        else 'neither is better'
    end as polarity,
    case when currency.is_old then currency.newest_published end as newer_published,
    findings.finding_id
from findings
inner join chosen_areas on findings.area_code = chosen_areas.area_code
inner join areas on findings.area_code = areas.area_code
inner join measures on findings.measure_id = measures.measure_id
inner join cohorts on findings.cohort = cohorts.cohort
inner join comparators on findings.comparator = comparators.comparator
inner join judgements_made as verdicts
    on
        findings.measure_id = verdicts.measure_id
        and findings.cohort = verdicts.cohort
        and findings.area_code = verdicts.area_code
        and findings.comparator = verdicts.comparator
left join areas as regions on areas.region_code = regions.area_code
left join facts
    on
        findings.measure_id = facts.measure_id
        and findings.cohort = facts.cohort
        and findings.area_code = facts.area_code
        and findings.period = facts.period
left join rankings
    on
        findings.measure_id = rankings.measure_id
        and findings.cohort = rankings.cohort
        and findings.area_code = rankings.area_code
        and findings.period = rankings.period
left join currency
    on findings.measure_id = currency.measure_id and findings.cohort = currency.cohort
order by findings.area_code, measures.measure_order, cohorts.cohort_order, comparators.comparator_order

-- purpose: every number that one verdict was made from, for its explanation
-- grain: one row per chosen finding
-- inputs: chosen_findings, findings, comparisons, trends, rankings, materiality, thresholds, measures, cohorts, comparators, areas
-- output: the verdict, its comparison and trend (unit), the thresholds it was made with
-- rules: statistics 18 (traceability)
with authorities as (
    -- those without a rank, handfuls of pupils, have a figure too
    select
        measure_id,
        cohort,
        period,
        count(*) as authorities_n
    from rankings
    group by measure_id, cohort, period
)

select
    findings.finding_id,
    findings.measure_id,
    findings.cohort,
    findings.area_code,
    findings.period,
    findings.comparator,
    findings.level,
    findings.direction,
    findings.judgement,
    findings.evidence_grade,
    findings.sentence,
    findings.caveats,
    findings.evidence,
    findings.not_known_effect,
    areas.area_name,
    areas.region_code,
    cohorts.cohort_title,
    comparators.comparator_phrase,
    comparators.comparator_area,
    case
        when comparators.comparator_cohort = 'same' then findings.cohort
        else comparators.comparator_cohort
    end as other_cohort,
    measures.measure_title,
    measures.population,
    measures.unit,
    measures.decimals,
    measures.polarity,
    measures.floor,
    measures.events,
    measures.pupils_concerned,
    measures.not_known_measure,
    measures.not_known_included,
    comparisons.value,
    comparisons.comparator_value,
    comparisons.difference,
    comparisons.difference_lower,
    comparisons.difference_upper,
    comparisons.ratio,
    comparisons.ratio_lower,
    comparisons.ratio_upper,
    comparisons.method,
    comparisons.p_value,
    comparisons.q_value,
    comparisons.family_size,
    comparisons.m_level,
    comparisons.level_rule,
    comparisons.rounding,
    comparisons.pupils_used,
    comparisons.pupils_from,
    comparisons.noise,
    comparisons.flags,
    trends.period_from,
    trends.years,
    trends.change,
    trends.slope,
    trends.p_value as trend_p_value,
    trends.m_change,
    trends.direction_rule,
    trends.gap_change,
    trends.gap_change_lower,
    trends.gap_change_upper,
    trends.gap_direction,
    trends.evidence_grade as trend_grade,
    trends.flags as trend_flags,
    authorities.authorities_n,
    materiality.latest_period as threshold_period,
    materiality.printed_unit,
    materiality.sd_between,
    materiality.sd_change,
    thresholds.unit_multiple,
    thresholds.between_area_sd_share,
    thresholds.change_sd_share,
    thresholds.significance,
    thresholds.false_discovery,
    thresholds.in_line_limits,
    thresholds.noise_multiple
from thresholds
cross join chosen_findings
inner join findings on chosen_findings.finding_id = findings.finding_id
inner join measures on findings.measure_id = measures.measure_id
inner join cohorts on findings.cohort = cohorts.cohort
inner join comparators on findings.comparator = comparators.comparator
inner join areas on findings.area_code = areas.area_code
inner join comparisons
    on
        findings.measure_id = comparisons.measure_id
        and findings.cohort = comparisons.cohort
        and findings.area_code = comparisons.area_code
        and findings.period = comparisons.period
        and findings.comparator = comparisons.comparator
left join trends
    on
        findings.measure_id = trends.measure_id
        and findings.cohort = trends.cohort
        and findings.area_code = trends.area_code
        and findings.period = trends.period_to
left join authorities
    on
        findings.measure_id = authorities.measure_id
        and findings.cohort = authorities.cohort
        and findings.period = authorities.period
left join materiality
    on
        findings.measure_id = materiality.measure_id
        and findings.cohort = materiality.cohort
order by findings.finding_id

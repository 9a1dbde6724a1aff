-- purpose: everything that a page or a picture of the chosen areas says of the same cohort in England
-- grain: one row per chosen area, measure and cohort
-- inputs: chosen_areas, findings, authority_values, currency, verdicts, comparisons, trends, measures, cohorts, rankings, headlines
-- output: the finding in words, its figures (unit), its place among authorities and among the headlines of its area
-- rules: none of its own
select
    findings.*,
    measures.theme,
    measures.measure_title,
    measures.measure_order,
    measures.unit,
    measures.kind,
    cast(verdicts.places as int) as decimals,
    cast(verdicts.comparator_places as int) as comparator_decimals,
    measures.polarity,
    measures.measure_data_set,
    cohorts.cohort_title,
    coalesce(nullif(measures.people, ''), cohorts.cohort_short) as cohort_short,
    cohorts.cohort_order,
    verdicts.value,
    verdicts.symbol,
    verdicts.no_figure,
    verdicts.comparator_value,
    verdicts.difference,
    verdicts.difference_lower,
    verdicts.difference_upper,
    verdicts.advantage,
    verdicts.m_level,
    verdicts.basis,
    verdicts.basis_mark,
    verdicts.small_cohort,
    verdicts.flags,
    verdicts.direction_said,
    verdicts.direction_mark,
    verdicts.trend_grade,
    verdicts.favour,
    verdicts.blocked_by_not_known,
    verdicts.gap_direction,
    verdicts.period_from,
    verdicts.change,
    rankings.rank,
    rankings.rank_max,
    rankings.ranked,
    rankings.band,
    case when currency.is_old then currency.newest_published else '' end as newest_published,
    headlines.list as headline_list,
    headlines.place as headline_place,
    verdicts.gap_said
from findings
inner join chosen_areas on findings.area_code = chosen_areas.area_code
inner join measures on findings.measure_id = measures.measure_id
inner join cohorts on findings.cohort = cohorts.cohort
inner join verdicts
    on
        findings.measure_id = verdicts.measure_id
        and findings.cohort = verdicts.cohort
        and findings.area_code = verdicts.area_code
        and findings.comparator = verdicts.comparator
inner join authority_values as mains
    on
        findings.measure_id = mains.measure_id
        and findings.cohort = mains.cohort
        and findings.period = mains.period
        and findings.comparator = mains.main_comparator
left join currency
    on findings.measure_id = currency.measure_id and findings.cohort = currency.cohort
left join headlines
    on
        findings.finding_id = headlines.finding_id
        and headlines.list in ('strengths', 'concerns')
left join rankings
    on
        findings.measure_id = rankings.measure_id
        and findings.cohort = rankings.cohort
        and findings.area_code = rankings.area_code
        and findings.period = rankings.period
order by findings.area_code, measures.measure_order, cohorts.cohort_order

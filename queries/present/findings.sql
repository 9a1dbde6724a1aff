-- purpose: each finding of the chosen areas against the main comparator, with what pages and pictures show of it
-- grain: one row per chosen area, measure and cohort
-- inputs: chosen_areas, findings, authority_values, currency, verdicts, comparisons, trends, measures, measure_cohorts, rankings, headlines
-- output: the finding in words, its figures (unit), its place among authorities and among the headlines of its area
-- rules: none of its own
select
    findings.*,
    measure_cohorts.theme,
    measure_cohorts.measure_title,
    measure_cohorts.measure_order,
    measure_cohorts.unit,
    measure_cohorts.kind,
    cast(verdicts.places as int) as decimals,
    cast(verdicts.comparator_places as int) as comparator_decimals,
    measures.polarity,
    measures.measure_data_set,
    measure_cohorts.cohort_title,
    measure_cohorts.cohort_short,
    measure_cohorts.cohort_order,
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
    verdicts.direction_wording,
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
    verdicts.gap_trend_words
from findings
inner join chosen_areas on findings.area_code = chosen_areas.area_code
inner join measures on findings.measure_id = measures.measure_id
inner join measure_cohorts
    on findings.measure_id = measure_cohorts.measure_id and findings.cohort = measure_cohorts.cohort
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
order by findings.area_code, measure_cohorts.measure_order, measure_cohorts.cohort_order

-- purpose: the latest figure of each cohort of the chosen areas next to every comparator, for pages and workbooks
-- grain: one row per chosen area, measure, cohort and comparator
-- inputs: chosen_areas, findings, verdicts, comparators, measure_cohorts
-- output: figures, difference and limits (unit), level, judgement and words
-- rules: none of its own
select
    findings.finding_id,
    findings.area_code,
    findings.measure_id,
    findings.cohort,
    findings.comparator,
    findings.period,
    findings.level,
    findings.judgement,
    findings.evidence_grade,
    findings.sentence,
    measure_cohorts.measure_title,
    measure_cohorts.theme,
    measure_cohorts.unit,
    cast(verdicts.places as int) as decimals,
    cast(verdicts.comparator_places as int) as comparator_decimals,
    -- a target has all its decimals
    cast(
        case
            when comparators.comparator_area = 'target' then verdicts.places
            else least(verdicts.places, verdicts.comparator_places)
        end as int
    ) as gap_decimals,
    verdicts.polarity,
    measure_cohorts.cohort_short,
    verdicts.value,
    verdicts.symbol,
    verdicts.no_figure,
    verdicts.comparator_value,
    verdicts.difference,
    verdicts.difference_lower,
    verdicts.difference_upper,
    verdicts.p_value,
    verdicts.q_value,
    verdicts.method,
    verdicts.basis_mark,
    verdicts.direction,
    verdicts.direction_wording,
    verdicts.direction_mark,
    verdicts.flags,
    verdicts.favour,
    verdicts.blocked_by_not_known
from findings
inner join chosen_areas on findings.area_code = chosen_areas.area_code
inner join comparators on findings.comparator = comparators.comparator
inner join measure_cohorts
    on findings.measure_id = measure_cohorts.measure_id and findings.cohort = measure_cohorts.cohort
inner join verdicts
    on
        findings.measure_id = verdicts.measure_id
        and findings.cohort = verdicts.cohort
        and findings.area_code = verdicts.area_code
        and findings.comparator = verdicts.comparator
order by
    findings.area_code, measure_cohorts.measure_order, measure_cohorts.cohort_order,
    comparators.comparator_order

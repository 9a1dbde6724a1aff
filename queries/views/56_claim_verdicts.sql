-- purpose: each measure of a written claim with the verdict that answers it
-- grain: one row per statement, clause and measure
-- inputs: claims (one row per clause and measure), findings, verdicts, authority_values, materiality, measures, measure_cohorts, comparators, as_of
-- output: the columns of claims; the comparator that the claim is judged against, the parts of the verdict, whether its period is within the claim's
-- rules: statements 1 to 5 in docs/statements.md
with
-- a claim that names no comparator is judged against the main one
against as (
    select
        claims.claim_order,
        case
            when claims.comparator_named then claims.comparator
            else coalesce(mains.main_comparator, claims.comparator)
        end as read_against
    from claims
    left join materiality
        on
            claims.measure_id = materiality.measure_id
            and claims.cohort = materiality.cohort
    left join authority_values as mains
        on
            claims.measure_id = mains.measure_id
            and claims.cohort = mains.cohort
            and materiality.latest_period = mains.period
)

select
    claims.*,
    as_of.as_of_start,
    against.read_against,
    measures.measure_title,
    measures.measure_data_set,
    measures.data_set_title,
    measures.unit,
    verdicts.places,
    verdicts.comparator_places,
    measure_cohorts.unit_text,
    comparators.comparator_phrase,
    findings.finding_id,
    findings.level,
    findings.direction,
    findings.judgement,
    findings.evidence_grade,
    findings.period,
    verdicts.period_start,
    verdicts.value,
    verdicts.symbol,
    verdicts.comparator_value,
    verdicts.difference,
    verdicts.advantage,
    verdicts.change,
    verdicts.polarity,
    verdicts.gap_direction,
    verdicts.gap_change,
    verdicts.not_sustained,
    verdicts.peak_period,
    verdicts.peak_value,
    verdicts.period_from,
    verdicts.flags,
    verdicts.no_figure,
    verdicts.trend_flags,
    verdicts.basis_note,
    verdicts.basis_mark,
    verdicts.direction_basis,
    verdicts.direction_wording,
    verdicts.direction_mark,
    verdicts.trend_p_value,
    coalesce(
        verdicts.period_start between claims.from_start and claims.to_start, false
    ) as within
from as_of
cross join claims
inner join measures on claims.measure_id = measures.measure_id
inner join measure_cohorts
    on claims.measure_id = measure_cohorts.measure_id and claims.cohort = measure_cohorts.cohort
inner join against on claims.claim_order = against.claim_order
inner join comparators on against.read_against = comparators.comparator
left join findings
    on
        claims.measure_id = findings.measure_id
        and claims.cohort = findings.cohort
        and claims.area_code = findings.area_code
        and against.read_against = findings.comparator
left join verdicts
    on
        claims.measure_id = verdicts.measure_id
        and claims.cohort = verdicts.cohort
        and claims.area_code = verdicts.area_code
        and against.read_against = verdicts.comparator

-- purpose: the facts that the chosen findings depend on, with where each was published
-- grain: one row per fact that any chosen finding names
-- inputs: chosen_findings, findings, facts
-- output: the fact's key, figures (unit, pupils), symbol, data set, version and line of the published file
-- rules: statistics 18 (traceability)
with named as (
    select distinct unnest(findings.evidence) as fact
    from findings
    inner join chosen_findings on findings.finding_id = chosen_findings.finding_id
),

keys as (
    select
        fact,
        split_part(fact, '|', 1) as measure_id,
        split_part(fact, '|', 2) as cohort,
        split_part(fact, '|', 3) as area_code,
        split_part(fact, '|', 4) as period
    from named
)

select
    keys.fact,
    facts.measure_id,
    facts.cohort,
    facts.area_code,
    facts.period,
    facts.period_start,
    facts.value,
    facts.symbol,
    facts.numerator,
    facts.numerator_low,
    facts.numerator_high,
    facts.denominator,
    facts.value_lower,
    facts.value_upper,
    facts.data_set,
    facts.data_set_version,
    facts.source_row
from keys
inner join facts
    on
        keys.measure_id = facts.measure_id
        and keys.cohort = facts.cohort
        and keys.area_code = facts.area_code
        and keys.period = facts.period
order by keys.fact

-- purpose: what each measure of a written claim answers, with its figures in words
-- grain: one row per statement, clause and measure
-- inputs: answer_words
-- output: the claim, the figures (unit), the finding, the answer (yes, half, no, unclear, unknown) and wording: the reason in words
-- rules: statistics 18 (inspector phrases); statements 1 to 5 in docs/statements.md
select
    statement_id,
    cast(statement_place as int) as statement_place,
    cast(clause as int) as clause,
    cast(claim_order as int) as claim_order,
    measure_id,
    cohort,
    area_code,
    read_against as comparator,
    statement_text,
    note,
    clause_text,
    quantifier,
    from_period,
    to_period,
    -- the claim in the words of the verdicts
    array_to_string(
        array_remove_all(
            make_array(
                coalesce(replace(claim_level, '_', ' '), ''),
                coalesce(replace(claim_direction, '_', ' '), ''),
                case when claim_gap is not null then concat('gap ', claim_gap) else '' end,
                case when claim_rise_in_not_known then 'a rise in not known' else '' end,
                case when claim_not_sustained then 'not sustained' else '' end,
                case when claim_improving_picture then 'an improving picture' else '' end
            ),
            ''
        ),
        ', '
    ) as claim,
    claim_improving_picture,
    measure_title,
    period,
    value,
    symbol,
    comparator_value,
    cast(places as int) as places,
    cast(comparator_places as int) as comparator_places,
    difference,
    level,
    basis_mark,
    flags,
    direction,
    direction_wording,
    judgement,
    evidence_grade,
    finding_id,
    within and level <> 'not_available' as assessed,
    answer,
    concat(measure_title, ': ', answer_text) as wording
from answer_words
order by statement_id, clause, claim_order

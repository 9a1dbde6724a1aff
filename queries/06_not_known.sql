-- purpose: a share next to the share whose activity is not known, and what the true share could be
-- grain: one row per measure with such a partner (the measure of those not known), cohort, area and period where both were published
-- inputs: cells, measures
-- output: not_known (percentage points), bound_low and bound_high (%), the partner's measure
-- rules: statistics 15 (bounds before blame)
with paired as (
    select
        cells.measure_id,
        cells.cohort,
        cells.area_code,
        cells.period,
        measures.not_known_measure as partner_id,
        cells.value,
        partner.value
        - case when measures.not_known_included = 1 then cells.value else 0.0 end as not_known
    from measures
    inner join cells on measures.measure_id = cells.measure_id
    inner join cells as partner
        on
            measures.not_known_measure = partner.measure_id
            and cells.cohort = partner.cohort
            and cells.area_code = partner.area_code
            and cells.period = partner.period
    where
        measures.not_known_measure <> ''
        and cells.value is not null
        and partner.value is not null
),

bounded as (
    select
        paired.*,
        not_known_bounds(value / 100, greatest(not_known, 0.0) / 100) as bounds
    from paired
)

select
    measure_id,
    cohort,
    area_code,
    period,
    partner_id,
    value,
    not_known,
    100 * bounds['lower'] as bound_low,
    100 * bounds['upper'] as bound_high
from bounded
order by measure_id, cohort, area_code, period

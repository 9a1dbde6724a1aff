-- purpose: control limits by number of pupils around the pooled share of all authorities in the latest year
-- grain: one row per measure, cohort with SEN and number of pupils, where at least 100 authorities have counts
-- inputs: cells, materiality, measures
-- output: baseline and limits (unit), dispersion (1: chance alone), between (variance between areas, squared shares), pupils
-- rules: statistics 10 (overdispersion: additive)
with counted as (
    select
        cells.measure_id,
        cells.cohort,
        (cells.numerator_low + cells.numerator_high) / 2 as numerator,
        cells.denominator
    from cells
    inner join measures on cells.measure_id = measures.measure_id
    inner join materiality
        on
            cells.measure_id = materiality.measure_id
            and cells.cohort = materiality.cohort
            and cells.period = materiality.latest_period
    where
        cells.area_level = 'local_authority'
        and cells.cohort in ('ehc-plan', 'sen-support', 'all-sen')
        and cells.numerator_low is not null
        and cells.denominator > 0
        and measures.unit = '%'
        and measures.part_of = ''
),

pooled as (
    select
        measure_id,
        cohort,
        count(*) as areas,
        min(denominator) as fewest,
        max(denominator) as most,
        funnel(
            array_agg(numerator order by denominator, numerator),
            array_agg(denominator order by denominator, numerator)
        ) as spread
    from counted
    group by measure_id, cohort
),

sizes as (
    select unnest(range(0, 81)) as step
),

grid as (
    select
        pooled.measure_id,
        pooled.cohort,
        pooled.spread['baseline'] as baseline,
        pooled.spread['dispersion'] as dispersion,
        pooled.spread['between'] as between_areas,
        -- small cohorts need the finer steps
        pooled.fewest * power(pooled.most / pooled.fewest, sizes.step / 80.0) as pupils
    from sizes
    cross join pooled
    where pooled.areas >= 100 and pooled.spread['baseline'] is not null
),

limited as (
    select
        grid.*,
        proportion_funnel(baseline, pupils, 1.959963984540054, between_areas) as inner_limits,
        proportion_funnel(baseline, pupils, 3.090232306167813, between_areas) as outer_limits
    from grid
)

select
    measure_id,
    cohort,
    pupils,
    100 * baseline as baseline,
    dispersion,
    between_areas,
    100 * inner_limits['lower'] as lower_95,
    100 * inner_limits['upper'] as upper_95,
    100 * outer_limits['lower'] as lower_99_8,
    100 * outer_limits['upper'] as upper_99_8
from limited
order by measure_id, cohort, pupils

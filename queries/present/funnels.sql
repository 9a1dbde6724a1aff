-- purpose: the published control limits of the latest year, at each number of pupils that an authority has
-- grain: one row per share, cohort with SEN and number of pupils, where enough authorities have counts
-- inputs: funnels, materiality, measures
-- output: baseline and limits (unit), dispersion (1: chance alone), pupils
-- rules: statistics 10 (overdispersion: additive)
select distinct
    funnels.measure_id,
    funnels.cohort,
    funnels.pupils,
    funnels.baseline,
    funnels.dispersion,
    funnels.adjusted_lower_95 as lower_95,
    funnels.adjusted_upper_95 as upper_95,
    funnels.adjusted_lower_998 as lower_99_8,
    funnels.adjusted_upper_998 as upper_99_8
from funnels
inner join measures on funnels.measure_id = measures.measure_id
inner join materiality
    on
        funnels.measure_id = materiality.measure_id
        and funnels.cohort = materiality.cohort
        and funnels.period = materiality.latest_period
where
    funnels.cohort in ('ehc-plan', 'sen-support', 'all-sen')
    and funnels.dispersion is not null
    and measures.part_of = ''
order by funnels.measure_id, funnels.cohort, funnels.pupils

-- purpose: the figure of the latest year of every authority that is ranked, in rank order, and England's
-- grain: one row per measure, cohort with SEN and area (authorities and England)
-- inputs: cells, materiality, rankings, funnels
-- output: value (unit), symbol, pupils and position in the funnel, rank and rank_max (1 is best), ranked, band
-- rules: none of its own
select
    cells.measure_id,
    cells.cohort,
    cells.area_code,
    cells.area_name,
    cells.area_level,
    cells.period,
    cells.value,
    cells.symbol,
    funnels.pupils,
    funnels.position,
    rankings.rank,
    rankings.rank_max,
    rankings.ranked,
    rankings.band
from cells
inner join materiality
    on
        cells.measure_id = materiality.measure_id
        and cells.cohort = materiality.cohort
        and cells.period = materiality.latest_period
left join rankings
    on
        cells.measure_id = rankings.measure_id
        and cells.cohort = rankings.cohort
        and cells.area_code = rankings.area_code
        and cells.period = rankings.period
left join funnels
    on
        cells.measure_id = funnels.measure_id
        and cells.cohort = funnels.cohort
        and cells.area_code = funnels.area_code
        and cells.period = funnels.period
        and funnels.dispersion is not null
where
    (cells.value is not null or cells.symbol is not null)
    and cells.area_level in ('local_authority', 'national')
    and cells.cohort in ('ehc-plan', 'sen-support', 'all-sen')
    -- a figure without a rank is of a handful of pupils
    and (cells.area_level = 'national' or cells.value is null or rankings.rank is not null)
order by cells.measure_id, cells.cohort, rankings.rank desc, cells.area_name desc

-- purpose: the series of the chosen areas and of their comparator: England, where it has no figure for the latest year the middle authority, or a local measure's target
-- grain: one row per measure, cohort, area (chosen, or England), side (area_level; authorities, target) and period
-- inputs: chosen_areas, facts, authority_values, materiality, targets, local_measures
-- output: value and limits (unit), symbol, segment, pupils counted and in all, release status, data set
-- rules: none of its own
with middles as (
    select
        authority_values.measure_id,
        authority_values.cohort
    from materiality
    inner join authority_values
        on
            materiality.measure_id = authority_values.measure_id
            and materiality.cohort = authority_values.cohort
            and materiality.latest_period = authority_values.period
    where authority_values.main_comparator = 'authorities-same-cohort'
),

years as (
    select
        measure_id,
        cohort,
        period,
        min(period_start) as period_start,
        min(segment_id) as segment_id,
        min(data_set) as data_set
    from facts
    where area_level = 'local_authority'
    group by measure_id, cohort, period
)

select
    facts.area_code,
    facts.area_level,
    facts.measure_id,
    facts.cohort,
    facts.period,
    facts.period_start,
    facts.value,
    facts.symbol,
    facts.numerator,
    facts.denominator,
    facts.value_lower,
    facts.value_upper,
    facts.segment_id,
    facts.release_status,
    facts.data_set
from facts
left join chosen_areas on facts.area_code = chosen_areas.area_code
left join middles on facts.measure_id = middles.measure_id and facts.cohort = middles.cohort
where
    chosen_areas.area_code is not null
    or (facts.area_level = 'national' and middles.measure_id is null)
union all
-- the middle authority replaces England, in every year that it has
select
    'E92000001' as area_code,
    'authorities' as area_level,
    middles.measure_id,
    middles.cohort,
    authority_values.period,
    years.period_start,
    authority_values.authorities_median as value,
    case when authority_values.authorities_median is null then 'x' end as symbol,
    null as numerator,
    null as denominator,
    null as value_lower,
    null as value_upper,
    years.segment_id,
    'final' as release_status,
    years.data_set
from middles
inner join authority_values
    on middles.measure_id = authority_values.measure_id and middles.cohort = authority_values.cohort
inner join years
    on
        authority_values.measure_id = years.measure_id
        and authority_values.cohort = years.cohort
        and authority_values.period = years.period
union all
-- the target of a local measure replaces England, in every year of the area
select
    facts.area_code,
    'target' as area_level,
    facts.measure_id,
    facts.cohort,
    facts.period,
    facts.period_start,
    targets.target as value,
    null as symbol,
    null as numerator,
    null as denominator,
    null as value_lower,
    null as value_upper,
    facts.segment_id,
    'final' as release_status,
    facts.data_set
from facts
inner join chosen_areas on facts.area_code = chosen_areas.area_code
inner join local_measures on facts.measure_id = local_measures.measure_id
inner join targets
    on
        facts.measure_id = targets.measure_id
        and facts.cohort = targets.cohort
        and facts.area_code = targets.area_code
order by area_code, measure_id, cohort, area_level, period_start

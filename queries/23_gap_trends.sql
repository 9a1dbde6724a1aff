-- purpose: whether the gap to England moved over the latest years, across changes of grading that break the level but not the gap
-- grain: one row per measure, cohort and authority with four to six years of a gap, for measures whose gap survives their breaks
-- inputs: cells, noise, pupils, materiality, measures, judged_measures, cohorts, compared_areas, areas, thresholds
-- output: first and last period, slope (unit a year), moved (unit), p, gap_trend: narrowed or widened of an area behind England in the first and the last
-- year, lead_grew or lead_shrank of one ahead in both, caught_up or lead_lost where it changed sides, not_shown
-- rules: statistics 8b, 9 (ahead is by polarity; where neither way is better there is no lead)
with latest as (
    select
        measures.measure_no,
        cohorts.cohort_no,
        measures.polarity,
        materiality.latest_start,
        materiality.m_change
    from materiality
    inner join measures on materiality.measure_id = measures.measure_id
    inner join judged_measures on measures.measure_no = judged_measures.measure_no
    inner join cohorts on materiality.cohort = cohorts.cohort
    where measures.gap_survives_breaks = 1 and measures.polarity <> 0
),

gaps as (
    select
        cells.measure_no,
        cells.cohort_no,
        cells.area_no,
        cells.period,
        cells.period_start,
        latest.polarity,
        latest.latest_start,
        latest.m_change,
        cells.value - england.value as gap,
        greatest(noise.noise, cells.printed_unit / sqrt(12.0)) as noise,
        row_number() over (
            partition by cells.measure_no, cells.cohort_no, cells.area_no
            order by cells.period_start desc
        ) as recency
    from compared_areas
    inner join areas on compared_areas.area_code = areas.area_code
    inner join cells on areas.area_no = cells.area_no
    inner join latest
        on cells.measure_no = latest.measure_no and cells.cohort_no = latest.cohort_no
    inner join cells as england
        on cells.year_no = england.year_no and england.area_level = 'national'
    inner join noise on cells.series = noise.series
    left join pupils on cells.figure = pupils.figure
    where
        cells.area_level = 'local_authority'
        and cells.value is not null
        and england.value is not null
        and noise.noise is not null
        and coalesce(pupils.fewest_pupils >= $minimum_cohort, true)
),

gathered as (
    select
        measure_no,
        cohort_no,
        area_no,
        min(period) as gap_from,
        max(period) as gap_to,
        max(period_start) - min(period_start) as span,
        max(period_start) = min(latest_start) as latest_present,
        min(polarity) as polarity,
        min(m_change) as m_change,
        -- how far ahead of England it was: below 0 is behind
        first_value(polarity * gap order by period_start) as first_lead,
        last_value(polarity * gap order by period_start) as last_lead,
        array_agg(cast(period_start as double)) as year_list,
        array_agg(gap) as gap_list,
        array_agg(noise) as noise_list
    from gaps
    where recency <= 6
    group by measure_no, cohort_no, area_no
    having count(*) >= 4
),

tested as (
    select
        gathered.*,
        trend_of_means(year_list, gap_list, noise_list) as test
    from gathered
    where latest_present
),

weighed as (
    select
        tested.*,
        tested.test['p_value'] < $significance
        and at_least(abs(tested.test['slope'] * tested.span), tested.m_change)
        and tested.test['agrees'] = 1 as is_shown,
        tested.polarity * tested.test['slope'] > 0 as gains
    from tested
    where tested.test is not null
)

select
    measure_no,
    cohort_no,
    area_no,
    gap_from,
    gap_to,
    test['slope'] as slope,
    test['slope'] * span as moved,
    test['p_value'] as p_value,
    case
        when not coalesce(is_shown, false) then 'not_shown'
        when first_lead < 0 and last_lead < 0 then case when gains then 'narrowed' else 'widened' end
        when first_lead > 0 and last_lead > 0 then case when gains then 'lead_grew' else 'lead_shrank' end
        when gains and first_lead <= 0 and last_lead >= 0 then 'caught_up'
        when not gains and first_lead >= 0 and last_lead <= 0 then 'lead_lost'
        else 'not_shown'
    end as gap_trend
from weighed
order by measure_no, cohort_no, area_no

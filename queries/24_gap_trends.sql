-- purpose: whether the gap to England moved over the latest years where a change of grading parts the level but not the gap
-- grain: one row per measure, cohort and authority with four to six years of a gap, for measures whose gap survives their breaks
-- inputs: cells, noise, pupils, materiality, measures, cohorts, compared_areas, areas, thresholds
-- output: first and last period, slope (unit a year), moved (unit), p, gap_trend (narrowed, widened, not_shown)
-- rules: statistics 8b
with latest as (
    select
        measures.measure_no,
        cohorts.cohort_no,
        measures.polarity,
        materiality.latest_start,
        materiality.m_change
    from materiality
    inner join measures on materiality.measure_id = measures.measure_id
    inner join cohorts on materiality.cohort = cohorts.cohort
    where measures.gap_survives_breaks = 1
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
    from thresholds
    cross join compared_areas
    inner join areas on compared_areas.area_code = areas.area_code
    inner join cells on areas.area_no = cells.area_no
    inner join latest
        on cells.measure_no = latest.measure_no and cells.cohort_no = latest.cohort_no
    inner join cells as england
        on
            cells.measure_no = england.measure_no
            and cells.cohort_no = england.cohort_no
            and cells.period_no = england.period_no
            and england.area_level = 'national'
    inner join noise
        on noise.series = figure_of(cells.measure_no, cells.cohort_no, cells.area_no, cast(0 as int))
    left join pupils on cells.figure = pupils.figure
    where
        cells.area_level = 'local_authority'
        and cells.value is not null
        and england.value is not null
        and noise.noise is not null
        and coalesce(pupils.fewest_pupils >= thresholds.minimum_cohort, true)
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
)

select
    tested.measure_no,
    tested.cohort_no,
    tested.area_no,
    tested.gap_from,
    tested.gap_to,
    tested.test['slope'] as slope,
    tested.test['slope'] * tested.span as moved,
    tested.test['p_value'] as p_value,
    case
        when
            tested.test['p_value'] < thresholds.significance
            and abs(tested.test['slope'] * tested.span) >= tested.m_change - 1e-9
            and tested.test['agrees'] = 1
            then case when tested.polarity * tested.test['slope'] > 0 then 'narrowed' else 'widened' end
        else 'not_shown'
    end as gap_trend
from thresholds
cross join tested
where tested.test is not null
order by tested.measure_no, tested.cohort_no, tested.area_no

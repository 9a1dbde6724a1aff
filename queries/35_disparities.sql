-- purpose: the gap between a cohort and pupils with no SEN in the same area, beside the same gap in England
-- grain: one row per measure, SEN cohort, compared area and period
-- inputs: differences, cells, events, series, measures
-- parted: cells, differences, events
-- output: gaps (unit; no SEN less cohort), ratios and their ratio with 95% limits for rates, how the gap moved
-- rules: statistics 4 (disproportionality, attainment gaps); 18 (gap closed by decline)
with here as (
    select
        differences.measure_id,
        differences.cohort,
        differences.area_code,
        differences.period,
        differences.period_start,
        differences.polarity,
        differences.m_level,
        differences.value,
        differences.comparator_value as no_sen_value,
        -differences.difference as gap,
        -differences.difference_upper as gap_lower,
        -differences.difference_lower as gap_upper,
        differences.ratio,
        differences.ratio_lower,
        differences.ratio_upper
    from differences
    where
        differences.comparator = 'area-no-sen'
        and differences.cohort in ('ehc-plan', 'sen-support', 'all-sen')
        and differences.reason is null
        and differences.difference is not null
),

paired as (
    select
        here.*,
        england.value as england_value,
        england_no_sen.value as england_no_sen_value,
        england_no_sen.value - england.value as england_gap,
        case
            when measures.unit <> 'score' and england_no_sen.value > 0
                then england.value / england_no_sen.value
        end as england_ratio,
        a.events,
        a.pupils,
        a.dispersion as spread,
        b.events as no_sen_events,
        b.pupils as no_sen_pupils,
        b.dispersion as no_sen_spread,
        c.events - a.events as rest_events,
        c.pupils - a.pupils as rest_pupils,
        c.dispersion as rest_spread,
        d.events - b.events as rest_no_sen_events,
        d.pupils - b.pupils as rest_no_sen_pupils,
        d.dispersion as rest_no_sen_spread
    from measures
    inner join here on measures.measure_id = here.measure_id
    left join cells as england
        on
            here.measure_id = england.measure_id
            and here.cohort = england.cohort
            and here.period = england.period
            and england.area_level = 'national'
    left join cells as england_no_sen
        on
            here.measure_id = england_no_sen.measure_id
            and england_no_sen.cohort = 'no-sen'
            and here.period = england_no_sen.period
            and england_no_sen.area_level = 'national'
    left join events as a
        on
            here.measure_id = a.measure_id and here.cohort = a.cohort
            and here.area_code = a.area_code and here.period = a.period
    left join events as b
        on
            here.measure_id = b.measure_id and b.cohort = 'no-sen'
            and here.area_code = b.area_code and here.period = b.period
    left join events as c
        on
            here.measure_id = c.measure_id and here.cohort = c.cohort
            and c.area_code = 'E92000001' and here.period = c.period
    left join events as d
        on
            here.measure_id = d.measure_id and d.cohort = 'no-sen'
            and d.area_code = 'E92000001' and here.period = d.period
),

compared as (
    select
        paired.*,
        -- events over their dispersion, as in the ratios themselves
        ratio_of_ratios(
            events / spread, pupils / spread,
            no_sen_events / no_sen_spread, no_sen_pupils / no_sen_spread,
            rest_events / rest_spread, rest_pupils / rest_spread,
            rest_no_sen_events / rest_no_sen_spread, rest_no_sen_pupils / rest_no_sen_spread
        ) as wider
    from paired
),

-- the first year of the segment that the latest year belongs to
earliest as (
    select
        measure_id,
        cohort,
        area_code,
        min(period) as first_period,
        min(latest_period) as latest_period
    from series
    group by measure_id, cohort, area_code
),

moved as (
    select
        compared.*,
        case when earliest.first_period <> compared.period then earliest.first_period end as period_from,
        case when earliest.first_period <> compared.period then compared.gap - first_year.gap end as gap_change,
        case
            when earliest.first_period <> compared.period
                then compared.no_sen_value - first_year.no_sen_value
        end as no_sen_change
    from compared
    left join earliest
        on
            compared.measure_id = earliest.measure_id
            and compared.cohort = earliest.cohort
            and compared.area_code = earliest.area_code
            and compared.period = earliest.latest_period
    left join here as first_year
        on
            compared.measure_id = first_year.measure_id
            and compared.cohort = first_year.cohort
            and compared.area_code = first_year.area_code
            and earliest.first_period = first_year.period
)

select
    measure_id,
    cohort,
    area_code,
    period,
    value,
    no_sen_value,
    gap,
    gap_lower,
    gap_upper,
    england_gap,
    gap - england_gap as gap_beyond_england,
    ratio,
    ratio_lower,
    ratio_upper,
    england_ratio,
    wider['ratio'] as ratio_of_ratios,
    wider['lower'] as ratio_of_ratios_lower,
    wider['upper'] as ratio_of_ratios_upper,
    wider['p_value'] as ratio_of_ratios_p,
    period_from,
    gap_change,
    case
        when gap_change is null or polarity = 0 then null
        when abs(gap_change) < m_level - 1e-9 then 'similar'
        -- a gap shrinks where its size does, whichever way is good
        when polarity * gap_change > 0 then 'wider'
        else 'narrower'
    end as gap_movement,
    -- narrower because pupils with no SEN did worse is no success
    coalesce(
        abs(gap_change) >= m_level - 1e-9
        and polarity * gap_change < 0 and polarity * no_sen_change < 0,
        false
    ) as gap_closed_by_decline
from moved
order by measure_id, cohort, area_code, period

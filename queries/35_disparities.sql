-- purpose: the gap between a cohort and pupils with no SEN in the same area, next to the same gap in England
-- grain: one row per measure, SEN cohort, compared area and period
-- inputs: comparisons, cells, events, series, measures
-- output: gaps (unit; no SEN less cohort), ratios and their ratio with 95% limits for rates, how the gap moved
-- rules: statistics 4 (disproportionality, attainment gaps); 18 (gap closed by decline)
with here as (
    select
        cells.figure,
        comparisons.measure_id,
        comparisons.cohort,
        comparisons.area_code,
        comparisons.period,
        cells.year_no,
        cells.measure_no,
        cells.area_no,
        cells.period_no,
        measures.unit,
        measures.polarity,
        comparisons.m_level,
        comparisons.value,
        comparisons.comparator_value as no_sen_value,
        -comparisons.difference as gap,
        -comparisons.difference_upper as gap_lower,
        -comparisons.difference_lower as gap_upper,
        comparisons.ratio,
        comparisons.ratio_lower,
        comparisons.ratio_upper
    from comparisons
    inner join cells
        on
            comparisons.measure_id = cells.measure_id
            and comparisons.cohort = cells.cohort
            and comparisons.area_code = cells.area_code
            and comparisons.period = cells.period
    inner join measures on comparisons.measure_id = measures.measure_id
    where
        comparisons.comparator = 'area-no-sen'
        and comparisons.cohort in ('ehc-plan', 'sen-support', 'all-sen')
        and comparisons.level <> 'not_available'
),

england as (
    select
        cells.year_no,
        cells.value,
        events.events,
        events.pupils,
        events.dispersion
    from cells
    left join events on cells.figure = events.figure
    where cells.area_level = 'national'
),

paired as (
    select
        here.*,
        england.value as england_value,
        england_no_sen.value as england_no_sen_value,
        england_no_sen.value - england.value as england_gap,
        case
            when here.unit <> 'score' and england_no_sen.value > 0
                then england.value / england_no_sen.value
        end as england_ratio,
        own.events,
        own.pupils,
        own.dispersion as spread,
        no_sen.events as no_sen_events,
        no_sen.pupils as no_sen_pupils,
        no_sen.dispersion as no_sen_spread,
        england.events - own.events as rest_events,
        england.pupils - own.pupils as rest_pupils,
        england.dispersion as rest_spread,
        england_no_sen.events - no_sen.events as rest_no_sen_events,
        england_no_sen.pupils - no_sen.pupils as rest_no_sen_pupils,
        england_no_sen.dispersion as rest_no_sen_spread
    from here
    -- there, as each of these figures has been compared with it
    inner join cells as others
        on
            here.measure_no = others.measure_no
            and here.area_no = others.area_no
            and here.period_no = others.period_no
            and others.cohort = 'no-sen'
    left join england on here.year_no = england.year_no
    left join england as england_no_sen on others.year_no = england_no_sen.year_no
    left join events as own on here.figure = own.figure
    left join events as no_sen on others.figure = no_sen.figure
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
segments as (
    select
        min(figure) as first_figure,
        max(figure) as last_figure,
        min(period) as first_period,
        max(period) as last_period,
        min(latest_period) as latest_period
    from series
    group by measure_no, cohort_no, area_no
),

earliest as (
    select
        segments.last_figure,
        segments.first_period,
        here.gap,
        here.no_sen_value
    from segments
    left join here on segments.first_figure = here.figure
    where segments.last_period = segments.latest_period and segments.first_period <> segments.last_period
),

moved as (
    select
        compared.*,
        earliest.first_period as period_from,
        compared.gap - earliest.gap as gap_change,
        compared.polarity * compared.gap < 0 and compared.polarity * earliest.gap < 0 as is_ahead,
        compared.no_sen_value - earliest.no_sen_value as no_sen_change
    from compared
    left join earliest on compared.figure = earliest.last_figure
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
        when not at_least(abs(gap_change), m_level) then 'similar'
        -- a gap shrinks where its size does, whichever way is good and whoever is ahead in both years
        when case when is_ahead then -polarity else polarity end * gap_change > 0 then 'wider'
        else 'narrower'
    end as gap_movement,
    -- a gap that is narrower because pupils with no SEN did worse is not a success
    coalesce(
        at_least(abs(gap_change), m_level) and not is_ahead
        and polarity * gap_change < 0 and polarity * no_sen_change < 0,
        false
    ) as gap_closed_by_decline
from moved
order by measure_id, cohort, area_code, period

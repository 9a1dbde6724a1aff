-- purpose: how unusual an authority is among all of its year: control limits, with and without the spread between authorities
-- grain: one row per measure, cohort, authority and period for which enough authorities have counts
-- inputs: cells, events, measures, thresholds
-- output: value and pupils, baseline and limits (unit), dispersion, place in standard deviations, position in words
-- rules: statistics 10 (unusual is never called significant)
with shares as (
    select
        cells.measure_id,
        cells.cohort,
        cells.area_code,
        cells.period,
        cells.value,
        cells.denominator as pupils,
        -- the middle of the counts that print as the percentage
        (cells.numerator_low + cells.numerator_high) / 2 as counted,
        true as is_share
    from measures
    inner join cells on measures.measure_id = cells.measure_id
    where
        cells.area_level = 'local_authority'
        and measures.unit = '%'
        and cells.numerator_low is not null
),

-- events that repeat have no funnel: a few pupils can carry an authority beyond any limit
rates as (
    select
        cells.measure_id,
        cells.cohort,
        cells.area_code,
        cells.period,
        cells.value,
        events.pupils,
        events.events as counted,
        false as is_share
    from measures
    inner join events on measures.measure_id = events.measure_id
    inner join cells
        on
            events.measure_id = cells.measure_id
            and events.cohort = cells.cohort
            and events.area_code = cells.area_code
            and events.period = cells.period
    where measures.events = 'once' and cells.area_level = 'local_authority'
),

plotted as (
    select * from shares
    union all
    select * from rates
),

whole as (
    select
        measure_id,
        cohort,
        period,
        count(*) as authorities,
        sum(counted) / sum(pupils) as baseline,
        -- the order of the areas fixes the order in which the spread is added up
        funnel(
            array_agg(counted order by area_code), array_agg(pupils order by area_code)
        ) as spread
    from plotted
    group by measure_id, cohort, period
),

placed as (
    select
        plotted.*,
        whole.authorities,
        whole.baseline,
        case when plotted.is_share then whole.spread['dispersion'] end as dispersion,
        case when plotted.is_share then whole.spread['between'] else 0.0 end as between_areas,
        plotted.counted / plotted.pupils - whole.baseline as apart
    from whole
    inner join plotted
        on
            whole.measure_id = plotted.measure_id
            and whole.cohort = plotted.cohort
            and whole.period = plotted.period
    where whole.authorities >= $minimum_ranked and whole.baseline > 0 and whole.baseline < 1
),

limited as (
    select
        placed.*,
        case
            when is_share then proportion_funnel(baseline, pupils, 1.959963984540054, 0.0)
            else rate_funnel(baseline, pupils, 0.025)
        end as limits_95,
        case
            when is_share then proportion_funnel(baseline, pupils, 3.090232306167813, 0.0)
            else rate_funnel(baseline, pupils, 0.001)
        end as limits_998,
        case when is_share then proportion_funnel(baseline, pupils, 1.959963984540054, between_areas) end as adjusted_95,
        case when is_share then proportion_funnel(baseline, pupils, 3.090232306167813, between_areas) end as adjusted_998,
        case when is_share then apart / sqrt(baseline * (1 - baseline) / pupils) end as z,
        case
            when is_share
                then apart / sqrt(baseline * (1 - baseline) / pupils + between_areas)
        end as z_adjusted
    from placed
)

select
    measure_id,
    cohort,
    area_code,
    period,
    value,
    pupils,
    cast(authorities as int) as authorities,
    100 * baseline as baseline,
    100 * limits_95['lower'] as lower_95,
    100 * limits_95['upper'] as upper_95,
    100 * limits_998['lower'] as lower_998,
    100 * limits_998['upper'] as upper_998,
    dispersion,
    100 * adjusted_95['lower'] as adjusted_lower_95,
    100 * adjusted_95['upper'] as adjusted_upper_95,
    100 * adjusted_998['lower'] as adjusted_lower_998,
    100 * adjusted_998['upper'] as adjusted_upper_998,
    z,
    z_adjusted,
    case
        when baseline + apart > coalesce(adjusted_998['upper'], limits_998['upper']) then 'above_998'
        when baseline + apart < coalesce(adjusted_998['lower'], limits_998['lower']) then 'below_998'
        when baseline + apart > coalesce(adjusted_95['upper'], limits_95['upper']) then 'above_95'
        when baseline + apart < coalesce(adjusted_95['lower'], limits_95['lower']) then 'below_95'
        else 'inside'
    end as position
from limited
order by measure_id, cohort, area_code, period

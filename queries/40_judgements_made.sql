-- purpose: level and direction together, turned by polarity and given the judgement of the table
-- grain: one row per measure, cohort, area and comparator, at the latest period of the measure
-- inputs: comparisons, cells, trends, not_known, rankings, areas, materiality, measures, comparators, judgements, thresholds
-- parted: comparisons, cells, trends, rankings
-- output: the verdict in its parts, with the figures that a sentence needs (unit) and the decimals of the area's own (places) and of the other
-- rules: statistics 5 (robust place), 9, 15, 18 (judgement)
with newest as (
    select
        cells.measure_id,
        cells.cohort,
        cells.area_code,
        cells.period,
        cells.symbol,
        cells.denominator,
        cells.period_start,
        cells.printed_unit
    from materiality
    inner join cells
        on
            materiality.measure_id = cells.measure_id
            and materiality.cohort = cells.cohort
            and materiality.latest_start = cells.period_start
),

-- most comparisons are of periods that are nobody's latest
periods as (
    select distinct period
    from newest
),

latest as (
    select
        comparisons.*,
        newest.symbol,
        newest.denominator,
        newest.period_start,
        newest.printed_unit,
        -- of the half-units that were added, one is the area's own
        greatest(2 * comparisons.rounding - newest.printed_unit, 1e-6) as comparator_unit,
        measures.polarity,
        measures.not_known_measure as partner_id,
        measures.not_known_included,
        comparators.like_for_like,
        comparators.comparator_area,
        case measures.unit when '%' then '%' else '' end as sign
    from periods
    inner join comparisons on periods.period = comparisons.period
    inner join newest
        on
            comparisons.measure_id = newest.measure_id
            and comparisons.cohort = newest.cohort
            and comparisons.area_code = newest.area_code
            and comparisons.period = newest.period
    inner join measures on comparisons.measure_id = measures.measure_id
    inner join comparators on comparisons.comparator = comparators.comparator
),

-- the last figure that an area had before, where it has none of the latest period
last_figures as (
    select
        unfilled.measure_id,
        unfilled.cohort,
        unfilled.area_code,
        last_value(cells.period order by cells.period_start) as last_period,
        last_value(cells.value order by cells.period_start) as last_value,
        last_value(cells.printed_unit order by cells.period_start) as last_unit
    from (
        select distinct
            measure_id,
            cohort,
            area_code,
            period_start
        from latest
        where value is null
    ) as unfilled
    inner join cells
        on
            unfilled.measure_id = cells.measure_id
            and unfilled.cohort = cells.cohort
            and unfilled.area_code = cells.area_code
            and unfilled.period_start > cells.period_start
    where cells.value is not null
    group by unfilled.measure_id, unfilled.cohort, unfilled.area_code
),

joined as (
    select
        latest.*,
        last_figures.last_period,
        last_figures.last_value,
        last_figures.last_unit,
        coalesce(trends.direction, 'too_few_years') as direction,
        trends.direction_rule,
        trends.period_from,
        trends.years,
        trends.change,
        trends.gap_change,
        trends.gap_direction,
        trends.not_sustained,
        trends.gap_trend,
        trends.gap_trend_from,
        trends.evidence_grade as trend_grade,
        trends.flags as trend_flags,
        trends.slope,
        trends.p_value as trend_p_value,
        trends.not_known_change,
        trends.peak_period,
        trends.peak_value,
        case
            when latest.polarity = 0 or latest.level = 'not_available' then null
            when latest.level in ('broadly_in_line', 'no_clear_difference') then latest.level
            else concat(
                case when latest.level like 'significantly%' then 'significantly_' else '' end,
                case when latest.advantage > 0 then 'favourable' else 'unfavourable' end
            )
        end as favour
    from latest
    left join trends
        on
            latest.measure_id = trends.measure_id
            and latest.cohort = trends.cohort
            and latest.area_code = trends.area_code
            and latest.period = trends.period_to
    left join last_figures
        on
            latest.measure_id = last_figures.measure_id
            and latest.cohort = last_figures.cohort
            and latest.area_code = last_figures.area_code
),

-- bounds before blame: how much of each figure could hide among those not known
unknown as (
    select
        joined.*,
        here.not_known,
        here.bound_high,
        england.not_known as england_not_known,
        other.bound_low as other_bound_low,
        other.not_known as other_not_known,
        partner.m_level as m_not_known,
        -- a figure is printed with the decimals of its level, and a target with all of its own besides
        cast(round(-log10(greatest(joined.printed_unit, 1e-6))) as bigint) as places,
        cast(
            round(
                -log10(
                    case
                        -- the middle of an even number of whole figures lies halfway between two of them
                        when
                            joined.comparator_area in ('neighbours', 'authorities')
                            and joined.comparator_unit = 1
                            and joined.method not like '%pooled'
                            and abs(joined.comparator_value - floor(joined.comparator_value) - 0.5) < 0.001
                            then 0.1
                        when joined.comparator_area <> 'target' then joined.comparator_unit
                        when joined.comparator_value = round(joined.comparator_value) then joined.printed_unit
                        when joined.comparator_value = round(joined.comparator_value, 1)
                            then least(joined.printed_unit, 0.1)
                        else least(joined.printed_unit, 0.01)
                    end
                )
            ) as bigint
        ) as comparator_places,
        cast(round(-log10(joined.last_unit)) as bigint) as last_places,
        case joined.symbol
            when 'c' then ': suppressed'
            when 'z' then ': not applicable'
            when 'x' then ': not available'
            when 'low' then ': rounds to zero'
            when 'u' then ': unreliable'
            else ''
        end as symbol_words,
        rankings.robust_place
    from joined
    inner join areas on joined.area_code = areas.area_code
    left join not_known as here
        on
            joined.measure_id = here.measure_id
            and joined.cohort = here.cohort
            and joined.area_code = here.area_code
            and joined.period = here.period
    left join not_known as england
        on
            joined.measure_id = england.measure_id
            and joined.cohort = england.cohort
            and joined.period = england.period
            and england.area_code = 'E92000001'
    left join not_known as other
        on
            joined.measure_id = other.measure_id
            and joined.cohort = other.cohort
            and joined.period = other.period
            and joined.like_for_like = 1
            and case joined.comparator_area
                when 'england' then 'E92000001'
                when 'region' then areas.region_code
            end = other.area_code
    left join materiality as partner
        on
            joined.partner_id = partner.measure_id
            and joined.cohort = partner.cohort
    left join rankings
        on
            joined.measure_id = rankings.measure_id
            and joined.cohort = rankings.cohort
            and joined.area_code = rankings.area_code
            and joined.period = rankings.period
),

weighed as (
    select
        unknown.*,
        case
            when value is null
                then concat(
                    'no figure for ', period,
                    case when symbol is not null then concat(' (symbol ', symbol, symbol_words, ')') else '' end,
                    case
                        when last_period is not null
                            then concat(
                                '; the last one is ', printed_number(last_value, last_places), sign, ' in ',
                                last_period
                            )
                        else ''
                    end
                )
        end as no_figure,
        -- a low share that is bad looks low where many are not known
        coalesce(
            polarity < 0 and favour like '%avourable' and advantage > 0
            and not_known - england_not_known >= m_not_known - 1e-9,
            false
        ) as blocked_by_not_known,
        case
            when polarity <= 0 or favour not like '%unfavourable' then null
            when bound_high >= other_bound_low then 'could_explain'
            when bound_high < other_bound_low then 'cannot_explain'
        end as not_known_says,
        -- rarity among authorities where nothing can be tested: no significance
        case
            when level = 'not_available' or evidence_grade <> 'C' or comparator_area = 'same' then null
            when robust_place >= thresholds.unusual_place then 'unusually_high'
            when robust_place <= -thresholds.unusual_place then 'unusually_low'
        end as unusual
    from thresholds
    cross join unknown
)

select
    weighed.*,
    -- the period of the cell that is told of
    case when weighed.value is null and weighed.symbol is null then weighed.last_period else weighed.period end as figure_period,
    -- NEET and not known are always told together; a destination's only where it is lower
    coalesce(
        weighed.not_known is not null
        and (weighed.not_known_included = 1 or weighed.not_known_says is not null),
        false
    ) as not_known_told,
    case
        when weighed.value is null then concat('no figure for ', weighed.period)
        when weighed.level = 'not_available' then 'not available'
        when weighed.blocked_by_not_known then 'no strength: not known is high'
        when weighed.polarity = 0 or weighed.like_for_like = 0
            then concat(
                'contextual: ', replace(weighed.level, '_', ' '), ', ', replace(weighed.direction, '_', ' ')
            )
        else judgements.judgement
    end as judgement
from weighed
left join judgements
    on
        weighed.favour = judgements.favour
        and weighed.direction = judgements.favour_direction
order by weighed.measure_id, weighed.cohort, weighed.area_code, weighed.comparator

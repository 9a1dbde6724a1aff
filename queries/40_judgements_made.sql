-- purpose: level and direction of each figure together, with the judgement that the catalogue gives to the two
-- grain: one row per measure, cohort, area and comparator, at the latest period of the measure
-- inputs: latest_levels, not_known, rankings, areas, materiality, judgements, thresholds
-- output: the verdict in its parts, with the figures that a sentence needs (unit) and the decimals of the area's own (places) and of the other;
-- is_better and is_worse than the comparator
-- rules: statistics 5 (robust place), 9, 15, 18 (judgement)
with
-- how much of each figure could be hidden among those whose activity is not known
unknown as (
    select
        latest_levels.*,
        here.not_known,
        here.bound_high,
        england.not_known as england_not_known,
        other.bound_low as other_bound_low,
        other.not_known as other_not_known,
        partner.m_level as m_not_known,
        -- a figure is printed with the decimals of its level, and a target with all of its own besides
        cast(round(-log10(greatest(latest_levels.printed_unit, 1e-6))) as bigint) as places,
        cast(
            round(
                -log10(
                    case
                        -- the middle of an even number of whole figures lies halfway between two of them
                        when
                            latest_levels.comparator_area in ('neighbours', 'authorities')
                            and latest_levels.comparator_unit = 1
                            and latest_levels.method not like '%pooled'
                            and abs(latest_levels.comparator_value - floor(latest_levels.comparator_value) - 0.5) < 0.001
                            then 0.1
                        when latest_levels.comparator_area <> 'target' then latest_levels.comparator_unit
                        when latest_levels.comparator_value = round(latest_levels.comparator_value) then latest_levels.printed_unit
                        when latest_levels.comparator_value = round(latest_levels.comparator_value, 1)
                            then least(latest_levels.printed_unit, 0.1)
                        else least(latest_levels.printed_unit, 0.01)
                    end
                )
            ) as bigint
        ) as comparator_places,
        cast(round(-log10(latest_levels.last_unit)) as bigint) as last_places,
        case latest_levels.symbol
            when 'c' then ': suppressed'
            when 'z' then ': not applicable'
            when 'x' then ': not available'
            when 'low' then ': rounds to zero'
            when 'u' then ': unreliable'
            when 'er' then ': the printed figure cannot be right'
            else ''
        end as symbol_words,
        rankings.robust_place
    from latest_levels
    inner join areas on latest_levels.area_code = areas.area_code
    left join not_known as here
        on
            latest_levels.measure_id = here.measure_id
            and latest_levels.cohort = here.cohort
            and latest_levels.area_code = here.area_code
            and latest_levels.period = here.period
    left join not_known as england
        on
            latest_levels.measure_id = england.measure_id
            and latest_levels.cohort = england.cohort
            and latest_levels.period = england.period
            and england.area_code = 'E92000001'
    left join not_known as other
        on
            latest_levels.measure_id = other.measure_id
            and latest_levels.cohort = other.cohort
            and latest_levels.period = other.period
            and latest_levels.like_for_like = 1
            and case latest_levels.comparator_area
                when 'england' then 'E92000001'
                when 'region' then areas.region_code
            end = other.area_code
    left join materiality as partner
        on
            latest_levels.partner_id = partner.measure_id
            and latest_levels.cohort = partner.cohort
    left join rankings
        on
            latest_levels.measure_id = rankings.measure_id
            and latest_levels.cohort = rankings.cohort
            and latest_levels.area_code = rankings.area_code
            and latest_levels.period = rankings.period
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
        -- where low is good, a share looks low because many are not known
        coalesce(
            polarity < 0 and favour like '%avourable' and advantage > 0
            and at_least(not_known - england_not_known, m_not_known),
            false
        ) as blocked_by_not_known,
        case
            when polarity <= 0 or favour not like '%unfavourable' then null
            when bound_high >= other_bound_low then 'could_explain'
            when bound_high < other_bound_low then 'cannot_explain'
        end as not_known_effect,
        -- how rare it is among authorities, where nothing can be tested: not significance
        case
            when level = 'not_available' or evidence_grade <> 'C' or comparator_area = 'same' then null
            when robust_place >= $unusual_place then 'unusually_high'
            when robust_place <= -$unusual_place then 'unusually_low'
        end as unusual
    from unknown
)

select
    weighed.*,
    -- the period of the cell that is reported
    case when weighed.value is null and weighed.symbol is null then weighed.last_period else weighed.period end as figure_period,
    -- NEET and not known are always reported together; a destination's only where it is lower
    coalesce(
        weighed.not_known is not null
        and (weighed.not_known_included = 1 or weighed.not_known_effect is not null),
        false
    ) as reports_not_known,
    -- what counts as better or as worse wherever verdicts are listed or counted
    coalesce(
        weighed.favour in ('favourable', 'significantly_favourable') and not weighed.blocked_by_not_known, false
    ) as is_better,
    coalesce(weighed.favour in ('unfavourable', 'significantly_unfavourable'), false) as is_worse,
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

-- purpose: level and direction together, turned by polarity and given the judgement of the table
-- grain: one row per measure, cohort, area and comparator, at the latest period of the measure
-- inputs: comparisons, differences, trends, measures, comparators, judgements
-- output: the verdict in its parts, with the figures that a sentence needs (unit)
-- rules: statistics 9, 18 (judgement)
with latest as (
    select
        comparisons.*,
        differences.symbol,
        differences.denominator,
        differences.period_start,
        measures.polarity,
        comparators.like_for_like
    from comparisons
    inner join differences
        on
            comparisons.measure_id = differences.measure_id
            and comparisons.cohort = differences.cohort
            and comparisons.area_code = differences.area_code
            and comparisons.period = differences.period
            and comparisons.comparator = differences.comparator
    inner join measures on comparisons.measure_id = measures.measure_id
    inner join comparators on comparisons.comparator = comparators.comparator
    where differences.is_latest
),

joined as (
    select
        latest.*,
        coalesce(trends.direction, 'too_few_years') as direction,
        trends.direction_rule,
        trends.period_from,
        trends.years,
        trends.change,
        trends.gap_change,
        trends.gap_direction,
        trends.not_sustained,
        trends.evidence_grade as trend_grade,
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
)

select
    joined.*,
    case
        when joined.level = 'not_available' then 'not available'
        when joined.polarity = 0
            then concat(
                'contextual: ', replace(joined.level, '_', ' '), ', ', replace(joined.direction, '_', ' ')
            )
        else judgements.judgement
    end as judgement
from joined
left join judgements
    on
        joined.favour = judgements.favour
        and joined.direction = judgements.favour_direction
order by joined.measure_id, joined.cohort, joined.area_code, joined.comparator

-- purpose: the published cells that follow from a verdict itself: its two figures, England's where the gap is followed, the shares not known
-- grain: one row per measure, cohort, area and comparator, at the latest period of the measure
-- inputs: judgements_made, trends, peers
-- output: keys of facts (measure|cohort|area|period; an empty one is no cell) in three lists; whose figure the other one is, as in peers
-- rules: statistics 18 (traceability)
with judged as (
    select
        judgements_made.measure_id,
        judgements_made.cohort,
        judgements_made.area_code,
        judgements_made.comparator,
        judgements_made.period,
        judgements_made.figure_period,
        judgements_made.partner_id,
        judgements_made.reports_not_known,
        judgements_made.not_known_change,
        judgements_made.period_from,
        trends.gap_change,
        peers.other_kind,
        peers.other_cohort,
        case peers.other_kind when 'area' then peers.other_area end as other_area,
        case when peers.is_whole and peers.other_area <> 'E92000001' then peers.other_area end as region
    from judgements_made
    inner join peers
        on
            judgements_made.area_code = peers.area_code
            and judgements_made.cohort = peers.cohort
            and judgements_made.comparator = peers.comparator
    left join trends
        on
            judgements_made.measure_id = trends.measure_id
            and judgements_made.cohort = trends.cohort
            and judgements_made.area_code = trends.area_code
            and judgements_made.period = trends.period_to
)

select
    measure_id,
    cohort,
    area_code,
    comparator,
    period,
    other_kind,
    other_cohort,
    other_area,
    make_array(
        concat_ws('|', measure_id, cohort, area_code, figure_period),
        case
            when other_area is null then ''
            else concat_ws('|', measure_id, other_cohort, other_area, period)
        end
    ) as compared_facts,
    -- England's own, where the gap to it is followed over the years
    case
        when gap_change is not null
            then array_sort(
                make_array(
                    concat_ws('|', measure_id, cohort, 'E92000001', period_from),
                    concat_ws('|', measure_id, cohort, 'E92000001', period)
                )
            )
    end as england_facts,
    -- the shares not known that are reported with the figure, and England's figure that its own belongs to
    array_sort(
        array_concat(
            case
                when reports_not_known
                    then make_array(
                        concat_ws('|', partner_id, cohort, area_code, period),
                        concat_ws('|', partner_id, cohort, 'E92000001', period),
                        concat_ws('|', measure_id, cohort, 'E92000001', period)
                    )
            end,
            case
                when reports_not_known and region is not null
                    then make_array(concat_ws('|', partner_id, cohort, region, period))
            end,
            case
                when not_known_change is not null
                    then make_array(concat_ws('|', partner_id, cohort, area_code, period_from))
            end
        )
    ) as not_known_facts
from judged

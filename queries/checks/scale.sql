-- purpose: shares that look like fractions of 1 in a measure in per cent, and targets a hundred times or a hundredth of their figures
-- grain: one row per data set, measure, cohort and kind of fault
-- inputs: cells, measures, targets, check_limits
-- output: check, data_set, key, severity, message, rows
-- rules: every figure of a year is between 0 and 1 and they differ; a target and the middle figure differ by a factor of target_factor or more
with figures as (
    select
        cells.*,
        cast(measures.decimals as bigint) as decimals,
        measures.unit = '%' as is_share
    from cells
    inner join measures on cells.measure_id = measures.measure_id
    where cells.value is not null
),

years as (
    select
        data_set,
        measure_id,
        cohort,
        period,
        count(*) as figures,
        min(value) as least,
        max(value) as most,
        first_value(area_name order by source_row) as area_name,
        first_value(value order by source_row) as first_figure,
        min(source_row) as first_row,
        -- the counts next to a figure show what it is
        coalesce(max(case when numerator >= 1 and denominator > 0 then 1 end), 0) as has_counts,
        coalesce(
            max(case when denominator > 0 and abs(100 * numerator / denominator - value) < 0.5 then 1 end), 0
        ) as counts_agree
    from figures
    where is_share
    group by data_set, measure_id, cohort, period
),

-- other years of the measure that are plainly in per cent, or none
fractions as (
    select
        data_set,
        measure_id,
        cohort,
        count(*) as years,
        sum(figures) as figures,
        string_agg(period, ', ' order by period) as periods,
        min(least) as least,
        max(most) as most,
        first_value(area_name order by period) as area_name,
        first_value(period order by period) as period,
        first_value(first_figure order by period) as first_figure,
        first_value(first_row order by period) as first_row
    from years
    where
        least >= 0 and most <= 1 and most > least
        -- shares of a few in a hundred are read off their counts
        and not (has_counts = 1 and counts_agree = 1)
    group by data_set, measure_id, cohort
),

middles as (
    select
        figures.data_set,
        figures.measure_id,
        figures.cohort,
        median(figures.value) as middle,
        count(*) as figures,
        max(figures.decimals) as decimals,
        max(targets.target) as target
    from figures
    inner join targets
        on
            figures.measure_id = targets.measure_id
            and figures.cohort = targets.cohort
            and figures.area_code = targets.area_code
    group by figures.data_set, figures.measure_id, figures.cohort
)

select
    'fractions' as check,
    data_set,
    concat_ws('|', measure_id, cohort) as key,
    'warning' as severity,
    concat(
        'every figure of ', periods, ' is between 0 and 1, and the measure is in per cent; first ',
        area_name, ', ', period, ': ', cast(first_figure as varchar),
        case when first_row is null then '' else concat(' (line ', first_row, ')') end,
        '. If they are fractions, multiply them by 100'
    ) as message,
    figures as rows
from fractions
union all
select
    'target_scale' as check,
    middles.data_set,
    concat_ws('|', middles.measure_id, middles.cohort) as key,
    'warning' as severity,
    concat(
        'the target is ', cast(middles.target as varchar), ', and the middle figure is ',
        printed_number(middles.middle, middles.decimals), ': ',
        case
            when middles.target < middles.middle then 'about a hundredth of the figures'
            else 'about a hundred times the figures'
        end,
        '. Write both in the same unit'
    ) as message,
    middles.figures as rows
from check_limits
cross join middles
where
    middles.target > 0 and middles.middle > 0
    and (
        middles.middle >= check_limits.target_factor * middles.target
        or middles.target >= check_limits.target_factor * middles.middle
    )

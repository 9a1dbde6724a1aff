-- purpose: printed shares and rates that their own counts do not make
-- grain: one row per data set, measure and cohort with such a figure
-- inputs: cells, measures, check_limits
-- output: check, data_set, key, severity, message, rows
-- rules: statistics 14 (rounded counts); the limit is count_units of catalogue/checks.toml
with counted as (
    select
        cells.*,
        100 * cells.numerator / cells.denominator as of_counts,
        cast(measures.decimals as bigint) as decimals,
        -- counts rounded to 5 shift a share of few pupils by more than its own rounding
        case
            when
                round(cells.numerator / 5) * 5 = cells.numerator
                and round(cells.denominator / 5) * 5 = cells.denominator
                then 100 * 2.5 * (1 + cells.numerator / cells.denominator) / cells.denominator
            else 0.0
        end as count_rounding
    from cells
    inner join measures on cells.measure_id = measures.measure_id
    where
        measures.unit in ('%', 'per 100')
        and cells.value is not null
        and cells.numerator is not null
        and cells.denominator > 0
),

apart as (
    select
        counted.*,
        abs(value - of_counts) as distance
    from check_limits
    cross join counted
    where
        abs(value - of_counts)
        > check_limits.count_units * printed_unit + count_rounding + 1e-9
)

select
    'counts_disagree' as check,
    data_set,
    concat_ws('|', measure_id, cohort) as key,
    'warning' as severity,
    concat(
        count(*),
        case when count(*) = 1 then ' figure differs' else ' figures differ' end,
        ' from what the counts next to ',
        case when count(*) = 1 then 'it' else 'them' end, ' make; most in ',
        first_value(area_name order by distance desc, area_code, period), ', ',
        first_value(period order by distance desc, area_code, period), ': printed ',
        printed_number(
            first_value(value order by distance desc, area_code, period), max(decimals)
        ),
        ', the counts make ',
        printed_number(
            first_value(of_counts order by distance desc, area_code, period), max(decimals)
        ),
        ' (line ', first_value(source_row order by distance desc, area_code, period), ')'
    ) as message,
    count(*) as rows
from apart
group by data_set, measure_id, cohort

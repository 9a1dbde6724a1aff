-- purpose: staged figures without those that are printed twice, by mistake or of a year that was not over; what cannot be right has no number
-- grain: one row per measure, cohort, area and period
-- inputs: staged, measures, repeated_keys, not_yet, misprints, releases, unfinished_years, beyond_wholes, thresholds
-- output: the columns of staged; a figure that cannot be right is null with the symbol er, without counts and limits; what is wrong (fault, also of the limits alone: is_figure)
-- and the numbers as printed (printed)
-- rules: statistics 0
with used as (
    select staged.*
    from staged
    -- of equal rows the first is used; rows that differ have stopped their data set before
    left join repeated_keys
        on
            staged.measure_id = repeated_keys.measure_id
            and staged.cohort = repeated_keys.cohort
            and staged.area_code = repeated_keys.area_code
            and staged.period = repeated_keys.period
            and staged.data_set_version = repeated_keys.data_set_version
    -- what is printed before an area had anyone to count is not its figure
    left anti join not_yet
        on
            staged.area_code = not_yet.area_code
            and staged.data_set = not_yet.data_set
            and staged.period_start < not_yet.first_start
    -- nor is one number that is printed for every authority of a region
    left anti join misprints
        on
            staged.data_set = misprints.data_set
            and staged.measure_id = misprints.measure_id
            and staged.area_code = misprints.area_code
            and staged.period_start = misprints.period_start
            and staged.value = misprints.printed
    -- nor what is printed of a period that begins after its file was published
    left anti join releases
        on
            staged.data_set = releases.data_set
            and staged.data_set_version = releases.data_set_version
            and staged.period_start > releases.begun_start
            and releases.last_start > releases.begun_start
    -- nor what is printed of a year that was not over then: a part of it is not the year
    left anti join unfinished_years
        on
            staged.data_set = unfinished_years.data_set
            and staged.data_set_version = unfinished_years.data_set_version
            and staged.span = unfinished_years.span
            and staged.period_start > unfinished_years.over_start
    where repeated_keys.first_row is null or staged.source_row = repeated_keys.first_row
),

-- a rate may pass 100, a score may be negative: what else a measure can have is its range in the catalogue
held as (
    select
        used.*,
        measures.unit,
        beyond_wholes.beyond_counts,
        case
            when measures.unit = '%' and (used.value < 0 or used.value > 100)
                then 'a share outside 0 to 100'
            when used.denominator < 0 or used.numerator < 0
                then 'a count below 0'
            when measures.unit in ('count', 'per 100', 'weeks', 'days') and used.value < 0
                then 'a number below 0'
            when used.value > measures.range_most
                then concat('a value above ', printed_number(measures.range_most, cast(measures.decimals as bigint)), ', the greatest possible')
            when used.value < measures.range_least
                then concat('a value below ', printed_number(measures.range_least, cast(measures.decimals as bigint)), ', the least possible')
            when measures.unit = '%' and used.numerator > used.denominator
                then 'more counted than there are'
            -- which of the two is wrong is not known; counts rounded to 5 move a share of few by more than its own rounding
            when
                measures.unit in ('%', 'per 100') and used.denominator > 0
                and abs(used.value - 100 * used.numerator / used.denominator)
                > greatest($counts_apart, used.value / 2) + power(10.0, -used.value_decimals)
                + 100 * 2.5 * (1 + used.numerator / used.denominator) / used.denominator
                then 'a value far from what its own counts make'
            when beyond_wholes.is_wrong then beyond_wholes.beyond_fault
        end as figure_fault,
        case
            when used.value_lower > used.value_upper
                then 'a lower limit above the upper one'
            -- limits that follow from the counts are compared with them by counts_disagree
            when
                measures.unit = '%'
                and (used.numerator is not null or (measures.derive_numerator = 1 and used.denominator > 0))
                then null
            -- limits and value are each rounded
            when
                used.value < used.value_lower - power(10.0, -used.value_decimals)
                or used.value > used.value_upper + power(10.0, -used.value_decimals)
                then 'a value outside its own limits'
        end as limits_fault
    from used
    inner join measures on used.measure_id = measures.measure_id
    left join beyond_wholes
        on
            used.measure_id = beyond_wholes.measure_id
            and used.cohort = beyond_wholes.cohort
            and used.area_code = beyond_wholes.area_code
            and used.period = beyond_wholes.period
            and used.data_set = beyond_wholes.data_set
            and used.data_set_version = beyond_wholes.data_set_version
            and beyond_wholes.is_wrong
),

judged as (
    select
        held.*,
        coalesce(figure_fault, limits_fault) as fault,
        -- of limits in the wrong order the figure is used without them
        figure_fault is not null
        or (limits_fault is not null and not coalesce(value_lower > value_upper, false)) as is_figure
    from held
)

select
    judged.* except (
        value, value_decimals, symbol, numerator, denominator, value_lower, value_upper,
        unit, beyond_counts, figure_fault, limits_fault
    ),
    case when not is_figure then value end as value,
    case when not is_figure then value_decimals end as value_decimals,
    case when is_figure then 'er' else symbol end as symbol,
    case when not is_figure then numerator end as numerator,
    case when not is_figure then denominator end as denominator,
    case when fault is null then value_lower end as value_lower,
    case when fault is null then value_upper end as value_upper,
    case
        when fault is not null
            then concat_ws(
                ', ',
                case
                    when value is null then null
                    else concat(printed_number(value, cast(value_decimals as bigint)), case unit when '%' then '%' else '' end)
                end,
                case
                    when beyond_counts is not null then beyond_counts
                    when figure_fault is null
                        then concat(
                            'with limits of ', printed_number(value_lower, cast(value_decimals as bigint)),
                            ' and ', printed_number(value_upper, cast(value_decimals as bigint))
                        )
                    when numerator is not null or denominator < 0
                        then concat(
                            coalesce(printed_number(numerator, 0), 'a part'), ' of ',
                            coalesce(printed_number(denominator, 0), 'an unknown number')
                        )
                end
            )
    end as printed
from judged
order by measure_id, cohort, area_code, period

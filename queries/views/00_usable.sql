-- purpose: staged figures up to the as-of period, without those that are printed twice, by mistake or of a year that had not begun; what cannot be right has no number
-- grain: one row per measure, cohort, area and period
-- inputs: staged, measures, repeated_keys, not_yet, misprints, releases, as_of, thresholds
-- output: the columns of staged; a figure that cannot be right is null with the symbol er, without counts and limits; what is wrong (fault, also of the limits alone: is_figure)
-- and the numbers as printed (printed)
-- rules: statistics 0
with used as (
    select staged.*
    from as_of
    cross join staged
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
    where
        staged.period_start <= as_of.as_of_start
        and (repeated_keys.first_row is null or staged.source_row = repeated_keys.first_row)
),

-- a rate may pass 100, a score may be negative
held as (
    select
        used.*,
        measures.unit,
        case
            when measures.unit = '%' and (used.value < 0 or used.value > 100)
                then 'a share outside 0 to 100'
            when used.denominator < 0 or used.numerator < 0
                then 'a count below 0'
            when measures.unit in ('count', 'per 100', 'weeks', 'days') and used.value < 0
                then 'a number below 0'
            when measures.unit = '%' and used.numerator > used.denominator
                then 'more counted than there are'
            -- which of the two is wrong is not known; counts rounded to 5 move a share of few by more than its own rounding
            when
                measures.unit in ('%', 'per 100') and used.denominator > 0
                and abs(used.value - 100 * used.numerator / used.denominator)
                > greatest($counts_apart, used.value / 2) + power(10.0, -used.value_decimals)
                + 100 * 2.5 * (1 + used.numerator / used.denominator) / used.denominator
                then 'a value far from what its own counts make'
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
        unit, figure_fault, limits_fault
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
                    when figure_fault is null
                        then concat('with limits of ', cast(value_lower as varchar), ' and ', cast(value_upper as varchar))
                    when numerator is not null or denominator < 0
                        then concat(
                            coalesce(cast(cast(numerator as bigint) as varchar), 'a part'), ' of ',
                            coalesce(cast(cast(denominator as bigint) as varchar), 'an unknown number')
                        )
                end
            )
    end as printed
from judged

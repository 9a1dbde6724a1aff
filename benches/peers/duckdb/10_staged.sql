-- numbers, symbols and areas of what was read; of rows with one key one is kept
create temp table staged as
with parsed as (
    select
        read.*,
        areas.area_code,
        areas.area_name,
        areas.area_level,
        try_cast(read.printed as double) as number,
        case when contains(read.printed, '.') then length(read.printed) - instr(read.printed, '.') else 0 end
            as number_decimals,
        coalesce(symbols.kept_as, 'x') as kept_as,
        measures.unit,
        measures.decimals
    from read
    inner join codes on read.printed_code = codes.printed_code
    inner join areas on codes.area_code = areas.area_code
    inner join measures on read.measure_id = measures.measure_id
    left join symbols on read.printed = symbols.printed
    -- what is printed before an area had anyone to count
    anti join not_yet
        on areas.area_code = not_yet.area_code
        and read.data_set = not_yet.data_set
        and read.period_start < not_yet.first_start
),
valued as (
    select
        parsed.*,
        case
            when number is null and kept_as = 'x' and unit = '%' and denominator > 0
                and numerator >= 0 and numerator <= denominator
                then round(100.0 * numerator / denominator * pow(10.0, decimals)) / pow(10.0, decimals)
        end as derived
    from parsed
)
select distinct on (measure_id, cohort, area_code, period)
    measure_id, cohort, area_code, period, area_name, area_level, period_start,
    coalesce(number, derived) as value,
    case when number is null then decimals else number_decimals end as value_decimals,
    case when number is null and derived is null then kept_as end as symbol,
    numerator, denominator, value_lower, value_upper, release_status, data_set
from valued;

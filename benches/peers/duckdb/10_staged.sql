-- numbers, symbols and areas of what was read; of rows with one key one is kept
create temp table staged as
with parsed as (
    select
        read.*,
        areas.area_code,
        areas.area_name,
        areas.area_level,
        try_cast(trim(read.printed) as double) as number,
        case when contains(read.printed, '.') then length(rtrim(split_part(trim(read.printed), '.', 2), '0')) else 0 end
            as number_decimals,
        coalesce(symbols.kept_as, 'x') as kept_as,
        measures.unit,
        measures.decimals
    from read
    inner join codes on read.printed_code = codes.printed_code
    inner join areas on codes.area_code = areas.area_code
    inner join measures on read.measure_id = measures.measure_id
    left join symbols on trim(read.printed) = symbols.printed
    -- what is printed before an area had anyone to count
    anti join not_yet
        on areas.area_code = not_yet.area_code
        and read.data_set = not_yet.data_set
        and read.period_start < not_yet.first_start
    -- what is printed for every authority of a region alike
    anti join misprints
        on read.data_set = misprints.data_set
        and read.measure_id = misprints.measure_id
        and areas.area_code = misprints.area_code
        and read.period_start = misprints.period_start
        and try_cast(read.printed as double) = misprints.printed
),
valued as (
    select
        parsed.*,
        number is not null and unit <> 'count' and coalesce(denominator = 0, false) as of_no_one,
        case
            when number is not null or kept_as <> 'x' or denominator is null or denominator <= 0 then null
            when unit = '%' and numerator >= 0 and numerator <= denominator
                then round(100.0 * numerator / denominator * pow(10.0, decimals)) / pow(10.0, decimals)
            when unit = 'per 100' and numerator >= 0
                then round(100.0 * numerator / denominator * pow(10.0, decimals)) / pow(10.0, decimals)
            when unit = 'score' then round(total / denominator * pow(10.0, decimals)) / pow(10.0, decimals)
        end as derived
    from parsed
)
select distinct on (measure_id, cohort, area_code, period)
    measure_id, cohort, area_code, period, area_name, area_level, period_start,
    case when not of_no_one then coalesce(number, derived) end as value,
    case when number is not null then number_decimals when derived is not null then decimals end as value_decimals,
    case when of_no_one then 'z' when number is null and derived is null then kept_as end as symbol,
    numerator, denominator,
    case when not of_no_one then value_lower end as value_lower,
    case when not of_no_one then value_upper end as value_upper,
    release_status, span, data_set
from valued;

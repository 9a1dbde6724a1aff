-- purpose: figures that cannot be: shares outside 0 to 100, more counted than there are, limits on the wrong side
-- grain: one row per data set, measure, cohort and kind of fault
-- inputs: cells, measures
-- output: check, data_set, key, severity, message, rows
-- rules: none of statistics; a rate may pass 100, a score may be negative
with faults as (
    select
        cells.data_set,
        cells.measure_id,
        cells.cohort,
        cells.area_name,
        cells.area_code,
        cells.period,
        cells.source_row,
        case
            when measures.unit = '%' and (cells.value < 0 or cells.value > 100)
                then 'a share outside 0 to 100'
            when cells.denominator < 0 or cells.numerator < 0
                then 'a count below 0'
            when measures.unit in ('count', 'per 100', 'weeks', 'days') and cells.value < 0
                then 'a number below 0'
            when measures.unit = '%' and cells.numerator > cells.denominator
                then 'more counted than there are'
            when cells.value_lower > cells.value_upper
                then 'a lower limit above the upper one'
            -- limits that follow from the counts are compared with them by counts_disagree
            when measures.unit = '%' and cells.numerator_low is not null then null
            -- limits and value are each rounded
            when
                cells.value < cells.value_lower - cells.printed_unit
                or cells.value > cells.value_upper + cells.printed_unit
                then 'a value outside its own limits'
        end as fault
    from cells
    inner join measures on cells.measure_id = measures.measure_id
)

select
    'out_of_bounds' as check,
    data_set,
    concat_ws('|', measure_id, cohort) as key,
    'error' as severity,
    concat(
        count(*), case when count(*) = 1 then ' figure with ' else ' figures with ' end, fault, '; first in ',
        first_value(area_name order by source_row), ', ',
        first_value(period order by source_row), ' (line ', min(source_row), ')'
    ) as message,
    count(*) as rows
from faults
where fault is not null
group by data_set, measure_id, cohort, fault

-- purpose: figures that cannot be: shares outside 0 to 100, more counted than there are, limits on the wrong side
-- grain: one row per data set, measure, cohort and kind of fault
-- inputs: staged, measures
-- output: check, data_set, key, severity, message, rows
-- rules: none of statistics; a rate may pass 100, a score may be negative
with faults as (
    select
        staged.data_set,
        staged.measure_id,
        staged.cohort,
        staged.area_name,
        staged.area_code,
        staged.period,
        staged.source_row,
        case
            when measures.unit = '%' and (staged.value < 0 or staged.value > 100)
                then 'a share outside 0 to 100'
            when staged.denominator < 0 or staged.numerator < 0
                then 'a count below 0'
            when measures.unit in ('count', 'per 100', 'weeks', 'days') and staged.value < 0
                then 'a number below 0'
            when measures.unit = '%' and staged.numerator > staged.denominator
                then 'more counted than there are'
            when staged.value_lower > staged.value_upper
                then 'a lower limit above the upper one'
            -- limits and value are each rounded
            when
                staged.value < staged.value_lower - power(10.0, -staged.value_decimals)
                or staged.value > staged.value_upper + power(10.0, -staged.value_decimals)
                then 'a figure outside its own limits'
        end as fault
    from staged
    inner join measures on staged.measure_id = measures.measure_id
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

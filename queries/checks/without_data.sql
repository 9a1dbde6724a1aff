-- purpose: measures of the catalogue without a single figure, and the data set that would supply them
-- grain: one row per measure
-- inputs: measures, staged, data_sets
-- output: check, data_set, key, severity, message, rows
-- rules: none of statistics
with present as (
    select distinct measure_id from staged
    where value is not null
)

select
    'without_data' as check,
    data_sets.data_set,
    measures.measure_id as key,
    'note' as severity,
    concat(
        measures.measure_title, ': no figure is held; ',
        case
            when data_sets.is_local = 1 then concat('it would be in ', data_sets.place)
            else concat(
                'the data set “', data_sets.title, '” of the ', data_sets.publisher,
                ' would supply it',
                case when data_sets.place <> '' then concat(': ', data_sets.place) else '' end,
                case
                    when data_sets.file_pattern <> ''
                        then concat(' (in a folder: ', data_sets.file_pattern, '.csv)')
                    else ''
                end
            )
        end
    ) as message,
    cast(0 as bigint) as rows
from measures
inner join data_sets on measures.measure_data_set = data_sets.data_set
left anti join present on measures.measure_id = present.measure_id

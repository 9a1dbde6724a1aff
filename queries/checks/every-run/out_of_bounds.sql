-- purpose: figures that cannot be right: shares outside 0 to 100, more counted than there are, limits on the wrong side
-- grain: one row per data set, measure, cohort and kind of fault
-- inputs: usable, releases
-- output: check, data_set, key, severity, message, rows
-- rules: none of statistics; what a fault is, and that such a figure is not used, is decided by sound
with faults as (
    select
        usable.*,
        concat(
            usable.printed, ' for ', usable.area_name, ' in ', usable.period, ' (',
            coalesce(concat(releases.file, ' '), ''), 'line ', usable.source_row, ')'
        ) as example,
        row_number() over (
            partition by usable.data_set, usable.measure_id, usable.cohort, usable.fault
            order by usable.data_set_version, usable.source_row
        ) as place
    from usable
    left join releases
        on
            usable.data_set = releases.data_set
            and usable.data_set_version = releases.data_set_version
    where usable.fault is not null
)

select
    'out_of_bounds' as check,
    data_set,
    concat_ws('|', measure_id, cohort) as key,
    'error' as severity,
    concat(
        count(*), case when count(*) = 1 then ' figure with ' else ' figures with ' end, fault, ': ',
        string_agg(case when place <= 3 then example end, '; ' order by place),
        case when count(*) > 3 then concat(' and ', count(*) - 3, ' more') else '' end,
        case
            when not bool_or(is_figure) then '; the limits are not used'
            when count(*) = 1 then '; it is not compared or ranked'
            else '; they are not compared or ranked'
        end,
        '. Look it up at the publisher, and fetch the file again'
    ) as message,
    count(*) as rows
from faults
group by data_set, measure_id, cohort, fault

-- purpose: a count larger than that of the region or the England that it is part of, where it is not known which of the two is wrong
-- grain: one row per data set, measure and cohort
-- inputs: as_of, beyond_wholes, releases
-- output: check, data_set, key, severity, message, rows
-- rules: none of statistics; where it is known, sound leaves the figure out and out_of_bounds names it
with unknown as (
    select
        beyond_wholes.*,
        concat_ws(', ', concat(beyond_counts, ' in ', period), releases.file) as example,
        row_number() over (
            partition by measure_id, cohort, beyond_wholes.data_set order by period desc, area_code
        ) as place
    from as_of
    cross join beyond_wholes
    left join releases
        on
            beyond_wholes.data_set = releases.data_set
            and beyond_wholes.data_set_version = releases.data_set_version
    where not beyond_wholes.is_wrong and beyond_wholes.period_start <= as_of.as_of_start
)

select
    'part_beyond_whole' as check,
    data_set,
    concat_ws('|', measure_id, cohort) as key,
    'error' as severity,
    concat(
        'a part cannot be larger than the whole, and which of the two is wrong is not known: ',
        string_agg(case when place <= 3 then example end, '; ' order by place),
        case when count(*) > 3 then concat(' and ', count(*) - 3, ' more') else '' end,
        '. Both figures are used: look them up at the publisher before you quote either'
    ) as message,
    count(*) as rows
from unknown
group by data_set, measure_id, cohort

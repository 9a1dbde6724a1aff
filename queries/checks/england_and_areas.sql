-- purpose: England against the authorities: counts that do not add up, and a figure outside the range of all authorities
-- grain: one row per data set, measure, cohort and kind of fault
-- inputs: cells, measures, check_limits
-- output: check, data_set, key, severity, message, rows
-- rules: limits england_share and minimum_areas of catalogue/checks.toml
with areas_of as (
    select
        data_set,
        measure_id,
        cohort,
        period,
        sum(denominator) as pupils,
        sum(value) as total,
        min(value) as lowest,
        max(value) as highest,
        count(value) as with_figure
    from cells
    where area_level = 'local_authority'
    group by data_set, measure_id, cohort, period
),

compared as (
    select
        areas_of.*,
        england.value as england_value,
        england.denominator as england_pupils,
        measures.unit,
        cast(measures.decimals as bigint) as decimals,
        case
            -- suppressed authorities make the sum smaller, nothing makes it larger
            when areas_of.pupils > (1 + check_limits.england_share) * england.denominator
                then 'pupils'
            when
                measures.unit = 'count'
                and areas_of.total > (1 + check_limits.england_share) * england.value
                then 'total'
            when
                measures.unit <> 'count'
                and areas_of.with_figure >= check_limits.minimum_areas
                and (england.value < areas_of.lowest or england.value > areas_of.highest)
                then 'range'
        end as fault
    from check_limits
    cross join areas_of
    inner join cells as england
        on
            areas_of.data_set = england.data_set
            and areas_of.measure_id = england.measure_id
            and areas_of.cohort = england.cohort
            and areas_of.period = england.period
            and england.area_level = 'national'
    inner join measures on areas_of.measure_id = measures.measure_id
)

select
    'england_and_areas' as check,
    data_set,
    concat_ws('|', measure_id, cohort) as key,
    'warning' as severity,
    case fault
        when 'pupils'
            then concat(
                'the authorities hold more pupils than England in ',
                string_agg(period, ', ' order by period), '; in ', max(period), ' ',
                printed_number(last_value(pupils order by period), 0), ' against ',
                printed_number(last_value(england_pupils order by period), 0)
            )
        when 'total'
            then concat(
                'the authorities add up to more than England in ',
                string_agg(period, ', ' order by period), '; in ', max(period), ' ',
                printed_number(last_value(total order by period), 0), ' against ',
                printed_number(last_value(england_value order by period), 0)
            )
        else concat(
            'England is outside the range of its authorities in ',
            string_agg(period, ', ' order by period), '; in ', max(period), ' ',
            printed_number(last_value(england_value order by period), max(decimals)),
            ' against ', printed_number(last_value(lowest order by period), max(decimals)),
            ' to ', printed_number(last_value(highest order by period), max(decimals))
        )
    end as message,
    count(*) as rows
from compared
where fault is not null
group by data_set, measure_id, cohort, fault

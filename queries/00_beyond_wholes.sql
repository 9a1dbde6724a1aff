-- purpose: counts of an authority or a region that are larger than those of the region or the England that it is part of: not both can be right
-- grain: one row per data set, version, measure, cohort, period and area that is at fault or may be
-- inputs: staged, beyond_parts, measures, areas
-- output: the key, the year in which the period begins, whether this area is known to be the one at fault (is_wrong), what is wrong (beyond_fault) and the counts (beyond_counts)
-- rules: statistics 0; a whole that its other parts pass together, or most of them alone, is at fault; else the part that is more than all others together
with counted as (
    select
        staged.*,
        case when measures.unit = 'count' then staged.value else staged.numerator end as events
    from staged
    inner join measures on staged.measure_id = measures.measure_id
    left semi join beyond_parts
        on
            staged.data_set = beyond_parts.data_set
            and staged.data_set_version = beyond_parts.data_set_version
            and staged.measure_id = beyond_parts.measure_id
            and staged.cohort = beyond_parts.cohort
            and staged.period = beyond_parts.period
),

-- the numbers of pupils, and those of them that are counted
amounts as (
    select
        counted.*,
        'pupils' as what,
        denominator as amount
    from counted
    where denominator is not null
    union all
    select
        counted.*,
        'counted' as what,
        events as amount
    from counted
    where events is not null
),

-- what each area is part of
parts as (
    select
        area_code,
        area_level,
        region_code as whole_code
    from areas
    where area_level = 'local_authority' and region_code <> ''
    union all
    select
        areas.area_code,
        areas.area_level,
        england.area_code as whole_code
    from areas
    inner join areas as england on england.area_level = 'national'
    where areas.area_level <> 'national'
),

sizes as (
    select
        whole_code,
        area_level,
        count(*) as parts_n
    from parts
    group by whole_code, area_level
),

paired as (
    select
        amounts.data_set,
        amounts.data_set_version,
        amounts.measure_id,
        amounts.cohort,
        amounts.period,
        amounts.period_start,
        amounts.area_code,
        amounts.area_name,
        amounts.area_level,
        amounts.source_row,
        amounts.what,
        amounts.amount,
        wholes.area_code as whole_code,
        wholes.area_name as whole_name,
        wholes.source_row as whole_row,
        wholes.amount as whole_amount,
        -- each of the two is rounded
        amounts.amount > wholes.amount + amounts.counts_rounded_to as is_beyond
    from amounts
    inner join parts on amounts.area_code = parts.area_code
    inner join amounts as wholes
        on
            parts.whole_code = wholes.area_code
            and amounts.data_set = wholes.data_set
            and amounts.data_set_version = wholes.data_set_version
            and amounts.measure_id = wholes.measure_id
            and amounts.cohort = wholes.cohort
            and amounts.period = wholes.period
            and amounts.what = wholes.what
),

groups as (
    select
        data_set,
        data_set_version,
        measure_id,
        cohort,
        period,
        what,
        area_level,
        whole_code,
        count(*) as known_n,
        sum(case when is_beyond then 1 else 0 end) as beyond_n,
        sum(case when is_beyond then 0.0 else amount end) as within
    from paired
    group by data_set, data_set_version, measure_id, cohort, period, what, area_level, whole_code
    having bool_or(is_beyond)
),

-- a hundredth and a quarter: what is rounded, and the parts that ended or are suppressed
judged as (
    select
        paired.*,
        groups.within > 1.01 * paired.whole_amount
        or (groups.beyond_n >= 3 and 2 * groups.beyond_n > groups.known_n) as is_of_whole,
        4 * (groups.known_n - groups.beyond_n) >= 3 * sizes.parts_n as is_whole_known,
        groups.beyond_n
    from paired
    inner join groups
        on
            paired.data_set = groups.data_set
            and paired.data_set_version = groups.data_set_version
            and paired.measure_id = groups.measure_id
            and paired.cohort = groups.cohort
            and paired.period = groups.period
            and paired.what = groups.what
            and paired.area_level = groups.area_level
            and paired.whole_code = groups.whole_code
    inner join sizes on groups.whole_code = sizes.whole_code and groups.area_level = sizes.area_level
    where paired.is_beyond
),

named as (
    select
        judged.*,
        case
            when is_of_whole then concat('a count below that of a part of ', whole_name)
            when is_whole_known then concat('a count above that of ', whole_name, ', of which it is a part')
            else concat('a count above that of ', whole_name, ': one of the two cannot be right')
        end as beyond_fault,
        concat(
            printed_number(amount, 0), case what when 'pupils' then ' pupils' else '' end, ' of ', area_name,
            ' (line ', source_row, ') against ', printed_number(whole_amount, 0), ' of ', whole_name,
            ' (line ', whole_row, ')'
        ) as beyond_counts
    from judged
),

-- the area at fault, or the part where it is not known which of the two
faults as (
    select
        data_set,
        data_set_version,
        measure_id,
        cohort,
        period,
        period_start,
        case when is_of_whole then whole_code else area_code end as area_code,
        is_of_whole or is_whole_known as is_wrong,
        what,
        beyond_fault,
        beyond_counts
    from named
)

select
    data_set,
    data_set_version,
    measure_id,
    cohort,
    area_code,
    period,
    min(period_start) as period_start,
    bool_or(is_wrong) as is_wrong,
    -- what is certain first, and pupils before those of them that are counted
    first_value(beyond_fault order by is_wrong desc, what desc, beyond_fault, beyond_counts) as beyond_fault,
    first_value(beyond_counts order by is_wrong desc, what desc, beyond_fault, beyond_counts) as beyond_counts
from faults
group by data_set, data_set_version, measure_id, cohort, area_code, period
order by measure_id, cohort, area_code, period, data_set, data_set_version

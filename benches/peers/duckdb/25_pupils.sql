-- numbers of pupils behind a figure, its own or borrowed from a count of the same cohort
create temp table pupils as
with own as (
    select measure_id, cohort, area_code, period, period_start, denominator
    from cells where denominator > 0
),
found as (
    select cells.measure_id, cells.cohort, cells.area_code, cells.period, pupils_from.share,
        pupils_from.source_title, own.period as source_period, own.denominator,
        abs(own.period_start - cells.period_start - pupils_from.later) as distance,
        1000000 * pupils_from.place
        + 10000 * abs(own.period_start - cells.period_start - pupils_from.later) + own.period_start as turn
    from pupils_from
    inner join cells on pupils_from.measure_id = cells.measure_id
    inner join own
        on pupils_from.source_id = own.measure_id and cells.cohort = own.cohort
        and cells.area_code = own.area_code
        and abs(own.period_start - cells.period_start - pupils_from.later) <= pupils_from.years
    where cells.value is not null and cells.denominator is null
),
known as (
    select measure_id, cohort, area_code, period,
        arg_min(denominator, turn) as pupils_held,
        arg_min(share, turn) * arg_min(denominator, turn) as pupils_used,
        format('{:,} pupils in {}, as counted for {}', cast(arg_min(denominator, turn) as bigint),
            arg_min(source_period, turn), arg_min(source_title, turn)) as pupils_from,
        coalesce(min(denominator) filter (where share >= 1.0 and distance = 0), min(denominator)) as fewest_pupils
    from found group by all
    union all
    select measure_id, cohort, area_code, period, denominator, denominator,
        format('{:,} pupils in {}', cast(denominator as bigint), period), denominator
    from own
),
score_spreads as (
    select measure_id, period,
        median((value_upper - value_lower) / 2 / 1.959963984540054 * sqrt(denominator)) as score_spread
    from cells
    where unit = 'score' and value_lower is not null and value_upper is not null and denominator > 0
    group by all
),
valued as (
    select known.*, cells.value, cells.unit, measures.counts_pupils, score_spreads.score_spread,
        greatest(least(cells.value / 100, 1 - 0.5 / pupils_used), 0.5 / pupils_used) as proportion
    from known
    inner join cells using (measure_id, cohort, area_code, period)
    inner join measures on known.measure_id = measures.measure_id
    left join score_spreads on known.measure_id = score_spreads.measure_id and known.period = score_spreads.period
)
select
    measure_id, cohort, area_code, period, pupils_held, pupils_used, pupils_from, fewest_pupils,
    case
        when value is null or pupils_used < 1 then null
        when counts_pupils then 100 * sqrt(proportion * (1 - proportion) / pupils_used)
        when unit = 'score' then score_spread / sqrt(pupils_used)
    end as borrowed_error
from valued;

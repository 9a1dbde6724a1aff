-- events that befell pupils, and how far they repeat
create temp table events as
with counted as (
    select cells.measure_id, cells.cohort, cells.area_code, cells.period, cells.numerator as events,
        cells.denominator as pupils, measures.events as occurrence,
        case when measures.events = 'repeatedly' then concerned.numerator end as concerned
    from cells
    inner join measures on cells.measure_id = measures.measure_id
    left join cells as concerned
        on measures.pupils_concerned = cast(concerned.measure_id as varchar)
        and cells.cohort = concerned.cohort and cells.area_code = concerned.area_code
        and cells.period = concerned.period
    where measures.events <> '' and cells.value is not null and cells.numerator is not null
        and cells.denominator > 0
),
spread as (
    select counted.*,
        case
            when occurrence = 'once' or events = 0 then 1.0
            when concerned > 0 and concerned <= events then 2 * events / concerned - 1
        end as dispersion
    from counted
)
select spread.*,
    dispersion is not null and pupils >= 1
    and (occurrence = 'once' or events = 0 or (concerned >= 1 and concerned <= pupils)) as has_limits
from spread;

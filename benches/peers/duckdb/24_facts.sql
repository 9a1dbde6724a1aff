-- figures with the limits of rates of events
create temp table facts as
select
    cells.* replace (
        coalesce(cells.value_lower, 100 * event_limits.lower * events.dispersion / events.pupils) as value_lower,
        coalesce(cells.value_upper, 100 * event_limits.upper * events.dispersion / events.pupils) as value_upper,
        case
            when events.measure_id is null then cells.evidence_grade
            when events.dispersion is null then 'C'
            else 'A'
        end as evidence_grade)
from cells
left join events using (measure_id, cohort, area_code, period)
left join event_limits on events.has_limits and events.events / events.dispersion = event_limits.events
where cells.value is not null or cells.symbol is not null;

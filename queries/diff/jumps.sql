-- purpose: national figures that moved in one year far more than they ever did: breaks to consider
-- grain: one row per measure and cohort whose change into the asked year is out of the ordinary
-- inputs: new_facts, asked_year
-- output: the change into the year and the median of earlier changes (unit)
-- rules: new year of the design; out of the ordinary is more than three times the median of three or more earlier changes within one segment
with national as (
    select
        measure_id,
        cohort,
        period,
        period_start,
        segment_id,
        value
    from new_facts
    where area_level = 'national' and value is not null
),

-- a year and the one before it
steps as (
    select
        later.measure_id,
        later.cohort,
        later.period,
        later.period_start,
        later.segment_id,
        later.value - earlier.value as change,
        earlier.period as period_before,
        earlier.segment_id as segment_before
    from national as later
    inner join national as earlier
        on
            later.measure_id = earlier.measure_id
            and later.cohort = earlier.cohort
            and later.period_start = earlier.period_start + 1
),

usual as (
    select
        steps.measure_id,
        steps.cohort,
        median(abs(steps.change)) as usual_change,
        count(*) as earlier
    from steps
    cross join asked_year
    where
        steps.period_start < asked_year.period_start
        and steps.segment_id = steps.segment_before
    group by steps.measure_id, steps.cohort
)

select
    steps.measure_id,
    steps.cohort,
    steps.period,
    steps.period_before,
    steps.change,
    usual.usual_change
from steps
cross join asked_year
inner join usual on steps.measure_id = usual.measure_id and steps.cohort = usual.cohort
where
    steps.period_start = asked_year.period_start
    and steps.segment_id = steps.segment_before
    and usual.earlier >= 3
    and abs(steps.change) > 3 * usual.usual_change
order by steps.measure_id, steps.cohort

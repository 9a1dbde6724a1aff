-- how much a figure moves from year to year by chance alone, read off authorities of its size
create temp table noise as
with present as (select * from cells where value is not null),
held as (
    select measure_id, cohort, area_code, avg(pupils_held) as pupils
    from present left join pupils using (measure_id, cohort, area_code, period)
    where area_level = 'local_authority'
    group by all
),
counted as (
    select measure_id, cohort, area_code, avg(denominator) as pupils
    from cells where area_level = 'local_authority' and denominator > 0
    group by all
),
-- the count that is held for most authorities, of each cohort and of all
widest as (
    select measure_id, cohort,
        row_number() over (partition by cohort order by count(*) desc, measure_id) as choice,
        row_number() over (order by count(*) desc, measure_id, cohort) as widest_of_all
    from counted group by measure_id, cohort
),
cohort_sizes as (
    select cohorts.cohort, counted.area_code, counted.pupils
    from (select distinct cohort from present) as cohorts
    left join widest as own on cohorts.cohort = own.cohort and own.choice = 1
    inner join widest as any_cohort on any_cohort.widest_of_all = 1
    inner join counted
        on coalesce(own.measure_id, any_cohort.measure_id) = counted.measure_id
        and coalesce(own.cohort, any_cohort.cohort) = counted.cohort
),
sizes as (
    select held.measure_id, held.cohort, held.area_code,
        case when count(held.pupils) over (partition by held.measure_id, held.cohort) > 0
            then held.pupils else cohort_sizes.pupils end as pupils
    from held left join cohort_sizes using (cohort, area_code)
),
classes as (
    select measure_id, cohort, area_code,
        case
            when pupils is not null
                then ntile(3) over (partition by measure_id, cohort, pupils is null order by pupils, area_code)
            when count(pupils) over (partition by measure_id, cohort) > 0 then 1
            else 0
        end as size_class
    from sizes
    union all
    select distinct measure_id, cohort, area_code, 3 from present where area_level = 'regional'
),
yardsticks as (
    select measure_id, cohort, period,
        coalesce(max(value) filter (where area_level = 'national'),
            median(value) filter (where area_level = 'local_authority')) as yardstick
    from present group by all
),
steps as (
    select measure_id, cohort, area_code,
        value - yardstick - lag(value - yardstick) over series as change,
        period_start - lag(period_start) over series as years,
        segment_id - lag(segment_id) over series as boundary
    from present inner join yardsticks using (measure_id, cohort, period)
    where area_level = 'local_authority'
    window series as (partition by measure_id, cohort, area_code order by period_start)
),
changes as (
    select steps.measure_id, steps.cohort, unnest(case when size_class > 0 then [size_class, 0] else [0] end) as size_class, change
    from steps inner join classes using (measure_id, cohort, area_code)
    where years = 1 and boundary = 0
),
spreads as (
    select measure_id, cohort, size_class, count(*) as changes_n, 1.4826 * mad(change) as noise_change
    from changes group by all
)
select classes.measure_id, classes.cohort, classes.area_code,
    case
        when third.changes_n >= minimum_noise_changes then third.noise_change
        when whole.changes_n >= minimum_noise_changes then whole.noise_change
    end / sqrt(2.0) as noise
from classes
cross join thresholds
left join spreads as third
    on classes.measure_id = third.measure_id and classes.cohort = third.cohort
    and classes.size_class = third.size_class
left join spreads as whole
    on classes.measure_id = whole.measure_id and classes.cohort = whole.cohort and whole.size_class = 0;

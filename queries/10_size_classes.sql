-- purpose: which authorities have many pupils of a cohort and which have few
-- grain: one row per measure, cohort and area below England with a figure
-- inputs: cells, pupils, judged_measures
-- output: series (a number to join by), size_class (1 the smallest third, 3 the largest, 0 where no size is known)
-- rules: statistics 14c
with present as (
    select
        cells.figure,
        cells.series,
        cells.measure_no,
        cells.cohort_no,
        cells.area_no,
        cells.area_level
    from cells
    inner join judged_measures on cells.measure_no = judged_measures.measure_no
    where cells.value is not null
),

held as (
    select
        present.series,
        present.measure_no,
        present.cohort_no,
        present.area_no,
        avg(pupils.pupils_held) as pupils
    from present
    left join pupils on present.figure = pupils.figure
    where present.area_level = 'local_authority'
    group by present.series, present.measure_no, present.cohort_no, present.area_no
),

-- the size of a cohort by any count of it: the measure that counts it in most authorities
counted as (
    select
        measure_no,
        cohort_no,
        area_no,
        avg(denominator) as pupils
    from cells
    where area_level = 'local_authority' and denominator > 0
    group by measure_no, cohort_no, area_no
),

widest as (
    select
        measure_no,
        cohort_no,
        row_number() over (partition by cohort_no order by count(*) desc, measure_no) as choice,
        row_number() over (order by count(*) desc, measure_no, cohort_no) as widest_of_all
    from counted
    group by measure_no, cohort_no
),

-- the cohort's own count; without one the size of the authority by the widest count that is held
cohort_sizes as (
    select
        cohorts.cohort_no,
        counted.area_no,
        counted.pupils
    from (select distinct cohort_no from present) as cohorts
    left join widest as own on cohorts.cohort_no = own.cohort_no and own.choice = 1
    inner join widest as any_cohort on any_cohort.widest_of_all = 1
    inner join counted
        on
            coalesce(own.measure_no, any_cohort.measure_no) = counted.measure_no
            and coalesce(own.cohort_no, any_cohort.cohort_no) = counted.cohort_no
),

-- counts of two kinds are no order of size: one kind for a measure and cohort
sizes as (
    select
        held.series,
        held.measure_no,
        held.cohort_no,
        held.area_no,
        case
            when count(held.pupils) over (partition by held.measure_no, held.cohort_no) > 0
                then held.pupils
            else cohort_sizes.pupils
        end as pupils
    from held
    left join cohort_sizes
        on
            held.cohort_no = cohort_sizes.cohort_no
            and held.area_no = cohort_sizes.area_no
)

-- thirds by the number of pupils; an authority of unknown size counts as small, because small numbers are the
-- first to be suppressed; where no size is known, all are of one class
select
    series,
    measure_no,
    cohort_no,
    area_no,
    case
        when pupils is not null
            then cast(ntile(3) over (
                partition by measure_no, cohort_no, pupils is null
                order by pupils, area_no
            ) as int)
        when count(pupils) over (partition by measure_no, cohort_no) > 0 then cast(1 as int)
        else cast(0 as int)
    end as size_class
from sizes
union all
-- a region is larger than its largest authority: the largest third is the nearest there is
select distinct
    series,
    measure_no,
    cohort_no,
    area_no,
    cast(3 as int) as size_class
from present
where area_level = 'regional'
order by measure_no, cohort_no, area_no

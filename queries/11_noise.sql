-- purpose: how much a figure moves from year to year by chance alone, read off how authorities of its size move
-- grain: one row per measure, cohort and area below England; class 0 is every size
-- inputs: cells, pupils, thresholds
-- output: series (a number to join by), size_class (1 the smallest third), noise_change (s, display units: one-year changes of the gap), noise (one
-- year's figure: s over the root of 2), changes_n
-- rules: statistics 14c
-- threads: any
with present as (
    select
        cells.figure,
        cells.measure_no,
        cells.cohort_no,
        cells.area_no,
        cells.period_no,
        cells.period_start,
        cells.segment_id,
        cells.area_level,
        cells.value
    from cells
    where cells.value is not null
),

-- what all authorities share in a year is no noise: England's figure, or the middle authority's without one
yardstick as (
    select
        measure_no,
        cohort_no,
        period_no,
        coalesce(
            max(value) filter (where area_level = 'national'),
            median(value) filter (where area_level = 'local_authority')
        ) as yardstick
    from present
    group by measure_no, cohort_no, period_no
),

gaps as (
    select
        present.*,
        present.value - yardstick.yardstick as gap
    from present
    inner join yardstick
        on
            present.measure_no = yardstick.measure_no
            and present.cohort_no = yardstick.cohort_no
            and present.period_no = yardstick.period_no
    where present.area_level = 'local_authority'
),

held as (
    select
        present.measure_no,
        present.cohort_no,
        present.area_no,
        avg(pupils.pupils_held) as pupils
    from present
    left join pupils on present.figure = pupils.figure
    where present.area_level = 'local_authority'
    group by present.measure_no, present.cohort_no, present.area_no
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
),

-- thirds by the number of pupils; where sizes are known, an authority of unknown size is taken for a small
-- one, whose numbers are the first to be left out; where none is, all are of one class
classes as (
    select
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
        measure_no,
        cohort_no,
        area_no,
        cast(3 as int) as size_class
    from present
    where area_level = 'regional'
),

changes as (
    select
        later.measure_no,
        later.cohort_no,
        classes.size_class,
        later.gap - earlier.gap as change
    from gaps as later
    inner join gaps as earlier
        on
            later.figure = earlier.figure + 1
            and later.period_start = earlier.period_start + 1
            and later.segment_id = earlier.segment_id
    inner join classes
        on
            later.measure_no = classes.measure_no
            and later.cohort_no = classes.cohort_no
            and later.area_no = classes.area_no
),

-- each change counts in its third, and in the class of all sizes
classed as (
    select * from changes
    where size_class > 0
    union all
    select
        measure_no,
        cohort_no,
        0 as size_class,
        change
    from changes
),

centred as (
    select
        classed.*,
        abs(change - median(change) over class) as deviation
    from classed
    window class as (partition by measure_no, cohort_no, size_class)
),

spreads as (
    select
        measure_no,
        cohort_no,
        size_class,
        count(*) as changes_n,
        1.4826 * median(deviation) as noise_change
    from centred
    group by measure_no, cohort_no, size_class
),

-- a third with too few changes takes the noise of all sizes; too few in all, and there is none
chosen as (
    select
        classes.measure_no,
        classes.cohort_no,
        classes.area_no,
        classes.size_class,
        case
            when third.changes_n >= thresholds.minimum_noise_changes then third.noise_change
            when whole.changes_n >= thresholds.minimum_noise_changes then whole.noise_change
        end as noise_change,
        case
            when third.changes_n >= thresholds.minimum_noise_changes then third.changes_n
            else whole.changes_n
        end as changes_n
    from thresholds
    cross join classes
    left join spreads as third
        on
            classes.measure_no = third.measure_no
            and classes.cohort_no = third.cohort_no
            and classes.size_class = third.size_class
    left join spreads as whole
        on
            classes.measure_no = whole.measure_no
            and classes.cohort_no = whole.cohort_no
            and whole.size_class = 0
)

select
    figure_of(measure_no, cohort_no, area_no, cast(0 as int)) as series,
    measure_no,
    cohort_no,
    area_no,
    size_class,
    noise_change,
    noise_change / sqrt(2.0) as noise,
    cast(changes_n as int) as changes_n
from chosen
order by measure_no, cohort_no, area_no

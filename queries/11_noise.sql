-- purpose: how much a figure moves from year to year by chance alone, read off how authorities of its size move
-- grain: one row per measure, cohort and area below England; class 0 is every size
-- inputs: cells, size_classes, judged_measures, thresholds
-- output: series (a number to join by), size_class (1 the smallest third), noise_change (s, unit: one-year changes of the gap), noise (one year's
-- figure: s over the root of 2), changes_n
-- rules: statistics 14c
with present as (
    select
        cells.figure,
        cells.year_no,
        cells.measure_no,
        cells.cohort_no,
        cells.area_no,
        cells.period_start,
        cells.segment_id,
        cells.area_level,
        cells.value
    from cells
    inner join judged_measures on cells.measure_no = judged_measures.measure_no
    where cells.value is not null
),

-- what all authorities share in a year is not noise: England's figure, or the middle authority's without one
yardstick as (
    select
        year_no,
        coalesce(
            max(value) filter (where area_level = 'national'),
            median(value) filter (where area_level = 'local_authority')
        ) as yardstick
    from present
    group by year_no
),

gaps as (
    select
        present.*,
        present.value - yardstick.yardstick as gap
    from present
    inner join yardstick on present.year_no = yardstick.year_no
    where present.area_level = 'local_authority'
),

changes as (
    select
        later.measure_no,
        later.cohort_no,
        size_classes.size_class,
        later.gap - earlier.gap as change
    from gaps as later
    inner join gaps as earlier
        on
            later.figure = earlier.figure + 1
            and later.period_start = earlier.period_start + 1
            and later.segment_id = earlier.segment_id
    inner join size_classes
        on
            later.measure_no = size_classes.measure_no
            and later.cohort_no = size_classes.cohort_no
            and later.area_no = size_classes.area_no
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

-- a third with too few changes has the noise of all sizes; with too few in all there is none
chosen as (
    select
        size_classes.series,
        size_classes.measure_no,
        size_classes.cohort_no,
        size_classes.area_no,
        size_classes.size_class,
        case
            when third.changes_n >= $minimum_noise_changes then third.noise_change
            when whole.changes_n >= $minimum_noise_changes then whole.noise_change
        end as noise_change,
        case
            when third.changes_n >= $minimum_noise_changes then third.changes_n
            else whole.changes_n
        end as changes_n
    from size_classes
    left join spreads as third
        on
            size_classes.measure_no = third.measure_no
            and size_classes.cohort_no = third.cohort_no
            and size_classes.size_class = third.size_class
    left join spreads as whole
        on
            size_classes.measure_no = whole.measure_no
            and size_classes.cohort_no = whole.cohort_no
            and whole.size_class = 0
)

select
    series,
    measure_no,
    cohort_no,
    area_no,
    size_class,
    noise_change,
    noise_change / sqrt(2.0) as noise,
    cast(changes_n as int) as changes_n
from chosen
order by measure_no, cohort_no, area_no

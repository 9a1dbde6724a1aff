-- purpose: the noise of a third of authorities by size, of all sizes where a third has too few changes, or none
-- given: gaps to England over three years and one after a break; a measure without a figure of England; one whose
-- authorities are not counted; one that nothing is said of
-- by their queries: size_classes
create table thresholds as
select 4 as minimum_noise_changes;

create table gaps as
select given.*
from (
    values
    -- changes of the smallest third are 4, -4, 2 and -2: half of them are 3 or more off their middle
    (1, 2, 1, 10, 0, 4, 0, 40),
    (1, 2, 2, 20, 0, 2, 0, null),
    -- those of the middle third only 1, -1 and 1, for a suppressed year has no change
    (1, 2, 3, 30, 0, 1, 0, null),
    (1, 2, 4, 40, 0, 1, null, null),
    -- the largest all gain 2 a year: nothing moves by chance
    (1, 2, 5, 50, 0, 2, 4, null),
    (1, 2, 6, 60, 0, 2, 4, null),
    -- its size is not known
    (1, 2, 7, null, 5, null, null, null),
    -- another cohort, with a figure of its own in England
    (1, 3, 1, null, 0, 8, 0, null),
    (1, 3, 2, null, 0, 8, 0, null),
    -- as far from the middle authority, which has 20, 25 and 20
    (2, 2, 1, null, -10, -12, -10, null),
    (2, 2, 2, null, 0, 0, 0, null),
    (2, 2, 3, null, 10, 12, 10, null),
    -- counted by no measure; a year is left out before the third
    (3, 2, 8, null, -1, 1, 5, null),
    (3, 2, 9, null, 1, -1, -5, null),
    (5, 2, 8, null, 0, 1, 0, null),
    -- a single year
    (4, 2, 8, null, 0, null, null, null),
    -- counts of fewer authorities than the first measure has, in another order
    (0, 2, 1, 99, null, null, null, null),
    (0, 2, 2, 98, null, null, null, null)
) as given (measure_no, cohort_no, area_no, counted, first, second, third, after_break);

create table figures as
select
    gaps.measure_no,
    gaps.cohort_no,
    gaps.area_no,
    years.period_no,
    gaps.counted,
    'local_authority' as area_level,
    case years.period_no
        when 1 then gaps.first when 2 then gaps.second when 3 then gaps.third else gaps.after_break
    end + case when years.period_no = 2 then 25.0 else 20.0 end + case gaps.cohort_no when 3 then 40.0 else 0.0 end as value
from gaps
cross join (values (1), (2), (3), (4)) as years (period_no)
union all
-- England has a figure of the first measure, and so has a region
select
    1 as measure_no,
    areas.cohort_no,
    areas.area_no,
    years.period_no,
    null as counted,
    areas.area_level,
    case when years.period_no = 2 then 25.0 else 20.0 end + case areas.cohort_no when 3 then 40.0 else 0.0 end as value
from (values (2, 20, 'national'), (3, 20, 'national'), (2, 21, 'regional')) as areas (cohort_no, area_no, area_level)
cross join (values (1), (2), (3), (4)) as years (period_no);

create table cells as
select
    figure_of(
        cast(measure_no as int), cast(cohort_no as int), cast(area_no as int), cast(period_no as int)
    ) as figure,
    figure_of(
        cast(measure_no as int), cast(cohort_no as int), cast(area_no as int), cast(0 as int)
    ) as series,
    figure_of(
        cast(measure_no as int), cast(cohort_no as int), cast(0 as int), cast(period_no as int)
    ) as year_no,
    measure_no,
    cohort_no,
    area_no,
    period_no,
    case when measure_no = 3 and period_no > 2 then 2015 else 2014 end + period_no as period_start,
    case period_no when 4 then 1 else 0 end as segment_id,
    area_level,
    value,
    counted as denominator
from figures;

create table pupils as
select
    figure,
    denominator as pupils_held
from cells
where denominator > 0;

create table judged_measures as
select given.measure_no
from (values (0), (1), (2), (3), (4)) as given (measure_no);

-- expected: 1.4826 times the middle distance from the middle change. Of all sizes that is 1: of the eleven changes
-- -4, -2, -1, 1, 1, 2, 2, 2, 2, 2 and 4 the middle one is 2, and five are 2, two are 1
select expected.*
from (
    values
    (1, 2, 1, 1, 4.4478, 4),
    (1, 2, 2, 1, 4.4478, 4),
    (1, 2, 3, 2, 1.4826, 11),
    (1, 2, 4, 2, 1.4826, 11),
    (1, 2, 5, 3, 0.0, 4),
    (1, 2, 6, 3, 0.0, 4),
    -- an unknown size counts as a small one, and a region as one of the largest
    (1, 2, 7, 1, 4.4478, 4),
    (1, 2, 21, 3, 0.0, 4),
    -- sizes by the count of the first measure; two changes to a third, together 8, -8, 8 and -8
    (1, 3, 1, 1, 11.8608, 4),
    (1, 3, 2, 2, 11.8608, 4),
    -- and -2, 2, 0, 0, 2 and -2
    (2, 2, 1, 1, 2.9652, 6),
    (2, 2, 2, 2, 2.9652, 6),
    (2, 2, 3, 3, 2.9652, 6),
    (3, 2, 8, 0, null, 2),
    (3, 2, 9, 0, null, 2),
    (4, 2, 8, 0, null, null)
) as expected (measure_no, cohort_no, area_no, size_class, noise_change, changes_n);

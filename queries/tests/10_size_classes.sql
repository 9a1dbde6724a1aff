-- purpose: authorities fall into thirds by their pupils, by the measure that counts them in most authorities where they have none of their own
-- given: a measure with counts of three authorities and one without; a region; a measure that nothing is said of
create table figures as
select
    given.measure_no,
    given.cohort_no,
    given.area_no,
    given.denominator,
    'local_authority' as area_level
from (
    values
    (1, 1, 1, 10), (1, 1, 2, 30), (1, 1, 3, 20),
    (2, 1, 1, null), (2, 1, 2, null), (2, 1, 3, null), (2, 1, 4, null),
    (3, 1, 1, 10)
) as given (measure_no, cohort_no, area_no, denominator)
union all
select
    1 as measure_no,
    1 as cohort_no,
    9 as area_no,
    null as denominator,
    'regional' as area_level;

create table cells as
select
    figures.*,
    figure_of(
        cast(measure_no as int), cast(cohort_no as int), cast(area_no as int), cast(1 as int)
    ) as figure,
    50.0 as value
from figures;

create table pupils as
select
    figure,
    denominator as pupils_held
from cells
where denominator is not null;

create table judged_measures as
select given.measure_no
from (values (1), (2)) as given (measure_no);

-- expected
select expected.*
from (
    values
    (1, 1, 1, 1), (1, 1, 2, 3), (1, 1, 3, 2),
    (1, 1, 9, 3),
    (2, 1, 1, 1), (2, 1, 2, 3), (2, 1, 3, 2),
    -- of unknown size: counts as a small one
    (2, 1, 4, 1)
) as expected (measure_no, cohort_no, area_no, size_class);

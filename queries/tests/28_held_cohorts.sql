-- purpose: a cohort is as large as the largest number of its pupils that is held, and small below thirty
-- given: pupils of three authorities and a region, as denominators and by a measure that counts the cohort itself
create table measures as
select given.*
from (
    values ('share', 1, '%'), ('plans', 2, 'count')
) as given (measure_id, measure_no, unit);

create table cells as
select
    measures.measure_no,
    cohorts.cohort_no,
    areas.area_no,
    areas.area_level,
    given.value,
    given.denominator
from (
    values
    -- 30 are not small, 29 are
    ('share', 'ehc-plan', 'E08000025', 40.0, 30.0),
    ('share', 'sen-support', 'E08000025', 40.0, 29.0),
    -- the largest of several years
    ('share', 'ehc-plan', 'E06000039', 40.0, 12.0),
    ('share', 'ehc-plan', 'E06000039', 35.0, 31.0),
    -- a count is used where no denominator is held; a share of 90 is not a number of pupils
    ('plans', 'sen-support', 'E06000039', 45.0, null),
    ('share', 'sen-support', 'E06000039', 90.0, 10.0),
    ('share', 'all-sen', 'E06000039', 90.0, 10.0),
    -- a suppressed figure whose pupils are known
    ('share', 'ehc-plan', 'E09000001', null, 5.0),
    -- nothing is known, or it is not an authority
    ('share', 'sen-support', 'E09000001', 50.0, null),
    ('plans', 'all-sen', 'E09000001', null, null),
    ('plans', 'ehc-plan', 'E12000005', 9000.0, 9000.0)
) as given (measure_id, cohort, area_code, value, denominator)
inner join measures on given.measure_id = measures.measure_id
inner join cohorts on given.cohort = cohorts.cohort
inner join areas on given.area_code = areas.area_code;

-- expected
select expected.*
from (
    values
    ('E08000025', 'ehc-plan', 30.0, false),
    ('E08000025', 'sen-support', 29.0, true),
    ('E06000039', 'ehc-plan', 31.0, false),
    ('E06000039', 'sen-support', 45.0, false),
    ('E06000039', 'all-sen', 10.0, true),
    ('E09000001', 'ehc-plan', 5.0, true)
) as expected (area_code, cohort, most_pupils, is_small);

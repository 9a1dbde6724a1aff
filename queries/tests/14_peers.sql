-- purpose: with which area and cohort each cohort of an area is compared, and whether its pupils are among theirs
-- given: Birmingham with a target for one cohort, and its region
create table compared_areas as
select given.area_code
from (values ('E08000025'), ('E12000005')) as given (area_code);

create table cohorts as
select *
from cohorts
where cohort in ('sen-support', 'no-sen');

create table comparators as
select *
from comparators
where comparator not in ('england-all-pupils', 'england-no-sen');

-- two measures have a target: that is one row
create table targets as
select
    given.measure_id,
    'sen-support' as cohort,
    'E08000025' as area_code,
    50.0 as target
from (values ('one'), ('other')) as given (measure_id);

-- expected
select expected.*
from (
    values
    ('E08000025', 'sen-support', 'england-same-cohort', 'area', 'E92000001', 'sen-support', true, true),
    ('E08000025', 'sen-support', 'region-same-cohort', 'area', 'E12000005', 'sen-support', true, true),
    ('E08000025', 'sen-support', 'neighbours-same-cohort', 'neighbours', 'E08000025', 'sen-support', false, false),
    ('E08000025', 'sen-support', 'authorities-same-cohort', 'middle', 'E92000001', 'sen-support', false, false),
    ('E08000025', 'sen-support', 'area-no-sen', 'area', 'E08000025', 'no-sen', false, false),
    ('E08000025', 'sen-support', 'target', 'target', 'E08000025', 'sen-support', false, false),
    -- pupils with no SEN are compared with those of others, from which they could not be removed, and not with themselves
    ('E08000025', 'no-sen', 'england-same-cohort', 'area', 'E92000001', 'no-sen', true, false),
    ('E08000025', 'no-sen', 'region-same-cohort', 'area', 'E12000005', 'no-sen', true, false),
    ('E08000025', 'no-sen', 'neighbours-same-cohort', 'neighbours', 'E08000025', 'no-sen', false, false),
    ('E08000025', 'no-sen', 'authorities-same-cohort', 'middle', 'E92000001', 'no-sen', false, false),
    -- a region has neither a region nor neighbours
    ('E12000005', 'sen-support', 'england-same-cohort', 'area', 'E92000001', 'sen-support', true, true),
    ('E12000005', 'sen-support', 'area-no-sen', 'area', 'E12000005', 'no-sen', false, false),
    ('E12000005', 'no-sen', 'england-same-cohort', 'area', 'E92000001', 'no-sen', true, false)
) as expected (area_code, cohort, comparator, other_kind, other_area, other_cohort, holds_these, holds_some);

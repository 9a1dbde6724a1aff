-- purpose: figures that a newer release prints otherwise than an earlier one, beyond what digits explain
-- given: an earlier file of whole numbers and a newer one with a decimal: they differ beyond half a point
create table measures as
select
    given.measure_id,
    given.unit,
    given.decimals
from (
    values
    ('absence', '%', 1),
    ('scores', 'score', 1),
    ('rounded', '%', 0)
) as given (measure_id, unit, decimals);

create table releases as
select
    'published' as data_set,
    given.data_set_version,
    given.file,
    given.precedence,
    true as to_choose
from (
    values
    ('new', 'new.csv', 1),
    ('old', 'old.csv', 2)
) as given (data_set_version, file, precedence);

create table pairs as
select given.*
from (
    values
    -- 41 may be 41.4 or 41.5 rounded; 38 is not 41.5
    ('absence', 'Barnet', 41.0, 0, 41.4, 1, 'new'),
    ('absence', 'Camden', 41.0, 0, 41.5, 1, 'new'),
    ('absence', 'Derby', 38.0, 0, 41.5, 1, 'new'),
    ('absence', 'Ealing', 42.0, 0, 41.0, 1, 'new'),
    -- as far off as Derby, and later by its name
    ('absence', 'Essex', 45.0, 0, 41.5, 1, 'new'),
    -- what either release suppresses is not in common
    ('absence', 'Kent', null, 0, 41.0, 1, 'new'),
    ('absence', 'Leeds', 41.0, 0, null, 1, 'new'),
    -- nor is a figure as the earlier release printed it
    ('absence', 'Luton', 41.0, 0, 41.0, 0, 'old'),
    -- both with a decimal: a tenth is a revision
    ('scores', 'Barnet', 4.5, 1, 4.5, 1, 'new'),
    ('scores', 'Camden', 4.5, 1, 4.75, 2, 'new'),
    -- a measure of whole numbers is not asked for the decimals of its files
    ('rounded', 'Barnet', 4.25, 2, 4.5, 2, 'new')
) as given (measure_id, area_name, old_value, old_decimals, new_value, new_decimals, taken_from);

create table staged_files as
select
    measure_id,
    'ehc-plan' as cohort,
    area_name as area_code,
    area_name,
    '2021/22' as period,
    'published' as data_set,
    'old' as data_set_version,
    old_value as value,
    old_decimals as value_decimals
from pairs;

create table staged as
select
    measure_id,
    'ehc-plan' as cohort,
    area_name as area_code,
    area_name,
    '2021/22' as period,
    'published' as data_set,
    taken_from as data_set_version,
    new_value as value,
    new_decimals as value_decimals
from pairs
-- another group of pupils and another year are other figures
union all
select
    'absence' as measure_id,
    given.cohort,
    'Barnet' as area_code,
    'Barnet' as area_name,
    given.period,
    'published' as data_set,
    'new' as data_set_version,
    99.0 as value,
    1 as value_decimals
from (
    values
    ('no-sen', '2021/22'),
    ('ehc-plan', '2020/21')
) as given (cohort, period);

-- expected
select
    'published' as data_set,
    'old.csv' as file,
    expected.measure_id,
    expected.in_common as compared,
    expected.revised,
    expected.largest,
    expected.old_value,
    expected.new_value,
    expected.largest_key,
    expected.unit
from (
    values
    ('absence', 5, 3, 3.5, 38.0, 41.5, 'ehc-plan, Derby, 2021/22', '%'),
    ('scores', 2, 1, 0.25, 4.5, 4.75, 'ehc-plan, Camden, 2021/22', 'score'),
    ('rounded', 1, 0, 0.25, 4.25, 4.5, 'ehc-plan, Barnet, 2021/22', '%')
) as expected (measure_id, in_common, revised, largest, old_value, new_value, largest_key, unit);

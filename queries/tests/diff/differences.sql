-- purpose: figures and verdicts that differ, in one table with the names of their areas
-- given: changes of figures, which know the name, and of verdicts, which know the code only
create table diff_areas as
select given.*
from (
    values
    ('E08000035', 'Leeds'),
    ('E08000036', 'Wakefield of today')
) as given (area_code, area_name);

create table changed_figures as
select
    given.kind,
    'absence' as measure_id,
    'ehc-plan' as cohort,
    given.area_code,
    given.area_name,
    '2021/22' as period,
    cast('' as varchar) as comparator,
    given.changed,
    given.old_text,
    given.new_text,
    cast(given.old_value as double) as old_value,
    cast(given.new_value as double) as new_value,
    cast(given.new_value - given.old_value as double) as difference,
    'published' as data_set
from (
    values
    ('revised', 'E08000036', 'Wakefield of the file', 'value', '4.0', '4.5', 4.0, 4.5),
    ('vanished', 'E08000035', null, '', 'c', null, null, null)
) as given (kind, area_code, area_name, changed, old_text, new_text, old_value, new_value);

create table changed_verdicts as
select
    'verdict' as kind,
    'absence' as measure_id,
    'ehc-plan' as cohort,
    given.area_code,
    cast(null as varchar) as area_name,
    '2021/22' as period,
    'england-same-cohort' as comparator,
    'level' as changed,
    'above' as old_text,
    'below' as new_text,
    cast(null as double) as old_value,
    cast(null as double) as new_value,
    cast(null as double) as difference,
    cast(null as varchar) as data_set
from (values ('E08000035'), ('E06999999')) as given (area_code);

-- expected: a code that the catalogue does not know is its own name
select
    expected.kind,
    expected.area_code,
    expected.area_name,
    expected.comparator,
    expected.changed,
    expected.old_text,
    expected.new_text,
    expected.difference,
    expected.data_set
from (
    values
    ('revised', 'E08000036', 'Wakefield of the file', '', 'value', '4.0', '4.5', 0.5, 'published'),
    ('vanished', 'E08000035', 'Leeds', '', '', 'c', null, null, 'published'),
    ('verdict', 'E08000035', 'Leeds', 'england-same-cohort', 'level', 'above', 'below', null, null),
    ('verdict', 'E06999999', 'E06999999', 'england-same-cohort', 'level', 'above', 'below', null, null)
) as expected (kind, area_code, area_name, comparator, changed, old_text, new_text, difference, data_set);

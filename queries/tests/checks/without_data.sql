-- purpose: measures of which no figure is held, and where one would come from
-- given: a data set of each kind of place, one measure with a figure and one that is suppressed everywhere
create table data_sets as
select
    given.*,
    'Department' as publisher
from (
    values
    ('published', 'Absence', 'https://example.org/absence', 'absence*', 0),
    ('unplaced', 'Old tables', '', '', 0),
    ('own', 'Our file', 'data/own.csv', '', 1)
) as given (data_set, title, place, file_pattern, is_local);

create table measures as
select
    given.measure_id,
    given.measure_title,
    given.measure_data_set
from (
    values
    ('held', 'Held', 'published'),
    ('hidden', 'Hidden', 'published'),
    ('old', 'Old', 'unplaced'),
    ('local', 'Ours', 'own')
) as given (measure_id, measure_title, measure_data_set);

create table staged as
select
    given.measure_id,
    given.printed as value,
    given.symbol
from (
    values
    ('held', 4.0, null),
    ('held', null, 'c'),
    ('hidden', null, 'c')
) as given (measure_id, printed, symbol);

-- expected
select
    'without_data' as check,
    expected.data_set,
    expected.measure_id as key,
    'note' as severity,
    expected.message,
    0 as rows
from (
    values
    (
        'published', 'hidden',
        'Hidden: no figure is held; the data set “Absence” of the Department would supply it: '
        || 'https://example.org/absence (in a folder: absence*.csv)'
    ),
    (
        'unplaced', 'old',
        'Old: no figure is held; the data set “Old tables” of the Department would supply it'
    ),
    ('own', 'local', 'Ours: no figure is held; it would be in data/own.csv')
) as expected (data_set, measure_id, message);

-- purpose: a measure without a row of England or the regions, though the same file has them for others
-- given: a whole measure next to measures that lack a level, in two years
create table measures as
select
    given.measure_id,
    given.is_local
from (
    values
    ('whole', 0),
    ('relabelled', 0),
    ('late', 0),
    ('hidden', 0),
    ('filled', 0),
    ('of-regions', 0),
    ('elsewhere', 0),
    ('own', 1)
) as given (measure_id, is_local);

create table cells as
select
    given.measure_id,
    given.cohort,
    given.period,
    given.area_level,
    given.printed as value,
    given.data_set_version,
    'published' as data_set
from (
    values
    -- the file has England in both years, the regions in the first
    ('whole', 'ehc-plan', '2020/21', 'local_authority', 4.0, 'v2'),
    ('whole', 'ehc-plan', '2020/21', 'regional', 4.0, 'v2'),
    ('whole', 'ehc-plan', '2020/21', 'national', 4.0, 'v2'),
    ('whole', 'ehc-plan', '2021/22', 'local_authority', 4.0, 'v2'),
    ('whole', 'ehc-plan', '2021/22', 'national', 4.0, 'v2'),
    ('relabelled', 'ehc-plan', '2020/21', 'local_authority', 4.0, 'v2'),
    ('relabelled', 'ehc-plan', '2021/22', 'local_authority', 4.0, 'v2'),
    -- another group of pupils lends its England to none, nor does another year
    ('whole', 'no-sen', '2021/22', 'local_authority', 4.0, 'v2'),
    ('late', 'ehc-plan', '2020/21', 'local_authority', 4.0, 'v2'),
    ('late', 'ehc-plan', '2020/21', 'regional', 4.0, 'v2'),
    ('late', 'ehc-plan', '2020/21', 'national', 4.0, 'v2'),
    ('late', 'ehc-plan', '2021/22', 'local_authority', 4.0, 'v2'),
    -- a year in which the file has no whole of any measure
    ('relabelled', 'ehc-plan', '2019/20', 'local_authority', 4.0, 'v2'),
    -- a suppressed figure has a row
    ('hidden', 'ehc-plan', '2021/22', 'local_authority', 4.0, 'v2'),
    ('hidden', 'ehc-plan', '2021/22', 'national', null, 'v2'),
    -- what the program itself fills in is no row of the file
    ('filled', 'ehc-plan', '2021/22', 'local_authority', 4.0, 'v2'),
    ('filled', 'ehc-plan', '2021/22', 'national', null, ''),
    -- without authorities no whole is asked for
    ('of-regions', 'ehc-plan', '2020/21', 'regional', 4.0, 'v2'),
    -- another file has its own levels
    ('elsewhere', 'ehc-plan', '2020/21', 'local_authority', 4.0, 'v1'),
    -- no other area has a local measure
    ('own', 'ehc-plan', '2021/22', 'local_authority', 4.0, 'v2')
) as given (measure_id, cohort, period, area_level, printed, data_set_version);

-- expected
select
    'level_without_rows' as check,
    'published' as data_set,
    expected.key,
    'warning' as severity,
    concat(
        'no row of ', expected.words, ', though the file has such rows for other measures or groups of pupils: ',
        'a label may differ there'
    ) as message,
    expected.years as rows
from (
    values
    ('relabelled|ehc-plan|national', 'England in 2020/21, 2021/22', 2),
    ('relabelled|ehc-plan|regional', 'the regions in 2020/21', 1),
    ('whole|no-sen|national', 'England in 2021/22', 1),
    ('late|ehc-plan|national', 'England in 2021/22', 1),
    ('filled|ehc-plan|national', 'England in 2021/22', 1)
) as expected (key, words, years);

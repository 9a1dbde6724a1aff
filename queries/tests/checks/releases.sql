-- purpose: of several releases the newest is used, and an earlier one fills only what newer ones lack
-- given: three releases, of which the newest has dropped a measure and the oldest is not read
create table releases as
select
    'published' as data_set,
    given.data_set_version,
    given.precedence,
    given.to_choose
from (
    values
    ('new', 1, true),
    ('old', 2, true),
    -- a file that shares no measure counts as it is, and is not written again
    ('alone', 3, false)
) as given (data_set_version, precedence, to_choose);

create table stopped_measures as
select
    given.measure_id,
    given.data_set,
    'new' as data_set_version
from (
    values
    ('dropped', 'published'),
    -- what stops in another data set goes on in this
    ('absence', 'another')
) as given (measure_id, data_set);

create table staged_files as
select
    given.measure_id,
    'ehc-plan' as cohort,
    'E08000035' as area_code,
    given.period,
    'published' as data_set,
    given.data_set_version,
    given.printed as value,
    given.symbol
from (
    values
    ('absence', '2021/22', 'new', 4.1, null),
    ('absence', '2021/22', 'old', 4.0, null),
    -- a year that only the earlier release has, and one of a release that is not read
    ('absence', '2017/18', 'old', 4.2, null),
    ('absence', '2016/17', 'oldest', 4.3, null),
    -- "not available" gives way to a figure, and to a suppressed one
    ('absence', '2020/21', 'new', null, 'x'),
    ('absence', '2020/21', 'old', 4.4, null),
    ('absence', '2019/20', 'new', null, 'x'),
    ('absence', '2019/20', 'old', null, 'c'),
    -- what the newest suppresses stays suppressed, and so does what is not applicable
    ('absence', '2018/19', 'new', null, 'c'),
    ('absence', '2018/19', 'old', 4.5, null),
    ('absence', '2015/16', 'new', null, 'z'),
    ('absence', '2015/16', 'old', 4.6, null),
    -- neither has it
    ('absence', '2014/15', 'new', null, 'x'),
    ('absence', '2014/15', 'old', null, 'x'),
    -- two lines of one release are both kept, for the check of duplicates to see
    ('absence', '2013/14', 'new', 4.7, null),
    ('absence', '2013/14', 'new', 4.8, null),
    ('absence', '2013/14', 'old', 4.9, null),
    ('plans', '2021/22', 'alone', 5.0, null),
    -- the newest stopped: its data set goes on without it
    ('dropped', '2021/22', 'new', 7.0, null),
    ('dropped', '2021/22', 'old', 7.1, null)
) as given (measure_id, period, data_set_version, printed, symbol);

-- expected
select
    expected.measure_id,
    expected.period,
    expected.data_set_version,
    expected.printed as value,
    expected.symbol
from (
    values
    ('absence', '2021/22', 'new', 4.1, null),
    ('absence', '2020/21', 'old', 4.4, null),
    ('absence', '2019/20', 'old', null, 'c'),
    ('absence', '2018/19', 'new', null, 'c'),
    ('absence', '2017/18', 'old', 4.2, null),
    ('absence', '2015/16', 'new', null, 'z'),
    ('absence', '2014/15', 'new', null, 'x'),
    ('absence', '2013/14', 'new', 4.7, null),
    ('absence', '2013/14', 'new', 4.8, null),
    ('dropped', '2021/22', 'old', 7.1, null)
) as expected (measure_id, period, data_set_version, printed, symbol);

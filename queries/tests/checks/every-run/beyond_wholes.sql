-- purpose: a part and its whole of which one is wrong, and which is not known
-- given: one that is known, four that are not and one that is not in time, of files with and without a name
create table releases as
select
    'published' as data_set,
    '1' as data_set_version,
    'shares.csv' as file;

create table beyond_wholes as
select
    given.*,
    'published' as data_set,
    'all-sen' as cohort
from (
    values
    ('share', '1', 'E08000025', '2018/19', 2018, true, '900 pupils of Birmingham (line 2) against 800 of England (line 3)'),
    ('share', '1', 'E08000025', '2019/20', 2019, false, '901 of Birmingham (line 4) against 801 of England (line 5)'),
    ('share', '1', 'E08000025', '2020/21', 2020, false, '902 of Birmingham (line 6) against 802 of England (line 7)'),
    ('share', '1', 'E08000026', '2020/21', 2020, false, '903 of Coventry (line 8) against 802 of England (line 7)'),
    ('share', '1', 'E08000025', '2022/23', 2022, false, '906 of Birmingham (line 11) against 806 of England (line 12)'),
    ('share', '1', 'E08000027', '2017/18', 2017, false, '904 of Dudley (line 9) against 804 of England (line 10)'),
    ('rate', '2', 'E08000025', '2018/19', 2018, false, '905 of Birmingham (line 2) against 805 of England (line 3)')
) as given (measure_id, data_set_version, area_code, period, period_start, is_wrong, beyond_counts);

create table as_of as
select 2021 as as_of_start;

-- expected
select
    'part_beyond_whole' as check,
    'published' as data_set,
    expected.key,
    'error' as severity,
    concat(
        'a part cannot be larger than the whole, and which of the two is wrong is not known: ', expected.examples,
        '. Both figures are used: look them up at the publisher before you quote either'
    ) as message,
    expected.reported as rows
from (
    values
    (
        'share|all-sen', 4,
        '902 of Birmingham (line 6) against 802 of England (line 7) in 2020/21, shares.csv; '
        || '903 of Coventry (line 8) against 802 of England (line 7) in 2020/21, shares.csv; '
        || '901 of Birmingham (line 4) against 801 of England (line 5) in 2019/20, shares.csv and 1 more'
    ),
    ('rate|all-sen', 1, '905 of Birmingham (line 2) against 805 of England (line 3) in 2018/19')
) as expected (key, reported, examples);

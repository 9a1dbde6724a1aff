-- purpose: years without the numbers of pupils that the same file has for other years
-- given: four years of which two lack the numbers; and series that have nothing to lose
create table measures as
select
    given.measure_id,
    given.is_local
from (
    values
    ('absence', 0),
    ('scores', 0),
    ('own', 1)
) as given (measure_id, is_local);

create table cells as
select
    given.measure_id,
    given.cohort,
    given.period,
    given.printed as value,
    given.denominator,
    'published' as data_set,
    given.data_set_version
from (
    values
    ('absence', 'ehc-plan', '2018/19', 12.5, 400, 'v1'),
    ('absence', 'ehc-plan', '2019/20', 12.0, null, 'v1'),
    ('absence', 'ehc-plan', '2019/20', 13.0, null, 'v1'),
    -- one authority with a number is enough for a year to be tested
    ('absence', 'ehc-plan', '2020/21', 12.0, null, 'v1'),
    ('absence', 'ehc-plan', '2020/21', 13.0, 90, 'v1'),
    ('absence', 'ehc-plan', '2021/22', 14.0, null, 'v1'),
    -- a suppressed figure needs no number
    ('absence', 'ehc-plan', '2022/23', null, null, 'v1'),
    -- an earlier file has other columns, and no numbers at all
    ('absence', 'ehc-plan', '2016/17', 11.0, null, 'v0'),
    -- another group of pupils lends none
    ('absence', 'sen-support', '2018/19', 8.0, null, 'v1'),
    -- the number of a suppressed figure is none behind a figure
    ('absence', 'no-sen', '2018/19', null, 30, 'v1'),
    ('absence', 'no-sen', '2019/20', 4.0, null, 'v1'),
    ('scores', 'ehc-plan', '2018/19', 12.5, null, 'v1'),
    ('scores', 'ehc-plan', '2019/20', 12.5, null, 'v1'),
    -- what a council writes itself is asked elsewhere
    ('own', 'ehc-plan', '2018/19', 12.5, 400, 'v1'),
    ('own', 'ehc-plan', '2019/20', 12.5, null, 'v1')
) as given (measure_id, cohort, period, printed, denominator, data_set_version);

-- expected: two figures of 2019/20 and one of 2021/22
select
    'counts_missing' as check,
    'published' as data_set,
    'absence|ehc-plan' as key,
    'warning' as severity,
    'figures without the number of pupils behind them in 2019/20, 2021/22, '
    || 'though the file has it for other years: these years cannot be tested' as message,
    3 as rows;

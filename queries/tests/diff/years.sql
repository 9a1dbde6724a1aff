-- purpose: which measures have figures of the year that is asked for, and where the others end
-- given: 2021/22 is asked for
create table asked_year as
select cast(2021 as int) as period_start;

create table new_facts as
select
    'published' as data_set,
    given.measure_id,
    given.cohort,
    given.area_code,
    given.period,
    cast(given.period_start as int) as period_start,
    cast(given.printed as double) as value,
    given.release_status
from (
    values
    -- two areas, of which one with two groups of pupils, and a symbol
    ('absence', 'ehc-plan', 'leeds', '2021/22', 2021, 4.5, 'provisional'),
    ('absence', 'sen-support', 'leeds', '2021/22', 2021, 5.5, 'provisional'),
    ('absence', 'ehc-plan', 'york', '2021/22', 2021, 6.5, 'final'),
    ('absence', 'sen-support', 'york', '2021/22', 2021, null, 'final'),
    -- an earlier year counts for nothing but the last
    ('absence', 'ehc-plan', 'hull', '2020/21', 2020, 4.5, 'provisional'),
    -- rows of the year without a figure are no figures of it
    ('severe', 'ehc-plan', 'leeds', '2021/22', 2021, null, 'final'),
    ('severe', 'ehc-plan', 'leeds', '2019/20', 2019, 1.5, 'final'),
    ('severe', 'ehc-plan', 'york', '2018/19', 2018, 1.5, 'final'),
    -- further than asked
    ('phonics', 'ehc-plan', 'leeds', '2022/23', 2022, 20.0, 'provisional'),
    -- never a figure
    ('scores', 'ehc-plan', 'leeds', '2021/22', 2021, null, 'final')
) as given (measure_id, cohort, area_code, period, period_start, printed, release_status);

-- expected
select
    'published' as data_set,
    expected.measure_id,
    expected.figures,
    expected.areas,
    expected.provisional,
    expected.last_period
from (
    values
    ('absence', 3, 2, 2, '2021/22'),
    ('severe', 0, 0, 0, '2019/20'),
    ('phonics', 0, 0, 0, '2022/23'),
    ('scores', 0, 0, 0, null)
) as expected (measure_id, figures, areas, provisional, last_period);

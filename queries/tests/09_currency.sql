-- purpose: figures more than two years behind the newest that is known of their publication are old
-- given: a run as of 2021/22, and publications whose newest year is in the catalogue, is known by what is held, or
-- is later than that
create table as_of as
select 2021 as as_of_start;

create table publications as
select
    given.*,
    case given.data_set when 'of-calendar-years' then 'calendar' else 'academic' end as period_kind
from (
    values
    ('three-behind', 'three-behind', '2021/22', 2021),
    ('two-behind', 'two-behind', '2020/21', 2020),
    -- two data sets of one publication, whose newest year comes after the year of the run
    ('shared', 'shared', '2022/23', 2022),
    ('shared-too', 'shared', '2022/23', 2022),
    -- calendar years of a publication are kept apart from its academic ones
    ('of-calendar-years', 'both-kinds', '2021', 2021),
    ('of-academic-years', 'both-kinds', '2018/19', 2018),
    ('unknown', 'unknown', '', 0),
    ('termly', 'termly', '2021/22', 2021)
) as given (data_set, publication, newest_period, newest_start);

create table held as
select given.*
from (
    values
    ('m three behind', 'ehc-plan', 'three-behind', 2018, 50.0, 'Academic year'),
    ('m two behind', 'ehc-plan', 'two-behind', 2018, 50.0, 'Academic year'),
    -- what is suppressed is not held
    ('m two behind', 'ehc-plan', 'two-behind', 2019, null, 'Academic year'),
    ('m shared', 'ehc-plan', 'shared', 2018, 50.0, 'Academic year'),
    ('m shared too', 'ehc-plan', 'shared-too', 2019, 50.0, 'Academic year'),
    ('m both kinds', 'ehc-plan', 'of-academic-years', 2018, 50.0, 'Academic year'),
    -- a cohort that is three years behind the other
    ('m unknown', 'ehc-plan', 'unknown', 2018, 50.0, 'Academic year'),
    ('m unknown', 'sen-support', 'unknown', 2015, 50.0, 'Academic year'),
    -- years of the publication are none of its terms
    ('m termly', 'ehc-plan', 'termly', 2018, 50.0, 'Autumn term')
) as given (measure_id, cohort, data_set, period_start, value, span);

create table cells as
select
    measure_id,
    cohort,
    data_set,
    period_start,
    concat(period_start, '/', period_start - 1999) as period,
    value,
    span
from held;

create table measures as
select distinct
    measure_id,
    data_set as measure_data_set
from held;

create table materiality as
select
    measure_id,
    cohort,
    period_start as latest_start,
    concat(period_start, '/', period_start - 1999) as latest_period
from held
where value is not null;

-- expected
select expected.*
from (
    values
    ('m three behind', 'ehc-plan', '2018/19', '2021/22', 3, true),
    ('m two behind', 'ehc-plan', '2018/19', '2020/21', 2, false),
    ('m shared', 'ehc-plan', '2018/19', '2019/20', 1, false),
    ('m shared too', 'ehc-plan', '2019/20', '2019/20', 0, false),
    ('m both kinds', 'ehc-plan', '2018/19', '2018/19', 0, false),
    ('m unknown', 'ehc-plan', '2018/19', '2018/19', 0, false),
    ('m unknown', 'sen-support', '2015/16', '2018/19', 3, true),
    ('m termly', 'ehc-plan', '2018/19', '2018/19', 0, false)
) as expected (measure_id, cohort, held_to, newest_published, years_behind, is_old);

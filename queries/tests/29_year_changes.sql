-- purpose: a change of one year is clear where it matters and is beyond chance and rounding
-- given: a change that matters is 3; shares of 600 and of 20 pupils, a mean with limits, figures without either, one by
-- borrowed pupils, and those that are left out: two years apart, years not comparable, a handful of pupils
create table given as
select given.*
from (
    values
    ('counted', '%', 75.0, 85.0, 80.0, 81.0, 600, null, null, null, 1),
    ('few', '%', 75.0, 85.0, 80.0, 81.0, 20, null, null, null, 1),
    ('small', '%', 75.0, 77.5, 80.0, 81.0, 60000, null, null, null, 1),
    -- 1.96 times the root of 1.5 squared twice is 4.2
    ('mean', 'score', 20.0, 24.5, 21.0, 21.0, null, 1.5, null, null, 1),
    ('mean-within', 'score', 20.0, 24.0, 21.0, 21.0, null, 1.5, null, null, 1),
    -- without counts the gap moves by 5.0 and by 4.9: less two units of 1, against 3
    ('alone', 'score', 20.0, 26.0, 20.0, 21.0, null, null, null, null, 1),
    ('rounding', 'score', 20.0, 26.0, 20.0, 21.1, null, null, null, null, 1),
    -- more by 4 where England has 13 more: neither better than the year before nor worse
    ('overtaken', 'score', 20.0, 24.0, 20.0, 33.0, null, null, null, null, 1),
    -- England's count is no yardstick
    ('plans', 'count', 20.0, 26.0, 900.0, 990.0, null, null, null, null, 1),
    -- 1.96 times the root of 2 times a noise of 2 is 5.5
    ('noisy', 'score', 20.0, 27.0, 20.0, 20.0, null, null, null, 2.0, 1),
    -- the same by borrowed pupils, in whose place the noise does not count
    ('borrowed', '%', 20.0, 27.0, 20.0, 20.0, null, null, 1.0, 9.0, 1),
    ('two-years', '%', 75.0, 85.0, 80.0, 81.0, 600, null, null, null, 2),
    ('marked', '%', 75.0, 85.0, 80.0, 81.0, 600, null, null, null, 1),
    ('handful', '%', 75.0, 85.0, 80.0, 81.0, 600, null, null, null, 1)
) as given (
    measure_id, unit, value_before, value, england_before, england_value, pupils, standard_error, borrowed_error, noise,
    years_apart
);

create table measures as
select
    measure_id,
    unit
from given;

create table series as
select
    given.measure_id,
    case given.measure_id when 'handful' then 'looked-after' else 'sen-support' end as cohort,
    'E08000025' as area_code,
    1 as polarity,
    2023 as latest_start,
    2023 - years.back * given.years_apart as period_start,
    concat(2023 - years.back * given.years_apart, '') as period,
    case years.back when 0 then given.value else given.value_before end as value,
    case years.back when 0 then given.england_value else given.england_before end as england_value,
    case years.back when 0 then given.value else given.value_before end * given.pupils / 100 as numerator,
    given.pupils as denominator,
    given.standard_error,
    given.borrowed_error,
    1.0 as printed_unit,
    3.0 as m_change,
    given.noise
from given
cross join (values (0), (1)) as years (back);

create table bands as
select
    'marked' as measure_id,
    2020 as from_start,
    2022 as to_start;

create table held_cohorts as
select
    'looked-after' as cohort,
    'E08000025' as area_code,
    true as is_small;

-- expected
select
    expected.*,
    '2022' as period_before
from (
    values
    ('counted', 10.0, true, true),
    ('few', 10.0, true, false),
    ('small', 2.5, true, false),
    ('mean', 4.5, true, true),
    ('mean-within', 4.0, true, false),
    ('alone', 6.0, false, true),
    ('rounding', 6.0, false, false),
    ('overtaken', 4.0, false, false),
    ('plans', 6.0, false, true),
    ('noisy', 7.0, false, false),
    ('borrowed', 7.0, false, true)
) as expected (measure_id, change, tested, is_clear);

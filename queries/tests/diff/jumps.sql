-- purpose: national figures that moved into a year more than three times as far as they usually do
-- given: series of England up to 2021/22, alike of two groups of pupils; earlier changes have a
-- median of 1 up or down, unless given otherwise
create table asked_year as
select cast(2021 as int) as period_start;

create table new_facts as
select
    given.measure_id,
    cohorts.cohort,
    given.area_level,
    concat(years.start, '/', years.start - 1999) as period,
    cast(years.start as int) as period_start,
    cast(case when years.start >= given.break_start then 1 else 0 end as int) as segment_id,
    cast(
        case years.start
            when 2017 then given.y2017
            when 2018 then given.y2018
            when 2019 then given.y2019
            when 2020 then given.y2020
            when 2021 then given.y2021
        end as double
    ) as value
from (
    values
    -- three times the usual is not more than three times
    ('three-times', 'national', 9999, 40, 41, 40, 41, 44),
    ('more', 'national', 9999, 40, 41, 40, 41, 45),
    ('down', 'national', 9999, 40, 41, 40, 41, 37.5),
    -- one large change before does not make large ones usual
    ('once-before', 'national', 9999, 40, 41, 40, 49, 53),
    -- two earlier changes are too few: a year without a figure, and a break
    ('a-gap', 'national', 9999, 40, null, 41, 40, 50),
    ('early-break', 'national', 2018, 40, 41, 40, 41, 50),
    -- across a break nothing is compared
    ('break-before', 'national', 2021, 40, 41, 40, 41, 50),
    -- a series that never moved: any move is more
    ('still', 'national', 9999, 40, 40, 40, 40, 40.5),
    ('stays', 'national', 9999, 40, 40, 40, 40, 40),
    -- no figure of the year yet
    ('not-yet', 'national', 9999, 40, 41, 40, 41, null),
    ('an-authority', 'local_authority', 9999, 40, 41, 40, 41, 50)
) as given (measure_id, area_level, break_start, y2017, y2018, y2019, y2020, y2021)
cross join (values (2017), (2018), (2019), (2020), (2021)) as years (start)
cross join (values ('ehc-plan'), ('no-sen')) as cohorts (cohort);

-- expected
select
    expected.measure_id,
    cohorts.cohort,
    '2020/21' as period_before,
    '2021/22' as period,
    expected.change,
    expected.usual_change
from (
    values
    ('more', 4.0, 1.0),
    ('down', -3.5, 1.0),
    ('once-before', 4.0, 1.0),
    ('still', 0.5, 0.0)
) as expected (measure_id, change, usual_change)
cross join (values ('ehc-plan'), ('no-sen')) as cohorts (cohort);

-- purpose: figures of an area from before it had anyone to count are reported and not used
-- given: an area whose first year is 2021/22 in one data set
create table not_yet as
select
    'published' as data_set,
    'westmorland' as area_code,
    cast(2021 as int) as first_start,
    '2021/22' as first_period,
    'the council is of 2023' as not_yet_note;

create table staged as
select
    given.data_set,
    given.area_code,
    given.area_name,
    given.period_start,
    given.printed as value
from (
    values
    -- two years before, of which one is a symbol, and the first year itself
    ('published', 'westmorland', 'Westmorland', 2019, 0.0),
    ('published', 'westmorland', 'Westmorland', 2020, null),
    ('published', 'westmorland', 'Westmorland', 2021, 4.0),
    -- another area, another data set
    ('published', 'leeds', 'Leeds', 2019, 4.0),
    ('another', 'westmorland', 'Westmorland', 2019, 4.0)
) as given (data_set, area_code, area_name, period_start, printed);

-- expected
select
    'not_yet' as check,
    'published' as data_set,
    'westmorland' as key,
    'note' as severity,
    'Westmorland: figures before 2021/22 are not used (the council is of 2023)' as message,
    2 as rows;

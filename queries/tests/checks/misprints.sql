-- purpose: figures that are known to be printed of authorities and not to be theirs
-- given: 12.5 printed for two authorities of a region, in two measures
create table misprints as
select
    'published' as data_set,
    given.measure_id,
    given.area_code,
    cast(2022 as int) as period_start,
    12.5 as printed,
    'the figure of the region' as misprint_note
from (
    values
    ('absence', 'leeds'),
    ('absence', 'bradford'),
    ('severe', 'leeds'),
    ('severe', 'bradford')
) as given (measure_id, area_code);

create table staged as
select
    given.data_set,
    given.measure_id,
    given.area_code,
    given.area_name,
    given.period,
    given.period_start,
    given.printed as value
from (
    values
    ('published', 'absence', 'leeds', 'Leeds', '2022/23', 2022, 12.5),
    ('published', 'absence', 'bradford', 'Bradford', '2022/23', 2022, 12.5),
    -- a figure of its own, or none, is used as it is
    ('published', 'severe', 'leeds', 'Leeds', '2022/23', 2022, 12.6),
    ('published', 'severe', 'bradford', 'Bradford', '2022/23', 2022, null),
    -- the same figure elsewhere: another year, another area, another data set
    ('published', 'absence', 'leeds', 'Leeds', '2021/22', 2021, 12.5),
    ('published', 'absence', 'york', 'York', '2022/23', 2022, 12.5),
    ('another', 'absence', 'leeds', 'Leeds', '2022/23', 2022, 12.5)
) as given (data_set, measure_id, area_code, area_name, period, period_start, printed);

-- expected
select
    'misprinted' as check,
    'published' as data_set,
    'absence|2022/23' as key,
    'note' as severity,
    'Bradford, Leeds: not read (the figure of the region)' as message,
    2 as rows;

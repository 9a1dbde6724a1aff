-- purpose: every published year of an area, also before a break, next to England's figure of the same group and year
-- given: a share over a break, with a suppressed year and a year that England has none of; the same of pupils with no
-- SEN; a count of which neither more nor less is better; a rate of which less is better; and an area that is not read
create table chosen_areas as
select 'E08000025' as area_code;

create table facts as
select
    given.measure_id,
    given.cohort,
    areas.area_code,
    areas.area_level,
    given.period,
    cast(left(given.period, 4) as int) as period_start,
    given.value,
    given.symbol,
    given.segment_id
from (
    values
    ('phonics-year-1', 'sen-support', 'E08000025', '2018/19', 55.0, null, 0),
    ('phonics-year-1', 'sen-support', 'E08000025', '2021/22', null, 'c', 1),
    ('phonics-year-1', 'sen-support', 'E08000025', '2022/23', 60.0, null, 1),
    ('phonics-year-1', 'sen-support', 'E92000001', '2018/19', 57.0, null, 0),
    ('phonics-year-1', 'sen-support', 'E92000001', '2021/22', 58.0, null, 1),
    ('phonics-year-1', 'sen-support', 'E12000005', '2022/23', 59.0, null, 1),
    ('phonics-year-1', 'no-sen', 'E92000001', '2022/23', 88.0, null, 1),
    ('phonics-year-1', 'no-sen', 'E08000025', '2022/23', 86.0, null, 1),
    ('ehc-requests', 'ehc-plan', 'E08000025', '2023', 1300.0, null, 0),
    ('suspension-rate', 'ehc-plan', 'E08000025', '2022/23', 12.5, null, 0),
    ('phonics-year-1', 'sen-support', 'E06000039', '2022/23', 70.0, null, 1)
) as given (measure_id, cohort, area_code, period, value, symbol, segment_id)
inner join areas on given.area_code = areas.area_code;

-- expected
select
    'Birmingham' as area,
    'West Midlands' as region,
    expected.measure_id,
    expected.group_name,
    expected.period,
    expected.period_start,
    expected.area_figure,
    expected.area_symbol,
    expected.england_figure,
    expected.series_part,
    expected.unit,
    expected.polarity
from (
    values
    ('phonics-year-1', 'SEN support', '2018/19', 2018, 55.0, null, 57.0, 1, '%', 'higher is better'),
    ('phonics-year-1', 'SEN support', '2021/22', 2021, null, 'c', 58.0, 2, '%', 'higher is better'),
    ('phonics-year-1', 'SEN support', '2022/23', 2022, 60.0, null, null, 2, '%', 'higher is better'),
    ('phonics-year-1', 'No SEN', '2022/23', 2022, 86.0, null, 88.0, 2, '%', 'higher is better'),
    ('ehc-requests', 'EHC plan', '2023', 2023, 1300.0, null, null, 1, 'count', 'neither is better'),
    ('suspension-rate', 'EHC plan', '2022/23', 2022, 12.5, null, null, 1, 'per 100', 'lower is better')
) as expected (
    measure_id, group_name, period, period_start, area_figure, area_symbol, england_figure, series_part, unit, polarity
);

-- purpose: the neighbours of an area by their place in the list, with and without a figure, in the latest year only
-- given: three neighbours: one with a figure, one suppressed, one without a row; the year before; another group; a
-- measure without a good direction; one of which the area's own figure is kept back; and an area that is not read
create table chosen_areas as
select 'E08000025' as area_code;

create table neighbours as
select
    given.area_code,
    given.neighbour_code,
    given.neighbour_rank
from (
    values
    ('E08000025', 'E06000018', 1),
    ('E08000025', 'E08000003', 2),
    ('E08000025', 'E08000032', 10),
    ('E06000039', 'E08000025', 1)
) as given (area_code, neighbour_code, neighbour_rank);

create table cells as
select
    given.year_no,
    1 as area_no,
    given.measure_id,
    given.cohort,
    'E08000025' as area_code,
    given.period,
    given.value,
    given.symbol
from (
    values
    (1, 'ks4-sustained', 'sen-support', '2020/21', 79.0, null),
    (2, 'ks4-sustained', 'sen-support', '2021/22', 81.5, null),
    (3, 'ks4-sustained', 'all-sen', '2021/22', 82.0, null),
    (4, 'phonics-year-1', 'ehc-plan', '2023/24', null, 'x'),
    (5, 'sen-prevalence', 'sen-support', '2021/22', 14.0, null),
    (6, 'ks1-maths', 'ehc-plan', '2022/23', null, null)
) as given (year_no, measure_id, cohort, period, value, symbol);

create table facts as
select
    given.measure_id,
    given.cohort,
    given.area_code,
    case given.area_code when 'E92000001' then 'national' else 'local_authority' end as area_level,
    given.period,
    given.value,
    given.symbol
from (
    values
    ('ks4-sustained', 'sen-support', 'E92000001', '2020/21', 82.0, null),
    ('ks4-sustained', 'sen-support', 'E92000001', '2021/22', 83.0, null),
    ('ks4-sustained', 'sen-support', 'E06000018', '2021/22', 78.0, null),
    ('ks4-sustained', 'sen-support', 'E08000003', '2021/22', null, 'c'),
    ('ks4-sustained', 'all-sen', 'E06000018', '2021/22', 79.0, null),
    ('ks4-sustained', 'all-sen', 'E92000001', '2021/22', 84.0, null),
    ('ks4-sustained', 'sen-support', 'E06000039', '2021/22', 90.0, null),
    ('ks4-sustained', 'sen-support', 'E08000032', '2020/21', 75.0, null),
    ('phonics-year-1', 'ehc-plan', 'E92000001', '2023/24', 20.0, null),
    ('phonics-year-1', 'ehc-plan', 'E06000018', '2023/24', 17.0, null)
) as given (measure_id, cohort, area_code, period, value, symbol);

create table materiality as
select
    given.measure_id,
    given.cohort,
    given.latest_period,
    given.printed_unit
from (
    values
    ('ks4-sustained', 'sen-support', '2021/22', 0.1),
    ('ks4-sustained', 'all-sen', '2021/22', 0.1),
    ('phonics-year-1', 'ehc-plan', '2023/24', 1.0),
    ('sen-prevalence', 'sen-support', '2021/22', 0.1),
    ('ks1-maths', 'ehc-plan', '2022/23', 0.1)
) as given (measure_id, cohort, latest_period, printed_unit);

create table neighbour_values as
select
    given.year_no,
    1 as area_no,
    given.neighbours_median
from (values (1, 77.0), (2, 78.5), (4, 18.0)) as given (year_no, neighbours_median);

-- expected
select
    'E08000025' as area_code,
    expected.neighbour_rank,
    expected.neighbour,
    expected.measure,
    expected.period,
    expected.decimals,
    expected.area_figure,
    expected.area_symbol,
    expected.neighbour_figure,
    expected.neighbour_symbol,
    expected.england_figure,
    expected.neighbours_median
from (
    values
    (1, 'Nottingham', 'Sustained destination after key stage 4', '2021/22', 1, 81.5, null, 78.0, null, 83.0, 78.5),
    (2, 'Manchester', 'Sustained destination after key stage 4', '2021/22', 1, 81.5, null, null, 'c', 83.0, 78.5),
    (10, 'Bradford', 'Sustained destination after key stage 4', '2021/22', 1, 81.5, null, null, null, 83.0, 78.5),
    (1, 'Nottingham', 'Phonics expected standard in year 1', '2023/24', 0, null, 'x', 17.0, null, 20.0, 18.0),
    (2, 'Manchester', 'Phonics expected standard in year 1', '2023/24', 0, null, 'x', null, null, 20.0, 18.0),
    (10, 'Bradford', 'Phonics expected standard in year 1', '2023/24', 0, null, 'x', null, null, 20.0, 18.0)
) as expected (
    neighbour_rank, neighbour, measure, period, decimals, area_figure, area_symbol,
    neighbour_figure, neighbour_symbol, england_figure, neighbours_median
);

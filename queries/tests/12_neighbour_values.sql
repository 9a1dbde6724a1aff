-- purpose: the median, mean and pooled counts of the neighbours that have a figure, from six of them on
-- given: an area, which is no neighbour of its own, with ten neighbours: eight figures (those of statistics 13), six,
-- five and none
create table areas as
select
    given.area_no,
    concat('area ', given.area_no) as area_code
from (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)) as given (area_no);

create table neighbours as
select
    'area 0' as area_code,
    area_code as neighbour_code
from areas
where area_no > 0;

create table printed as
select given.*
from (
    values
    (1, 0, 99.0, 99, 99, 100),
    (1, 1, 29.0, 29, 29, 100),
    (1, 2, 31.0, 30, 32, 100),
    (1, 3, 27.0, 27, 27, 100),
    (1, 4, null, null, null, 100),
    (1, 5, 35.0, 35, 35, 100),
    (1, 6, 30.0, 28, 32, 100),
    (1, 7, 24.0, 24, 24, 100),
    (1, 8, 33.0, 33, 33, 100),
    (1, 10, 28.0, 28, 28, 100),
    -- six
    (2, 0, 99.0, 99, 99, 100),
    (2, 1, 10.0, 10, 10, 100),
    (2, 2, 20.0, 20, 20, 100),
    (2, 3, 30.0, 30, 30, 100),
    (2, 4, 40.0, 40, 40, 100),
    (2, 5, 50.0, 50, 50, 100),
    (2, 6, 90.0, 90, 90, 100),
    -- five
    (3, 0, 99.0, 99, 99, 100),
    (3, 1, 1.0, 1, 1, 100),
    (3, 2, 2.0, 2, 2, 100),
    (3, 3, 3.0, 3, 3, 100),
    (3, 4, 4.0, 4, 4, 100),
    (3, 5, 5.0, 5, 5, 100),
    (4, 0, 99.0, 99, 99, 100),
    (4, 1, null, null, null, null)
) as given (year_no, area_no, value, numerator_low, numerator_high, denominator);

create table cells as
select
    year_no,
    area_no,
    value,
    numerator_low,
    numerator_high,
    denominator
from printed
union all
-- the six once more, the last of them without counts
select
    5 as year_no,
    area_no,
    value,
    nullif(numerator_low, 90) as numerator_low,
    nullif(numerator_high, 90) as numerator_high,
    case when area_no <> 6 then denominator end as denominator
from printed
where year_no = 2;

-- expected: 237 of eight neighbours is 29.625 each
select
    expected.year_no,
    0 as area_no,
    expected.neighbours_n,
    expected.neighbours_median,
    expected.neighbours_mean,
    expected.pooled_low,
    expected.pooled_high,
    expected.pooled_denominator
from (
    values
    (1, 8, 29.5, 29.625, 234.0, 240.0, 800.0),
    (2, 6, 35.0, 40.0, 240.0, 240.0, 600.0),
    (5, 6, 35.0, 40.0, null, null, null),
    (3, 5, null, null, null, null, null)
) as expected (
    year_no, neighbours_n, neighbours_median, neighbours_mean, pooled_low, pooled_high, pooled_denominator
);

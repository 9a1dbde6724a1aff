-- purpose: the authority or the two in the middle of a year, and their median as the first yardstick where England has
-- no figure
-- given: thresholds by which four authorities are enough; four with a figure of England, four without, five of which
-- two are alike, and three; one suppressed
-- in each
create table thresholds as
select 4 as minimum_ranked;

create table measures as
select given.*
from (
    values
    (1, 'of England', 'england-same-cohort'),
    (2, 'without England', 'england-same-cohort'),
    (3, 'too few', 'england-same-cohort'),
    (4, 'own', 'target'),
    (5, 'suppressed', 'england-same-cohort'),
    (6, 'just enough', 'england-same-cohort')
) as given (measure_no, measure_id, main_comparator);

create table cells as
select
    given.*,
    measures.measure_id,
    'sen-support' as cohort,
    '2018/19' as period,
    given.measure_no as year_no,
    case given.area_code
        when 'England' then 'national' when 'region' then 'regional' else 'local_authority'
    end as area_level
from (
    values
    (1, 'a', 40.0), (1, 'b', 10.0), (1, 'c', 20.0), (1, 'd', 90.0), (1, 'e', null),
    (1, 'England', 35.0), (1, 'region', 99.0),
    (2, 'a', 40.0), (2, 'b', 20.0), (2, 'c', 30.0), (2, 'd', 30.0), (2, 'e', 10.0), (2, 'f', null),
    (2, 'England', null),
    (3, 'a', 40.0), (3, 'b', 10.0), (3, 'c', 20.0), (3, 'd', null),
    (4, 'a', 40.0), (4, 'b', 10.0), (4, 'c', 20.0), (4, 'd', 90.0),
    (5, 'a', null), (5, 'England', null),
    (6, 'a', 40.0), (6, 'b', 10.0), (6, 'c', 20.0), (6, 'd', 90.0)
) as given (measure_no, area_code, value)
inner join measures on given.measure_no = measures.measure_no;

-- expected
select
    expected.*,
    'sen-support' as cohort,
    '2018/19' as period
from (
    values
    (
        'of England', 4, 30.0, 'england-same-cohort',
        '[of England|sen-support|c|2018/19, of England|sen-support|a|2018/19]'
    ),
    ('without England', 5, 30.0, 'authorities-same-cohort', '[without England|sen-support|c|2018/19]'),
    ('too few', 3, null, 'england-same-cohort', '[too few|sen-support|c|2018/19]'),
    ('own', 4, 30.0, 'target', '[own|sen-support|c|2018/19, own|sen-support|a|2018/19]'),
    ('suppressed', 0, null, 'england-same-cohort', null),
    (
        'just enough', 4, 30.0, 'authorities-same-cohort',
        '[just enough|sen-support|c|2018/19, just enough|sen-support|a|2018/19]'
    )
) as expected (measure_id, authorities_n, authorities_median, main_comparator, middle);

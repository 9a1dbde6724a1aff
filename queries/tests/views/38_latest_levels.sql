-- purpose: the level of the latest period meets the direction to it, and is turned by polarity
-- given: a low share that is bad and one that is good, with a trend; an area whose last figure is of the year before,
-- a measure that nothing is said of
create table measures as
select
    given.*,
    '%' as unit,
    '' as not_known_measure,
    0 as not_known_included
from (values (1, 'high-good', 1), (2, 'low-good', -1), (3, 'unfilled', 1), (4, 'unspoken', 1)) as given (measure_no, measure_id, polarity);

create table judged_measures as
select measure_no
from measures
where measure_id <> 'unspoken';

create table materiality as
select
    measure_id,
    'sen-support' as cohort,
    2022 as latest_start
from measures;

create table cells as
select
    given.*,
    'sen-support' as cohort,
    'E08000025' as area_code,
    1.0 as printed_unit
from (
    values
    ('high-good', '2022/23', 2022, 40.0),
    ('low-good', '2022/23', 2022, 40.0),
    ('unspoken', '2022/23', 2022, 40.0),
    ('unfilled', '2022/23', 2022, null),
    ('unfilled', '2021/22', 2021, 41.0),
    ('unfilled', '2020/21', 2020, 42.0)
) as given (measure_id, period, period_start, value);

create table comparisons as
select
    measure_id,
    cohort,
    area_code,
    period,
    'england-same-cohort' as comparator,
    value,
    1.5 as rounding,
    case when value is null then 'not_available' else 'significantly_below' end as level,
    case measure_id when 'high-good' then -10.0 else 10.0 end as advantage
from cells;

create table trends as
select
    'high-good' as measure_id,
    'sen-support' as cohort,
    'E08000025' as area_code,
    '2022/23' as period_to,
    'improving' as direction;

-- expected
select expected.*
from (
    values
    ('high-good', 'significantly_unfavourable', 'improving', 2.0, null, null),
    ('low-good', 'significantly_favourable', 'too_few_years', 2.0, null, null),
    ('unfilled', null, 'too_few_years', 2.0, '2021/22', 41.0)
) as expected (measure_id, favour, direction, comparator_unit, last_period, last_value);

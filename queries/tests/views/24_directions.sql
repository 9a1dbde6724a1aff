-- purpose: a series has a direction by the first rule that fits it
-- given: three years each, which two of them have, or which move without counts by more than the noise
create table series as
select
    given.measure_id,
    'sen-support' as cohort,
    'E08000025' as area_code,
    given.measure_no,
    1 as cohort_no,
    1 as area_no,
    concat(given.period_start, '/', given.period_start - 1999) as period,
    given.period_start,
    2022 as latest_start,
    '2022/23' as latest_period,
    4.0 as m_change,
    1 as polarity,
    1.0 as printed_unit,
    1.0 as noise,
    given.value
from (
    values
    ('few-years', 1, 2021, 10.0), ('few-years', 1, 2022, 20.0),
    ('volatile', 2, 2020, 10.0), ('volatile', 2, 2021, 20.0), ('volatile', 2, 2022, 12.0),
    ('moves', 3, 2020, 10.0), ('moves', 3, 2021, 15.0), ('moves', 3, 2022, 20.0),
    ('stays', 4, 2020, 10.0), ('stays', 4, 2021, 11.0), ('stays', 4, 2022, 12.0)
) as given (measure_id, measure_no, period_start, value);

-- expected
select expected.*
from (
    values
    ('few-years', 1, 2, 10.0, 'C'),
    ('volatile', 2, 3, 2.0, 'C'),
    ('moves', 4, 3, 10.0, 'C'),
    ('stays', 5, 3, 2.0, 'C')
) as expected (measure_id, direction_rule, years, change, grade);

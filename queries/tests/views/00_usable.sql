-- purpose: a run uses the figures up to its last period, and that period's own
-- given: one figure of each of three years
create table as_of as
select 2022 as as_of_start;

create table sound as
select given.*
from (
    values
    ('2021/22', 2021, 10.0),
    ('2022/23', 2022, 11.0),
    ('2023/24', 2023, 12.0)
) as given (period, period_start, value);

-- expected
select expected.*
from (
    values
    ('2021/22', 10.0),
    ('2022/23', 11.0)
) as expected (period, value);

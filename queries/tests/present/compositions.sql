-- purpose: the parts of a whole: a part that lacks a term stays empty, and nothing is rescaled
-- given: destinations after key stage 4: all five figures; one suppressed, which leaves two parts without a figure; an
-- area that is not read; and England
create table chosen_areas as
select 'E08000025' as area_code;

create table composition_terms as
select
    'ks4' as composition,
    given.measure_id,
    given.part,
    given.sign
from (
    values
    -- education is what is sustained, less apprenticeships and employment
    ('ks4-sustained', 0, 1),
    ('ks4-apprenticeship', 0, -1),
    ('ks4-employment', 0, -1),
    ('ks4-apprenticeship', 1, 1),
    ('ks4-employment', 2, 1),
    ('ks4-not-sustained', 3, 1)
) as given (measure_id, part, sign);

create table facts as
select
    given.measure_id,
    'sen-support' as cohort,
    given.area_code,
    case given.area_code when 'E92000001' then 'national' else 'local_authority' end as area_level,
    given.period,
    cast(left(given.period, 4) as int) as period_start,
    given.value,
    given.symbol
from (
    values
    ('ks4-sustained', 'E08000025', '2020/21', 88.1, null),
    ('ks4-apprenticeship', 'E08000025', '2020/21', 3.2, null),
    ('ks4-employment', 'E08000025', '2020/21', 4.6, null),
    ('ks4-not-sustained', 'E08000025', '2020/21', 9.5, null),
    ('ks4-sustained', 'E08000025', '2021/22', 87.0, null),
    ('ks4-apprenticeship', 'E08000025', '2021/22', null, 'c'),
    ('ks4-employment', 'E08000025', '2021/22', 4.0, null),
    ('ks4-not-sustained', 'E08000025', '2021/22', 10.5, null),
    ('ks4-not-sustained', 'E06000039', '2021/22', 5.0, null),
    ('ks4-not-sustained', 'E92000001', '2021/22', 8.0, null)
) as given (measure_id, area_code, period, value, symbol);

-- expected
select
    expected.area_code,
    'ks4' as composition,
    expected.period,
    expected.part,
    expected.value,
    expected.symbol
from (
    values
    ('E08000025', '2020/21', 0, 80.3, null),
    ('E08000025', '2020/21', 1, 3.2, null),
    ('E08000025', '2020/21', 2, 4.6, null),
    ('E08000025', '2020/21', 3, 9.5, null),
    ('E08000025', '2021/22', 0, null, 'c'),
    ('E08000025', '2021/22', 1, null, 'c'),
    ('E08000025', '2021/22', 2, 4.0, null),
    ('E08000025', '2021/22', 3, 10.5, null),
    ('E92000001', '2021/22', 3, 8.0, null)
) as expected (area_code, period, part, value, symbol);

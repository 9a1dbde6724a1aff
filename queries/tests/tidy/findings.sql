-- purpose: a row says better or worse only of like with like, and gives no difference where none was judged
-- given: figures that are better, worse (low is good), in line, no strength as so many are not known, next to another
-- cohort, without a good direction, suppressed, and of too few pupils; and one of an area that is not read
create table chosen_areas as
select 'E08000025' as area_code;

create table cases as
select
    given.*,
    case given.other when 'no-sen' then 'area-no-sen' else concat(given.other, '-same-cohort') end as comparator
from (
    values
    ('f1', 'ks4-sustained', 'E08000025', 'england', 85.0, null, 'above', 'favourable', false),
    ('f2', 'suspension-rate', 'E08000025', 'region', 85.0, null, 'above', 'significantly_unfavourable', false),
    ('f3', 'phonics-year-1', 'E08000025', 'england', 85.0, null, 'broadly_in_line', 'broadly_in_line', false),
    ('f4', 'ks4-not-sustained', 'E08000025', 'england', 85.0, null, 'below', 'favourable', true),
    ('f5', 'ks4-sustained', 'E08000025', 'no-sen', 85.0, null, 'below', 'unfavourable', false),
    ('f6', 'sen-prevalence', 'E08000025', 'england', 85.0, null, 'above', null, false),
    ('f7', 'ks2-rwm-expected', 'E08000025', 'england', null, 'c', 'not_available', null, false),
    ('f8', 'ks1-maths', 'E08000025', 'england', 85.0, null, 'not_available', null, false),
    ('f9', 'ks4-sustained', 'E06000039', 'england', 85.0, null, 'above', 'favourable', false)
) as given (finding_id, measure_id, area_code, other, value, symbol, level, favour, is_blocked);

create table findings as
select
    cases.finding_id,
    cases.measure_id,
    'sen-support' as cohort,
    cases.area_code,
    '2021/22' as period,
    cases.comparator,
    cases.level
from cases;

create table judgements_made as
select
    cases.measure_id,
    'sen-support' as cohort,
    cases.area_code,
    cases.comparator,
    cases.value,
    cases.symbol,
    80.0 as comparator_value,
    cases.value - 80.0 as difference,
    cases.value - 82.0 as difference_lower,
    cases.value - 78.0 as difference_upper,
    cases.favour = 'favourable' and not cases.is_blocked as is_better,
    cases.favour like '%unfavourable' as is_worse
from cases;

-- counts and ranks of the year of the finding, not of the year before
create table facts as
select
    'ks4-sustained' as measure_id,
    given.cohort,
    given.area_code,
    given.period,
    given.numerator,
    600.0 as denominator
from (
    values
    ('sen-support', 'E08000025', '2020/21', 474.0),
    ('sen-support', 'E08000025', '2021/22', 510.0),
    ('sen-support', 'E06000039', '2021/22', 540.0),
    ('no-sen', 'E08000025', '2021/22', 570.0)
) as given (cohort, area_code, period, numerator);

create table rankings as
select
    'ks4-sustained' as measure_id,
    given.cohort,
    given.area_code,
    given.period,
    given.rank,
    given.rank + 1 as rank_max,
    151 as ranked
from (
    values
    ('sen-support', 'E08000025', '2020/21', 90),
    ('sen-support', 'E08000025', '2021/22', 38),
    ('sen-support', 'E06000039', '2021/22', 4),
    ('ehc-plan', 'E08000025', '2021/22', 50)
) as given (cohort, area_code, period, rank);

create table currency as
select
    given.measure_id,
    'sen-support' as cohort,
    given.newest_published,
    given.is_old
from (
    values
    ('ks1-maths', '2025/26', true),
    ('phonics-year-1', '2022/23', false)
) as given (measure_id, newest_published, is_old);

-- expected
select
    expected.finding_id,
    'Birmingham' as area,
    'West Midlands' as region,
    expected.polarity,
    expected.area_figure,
    expected.area_symbol,
    expected.difference,
    expected.difference_lower,
    expected.difference_upper,
    expected.better_or_worse,
    expected.numerator,
    expected.rank,
    expected.rank_last,
    expected.newer_published
from (
    values
    ('f1', 'higher is better', 85.0, null, 5.0, 3.0, 7.0, 'better', 510.0, 38, 39, null),
    ('f2', 'lower is better', 85.0, null, 5.0, 3.0, 7.0, 'worse', null, null, null, null),
    ('f3', 'higher is better', 85.0, null, 5.0, 3.0, 7.0, null, null, null, null, null),
    ('f4', 'lower is better', 85.0, null, 5.0, 3.0, 7.0, null, null, null, null, null),
    ('f5', 'higher is better', 85.0, null, 5.0, 3.0, 7.0, null, 510.0, 38, 39, null),
    ('f6', 'neither is better', 85.0, null, 5.0, 3.0, 7.0, null, null, null, null, null),
    ('f7', 'higher is better', null, 'c', null, null, null, null, null, null, null, null),
    ('f8', 'higher is better', 85.0, null, null, null, null, null, null, null, null, '2025/26')
) as expected (
    finding_id, polarity, area_figure, area_symbol, difference, difference_lower, difference_upper,
    better_or_worse, numerator, rank, rank_last, newer_published
);

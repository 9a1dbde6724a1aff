-- purpose: years inside a series without a figure of any area, where the catalogue gives no reason
-- given: series with a gap of no, one or two years, and reasons for 2019/20 and 2020/21
create table unavailable_periods as
select
    given.measure_id,
    cast(given.period_start as int) as period_start
from (
    values
    ('explained', 2019),
    ('explained', 2020),
    -- two reasons for one year explain one year
    ('half-explained', 2019),
    ('half-explained', 2019),
    -- a reason for a year that has figures, or for one outside the series, explains nothing
    ('not-explained', 2018),
    ('not-explained', 2021),
    ('not-explained', 2022)
) as given (measure_id, period_start);

create table cells as
select
    given.measure_id,
    'ehc-plan' as cohort,
    concat(given.period_start, '/', given.period_start - 1999) as period,
    given.period_start,
    given.printed as value,
    given.symbol,
    'published' as data_set
from (
    values
    ('explained', 2018, 4.0, null),
    ('explained', 2021, 4.0, null),
    ('half-explained', 2018, 4.0, null),
    ('half-explained', 2021, 4.0, null),
    ('not-explained', 2018, 4.0, null),
    ('not-explained', 2021, 4.0, null),
    -- a suppressed year is there, one that is not available is not
    ('suppressed', 2018, 4.0, null),
    ('suppressed', 2019, null, 'c'),
    ('suppressed', 2020, 4.0, null),
    ('not-available', 2018, 4.0, null),
    ('not-available', 2019, null, 'x'),
    ('not-available', 2020, 4.0, null),
    -- one area with a figure is enough
    ('one-area', 2018, 4.0, null),
    ('one-area', 2019, null, 'x'),
    ('one-area', 2019, 4.0, null),
    ('one-area', 2020, 4.0, null),
    ('two-gaps', 2015, 4.0, null),
    ('two-gaps', 2017, 4.0, null),
    ('two-gaps', 2018, 4.0, null),
    ('two-gaps', 2021, 4.0, null)
) as given (measure_id, period_start, printed, symbol);

-- expected
select
    'missing_years' as check,
    concat(expected.measure_id, '|ehc-plan') as key,
    'note' as severity,
    concat(
        'no figures of any area between ', expected.words,
        ', and no reason under [[unavailable]] in catalogue/breaks.toml'
    ) as message,
    expected.missing as rows
from (
    values
    ('half-explained', '2018/19 and 2021/22', 1),
    ('not-explained', '2018/19 and 2021/22', 2),
    ('not-available', '2018/19 and 2020/21', 1),
    ('two-gaps', '2015/16 and 2017/18 and between 2018/19 and 2021/22', 3)
) as expected (measure_id, words, missing);

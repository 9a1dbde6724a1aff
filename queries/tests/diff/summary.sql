-- purpose: how much differs, by kind, measure and period
-- given: revisions of two groups of pupils in one area, a suppressed one, and a figure that is gone
create table differences as
select
    given.kind,
    given.measure_id,
    given.cohort,
    given.area_code,
    given.period,
    cast(given.difference as double) as difference
from (
    values
    ('revised', 'absence', 'ehc-plan', 'leeds', '2020/21', 0.5),
    ('revised', 'absence', 'sen-support', 'leeds', '2020/21', -1.5),
    ('revised', 'absence', 'ehc-plan', 'york', '2020/21', null),
    ('revised', 'absence', 'ehc-plan', 'york', '2021/22', 0.25),
    ('vanished', 'absence', 'no-sen', 'york', '2020/21', null)
) as given (kind, measure_id, cohort, area_code, period, difference);

-- expected
select
    expected.kind,
    'absence' as measure_id,
    expected.period,
    expected.figures as rows,
    expected.areas,
    expected.least,
    expected.most
from (
    values
    ('revised', '2020/21', 3, 2, -1.5, 0.5),
    ('revised', '2021/22', 1, 1, 0.25, 0.25),
    ('vanished', '2020/21', 1, 1, null, null)
) as expected (kind, period, figures, areas, least, most);

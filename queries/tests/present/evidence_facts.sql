-- purpose: each fact that a chosen finding names, once, with where it was published
-- given: two chosen findings that share a fact; a name that no fact has; a finding that is not chosen; and a fact that
-- differs from a named one by its period only
create table chosen_findings as
select given.finding_id
from (values ('f1'), ('f2')) as given (finding_id);

create table findings as
select
    given.finding_id,
    given.evidence
from (
    values
    (
        'f1',
        make_array('ks4-sustained|sen-support|E08000025|2021/22', 'ks4-sustained|sen-support|E92000001|2021/22')
    ),
    (
        'f2',
        make_array('ks4-sustained|sen-support|E08000025|2021/22', 'ks4-sustained|sen-support|E12000005|2021/22')
    ),
    ('f3', make_array('ks4-sustained|no-sen|E08000025|2021/22'))
) as given (finding_id, evidence);

create table facts as
select
    'ks4-sustained' as measure_id,
    given.cohort,
    given.area_code,
    given.period,
    given.value,
    given.symbol,
    given.numerator,
    given.denominator,
    'key-stage-4-destinations' as data_set,
    '1.2' as data_set_version,
    given.source_row
from (
    values
    ('sen-support', 'E08000025', '2021/22', 81.0, null, 486.0, 600.0, 120),
    ('sen-support', 'E08000025', '2020/21', 79.0, null, 474.0, 600.0, 118),
    ('sen-support', 'E92000001', '2021/22', null, 'c', null, null, 7),
    ('no-sen', 'E08000025', '2021/22', 95.0, null, 4750.0, 5000.0, 121)
) as given (cohort, area_code, period, value, symbol, numerator, denominator, source_row);

-- expected
select
    expected.fact,
    expected.area_code,
    expected.value,
    expected.symbol,
    expected.numerator,
    expected.denominator,
    'key-stage-4-destinations' as data_set,
    '1.2' as data_set_version,
    expected.source_row
from (
    values
    ('ks4-sustained|sen-support|E08000025|2021/22', 'E08000025', 81.0, null, 486.0, 600.0, 120),
    ('ks4-sustained|sen-support|E92000001|2021/22', 'E92000001', null, 'c', null, null, 7)
) as expected (fact, area_code, value, symbol, numerator, denominator, source_row);

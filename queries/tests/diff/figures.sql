-- purpose: what became of each figure between two runs: new, revised, gone, or of another status
-- given: the figures of both runs side by side, alike of two groups of pupils
create table sides as
select
    given.measure_id,
    given.area_code,
    given.period,
    given.side,
    cast(given.printed as double) as value,
    given.symbol,
    cast(given.numerator as double) as numerator,
    cast(given.denominator as double) as denominator,
    cast(given.value_lower as double) as value_lower,
    cast(given.value_upper as double) as value_upper,
    given.release_status
from (
    values
    ('absence', 'same', '2020/21', 'old', 4.5, null, 9, 200, 2.5, 8.5, 'final'),
    ('absence', 'same', '2020/21', 'new', 4.5, null, 9, 200, 2.5, 8.5, 'final'),
    ('absence', 'hidden', '2020/21', 'old', null, 'c', null, null, null, null, 'final'),
    ('absence', 'hidden', '2020/21', 'new', null, 'c', null, null, null, null, 'final'),
    -- revised in everything, and at once no longer provisional
    ('absence', 'revised', '2020/21', 'old', 4.5, null, 9, 200, 2.5, 8.5, 'provisional'),
    ('absence', 'revised', '2020/21', 'new', 5.0, null, 10, 201, 2.5, 9.0, 'final'),
    ('absence', 'counted', '2020/21', 'old', 4.5, null, null, 200, 2.5, 8.5, 'final'),
    ('absence', 'counted', '2020/21', 'new', 4.5, null, 9, 200, 2.5, 8.5, 'final'),
    ('absence', 'limited', '2020/21', 'old', 4.5, null, 9, 200, 2.5, 8.5, 'final'),
    ('absence', 'limited', '2020/21', 'new', 4.5, null, 9, 200, 2.0, 8.5, 'final'),
    -- a symbol in the place of a figure, and of another symbol
    ('absence', 'suppressed', '2020/21', 'old', 4.5, null, null, null, null, null, 'final'),
    ('absence', 'suppressed', '2020/21', 'new', null, 'c', null, null, null, null, 'final'),
    ('absence', 'relabelled', '2020/21', 'old', null, 'x', null, null, null, null, 'final'),
    ('absence', 'relabelled', '2020/21', 'new', null, 'c', null, null, null, null, 'final'),
    ('absence', 'settled', '2020/21', 'old', 4.5, null, null, null, null, null, 'provisional'),
    ('absence', 'settled', '2020/21', 'new', 4.5, null, null, null, null, null, 'final'),
    -- gone is neither zero nor a symbol
    ('absence', 'gone', '2020/21', 'old', 4.5, null, null, null, null, null, 'final'),
    ('absence', 'added', '2020/21', 'new', 4.5, null, null, null, null, null, 'final'),
    ('absence', 'same', '2021/22', 'new', 5.5, null, null, null, null, null, 'final'),
    -- a measure that was not there is new before its period is
    ('severe', 'same', '2020/21', 'new', 1.5, null, null, null, null, null, 'final')
) as given (
    measure_id, area_code, period, side, printed, symbol, numerator, denominator, value_lower, value_upper,
    release_status
);

create table old_facts as
select
    sides.*,
    cohorts.cohort,
    concat(sides.area_code, ' of old') as area_name,
    'published' as data_set
from sides
cross join (values ('ehc-plan'), ('no-sen')) as cohorts (cohort)
where sides.side = 'old';

create table new_facts as
select
    sides.*,
    cohorts.cohort,
    concat(sides.area_code, ' of new') as area_name,
    'published' as data_set
from sides
cross join (values ('ehc-plan'), ('no-sen')) as cohorts (cohort)
where sides.side = 'new';

-- expected
select
    expected.kind,
    expected.measure_id,
    cohorts.cohort,
    expected.area_name,
    expected.period,
    expected.changed,
    expected.old_text,
    expected.new_text,
    expected.old_value,
    expected.new_value,
    expected.difference,
    '' as comparator
from (
    values
    (
        'revised', 'absence', 'revised of new', '2020/21', 'value, numerator, denominator, limits',
        '4.5', '5.0', 4.5, 5.0, 0.5
    ),
    ('revised', 'absence', 'counted of new', '2020/21', 'numerator', '4.5', '4.5', 4.5, 4.5, 0.0),
    ('revised', 'absence', 'limited of new', '2020/21', 'limits', '4.5', '4.5', 4.5, 4.5, 0.0),
    ('revised', 'absence', 'suppressed of new', '2020/21', 'value', '4.5', 'c', 4.5, null, null),
    ('revised', 'absence', 'relabelled of new', '2020/21', 'value', 'x', 'c', null, null, null),
    ('status', 'absence', 'settled of new', '2020/21', 'release status', 'provisional', 'final', 4.5, 4.5, 0.0),
    ('vanished', 'absence', 'gone of old', '2020/21', '', '4.5', null, 4.5, null, null),
    ('new_figure', 'absence', 'added of new', '2020/21', '', null, '4.5', null, 4.5, null),
    ('new_period', 'absence', 'same of new', '2021/22', '', null, '5.5', null, 5.5, null),
    ('new_measure', 'severe', 'same of new', '2020/21', '', null, '1.5', null, 1.5, null)
) as expected (kind, measure_id, area_name, period, changed, old_text, new_text, old_value, new_value, difference)
cross join (values ('ehc-plan'), ('no-sen')) as cohorts (cohort);

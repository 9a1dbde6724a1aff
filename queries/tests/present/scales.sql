-- purpose: an axis spans the 1st to the 99th percentile of authorities' figures, so that no outlier sets it
-- given: 201 figures of authorities, 0 to 199 and one of 10,000; one suppressed; England and a region far outside; a
-- cohort of one figure; and one without any
create table cells as
select
    'suspension-rate' as measure_id,
    given.cohort,
    given.area_level,
    given.value,
    given.symbol
from (
    values
    ('ehc-plan', 'local_authority', 10000.0, null),
    ('ehc-plan', 'local_authority', null, 'c'),
    ('ehc-plan', 'national', -500.0, null),
    ('ehc-plan', 'regional', -400.0, null),
    ('sen-support', 'local_authority', 12.5, null),
    ('all-sen', 'local_authority', null, 'x')
) as given (cohort, area_level, value, symbol)
union all
select
    'suspension-rate' as measure_id,
    'ehc-plan' as cohort,
    'local_authority' as area_level,
    1.0 * many.value as value,
    null as symbol
from (select unnest(generate_series(0, 199)) as value) as many;

-- expected: of 201 figures in order the first percentile is the third, the ninety-ninth the third from the end
select
    'suspension-rate' as measure_id,
    expected.cohort,
    expected.low,
    expected.high
from (
    values
    ('ehc-plan', 2.0, 198.0),
    ('sen-support', 12.5, 12.5)
) as expected (cohort, low, high);

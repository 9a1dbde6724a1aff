-- purpose: a figure is next to each comparator, and its gap has no more decimals than both were printed with
-- given: a share of Birmingham, with one decimal, against England (none), its neighbours (one) and a local target (all
-- its own), and of another cohort; a suppressed figure; and one of an area that is not read
-- by their queries: measure_cohorts
create table chosen_areas as
select 'E08000025' as area_code;

create table compared as
select
    given.*,
    case given.other when 'target' then 'target' else concat(given.other, '-same-cohort') end as comparator
from (
    values
    ('f1', 'ehc-20-weeks', 'ehc-plan', 'E08000025', 'england', 50.5, null, 60.0, 1, 0, 'below', ' (not tested)'),
    ('f2', 'ehc-20-weeks', 'ehc-plan', 'E08000025', 'neighbours', 50.5, null, 48.0, 1, 1, 'no_clear_difference', ''),
    ('f3', 'ehc-20-weeks', 'ehc-plan', 'E08000025', 'target', 50.5, null, 62.0, 1, 0, 'below', ' (not tested)'),
    ('f4', 'ehc-refusals', 'ehc-plan', 'E08000025', 'england', null, 'c', 25.0, 1, 1, 'not_available', ''),
    ('f5', 'ehc-20-weeks', 'ehc-plan', 'E06000039', 'england', 70.0, null, 60.0, 1, 0, 'above', ' (not tested)'),
    ('f6', 'ehc-20-weeks', 'all-sen', 'E08000025', 'england', 44.0, null, 40.0, 1, 1, 'above', '')
) as given (
    finding_id, measure_id, cohort, area_code, other, value, symbol, comparator_value,
    places, comparator_places, level, basis_mark
);

create table findings as
select
    compared.finding_id,
    compared.measure_id,
    compared.cohort,
    compared.area_code,
    '2023' as period,
    compared.comparator,
    compared.level
from compared;

create table verdicts as
select
    compared.measure_id,
    compared.cohort,
    compared.area_code,
    compared.comparator,
    compared.value,
    compared.symbol,
    compared.comparator_value,
    compared.value - compared.comparator_value as difference,
    compared.places,
    compared.comparator_places,
    compared.basis_mark
from compared;

-- expected
select
    expected.finding_id,
    expected.measure_title,
    expected.cohort_short,
    expected.comparator,
    expected.value,
    expected.symbol,
    expected.comparator_value,
    expected.difference,
    expected.decimals,
    expected.comparator_decimals,
    expected.gap_decimals,
    expected.level,
    expected.basis_mark
from (
    values
    (
        'f1', 'EHC plans issued within 20 weeks', 'EHC plan', 'england-same-cohort',
        50.5, null, 60.0, -9.5, 1, 0, 0, 'below', ' (not tested)'
    ),
    (
        'f2', 'EHC plans issued within 20 weeks', 'EHC plan', 'neighbours-same-cohort',
        50.5, null, 48.0, 2.5, 1, 1, 1, 'no_clear_difference', ''
    ),
    (
        'f3', 'EHC plans issued within 20 weeks', 'EHC plan', 'target',
        50.5, null, 62.0, -11.5, 1, 0, 1, 'below', ' (not tested)'
    ),
    (
        'f4', 'Requests for assessment refused', 'EHC plan', 'england-same-cohort',
        null, 'c', 25.0, null, 1, 1, 1, 'not_available', ''
    ),
    (
        'f6', 'EHC plans issued within 20 weeks', 'All SEN', 'england-same-cohort',
        44.0, null, 40.0, 4.0, 1, 1, 1, 'above', ''
    )
) as expected (
    finding_id, measure_title, cohort_short, comparator, value, symbol, comparator_value, difference,
    decimals, comparator_decimals, gap_decimals, level, basis_mark
);

-- purpose: a change of one year is reported as better or worse only where it matters and is beyond chance and rounding
-- given: changes on both sides of each threshold: shares with counts, means with limits, figures without either and
-- counts of plans; one of a year that is old; three that are left out; and the same of an area that is not read
-- by their queries: measure_cohorts, year_changes
create table chosen_areas as
select 'E08000025' as area_code;

create table moves as
select given.*
from (
    values
    -- tested: 10 points of 600 pupils; the same of 20 pupils; 1.8 points of 10,000, less than matters
    ('phonics-year-1', 'sen-support', 2023, 1, 75.0, 85.0, 80.0, 81.0, 600, null, 0.1, 2.0, null),
    ('ks2-rwm-expected', 'sen-support', 2023, 1, 75.0, 85.0, 80.0, 81.0, 20, null, 0.1, 4.0, null),
    ('ehc-20-weeks', 'ehc-plan', 2023, 1, 50.0, 51.8, null, 49.0, 10000, null, 0.1, 2.0, null),
    -- 0.25 against 1.96 times the root of 0.1 and 0.05 squared, 0.22; against that of 0.1 and 0.1 squared, 0.28
    ('ks4-progress-8', 'sen-support', 2023, 1, -0.5, -0.75, -0.45, -0.45, null, 0.05, 0.01, 0.1, null),
    ('ks4-progress-8', 'ehc-plan', 2023, 1, -1.0, -1.25, -1.1, -1.1, null, 0.1, 0.01, 0.125, null),
    -- not tested: the gap moves by 3.0 and by 2.9; less two units of 0.1, against 1.96 times the root of 2, 2.77
    ('ks4-attainment-8', 'ehc-plan', 2023, 1, 10.0, 13.0, 15.0, 15.0, null, null, 0.1, 1.5, 1.0),
    ('ks4-attainment-8', 'sen-support', 2023, 1, 30.0, 33.0, 35.0, 35.1, null, null, 0.1, 1.5, 1.0),
    ('absence-overall', 'ehc-plan', 2023, 1, 8.0, 9.0, 7.0, 7.0, null, null, 0.1, 0.25, 0.1),
    -- neither is better; 300 and 150 less 2, against 1.96 times the root of 2 times 80, 222: England is no yardstick
    ('sen-prevalence', 'sen-support', 2023, 1, 14.0, 12.0, 13.0, 13.0, null, null, 0.1, 1.0, 0.1),
    ('ehc-requests', 'ehc-plan', 2023, 1, 1000.0, 1300.0, 90000.0, 98000.0, null, null, 1.0, 125.0, 80.0),
    ('ehc-new-plans', 'ehc-plan', 2023, 1, 500.0, 650.0, 60000.0, 68000.0, null, null, 1.0, 125.0, 80.0),
    -- much older than the newest year
    ('ks1-maths', 'ehc-plan', 2018, 1, 10.0, 40.0, 20.0, 20.0, null, null, 0.1, 2.0, 1.0),
    -- without SEN: comes last
    ('phonics-year-1', 'no-sen', 2023, 1, 80.0, 90.0, 85.0, 85.0, 600, null, 0.1, 1.0, null),
    -- left out: two years apart, years that the catalogue marks as not comparable, a handful of children
    ('ehc-reviews-held', 'ehc-plan', 2023, 2, 40.0, 60.0, 50.0, 50.0, 600, null, 0.1, 2.0, null),
    ('absence-persistent', 'ehc-plan', 2022, 1, 20.0, 40.0, 30.0, 30.0, 600, null, 0.1, 2.0, null),
    ('ks4-attainment-8', 'looked-after', 2023, 1, 10.0, 20.0, 15.0, 15.0, null, null, 0.1, 1.5, 1.0)
) as given (
    measure_id, cohort, latest_start, years_apart, value_before, value, england_before, england_value,
    pupils, standard_error, printed_unit, m_change, noise
);

create table series as
select
    moves.measure_id,
    moves.cohort,
    read.area_code,
    measures.polarity,
    moves.latest_start,
    moves.latest_start - years.back * moves.years_apart as period_start,
    concat(moves.latest_start - years.back, '/', moves.latest_start - years.back - 1999) as period,
    case years.back when 0 then moves.value else moves.value_before end as value,
    case years.back when 0 then moves.england_value else moves.england_before end as england_value,
    case years.back when 0 then moves.value else moves.value_before end * moves.pupils / 100 as numerator,
    moves.pupils as denominator,
    case years.back when 0 then moves.standard_error else 0.1 + 0 * moves.standard_error end as standard_error,
    moves.printed_unit,
    moves.m_change,
    moves.noise
from moves
cross join (values (0), (1), (2)) as years (back)
cross join (values ('E08000025'), ('E06000039')) as read (area_code)
inner join measures on moves.measure_id = measures.measure_id;

create table held_cohorts as
select
    given.cohort,
    given.area_code,
    given.is_small
from (
    values
    ('looked-after', 'E08000025', true),
    ('sen-support', 'E08000025', false),
    ('ehc-plan', 'E06000039', true)
) as given (cohort, area_code, is_small);

-- a level moves only between years that are known alike, and by its side
create table comparisons as
select
    given.measure_id,
    given.cohort,
    read.area_code,
    given.period,
    concat(given.other, '-same-cohort') as comparator,
    given.level,
    given.evidence_grade
from (
    values
    ('phonics-year-1', 'sen-support', '2022/23', 'england', 'significantly_below', 'A'),
    ('phonics-year-1', 'sen-support', '2022/23', 'region', 'above', 'A'),
    ('phonics-year-1', 'sen-support', '2023/24', 'england', 'broadly_in_line', 'B'),
    ('ks4-progress-8', 'sen-support', '2022/23', 'england', 'below', 'A'),
    ('ks4-progress-8', 'sen-support', '2023/24', 'england', 'significantly_below', 'A'),
    ('absence-overall', 'ehc-plan', '2022/23', 'england', 'broadly_in_line', 'C'),
    ('absence-overall', 'ehc-plan', '2023/24', 'england', 'above', 'I'),
    ('ks4-attainment-8', 'ehc-plan', '2022/23', 'england', 'below', 'C'),
    ('ks4-attainment-8', 'ehc-plan', '2023/24', 'england', 'no_clear_difference', 'C'),
    ('ks4-attainment-8', 'sen-support', '2022/23', 'england', 'broadly_in_line', 'I'),
    ('ks4-attainment-8', 'sen-support', '2023/24', 'england', 'above', 'I')
) as given (measure_id, cohort, period, other, level, evidence_grade)
cross join (values ('E08000025'), ('E06000039')) as read (area_code);

create table authority_values as
select distinct
    comparisons.measure_id,
    comparisons.cohort,
    comparisons.period,
    comparisons.comparator as main_comparator
from comparisons
where comparisons.comparator = 'england-same-cohort';

-- expected
select
    expected.place,
    expected.measure_id,
    expected.turn,
    expected.change_text,
    expected.basis_mark,
    expected.figures,
    expected.level_moved
from (
    values
    (
        1, 'phonics-year-1', 'better', '+10.0', '',
        'higher: 75.0% in 2022/23, 85.0% in 2023/24; England 80.0%, then 81.0%',
        'below England the year before, in line now'
    ),
    (
        2, 'absence-overall', 'worse', '+1.0', ' (not tested)',
        'higher: 8.0% in 2022/23, 9.0% in 2023/24; England 7.0%, then 7.0%', ''
    ),
    (
        3, 'ks4-progress-8', 'worse', '−0.25', '',
        'lower: −0.50 in 2022/23, −0.75 in 2023/24; England −0.45, then −0.45', ''
    ),
    (
        4, 'ks4-attainment-8', 'better', '+3.0', ' (not tested)',
        'higher: 10.0 in 2022/23, 13.0 in 2023/24; England 15.0, then 15.0', ''
    ),
    (5, 'ehc-requests', 'higher', '+300', ' (not tested)', 'higher: 1,000 in 2022/23, 1,300 in 2023/24', ''),
    (
        6, 'sen-prevalence', 'lower', '−2.0', ' (not tested)',
        'lower: 14.0% in 2022/23, 12.0% in 2023/24; England 13.0%, then 13.0%', ''
    ),
    (
        7, 'ks1-maths', 'better', '+30.0', ' (not tested)',
        'higher: 10.0% in 2017/18, 40.0% in 2018/19; England 20.0%, then 20.0%', ''
    ),
    (
        8, 'ks2-rwm-expected', 'little_change', '+10.0', '',
        'higher: 75.0% in 2022/23, 85.0% in 2023/24; England 80.0%, then 81.0%', ''
    ),
    (
        9, 'ks4-attainment-8', 'little_change', '+3.0', ' (not tested)',
        'higher: 30.0 in 2022/23, 33.0 in 2023/24; England 35.0, then 35.1',
        'in line with England the year before, above now'
    ),
    (
        10, 'ks4-progress-8', 'little_change', '−0.25', '',
        'lower: −1.00 in 2022/23, −1.25 in 2023/24; England −1.10, then −1.10', ''
    ),
    (11, 'ehc-20-weeks', 'little_change', '+1.8', '', 'higher: 50.0% in 2022/23, 51.8% in 2023/24', ''),
    (12, 'ehc-new-plans', 'little_change', '+150', ' (not tested)', 'higher: 500 in 2022/23, 650 in 2023/24', ''),
    (
        13, 'phonics-year-1', 'better', '+10.0', '',
        'higher: 80.0% in 2022/23, 90.0% in 2023/24; England 85.0%, then 85.0%', ''
    )
) as expected (place, measure_id, turn, change_text, basis_mark, figures, level_moved);

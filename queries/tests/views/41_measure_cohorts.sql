-- purpose: a sentence names pupils, plans and units as the catalogue has them
-- given: a measure of pupils, one whose title ends in a phrase between commas, one of plans, and one of two cohorts' size
create table measures as
select
    given.*,
    2 as cohorts_n
from (
    values
    ('pupils', 'Pupils at the standard', 'attainment', '%', '', 1),
    ('phrase', 'Destinations, including colleges', 'destinations', 'per 100', '', 0),
    ('plans', 'Plans in time', 'identification', 'weeks', 'plans', 0),
    ('size', 'Pupils with SEN', 'identification', 'score', '', 0)
) as given (measure_id, measure_title, theme, unit, people, of_destination_years);

create table cohorts as
select
    'sen-support' as cohort,
    'pupils on SEN support' as cohort_title,
    'SEN support' as cohort_short;

-- expected
select expected.*
from (
    values
    (
        'pupils', 'Pupils at the standard', ' among pupils on SEN support', 'pupils', 'SEN support', '%', '%',
        ' percentage points', ' percentage point', 'the destination year '
    ),
    (
        'phrase', 'Destinations, including colleges,', ' for pupils on SEN support', 'pupils', 'SEN support',
        ' per 100', ' per 100 pupils', ' per 100', ' per 100', ''
    ),
    ('plans', 'Plans in time', '', 'plans', 'plans', ' weeks', ' weeks', ' weeks', ' weeks', ''),
    ('size', 'Pupils with SEN', ' (SEN support)', 'pupils', 'SEN support', '', '', '', '', '')
) as expected (measure_id, title_text, subject_text, people, cohort_short, unit_text, full_unit, change_unit, one_unit, year_word);

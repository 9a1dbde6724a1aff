-- purpose: how many comparisons of a cohort came out which way, each measure against its main comparator only
-- given: comparisons of pupils on SEN support of every kind, one of which is no strength as so many are not known; one
-- against the region; and those of pupils with no SEN, of a handful of children and of an area that is not read
create table chosen_areas as
select 'E08000025' as area_code;

create table judgements_made as
select
    given.measure_id,
    given.cohort,
    given.area_code,
    '2022/23' as period,
    concat(given.comparator_area, '-same-cohort') as comparator,
    given.polarity,
    given.level,
    given.favour,
    given.evidence_grade,
    given.is_better,
    given.favour like '%unfavourable' as is_worse
from (
    values
    ('m1', 'sen-support', 'E08000025', 'england', 1, 'above', 'favourable', 'B', true),
    ('m2', 'sen-support', 'E08000025', 'england', 1, 'significantly_above', 'significantly_favourable', 'A', true),
    ('m3', 'sen-support', 'E08000025', 'england', -1, 'significantly_below', 'significantly_favourable', 'A', false),
    ('m4', 'sen-support', 'E08000025', 'england', -1, 'above', 'unfavourable', 'C', false),
    ('m5', 'sen-support', 'E08000025', 'england', 1, 'significantly_below', 'significantly_unfavourable', 'A', false),
    ('m6', 'sen-support', 'E08000025', 'england', 1, 'broadly_in_line', 'broadly_in_line', 'I', false),
    ('m7', 'sen-support', 'E08000025', 'england', 1, 'no_clear_difference', 'no_clear_difference', 'I', false),
    ('m8', 'sen-support', 'E08000025', 'england', 0, 'significantly_above', null, 'A', false),
    ('m9', 'sen-support', 'E08000025', 'england', 1, 'not_available', null, 'N', false),
    ('m1', 'sen-support', 'E08000025', 'region', 1, 'below', 'unfavourable', 'B', false),
    ('m1', 'no-sen', 'E08000025', 'england', 1, 'below', 'unfavourable', 'B', false),
    ('m1', 'looked-after', 'E08000025', 'england', 1, 'below', 'unfavourable', 'C', false),
    ('m1', 'sen-support', 'E06000039', 'england', 1, 'below', 'unfavourable', 'B', false)
) as given (
    measure_id, cohort, area_code, comparator_area, polarity, level, favour, evidence_grade, is_better
);

create table authority_values as
select distinct
    judgements_made.measure_id,
    judgements_made.cohort,
    years.period,
    'england-same-cohort' as main_comparator
from judgements_made
cross join (values ('2021/22'), ('2022/23')) as years (period);

create table held_cohorts as
select
    given.cohort,
    given.area_code,
    given.is_small
from (
    values
    ('looked-after', 'E08000025', true),
    ('sen-support', 'E08000025', false),
    ('no-sen', 'E06000039', true)
) as given (cohort, area_code, is_small);

-- expected
select
    expected.area_code,
    expected.cohort_short,
    expected.of_send,
    expected.compared,
    expected.better,
    expected.better_significantly,
    expected.worse,
    expected.worse_significantly,
    expected.in_line,
    expected.unclear,
    expected.contextual,
    expected.not_available,
    expected.tested,
    expected.indicative
from (
    values
    ('E08000025', 'SEN support', true, 8, 2, 1, 2, 1, 1, 1, 1, 1, 5, 2),
    ('E08000025', 'No SEN', false, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0)
) as expected (
    area_code, cohort_short, of_send, compared, better, better_significantly, worse, worse_significantly,
    in_line, unclear, contextual, not_available, tested, indicative
);

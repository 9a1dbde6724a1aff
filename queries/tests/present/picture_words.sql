-- purpose: a picture's title says better or worse only where a verdict does, and how it is known; its alternative text
-- has the figures with their years
-- given: six profiles of Birmingham: a tested verdict, one that opens the page, one that is not robust, one of which
-- neither more nor less is better, one without a figure, a handful of pupils; and a profile of an area not read
-- by their queries: profile_words
create table chosen_areas as
select 'E08000025' as area_code;

create table openings as
select
    'E08000025' as area_code,
    'ehc-20-weeks' as measure_id,
    'ehc-plan' as cohort,
    1 as topic_place;

create table looks as
select given.*
from (
    values
    (
        'phonics-year-1', 'sen-support', 'E08000025', 'significantly_above', 'significantly_favourable', 'tested', '',
        '', 52.0, 48.0, 50.0, 10, 10, 151, false, 4.0
    ),
    (
        'ehc-20-weeks', 'ehc-plan', 'E08000025', 'below', 'unfavourable', 'indicative', 'indicative', ' (indicative)',
        26.7, 45.9, 58.9, 119, 119, 151, false, 2.0
    ),
    (
        'ks4-sustained', 'sen-support', 'E08000025', 'below', 'unfavourable', 'not_robust', 'could be chance', '',
        86.0, 89.3, null, 100, 103, 150, false, 2.0
    ),
    (
        'sen-prevalence', 'sen-support', 'E08000025', 'above', null, 'tested', '', '', 14.2, 13.6, 14.0, 60, 60, 151,
        false, 2.0
    ),
    (
        'absence-persistent', 'ehc-plan', 'E08000025', 'not_available', null, null, '', '', null, 34.3, null, null,
        null, null, false, 2.0
    ),
    (
        'level-2-by-19', 'ehc-plan', 'E08000025', 'no_clear_difference', null, 'not_tested', 'not tested',
        ' (not tested)', 30.0, 29.8, null, 5, 5, 151, true, 2.0
    ),
    (
        'phonics-year-1', 'sen-support', 'E06000039', 'above', 'favourable', 'tested', '', '', 60.0, 48.0, null, 3, 3,
        151, false, 2.0
    )
) as given (
    measure_id, cohort, area_code, level, favour, basis, basis_note, basis_mark, value, comparator_value, value_before,
    rank, rank_max, ranked, is_small, m_level
);

create table profiles as
select
    looks.*,
    measures.theme,
    measures.measure_title,
    measures.measure_order,
    measures.polarity,
    measures.unit,
    measures.cohorts_n,
    cohorts.cohort_title,
    cohorts.cohort_short,
    cohorts.cohort_order,
    '%' as unit_text,
    'England' as comparator_phrase,
    '2023/24' as period,
    '2022/23' as period_before,
    'suppressed' as no_figure,
    1 as places,
    1 as places_before,
    0 as comparator_places,
    looks.value - looks.comparator_value as difference,
    coalesce(looks.favour in ('favourable', 'significantly_favourable'), false) as is_better,
    coalesce(looks.favour = 'unfavourable', false) as is_worse,
    false as superseded,
    false as small_cohort,
    false as is_old,
    false as is_late
from looks
inner join measures on looks.measure_id = measures.measure_id
inner join cohorts on looks.cohort = cohorts.cohort;

-- expected
select expected.*
from (
    values
    (
        'phonics-year-1', 'significantly better than England', 'significantly better', 2,
        'Phonics expected standard in year 1, SEN support: 50.0% in 2022/23, 52.0% in 2023/24; England 48%; rank 10 of 151'
    ),
    (
        'ehc-20-weeks', 'worse than England (indicative)', 'worse (indicative)', 1,
        'EHC plans issued within 20 weeks: 58.9% in 2022/23, 26.7% in 2023/24; England 46%; rank 119 of 151'
    ),
    (
        'ks4-sustained', 'worse than England (could be chance)', 'worse (could be chance)', 3,
        'Sustained destination after key stage 4, SEN support: 86.0% in 2023/24; England 89%; rank 100–103 of 150'
    ),
    (
        'sen-prevalence', 'above England', 'above England', 4,
        'Pupils identified with SEN (SEN support): 14.0% in 2022/23, 14.2% in 2023/24; England 14%'
    ),
    ('absence-persistent', '', '', 6, 'Persistent absence, EHC plan: suppressed; England 34%'),
    (
        'level-2-by-19', 'no clear difference from England (not tested)', 'no clear difference from England (not tested)', 5,
        'Level 2 by 19, EHC plan: 30.0% in 2023/24; England 30%'
    )
) as expected (measure_id, claim, claim_alone, claim_order, figures);

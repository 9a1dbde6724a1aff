-- purpose: the sentence that opens a page, the title of a slide and the verdict, in words no stronger than the verdict
-- given: five profiles of Birmingham: a tie, in a destination year; a duty with the same figure as the year before, its rank
-- shared by none; one of which neither more nor less is better; a handful of pupils without a year before; whole
-- figures against the middle authority, without a rank; and a profile of an area that is not read
-- by their queries: profile_words
create table chosen_areas as
select 'E08000025' as area_code;

create table looks as
select given.*
from (
    values
    (
        'ks4-sustained', 'sen-support', 'E08000025', 'the destination year ', 'England',
        '2021/22', 81.0, 1, 79.5, '2020/21', 83.0, 82.5, 1, 'significantly_below', '',
        100, 103, 151, 120, 150, '2018/19', 4, false, false
    ),
    (
        'ehc-20-weeks', 'ehc-plan', 'E08000025', '', 'England', '2023', 50.0, 1, 50.0, '2022',
        51.5, null, 1, 'broadly_in_line', ' (not tested)', 70, 70, 150, null, null, '2023', 1, false, false
    ),
    (
        'sen-prevalence', 'sen-support', 'E08000025', '', 'England', '2023/24', 14.2, 1, 14.6, '2022/23',
        13.6, null, 1, 'above', '', 60, 60, 151, 55, 151, '2022/23', 2, false, false
    ),
    (
        'suspension-rate', 'ehc-plan', 'E08000025', '', 'England', '2020/21', 12.5, 2, null, null,
        10.25, null, 2, 'no_clear_difference', ' (indicative)', 90, 90, 150, null, null, null, 0, true, true
    ),
    (
        'phonics-year-1', 'ehc-plan', 'E08000025', '', 'middle', '2023/24', 16.0, 0, 17.0, '2022/23',
        20.0, 18.5, 1, 'below', ' (not tested)', null, null, null, null, null, '2019/20', 3, false, false
    ),
    (
        'ehc-20-weeks', 'ehc-plan', 'E06000039', '', 'England', '2023', 60.0, 1, null, null,
        51.5, null, 1, 'above', '', 40, 40, 150, null, null, '2023', 1, false, false
    )
) as given (
    measure_id, cohort, area_code, year_word, comparator, period, value, places, value_before, period_before,
    comparator_value, neighbours_median, neighbours_places, level, basis_mark,
    rank, rank_max, ranked, rank_before, ranked_before, since, since_years, is_late, is_small
);

create table profiles as
select
    looks.measure_id,
    looks.cohort,
    looks.area_code,
    measures.theme,
    measures.measure_title,
    measures.measure_order,
    measures.polarity,
    measures.cohorts_n,
    cohorts.cohort_title,
    cohorts.cohort_short,
    cohorts.cohort_order,
    case measures.unit when '%' then '%' else concat(' ', measures.unit) end as unit_text,
    looks.year_word,
    case looks.comparator when 'middle' then 'the middle authority' else 'England' end as comparator_phrase,
    looks.period,
    looks.value,
    looks.places,
    looks.value_before,
    looks.period_before,
    looks.places as places_before,
    looks.comparator_value,
    looks.places as comparator_places,
    looks.neighbours_median,
    looks.neighbours_places,
    looks.level,
    looks.basis_mark,
    looks.rank,
    looks.rank_max,
    looks.ranked,
    looks.rank_before,
    looks.ranked_before,
    looks.since,
    looks.since_years,
    looks.is_late,
    looks.is_small,
    false as is_old,
    false as superseded
from looks
inner join measures on looks.measure_id = measures.measure_id
inner join cohorts on looks.cohort = cohorts.cohort;

create table openings as
select
    'E08000025' as area_code,
    'ks4-sustained' as measure_id,
    given.cohort,
    'next' as topic,
    given.topic_place,
    given.topic_place + 3 as slide_place
from (values ('sen-support', 1), ('ehc-plan', 2)) as given (cohort, topic_place);

-- expected
select
    expected.measure_id,
    expected.since,
    expected.is_old,
    expected.topic_place,
    expected.slide_place,
    concat(expected.titled, ': ', expected.slide_title) as slide_title,
    concat(expected.titled, ': ', expected.opening) as opening,
    expected.opening_verdict
from (
    values
    (
        'ks4-sustained', '2018/19', false, 1, 4,
        'Sustained destination after key stage 4, pupils on SEN support',
        '81.0%, significantly below England, 83.0%',
        concat(
            'in the destination year 2021/22 Birmingham had 81.0%, up from 79.5% in 2020/21, next to 83.0% for England ',
            'and a median of 82.5% for its statistical neighbours. It has rank 100–103 of 151, after 120 of 150 the year before.'
        ),
        'significantly below England, as in every year held since 2018/19'
    ),
    (
        'ehc-20-weeks', '', false, 0, 0,
        'EHC plans issued within 20 weeks',
        '50.0%, broadly in line with England, 51.5% (not tested)',
        'in 2023 Birmingham had 50.0%, as in 2022, next to 51.5% for England. It has rank 70 of 150.',
        'broadly in line with England (not tested)'
    ),
    (
        'sen-prevalence', '2022/23', false, 0, 0,
        'Pupils identified with SEN (SEN support)',
        '14.2%, above England, 13.6%',
        'in 2023/24 Birmingham had 14.2%, down from 14.6% in 2022/23, next to 13.6% for England.',
        'above England, as in every year held since 2022/23'
    ),
    (
        'suspension-rate', '', true, 0, 0,
        'Suspension rate, pupils with an EHC plan',
        '12.50 per 100, no clear difference from England, 10.25 per 100 (indicative)',
        'in 2020/21 Birmingham had 12.50 per 100, next to 10.25 per 100 for England.',
        'no clear difference from England (indicative)'
    ),
    (
        'phonics-year-1', '2019/20', false, 0, 0,
        'Phonics expected standard in year 1, pupils with an EHC plan',
        '16%, below the middle authority, 20% (not tested)',
        concat(
            'in 2023/24 Birmingham had 16%, down from 17% in 2022/23, next to 20% for the middle authority ',
            'and a median of 18.5% for its statistical neighbours.'
        ),
        'below the middle authority (not tested), as in every year held since 2019/20'
    )
) as expected (
    measure_id, since, is_old, topic_place, slide_place, titled, slide_title, opening, opening_verdict
);

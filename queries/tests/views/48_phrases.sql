-- purpose: what weakens a word follows it in brackets, and what else a reader needs comes after the sentence
-- given: a rise by one point that was not tested, in a small cohort, and a fall that was lost again
create table named_verdicts as
select
    given.*,
    'pupils' as people,
    '10' as small_cohort_text,
    '%' as full_unit,
    '%' as unit_text,
    ' percentage points' as change_unit,
    ' percentage point' as one_unit,
    0 as places,
    0 as comparator_places,
    40.0 as value,
    50.0 as comparator_value,
    '2021/22' as peak_period,
    45.0 as peak_value,
    false as reports_not_known,
    false as blocked_by_not_known,
    '' as direction_note
from (
    values
    ('small', 'below', 'not tested', 'not tested', true, 'improving', 'improving', 1.0, 'gaining', false),
    ('lost', 'no_clear_difference', '', '', false, 'declining', 'worsening', -3.0, 'losing', true)
) as given (
    measure_id, level, basis_note, basis_text, small_cohort, direction, direction_wording, change, gap_direction, not_sustained
);

-- expected
select expected.*
from (
    values
    ('small', 'below (not tested; fewer than 10 pupils)', '40%', 'improving', '+1 percentage point', ', gaining on England', ''),
    (
        'lost', 'no clear difference', '40%', 'worsening', '−3 percentage points', ', losing ground to England',
        ' An earlier gain was not sustained: the best year was 2021/22 (45%).'
    )
) as expected (measure_id, level_words, value_text, direction_words, change_text, gap_words, direction_asides);

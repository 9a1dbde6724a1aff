-- purpose: the measures of a theme make a picture where enough of them move one way, and one that names England's part
-- given: themes of a group of pupils, each with what its measures show against the main comparator
create table cases as
select given.*
from (
    values
    -- three of the four that move improve, and half of all: of them two gain on England
    ('attainment', 'ehc-plan', 1, 'improving', 'gaining', 'significantly_favourable', 'A'),
    ('attainment', 'ehc-plan', 2, 'improving', 'gaining', 'favourable', 'I'),
    ('attainment', 'ehc-plan', 3, 'improving', 'in_step', 'unfavourable', 'C'),
    ('attainment', 'ehc-plan', 4, 'declining', 'losing', 'significantly_unfavourable', 'B'),
    ('attainment', 'ehc-plan', 5, 'no_sustained_change', null, 'no_clear_difference', 'C'),
    ('attainment', 'ehc-plan', 6, 'volatile', null, 'broadly_in_line', 'A'),
    ('attainment', 'ehc-plan', 7, 'too_few_years', null, 'broadly_in_line', 'A'),
    -- of three that improve one gains on England
    ('attainment', 'sen-support', 1, 'improving', 'gaining', 'broadly_in_line', 'A'),
    ('attainment', 'sen-support', 2, 'improving', 'in_step', 'broadly_in_line', 'A'),
    ('attainment', 'sen-support', 3, 'improving', 'losing', 'broadly_in_line', 'A'),
    ('attainment', 'sen-support', 4, 'volatile', null, 'broadly_in_line', 'A'),
    -- two of three that move: less than three quarters
    ('attainment', 'all-sen', 1, 'improving', 'gaining', 'broadly_in_line', 'C'),
    ('attainment', 'all-sen', 2, 'improving', 'gaining', 'broadly_in_line', 'C'),
    ('attainment', 'all-sen', 3, 'declining', 'losing', 'broadly_in_line', 'C'),
    ('attainment', 'all-sen', 4, 'volatile', null, 'no_clear_difference', 'C'),
    ('absence', 'ehc-plan', 1, 'declining', 'losing', 'unfavourable', 'C'),
    ('absence', 'ehc-plan', 2, 'declining', 'losing', 'unfavourable', 'C'),
    ('absence', 'ehc-plan', 3, 'volatile', null, 'broadly_in_line', 'C'),
    ('absence', 'ehc-plan', 4, 'volatile', null, 'broadly_in_line', 'C'),
    ('absence', 'sen-support', 1, 'volatile', null, 'broadly_in_line', 'C'),
    ('absence', 'sen-support', 2, 'volatile', null, 'broadly_in_line', 'C'),
    ('absence', 'sen-support', 3, 'volatile', null, 'broadly_in_line', 'C'),
    ('absence', 'sen-support', 4, 'volatile', null, 'broadly_in_line', 'C'),
    -- three have a direction, and a low share of which many are not known is not better
    ('local', 'ehc-plan', 1, 'improving', null, 'favourable', 'C'),
    ('local', 'ehc-plan', 2, 'improving', null, 'favourable', 'C'),
    ('local', 'ehc-plan', 3, 'improving', null, 'unfavourable', 'C'),
    -- without a good direction, without a level, and against another comparator
    ('local', 'ehc-plan', 7, 'declining', null, 'unfavourable', 'A'),
    ('local', 'ehc-plan', 8, 'declining', null, 'unfavourable', 'A'),
    ('local', 'ehc-plan', 9, 'declining', null, 'unfavourable', 'A')
) as given (theme, cohort, no, direction, gap_direction, favour, evidence_grade);

create table measures as
select distinct
    concat(theme, '-', no) as measure_id,
    theme,
    case when theme = 'local' and no = 7 then 0 else 1 end as polarity
from cases;

create table judgements_made as
select
    concat(theme, '-', no) as measure_id,
    cohort,
    'E08000025' as area_code,
    '2022/23' as period,
    case when theme = 'local' and no = 9 then 'region-same-cohort' else 'england-same-cohort' end as comparator,
    case when theme = 'local' and no = 8 then 'not_available' else 'known' end as level,
    direction,
    gap_direction,
    favour,
    evidence_grade,
    favour in ('favourable', 'significantly_favourable') and not (theme = 'local' and no = 2) as is_better,
    favour like '%unfavourable' as is_worse
from cases;

create table authority_values as
select
    concat(theme, '-', no) as measure_id,
    cohort,
    '2022/23' as period,
    'england-same-cohort' as main_comparator
from cases;

-- expected
-- sign tests of 3 to 1, 3 to 0, 2 to 1 and 2 to 0
select expected.*
from (
    values
    (
        'attainment', 'ehc-plan', 'improving_picture', 0.625, 7, 6, 2, 2, 4, 1,
        'In Birmingham, attainment of pupils with an EHC plan: an improving picture (3 improving, 1 worsening of 6 '
        || 'measures with a direction; sign test p 0.625). Against the same pupils in England: better on 2 and worse '
        || 'on 2 of 7 (2 tested, 1 indicative, 1 not tested), 1 too close to tell.'
    ),
    (
        'attainment', 'sen-support', 'improving_picture', 0.25, 4, 4, 0, 0, 4, 0,
        'In Birmingham, attainment of pupils on SEN support: improving as England does (3 improving, 0 worsening of 4 '
        || 'measures with a direction; sign test p 0.250). Against the same pupils in England: better on 0 and worse '
        || 'on 0 of 4.'
    ),
    (
        'attainment', 'all-sen', 'mixed_picture', 1.0, 4, 4, 0, 0, 0, 0,
        'In Birmingham, attainment of pupils with SEN: a mixed picture (2 improving, 1 worsening of 4 measures with a '
        || 'direction; sign test p 1.000). Against the same pupils in England: better on 0 and worse on 0 of 4, '
        || '1 too close to tell.'
    ),
    (
        'absence', 'ehc-plan', 'declining_picture', 0.5, 4, 4, 0, 2, 0, 0,
        'In Birmingham, absence of pupils with an EHC plan: a worsening picture (0 improving, 2 worsening of 4 '
        || 'measures with a direction; sign test p 0.500). Against the same pupils in England: better on 0 and worse '
        || 'on 2 of 4 (0 tested, 0 indicative, 2 not tested).'
    ),
    (
        'absence', 'sen-support', 'mixed_picture', null, 4, 4, 0, 0, 0, 0,
        'In Birmingham, absence of pupils on SEN support: little movement (0 improving, 0 worsening of 4 measures with '
        || 'a direction). Against the same pupils in England: better on 0 and worse on 0 of 4.'
    ),
    (
        'local', 'ehc-plan', 'too_few_measures', 0.25, 3, 3, 1, 1, 0, 0,
        'In Birmingham, local measures of pupils with an EHC plan: too few measures with a direction for a picture '
        || '(3 of 3). Against their targets: better on 1 and worse on 1 of 3 (0 tested, 0 indicative, 2 not tested).'
    )
) as expected (
    theme, cohort, picture, sign_test_p, measures, directed, favourable, unfavourable, tested, indicative, sentence
);

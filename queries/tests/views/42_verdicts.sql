-- purpose: every level and direction says how it is known, and why it was not tested where it was not
-- given: one measure for each way of knowing a level and a direction
create table cases as
select given.*
from (
    values
    -- measure, kind, comparator, level, flag, number of pupils in the figure, direction, its rule and grade, polarity
    ('tested', 'percentage', 'england-same-cohort', 'significantly_above', '', 600.0, 'improving', 3, 'A', 1),
    ('too-few', 'percentage', 'england-same-cohort', 'no_clear_difference', '', 40.0, 'volatile', 2, 'A', 1),
    (
        'many', 'percentage', 'england-same-cohort', 'above', 'not_robust_to_the_number_of_measures', 600.0,
        'no_sustained_change', 5, 'A', 1
    ),
    ('borrowed', 'percentage', 'england-same-cohort', 'below', 'indicative', null, 'declining', 4, 'I', 1),
    ('adults', 'percentage', 'england-same-cohort', 'below', 'indicative', 2249.0, 'volatile', 2, 'A', 1),
    ('without', 'percentage', 'england-same-cohort', 'below', 'not_tested', null, 'declining', 4, 'C', -1),
    ('sessions', 'session_rate', 'england-same-cohort', 'above', 'not_tested', 600.0, 'improving', 4, 'C', -1),
    ('scores', 'score', 'england-same-cohort', 'below', 'not_tested', null, 'rising', 4, 'C', 0),
    ('events', 'rate', 'england-same-cohort', 'below', 'not_tested', 600.0, 'too_few_years', 1, 'N', -1),
    ('theirs', 'percentage', 'region-same-cohort', 'below', 'not_tested', 600.0, 'too_few_years', null, null, 1),
    ('near', 'percentage', 'neighbours-same-cohort', 'below', 'not_tested', 600.0, 'too_few_years', 1, 'N', 1),
    ('middle', 'percentage', 'authorities-same-cohort', 'below', 'not_tested', 600.0, 'too_few_years', 1, 'N', 1),
    ('own', 'weeks', 'target', 'below', 'not_tested', null, 'too_few_years', 1, 'N', -1),
    ('none', 'percentage', 'england-same-cohort', 'not_available', '', null, 'too_few_years', 1, 'N', 1)
) as given (
    measure_id, kind, comparator, level, flag, denominator, direction, direction_rule, trend_grade, polarity
);

create table measures as
select
    measure_id,
    kind,
    case measure_id when 'adults' then 'adults' else '' end as people
from cases;

create table judgements_made as
select
    measure_id,
    comparator,
    level,
    '2020/21' as period,
    array_remove_all(make_array(flag), '') as flags,
    denominator,
    direction,
    direction_rule,
    trend_grade,
    polarity,
    case measure_id when 'borrowed' then 351.9 when 'adults' then 2249.0 end as pupils_used,
    case measure_id when 'borrowed' then '391 in 2021/22' when 'adults' then '2,249 pupils in 2020/21' end as pupils_from
from cases;

-- expected
select expected.*
from (
    values
    ('tested', 'tested', 'tested', '', '', 'improving', ''),
    ('too-few', 'tested', 'too few pupils to say', '', '', 'volatile', ''),
    (
        'many', 'not_robust', 'could be chance, as many measures were tested', '', '', 'no sustained change', ''
    ),
    (
        'borrowed', 'indicative', 'indicative, from 391 in 2021/22', ' (indicative)',
        'indicative: the number of pupils was not published with the figure; 352 were used (391 in 2021/22)',
        'declining', ' (indicative)'
    ),
    (
        'adults', 'indicative', 'indicative, from 2,249 adults in 2020/21', ' (indicative)',
        'indicative: the number of pupils was not published with the figure; 2,249 were used (2,249 pupils in 2020/21)',
        'volatile', ''
    ),
    -- a share that is bad and rises is worsening, not declining
    (
        'without', 'not_tested', 'not tested', ' (not tested)',
        'not tested: the numbers of pupils were not published with the figure', 'worsening', ' (not tested)'
    ),
    (
        'sessions', 'not_tested', 'not tested', ' (not tested)',
        'not tested: the sessions of one pupil are not independent, '
        || 'and the number of pupils behind them is not published', 'improving', ' (not tested)'
    ),
    (
        'scores', 'not_tested', 'not tested', ' (not tested)',
        'not tested: how far the scores of pupils differ was not published', 'rising', ' (not tested)'
    ),
    (
        'events', 'not_tested', 'not tested', ' (not tested)',
        'not tested: how many pupils the events fell on was not published', 'fewer than 3 comparable years', ''
    ),
    (
        'theirs', 'not_tested', 'not tested', ' (not tested)',
        'not tested: the numbers of pupils behind the figure for the region were not published',
        'fewer than 3 comparable years', ''
    ),
    (
        'near', 'not_tested', 'not tested', ' (not tested)',
        'not tested: no test can be made against the median of its statistical neighbours',
        'fewer than 3 comparable years', ''
    ),
    (
        'middle', 'not_tested', 'not tested', ' (not tested)',
        'not tested: no test can be made against the middle authority', 'fewer than 3 comparable years', ''
    ),
    (
        'own', 'not_tested', 'not tested', ' (not tested)',
        'not tested: only a share with its counts can be tested against a target',
        'fewer than 3 comparable years', ''
    ),
    ('none', null, '', '', '', 'fewer than 3 comparable years', '')
) as expected (measure_id, basis, basis_text, basis_mark, basis_caveat, direction_wording, direction_mark);

-- purpose: a verdict becomes a headline and a sentence that claim no more than it and name what weakens it
-- given: one measure for each way of saying it, all of pupils on SEN support in Birmingham in 2022/23
-- by their queries: measure_cohorts, named_verdicts, phrases
create table measures as
select given.*
from (
    values
    ('tested', 'Pupils at the expected standard', 'attainment', '%', 1, 0, null),
    ('worsening', 'Not in education, including not known', 'destinations', '%', 1, 1, null),
    ('suppressed', 'Expected standard in phonics', 'attainment', '%', 1, 0, null),
    ('without-region', 'Expected standard in phonics', 'attainment', '%', 1, 0, null),
    ('waits', 'Wait for a first appointment', 'local', 'weeks', 1, 0, null),
    ('broken', 'Attainment 8', 'attainment', 'score', 1, 0, null),
    ('appeals', 'Appeals to the tribunal', 'identification', 'per 100', 2, 0, 'some are withdrawn'),
    ('hidden', 'Sustained destinations', 'destinations', '%', 1, 0, null)
) as given (measure_id, measure_title, theme, unit, cohorts_n, of_destination_years, caveat);

create table verdicts as
select
    given.*,
    'sen-support' as cohort,
    'E08000025' as area_code,
    '2022/23' as period,
    2022 as period_start,
    '2020/21' as period_from,
    given.places as comparator_places,
    case when given.basis = 'indicative' then 'indicative, from 391 in 2021/22' else given.basis_note end as basis_text,
    case when given.basis in ('indicative', 'not_tested') then concat(given.basis_note, ': why') else '' end
        as basis_caveat,
    given.measure_id = 'worsening' as small_cohort,
    given.measure_id in ('worsening', 'hidden') as reports_not_known,
    case given.measure_id when 'worsening' then 4.0 else 5.0 end as not_known,
    case given.measure_id when 'worsening' then 2.0 else 1.0 end as england_not_known,
    case given.measure_id when 'hidden' then 'could_explain' end as not_known_effect,
    given.measure_id = 'without-region' as blocked_by_not_known,
    case given.measure_id when 'hidden' then 2.0 end as not_known_change,
    case given.measure_id when 'suppressed' then 'no figure for 2022/23 (symbol c: suppressed)' end as no_figure,
    case given.measure_id when 'waits' then '2026' end as target_by,
    case given.measure_id when 'broken' then 'unusually_low' end as unusual,
    given.measure_id = 'broken' as not_sustained,
    '2021/22' as peak_period,
    28.0 as peak_value,
    case given.measure_id when 'broken' then 'widened' else 'not_shown' end as gap_trend,
    '2018/19' as gap_trend_from,
    case given.measure_id
        when 'worsening' then make_array('provisional', 'borderline')
        when 'without-region' then make_array('no figure was published for the comparator')
    end as flags,
    case given.measure_id
        when 'tested' then make_array('every_year')
        when 'appeals' then make_array('possible_rise')
        when 'hidden' then make_array('fall_coincides_with_rise_in_not_known')
        when 'suppressed' then make_array('fall_coincides_with_rise_in_not_known')
    end as trend_flags
from (
    values
    (
        'tested', 'england-same-cohort', 'significantly_above', 'tested', '', 'A', 38.0, 29.0, 0,
        'improving', 'improving', '', 7.0, 'gaining'
    ),
    (
        'worsening', 'england-same-cohort', 'above', 'indicative', 'indicative', 'I', 5.1, 3.0, 1,
        'declining', 'worsening', 'not tested', 1.0, 'losing'
    ),
    ('suppressed', 'england-same-cohort', 'not_available', null, '', 'N', null, 29.0, 0, null, null, '', null, null),
    ('without-region', 'region-same-cohort', 'not_available', null, '', 'N', 38.0, null, 0, null, null, '', null, null),
    (
        'waits', 'target', 'above', 'not_tested', 'not tested', 'C', 26.0, 18.0, 0,
        'too_few_years', 'fewer than 3 comparable years', '', null, null
    ),
    (
        'broken', 'neighbours-same-cohort', 'below', 'not_tested', 'not tested', 'C', 24.1, 27.3, 1,
        'volatile', 'volatile', '', -2.0, 'losing'
    ),
    (
        'appeals', 'neighbours-same-cohort', 'above', 'not_robust', 'could be chance, as many measures were tested',
        'A', 4.2, 3.1, 1, 'no_sustained_change', 'no sustained change', '', 1.1, 'losing'
    ),
    (
        'hidden', 'england-same-cohort', 'below', 'not_tested', 'not tested', 'C', 78.0, 85.0, 0,
        'declining', 'declining', 'indicative', -1.0, 'gaining'
    )
) as given (
    measure_id, comparator, level, basis, basis_note, evidence_grade, value, comparator_value, places, direction,
    direction_wording, direction_note, change, gap_direction
);

create table trends as
select
    measure_id,
    cohort,
    area_code,
    period as period_to,
    case measure_id when 'broken' then 2 else 0 end as segment_id
from verdicts;

-- the last break before 2022/23 is mentioned where it shortens the years that are read
create table breaks as
select given.*
from (
    values
    ('broken', 2017, '2017/18', 'new framework', 'framework'),
    ('broken', 2020, '2020/21', 'grades given by teachers', 'grading'),
    ('broken', 2023, '2023/24', 'a return to examinations', 'grading'),
    ('tested', 2012, '2012/13', 'new check', 'framework')
) as given (measure_id, before_start, break_before, break_title, break_kind);

-- expected
select expected.*
from (
    values
    (
        'tested',
        'Pupils at the expected standard, SEN support: significantly above; improving every year, gaining on England',
        'Pupils at the expected standard among pupils on SEN support in Birmingham: 38% in 2022/23 against 29% for '
        || 'England, significantly above. From 2020/21 to 2022/23: improving every year (+7 percentage points), '
        || 'gaining on England.',
        '[]',
        null
    ),
    (
        'worsening',
        'Not in education, including not known, SEN support: above (indicative, from 391 in 2021/22; borderline: '
        || 'rounding could tip it; a small group); worsening (not tested), losing ground to England',
        'Not in education, including not known, for pupils on SEN support in Birmingham: 5.1% in the destination '
        || 'year 2022/23 (provisional) against 3.0% for England, above (indicative, from 391 in 2021/22; '
        || 'borderline: rounding could tip it; a small group). Not known: 4.0% (England 2.0%). From 2020/21 to '
        || '2022/23: worsening (+1.0 percentage points; not tested), losing ground to England.',
        '[small cohort: fewer than 30 pupils, the latest figures are provisional, '
        || 'borderline: rounding could carry it over the threshold, indicative: why]',
        null
    ),
    (
        'suppressed',
        'Expected standard in phonics, SEN support: no figure for 2022/23 (symbol c: suppressed)',
        'Expected standard in phonics for pupils on SEN support in Birmingham: no figure for 2022/23 (symbol c: '
        || 'suppressed).',
        '[part of the fall coincides with a rise in not known]',
        'part_of_the_fall'
    ),
    (
        'without-region',
        'Expected standard in phonics, SEN support: not available',
        'Expected standard in phonics for pupils on SEN support in Birmingham cannot be compared with the region '
        || 'in 2022/23: no figure was published for the region.',
        '[many are not known: a low figure is not a strength]',
        'no_strength'
    ),
    (
        'waits',
        'Wait for a first appointment, SEN support: above (not tested); fewer than 3 comparable years',
        'Wait for a first appointment for pupils on SEN support in Birmingham: 26 weeks in 2022/23 against the '
        || 'target of 18 weeks by 2026, above (not tested). There are fewer than 3 comparable years, too few for a '
        || 'direction.',
        '[not tested: why]',
        null
    ),
    (
        'broken',
        'Attainment 8, SEN support: below (not tested; unusually low among authorities); volatile',
        'Attainment 8 for pupils on SEN support in Birmingham: 24.1 in 2022/23 against 27.3 for the median of its '
        || 'statistical neighbours, below (not tested; unusually low among authorities). From 2020/21 to 2022/23: '
        || 'volatile. An earlier gain was not sustained: the best year was 2021/22 (28.0). Between 2018/19 and '
        || '2022/23 the gap to England widened (approximate, across a change of grading). Years before 2020/21 are '
        || 'not comparable (grades given by teachers).',
        '[not tested: why, Years before 2020/21 are not comparable (grades given by teachers).]',
        null
    ),
    (
        'appeals',
        'Appeals to the tribunal, SEN support: above (could be chance, as many measures were tested); '
        || 'no sustained change (a rise is possible)',
        'Appeals to the tribunal (SEN support) in Birmingham: 4.2 per 100 pupils in 2022/23 against 3.1 per 100 for '
        || 'its statistical neighbours together, above (could be chance, as many measures were tested). From 2020/21 '
        || 'to 2022/23: no sustained change (+1.1 per 100; a rise is possible).',
        '[some are withdrawn]',
        null
    ),
    (
        'hidden',
        'Sustained destinations, SEN support: below (not tested); declining (indicative), though less than England',
        'Sustained destinations for pupils on SEN support in Birmingham: 78% in 2022/23 against 85% for England, '
        || 'below (not tested). Not known: 5% (England 1%). The gap could be explained by those whose activity is '
        || 'not known. From 2020/21 to 2022/23: declining (−1 percentage point; indicative), though less than '
        || 'England. Part of the fall coincides with a rise in not known (+2 percentage points).',
        '[not tested: why, could be explained by those whose activity is not known, '
        || 'part of the fall coincides with a rise in not known]',
        'could_explain'
    )
) as expected (measure_id, headline, sentence, caveats, not_known_effect);

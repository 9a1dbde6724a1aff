-- purpose: what each measure of a written claim answers, and the figures or the data set that it answers with
-- given: claims about 2016/17 to 2018/19, each with the verdict that it is judged against, where there is one
-- by their queries: measure_cohorts, claim_verdicts, answers
create table cases as
select given.*
from (
    values
    -- claimed: level, direction, gap; the verdict: level, direction, lead, change, the gap to England and its change
    ('level', 'below', null, null, 'significantly_below', 'improving', -10.0, 6.0, 'gaining', 3.0),
    ('level-weaker', 'significantly_below', null, null, 'below', 'improving', -10.0, 6.0, null, null),
    ('level-unclear', 'below', null, null, 'no_clear_difference', 'improving', -10.0, 6.0, null, null),
    ('level-turned', 'unfavourable', null, null, 'above', 'declining', -10.0, 6.0, null, null),
    ('level-in-line', 'unfavourable', null, null, 'broadly_in_line', 'declining', -0.2, 6.0, null, null),
    ('two-halves', 'below', 'declining', null, 'below', 'improving', -10.0, 6.0, null, null),
    ('half-known', 'below', 'declining', null, 'below', 'too_few_years', -10.0, null, null, null),
    ('steady', null, 'not_improving', null, 'below', 'no_sustained_change', -10.0, 1.0, null, null),
    ('not-steady', null, 'not_improving', null, 'below', 'improving', -10.0, 6.0, null, null),
    ('rising-badly', null, 'rising', null, 'above', 'declining', -10.0, 6.0, null, null),
    ('closing', null, null, 'closing', 'below', 'improving', -10.0, 6.0, 'gaining', 3.0),
    -- a lead of 2 that grew to 5 is no gap that closes
    ('leading', null, null, 'closing', 'above', 'improving', 5.0, 6.0, 'gaining', 3.0),
    ('gap-unclear', null, null, 'widening', 'below', 'improving', -10.0, 6.0, 'unclear', -1.0),
    ('lost-again', null, null, null, 'below', 'no_sustained_change', -10.0, 1.0, null, null),
    ('not-known-rises', null, null, null, 'above', 'no_sustained_change', -10.0, 1.0, null, null),
    ('picture', null, null, null, 'below', 'improving', -10.0, 6.0, null, null),
    ('later', 'below', null, null, 'below', 'improving', -10.0, 6.0, null, null),
    ('earlier', 'below', null, null, 'below', 'improving', -10.0, 6.0, null, null),
    ('suppressed', 'below', null, null, 'not_available', null, null, null, null, null),
    ('not-held', 'below', null, null, null, null, null, null, null, null),
    ('not-taken', 'below', null, null, null, null, null, null, null, null),
    ('middle', 'below', null, null, 'below', 'improving', -10.0, 6.0, null, null)
) as given (
    measure_id, claim_level, claim_direction, claim_gap, level, direction, advantage, change, gap_direction, gap_change
);

create table as_of as
select 2018 as as_of_start;

create table measures as
select
    measure_id,
    'Title' as measure_title,
    'absence' as measure_data_set,
    'Pupil absence' as data_set_title,
    '%' as unit
from cases;

create table claims as
select
    cases.measure_id,
    cases.claim_level,
    cases.claim_direction,
    cases.claim_gap,
    'ehc-plan' as cohort,
    'E08000025' as area_code,
    'england-same-cohort' as comparator,
    false as comparator_named,
    row_number() over (order by cases.measure_id) as claim_order,
    case when cases.measure_id = 'not-taken' then 2020 else 2016 end as from_start,
    case when cases.measure_id = 'not-taken' then 2021 else 2018 end as to_start,
    case when cases.measure_id = 'not-taken' then '2020/21' else '2016/17' end as from_period,
    case when cases.measure_id = 'not-taken' then '2021/22' else '2018/19' end as to_period,
    cases.measure_id = 'not-known-rises' as claim_rise_in_not_known,
    cases.measure_id = 'lost-again' as claim_not_sustained,
    cases.measure_id = 'picture' as claim_improving_picture
from cases;

-- England has no figure of 'middle', which is read against the middle authority
create table materiality as
select
    'middle' as measure_id,
    'ehc-plan' as cohort,
    '2018/19' as latest_period;

create table authority_values as
select
    'middle' as measure_id,
    'ehc-plan' as cohort,
    '2018/19' as period,
    'authorities-same-cohort' as main_comparator;

create table verdicts as
select
    cases.measure_id,
    'ehc-plan' as cohort,
    'E08000025' as area_code,
    case cases.measure_id when 'middle' then 'authorities-same-cohort' else 'england-same-cohort' end as comparator,
    case cases.measure_id when 'later' then '2019/20' when 'earlier' then '2015/16' else '2018/19' end as period,
    case cases.measure_id when 'later' then 2019 when 'earlier' then 2015 else 2018 end as period_start,
    '2016/17' as period_from,
    case when cases.level <> 'not_available' then 40.0 end as value,
    50.0 as comparator_value,
    0 as places,
    0 as comparator_places,
    cases.level,
    cases.direction,
    case
        when cases.measure_id in ('level-turned', 'rising-badly') then 'worsening'
        else replace(cases.direction, '_', ' ')
    end as direction_wording,
    cases.advantage,
    cases.change,
    cases.gap_direction,
    cases.gap_change,
    case when cases.level = 'above' and cases.measure_id <> 'leading' then -1 else 1 end as polarity,
    case when cases.measure_id = 'level-weaker' then 'not tested' else '' end as basis_note,
    case when cases.direction = 'improving' then 'tested' end as direction_basis,
    case when cases.measure_id = 'picture' then 0.0001 else 0.0171 end as trend_p_value,
    case when cases.direction = 'declining' then ' (not tested)' else '' end as direction_mark,
    case when cases.level = 'not_available' then 'no figure for 2018/19 (symbol c: suppressed)' end as no_figure,
    cases.measure_id = 'lost-again' as not_sustained,
    '2017/18' as peak_period,
    45.0 as peak_value
from cases
where cases.level is not null;

create table findings as
select
    measure_id,
    cohort,
    area_code,
    comparator,
    concat('f-', measure_id) as finding_id,
    level,
    direction,
    period
from verdicts;

-- expected
select expected.*
from (
    values
    ('level', 'yes', '40% against 50% for England in 2018/19, significantly below'),
    (
        'level-weaker', 'half',
        '40% against 50% for England in 2018/19, below (not tested): below, but not shown to be significantly so'
    ),
    ('level-unclear', 'unclear', '40% against 50% for England in 2018/19, no clear difference'),
    ('level-turned', 'yes', '40% against 50% for England in 2018/19, above'),
    ('level-in-line', 'no', '40% against 50% for England in 2018/19, broadly in line: not unfavourable'),
    (
        'two-halves', 'half',
        '40% against 50% for England in 2018/19, below; improving (p 0.017) from 2016/17 to 2018/19 '
        || '(+6 percentage points): below holds, declining does not'
    ),
    (
        'half-known', 'half',
        '40% against 50% for England in 2018/19, below; too few comparable years for a direction: '
        || 'below holds, declining cannot be judged'
    ),
    (
        'steady', 'yes',
        '40% against 50% for England in 2018/19, below; no sustained change from 2016/17 to 2018/19 '
        || '(+1 percentage point)'
    ),
    (
        'not-steady', 'no',
        '40% against 50% for England in 2018/19, below; improving (p 0.017) from 2016/17 to 2018/19 '
        || '(+6 percentage points): not without improvement'
    ),
    (
        'rising-badly', 'yes',
        '40% against 50% for England in 2018/19, above; worsening (not tested) from 2016/17 to 2018/19 '
        || '(+6 percentage points)'
    ),
    ('closing', 'yes', '40% against 50% for England in 2018/19, below; against England gaining (gap +3)'),
    (
        'leading', 'no',
        '40% against 50% for England in 2018/19, above; against England gaining (gap +3): not a closing gap'
    ),
    ('gap-unclear', 'unclear', '40% against 50% for England in 2018/19, below; against England unclear (gap −1)'),
    (
        'lost-again', 'yes',
        '40% against 50% for England in 2018/19, below; no sustained change from 2016/17 to 2018/19 '
        || '(+1 percentage point), best in 2017/18 (45%)'
    ),
    (
        'not-known-rises', 'no',
        '40% against 50% for England in 2018/19, above; no sustained change from 2016/17 to 2018/19 '
        || '(+1 percentage point): not a sustained rise'
    ),
    (
        'picture', 'yes',
        '40% against 50% for England in 2018/19, below; improving (p below 0.001) from 2016/17 to 2018/19 '
        || '(+6 percentage points)'
    ),
    ('later', 'unknown', 'the figures are of 2019/20, later than the claim; run with --as-of 2018/19'),
    ('earlier', 'unknown', 'the latest figure is of 2015/16, before the claim'),
    ('suppressed', 'unknown', 'no figure for 2018/19 (symbol c: suppressed)'),
    ('not-held', 'unknown', 'there is no figure here; the data set absence (Pupil absence) is needed to judge this'),
    (
        'not-taken', 'unknown',
        'the claim is about 2020/21, later than the figures that this run uses; run with --as-of 2021/22'
    ),
    ('middle', 'yes', '40% against 50% for the middle authority in 2018/19, below')
) as expected (measure_id, answer, answer_text);

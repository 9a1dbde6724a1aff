-- purpose: verdicts of which the level, the direction or the judgement moved
-- given: the findings of two runs side by side, alike of two groups of pupils
create table old_findings as
select
    'absence' as measure_id,
    cohorts.cohort,
    given.area_code,
    given.comparator,
    given.period,
    given.level,
    given.direction,
    given.judgement
from (
    values
    -- a newer year alone moves no verdict
    ('same', 'england', '2020/21', 'above', 'improving', 'concern'),
    ('level', 'england', '2020/21', 'above', 'improving', 'improving concern'),
    ('all', 'england', '2020/21', 'no_clear_difference', 'too_few_years', 'insufficient evidence'),
    ('judged', 'england', '2020/21', 'above', 'volatile', ''),
    ('compared', 'region', '2020/21', 'below', 'declining', 'strength at risk')
) as given (area_code, comparator, period, level, direction, judgement)
cross join (values ('ehc-plan'), ('no-sen')) as cohorts (cohort);

create table new_findings as
select
    'absence' as measure_id,
    cohorts.cohort,
    given.area_code,
    given.comparator,
    given.period,
    given.level,
    given.direction,
    given.judgement
from (
    values
    ('same', 'england', '2021/22', 'above', 'improving', 'concern'),
    ('level', 'england', '2021/22', 'significantly_above', 'improving', 'improving concern'),
    ('all', 'england', '2020/21', 'below', 'no_sustained_change', 'relative strength'),
    ('judged', 'england', '2020/21', 'above', 'volatile', 'concern, volatile'),
    -- against another comparator it is another verdict
    ('compared', 'england', '2020/21', 'below', 'declining', 'strength at risk')
) as given (area_code, comparator, period, level, direction, judgement)
cross join (values ('ehc-plan'), ('no-sen')) as cohorts (cohort);

-- expected
select
    expected.kind,
    cohorts.cohort,
    expected.area_code,
    expected.comparator,
    expected.period,
    expected.changed,
    expected.old_text,
    expected.new_text
from (
    values
    (
        'verdict', 'level', 'england', '2021/22', 'level',
        'above; improving; improving concern (2020/21)',
        'significantly above; improving; improving concern (2021/22)'
    ),
    (
        'verdict', 'all', 'england', '2020/21', 'level, direction, judgement',
        'no clear difference; too few years; insufficient evidence (2020/21)',
        'below; no sustained change; relative strength (2020/21)'
    ),
    (
        'verdict', 'judged', 'england', '2020/21', 'judgement',
        'above; volatile (2020/21)', 'above; volatile; concern, volatile (2020/21)'
    ),
    (
        'verdict_gone', 'compared', 'region', '2020/21', '',
        'below; declining; strength at risk (2020/21)', null
    ),
    (
        'verdict_new', 'compared', 'england', '2020/21', '',
        null, 'below; declining; strength at risk (2020/21)'
    )
) as expected (kind, area_code, comparator, period, changed, old_text, new_text)
cross join (values ('ehc-plan'), ('no-sen')) as cohorts (cohort);

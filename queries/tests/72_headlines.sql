-- purpose: leaders read tested findings before untested ones, recent before old, one of each story, none of a handful
-- given: verdicts of one area, each named after what puts it in its place
create table profiles as
select
    given.*,
    'E08000025' as area_code,
    concat('f-', given.measure_id) as finding_id,
    2.0 as m_level,
    case given.measure_id when 'neither-good' then 0 else 1 end as polarity,
    case given.measure_id when 'old-year' then 2021 else 2022 end as period_start,
    case when given.measure_id in ('new-year', 'old-year') then 'story' else given.measure_id end as story,
    given.measure_id in ('late', 'late-worse') as is_late,
    given.favour in ('favourable', 'significantly_favourable') and given.measure_id <> 'blocked' as is_better,
    given.favour like '%unfavourable' as is_worse,
    given.measure_id = 'few-pupils' as small_cohort,
    given.measure_id = 'few-held' as is_small,
    given.measure_id = 'continued' as superseded
from (
    values
    -- how sure it is goes before how wide it is
    ('significant', 'ehc-plan', 'significantly_above', 'significantly_favourable', 'A', 2.0, 'improving'),
    ('tested', 'ehc-plan', 'above', 'favourable', 'B', 3.0, 'improving'),
    ('indicative-a', 'ehc-plan', 'above', 'favourable', 'I', 4.0, 'improving'),
    ('indicative-b', 'ehc-plan', 'above', 'favourable', 'I', 4.0, 'improving'),
    ('untested-wide', 'ehc-plan', 'above', 'favourable', 'C', 20.0, 'improving'),
    ('untested', 'sen-support', 'above', 'favourable', 'C', 5.0, 'declining'),
    ('late', 'ehc-plan', 'significantly_above', 'significantly_favourable', 'A', 8.0, 'improving'),
    -- no strengths
    ('blocked', 'ehc-plan', 'below', 'favourable', 'C', 20.0, 'improving'),
    ('few-pupils', 'ehc-plan', 'above', 'favourable', 'I', 20.0, 'improving'),
    ('few-held', 'ehc-plan', 'above', 'favourable', 'I', 20.0, 'improving'),
    ('continued', 'ehc-plan', 'above', 'favourable', 'I', 20.0, 'improving'),
    ('neither-good', 'ehc-plan', 'above', 'favourable', 'I', 20.0, 'rising'),
    ('everybody', 'all-pupils', 'above', 'favourable', 'I', 20.0, 'improving'),
    ('in-line', 'ehc-plan', 'broadly_in_line', 'broadly_in_line', 'A', 0.5, 'declining'),
    -- of one story the newest year is listed, though an older one has better evidence
    ('old-year', 'ehc-plan', 'significantly_below', 'significantly_unfavourable', 'A', -9.0, 'declining'),
    ('new-year', 'ehc-plan', 'below', 'unfavourable', 'C', -6.0, 'declining'),
    ('worse', 'ehc-plan', 'below', 'unfavourable', 'C', -5.0, 'declining'),
    ('worse', 'sen-support', 'below', 'unfavourable', 'I', -4.0, 'declining'),
    ('late-worse', 'ehc-plan', 'below', 'unfavourable', 'A', -9.0, 'declining'),
    ('bad-but-better', 'ehc-plan', 'significantly_below', 'significantly_unfavourable', 'A', -3.0, 'improving')
) as given (measure_id, cohort, level, favour, evidence_grade, difference, direction);

-- expected
-- a gap of 3 is one and a half times the 2 that matter
select expected.*
from (
    values
    ('strengths', 1, 'significant', 'ehc-plan', 1.0),
    ('strengths', 2, 'tested', 'ehc-plan', 1.5),
    ('strengths', 3, 'indicative-a', 'ehc-plan', 2.0),
    ('strengths', 4, 'indicative-b', 'ehc-plan', 2.0),
    ('strengths', 5, 'untested-wide', 'ehc-plan', 10.0),
    ('strengths', 6, 'untested', 'sen-support', 2.5),
    ('strengths', 7, 'late', 'ehc-plan', 4.0),
    ('concerns', 1, 'bad-but-better', 'ehc-plan', 1.5),
    ('concerns', 2, 'worse', 'sen-support', 2.0),
    ('concerns', 3, 'new-year', 'ehc-plan', 3.0),
    ('concerns', 4, 'worse', 'ehc-plan', 2.5),
    ('concerns', 5, 'late-worse', 'ehc-plan', 4.5),
    ('worse_and_getting_worse', 1, 'worse', 'sen-support', 2.0),
    ('worse_and_getting_worse', 2, 'new-year', 'ehc-plan', 3.0),
    ('worse_and_getting_worse', 3, 'worse', 'ehc-plan', 2.5),
    ('worse_and_getting_worse', 4, 'late-worse', 'ehc-plan', 4.5)
) as expected (list, place, measure_id, cohort, size);

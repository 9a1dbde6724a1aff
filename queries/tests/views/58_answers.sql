-- purpose: a claim is answered part by part, and as a whole by its weaker part
-- given: claims of a level, a direction or both, of figures within their years but for one
create table claim_verdicts as
select
    given.*,
    false as claim_rise_in_not_known,
    false as claim_not_sustained,
    false as claim_improving_picture
from (
    values
    ('holds', 'below', null, 'significantly_below', 'improving', true),
    ('too-strong', 'significantly_below', null, 'below', 'improving', true),
    ('half', 'below', 'declining', 'below', 'improving', true),
    ('fails', null, 'declining', 'below', 'improving', true),
    ('unclear', 'below', null, 'no_clear_difference', 'improving', true),
    ('other-years', 'below', null, 'below', 'improving', false)
) as given (measure_id, claim_level, claim_direction, level, direction, within);

-- expected
select expected.*
from (
    values
    ('holds', 'yes', 'yes', 'yes'),
    ('too-strong', 'weaker', 'yes', 'half'),
    ('half', 'yes', 'no', 'half'),
    ('fails', 'yes', 'no', 'no'),
    ('unclear', 'unclear', 'yes', 'unclear'),
    ('other-years', 'unknown', 'yes', 'unknown')
) as expected (measure_id, level_answer, direction_answer, answer);

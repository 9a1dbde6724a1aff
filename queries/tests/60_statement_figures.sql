-- purpose: the claim is worded as verdicts are, and the answer begins with the title of its measure
-- given: claims of each kind, with their answers in words
create table answer_words as
select
    given.*,
    'S1' as statement_id,
    1 as statement_place,
    1 as clause,
    1 as places,
    1 as comparator_places,
    'england-same-cohort' as read_against,
    'f1' as finding_id
from (
    values
    ('Phonics', 1, 'below', 'not_improving', null, false, false, false, true, 'below', 'half', '40% against 50%'),
    ('KS4: sustained', 2, null, null, 'closing', true, true, false, true, 'not_available', 'unknown', 'no figure'),
    ('KS2', 3, null, null, null, false, false, true, false, 'below', 'unknown', 'the figures are of 2024/25')
) as given (
    measure_title, claim_order, claim_level, claim_direction, claim_gap, claim_rise_in_not_known,
    claim_not_sustained, claim_improving_picture, within, level, answer, answer_text
);

-- expected
select expected.*
from (
    values
    (1, 'below, not improving', 'england-same-cohort', true, 'half', 'Phonics: 40% against 50%'),
    (2, 'gap closing, a rise in not known, not sustained', 'england-same-cohort', false, 'unknown', 'KS4: sustained: no figure'),
    (3, 'an improving picture', 'england-same-cohort', false, 'unknown', 'KS2: the figures are of 2024/25')
) as expected (claim_order, claim, comparator, assessed, answer, wording);

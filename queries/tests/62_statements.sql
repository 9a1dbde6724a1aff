-- purpose: a clause is as well supported as its measures support it, by whether all, most or some are claimed
-- given: a statement for each way of counting, with what each measure answers, in the order of the claim
create table cases as
select given.*
from (
    values
    -- of two clauses: the note is printed with the first
    ('one', 1, 'all', false, 'yes'),
    ('one', 2, 'all', false, 'no'),
    ('half', 1, 'all', false, 'half'),
    ('all-held', 1, 'all', false, 'yes yes'),
    -- a minority makes no claim of all partly supported
    ('all-but-one', 1, 'all', false, 'yes yes no'),
    ('a-minority', 1, 'all', false, 'yes no no'),
    ('most', 1, 'most', false, 'yes no yes'),
    ('not-most', 1, 'most', false, 'yes no'),
    ('two-aspects', 1, 'any', false, 'yes yes no no no'),
    ('one-aspect', 1, 'any', false, 'yes no no'),
    ('no-aspect', 1, 'any', false, 'no no'),
    ('perhaps-an-aspect', 1, 'any', false, 'no unknown'),
    -- not held: a third, and less than a third
    ('a-third-unknown', 1, 'most', false, 'yes yes unknown'),
    ('less-unknown', 1, 'most', false, 'yes yes no unknown'),
    ('all-that-is-held', 1, 'all', false, 'yes yes yes unknown'),
    ('unknown', 1, 'all', false, 'unknown unknown'),
    -- what cannot be distinguished from chance neither supports nor contradicts
    ('unclear', 1, 'all', false, 'unclear'),
    ('picture', 1, 'all', true, 'improving improving improving declining volatile'),
    ('half-a-picture', 1, 'all', true, 'improving improving improving volatile volatile volatile volatile'),
    ('declining-picture', 1, 'all', true, 'improving declining declining volatile'),
    ('too-few-for-a-picture', 1, 'all', true, 'improving improving improving too_few_years')
) as given (statement_id, clause, quantifier, picture, answers);

create table statement_figures as
select
    cases.statement_id,
    cases.clause,
    places.place as claim_order,
    concat(cases.statement_id, ' ', cases.clause) as clause_text,
    cases.quantifier,
    case cases.statement_id when 'one' then 'of one school' else '' end as note,
    cases.picture as claim_improving_picture,
    concat('M', places.place) as measure_title,
    split_part(cases.answers, ' ', cast(places.place as int)) as direction,
    split_part(cases.answers, ' ', cast(places.place as int)) <> 'unknown' as assessed,
    case split_part(cases.answers, ' ', cast(places.place as int))
        when 'improving' then 'yes' else split_part(cases.answers, ' ', cast(places.place as int))
    end as answer,
    case when split_part(cases.answers, ' ', cast(places.place as int)) <> 'unknown' then concat('f', places.place) end
        as finding_id
from cases
cross join (values (1), (2), (3), (4), (5), (6), (7)) as places (place)
where split_part(cases.answers, ' ', cast(places.place as int)) <> '';

create table answer_words as
select
    statement_id,
    clause,
    claim_order,
    measure_title,
    direction as answer_text
from statement_figures;

-- expected
select expected.*
from (
    values
    ('one', 1, 'supported', 'M1: yes (of one school)'),
    ('one', 2, 'not_supported', 'M1: no'),
    ('half', 1, 'partly_supported', 'M1: half'),
    ('all-held', 1, 'supported', '2 of the 2 measures that can be judged support it. M1, M2: yes'),
    (
        'all-but-one', 1, 'partly_supported',
        '2 of the 3 measures that can be judged support it. M1, M2: yes; M3: no'
    ),
    ('a-minority', 1, 'not_supported', '1 of the 3 measures that can be judged supports it. M1: yes; M2, M3: no'),
    (
        'most', 1, 'supported',
        '2 of the 3 measures that can be judged support it (most is claimed). M1, M3: yes; M2: no'
    ),
    (
        'not-most', 1, 'partly_supported',
        '1 of the 2 measures that can be judged supports it (most is claimed). M1: yes; M2: no'
    ),
    (
        'two-aspects', 1, 'supported',
        '2 of the 5 measures that can be judged support it (any is claimed). M1, M2: yes; M3, M4, M5: no'
    ),
    (
        'one-aspect', 1, 'partly_supported',
        '1 of the 3 measures that can be judged supports it (any is claimed). M1: yes; M2, M3: no'
    ),
    (
        'no-aspect', 1, 'not_supported',
        '0 of the 2 measures that can be judged support it (any is claimed). M1, M2: no'
    ),
    (
        'perhaps-an-aspect', 1, 'cannot_be_assessed',
        'the one measure that can be judged does not support it (any is claimed). M1: no; M2: unknown'
    ),
    (
        'a-third-unknown', 1, 'cannot_be_assessed',
        '2 of the 2 measures that can be judged support it (most is claimed); 1 of 3 cannot be judged, '
        || 'so the claim cannot be assessed in full. M1, M2: yes; M3: unknown'
    ),
    (
        'less-unknown', 1, 'supported',
        '2 of the 3 measures that can be judged support it (most is claimed). M1, M2: yes; M3: no; M4: unknown'
    ),
    (
        'all-that-is-held', 1, 'supported',
        '3 of the 3 measures that can be judged support it. M1, M2, M3: yes; M4: unknown'
    ),
    ('unknown', 1, 'cannot_be_assessed', 'M1, M2: unknown'),
    ('unclear', 1, 'cannot_be_assessed', 'M1: unclear'),
    -- sign tests: 10 of 16, 2 of 8 and 8 of 8 ways to fall on either side
    (
        'picture', 1, 'supported',
        '3 improving and 1 declining of 5 measures with a direction (sign test p 0.625). '
        || 'M1, M2, M3: improving; M4: declining; M5: volatile'
    ),
    (
        'half-a-picture', 1, 'partly_supported',
        '3 improving and 0 declining of 7 measures with a direction (sign test p 0.250). '
        || 'M1, M2, M3: improving; M4, M5, M6, M7: volatile'
    ),
    (
        'declining-picture', 1, 'not_supported',
        '1 improving and 2 declining of 4 measures with a direction (sign test p 1.000). '
        || 'M1: improving; M2, M3: declining; M4: volatile'
    ),
    (
        'too-few-for-a-picture', 1, 'cannot_be_assessed',
        '3 improving and 0 declining of 3 measures with a direction (sign test p 0.250). '
        || 'M1, M2, M3: improving; M4: too_few_years'
    )
) as expected (statement_id, clause, result, reason);

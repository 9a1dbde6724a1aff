-- purpose: a published figure as reports show it: a symbol in place of a number, limits of its own or of its events
-- given: one figure of each kind, and a period that an area is missed in
create table measures as
select given.*
from (
    values
    ('share', 0),
    ('rate', 0),
    ('own', 1)
) as given (measure_id, is_local);

create table cells as
select
    given.*,
    'sen-support' as cohort,
    '2018/19' as period,
    'final' as release_status
from (
    values
    (1, 'share', 'with limits', 50.0, null, 40.0, 60.0, 'A'),
    (2, 'share', 'alone', 50.0, null, null, null, 'C'),
    (3, 'share', 'suppressed', null, 'c', null, null, 'N'),
    (4, 'share', 'missed', null, null, null, null, 'N'),
    (5, 'rate', 'of events', 2.5, null, null, null, 'A'),
    (6, 'rate', 'of events that repeat', 2.5, null, null, null, 'A'),
    (7, 'own', 'of the area alone', 7.0, null, null, null, 'C')
) as given (figure, measure_id, area_code, value, symbol, value_lower, value_upper, evidence_grade);

create table events as
select given.*
from (
    values
    (5, 1.5, 3.5, 'B'),
    (6, null, null, 'C')
) as given (figure, value_lower, value_upper, evidence_grade);

-- expected
select expected.*
from (
    values
    ('share', 'with limits', 50.0, null, 40.0, 60.0, 'A', 'final'),
    ('share', 'alone', 50.0, null, null, null, 'C', 'final'),
    ('share', 'suppressed', null, 'c', null, null, 'N', 'final'),
    -- how far events repeat decides what they are good for
    ('rate', 'of events', 2.5, null, 1.5, 3.5, 'B', 'final'),
    ('rate', 'of events that repeat', 2.5, null, null, null, 'C', 'final'),
    ('own', 'of the area alone', 7.0, null, null, null, 'C', 'local_unpublished')
) as expected (
    measure_id, area_code, value, symbol, value_lower, value_upper, evidence_grade, release_status
);

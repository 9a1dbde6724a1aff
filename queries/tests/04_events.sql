-- purpose: how far events repeat, what is known of them otherwise, and the limits of their rate
-- given: suspensions, of which a pupil can have many, and the pupils who had any; exclusions, of which a pupil has one
create table measures as
select given.*
from (
    values
    ('suspensions', 'repeatedly', 'suspended'),
    ('suspended', '', ''),
    ('exclusions', 'once', '')
) as given (measure_id, events, pupils_concerned);

create table counted as
select given.*
from (
    values
    (1, 'suspensions', 'worked', 7.0, 512, 512, 512, 3050, 201),
    (2, 'suspensions', 'rounded, many', 7.0, 1000, 998, 1002, 4000, 500),
    (3, 'suspensions', 'rounded, few', 7.0, 100, 98, 102, 4000, 50),
    (4, 'suspensions', 'pupils suppressed', 7.0, 100, 100, 100, 4000, null),
    (5, 'suspensions', 'more pupils than events', 7.0, 100, 100, 100, 4000, 101),
    (11, 'suspensions', 'nobody, but events', 7.0, 100, 100, 100, 4000, 0),
    (12, 'suspensions', 'one each', 7.0, 100, 100, 100, 4000, 100),
    (6, 'suspensions', 'none', 0.0, 0, 0, 0, 310, null),
    (7, 'exclusions', 'worked', 7.0, 37, 37, 37, 4100, null),
    -- no figure, no count, and no pupils
    (8, 'suspensions', 'suppressed', null, 100, 100, 100, 4000, 50),
    (9, 'suspensions', 'a rate alone', 7.0, null, null, null, 4000, 50),
    (10, 'suspensions', 'no pupil', 7.0, 0, 0, 0, 0, 0)
) as given (figure, measure_id, area_code, value, numerator, numerator_low, numerator_high, denominator, concerned);

create table cells as
select
    figure,
    measure_id,
    'ehc-plan' as cohort,
    area_code,
    '2018/19' as period,
    value,
    numerator,
    numerator_low,
    numerator_high,
    denominator
from counted
union all
select
    100 + figure as figure,
    'suspended' as measure_id,
    'ehc-plan' as cohort,
    area_code,
    '2018/19' as period,
    5.0 as value,
    concerned as numerator,
    concerned as numerator_low,
    concerned as numerator_high,
    denominator
from counted
where concerned is not null
union all
-- the pupils of another cohort or year are not those who had the events
select
    200 as figure,
    'suspended' as measure_id,
    other.cohort,
    'pupils suppressed' as area_code,
    other.period,
    5.0 as value,
    50 as numerator,
    50 as numerator_low,
    50 as numerator_high,
    4000 as denominator
from (values ('no-sen', '2018/19'), ('ehc-plan', '2017/18')) as other (cohort, period);

-- expected: the limits of the worked rows are 13.973516 and 20.000330, 0.635316 and 1.243929 (statistics 3), and those
-- of a range of counts the lower limit of the fewest and the upper of the most
select expected.*
from (
    values
    (
        1, 512.0, 201.0, 2 * 512.0 / 201.0 - 1, true, 'A',
        100 * repeat_event_interval(512.0, 201.0, 3050.0)['lower'],
        100 * repeat_event_interval(512.0, 201.0, 3050.0)['upper']
    ),
    (
        2, 1000.0, 500.0, 3.0, true, 'B',
        100 * repeat_event_interval(998.0, 500.0, 4000.0)['lower'],
        100 * repeat_event_interval(1002.0, 500.0, 4000.0)['upper']
    ),
    (
        3, 100.0, 50.0, 3.0, false, 'B',
        100 * repeat_event_interval(98.0, 50.0, 4000.0)['lower'],
        100 * repeat_event_interval(102.0, 50.0, 4000.0)['upper']
    ),
    (4, 100.0, null, null, true, 'C', null, null),
    (5, 100.0, 101.0, null, true, 'C', null, null),
    (11, 100.0, 0.0, null, true, 'C', null, null),
    (
        12, 100.0, 100.0, 1.0, true, 'A',
        100 * rate_interval(100.0, 4000.0)['lower'],
        100 * rate_interval(100.0, 4000.0)['upper']
    ),
    (6, 0.0, null, 1.0, true, 'A', 0.0, 100 * rate_interval(0.0, 310.0)['upper']),
    (
        7, 37.0, null, 1.0, true, 'A',
        100 * rate_interval(37.0, 4100.0)['lower'],
        100 * rate_interval(37.0, 4100.0)['upper']
    )
) as expected (figure, events, concerned, dispersion, sure, evidence_grade, value_lower, value_upper);

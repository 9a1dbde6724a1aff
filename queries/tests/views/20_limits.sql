-- purpose: a difference has the limits of its own counts, else those that a borrowed number of pupils allows
-- given: a tested share, one without counts and a score without limits, both with borrowed pupils, and one of too few pupils
create table thresholds as
select 10.0 as minimum_cohort;

create table differences as
select
    given.*,
    row_number() over (order by given.measure_id) as figure,
    row_number() over (order by given.measure_id) as series,
    1 as comparator_no,
    40.0 as value,
    50.0 as comparator_value,
    -10.0 as difference,
    1.0 as printed_unit,
    1.0 as comparator_unit,
    1.0 as rounding,
    false as at_home,
    false as is_local
from (
    values
    ('few', 'C', true, false, null, null, null),
    ('hindered', 'N', true, false, null, null, 'no figure'),
    ('score', 'C', false, true, null, null, null),
    ('share', 'C', true, false, null, null, null),
    ('tested', 'A', true, false, -12.0, -8.0, null)
) as given (measure_id, evidence_grade, counts_pupils, is_score, difference_lower, difference_upper, hindrance);

create table pupils as
select
    figure,
    case measure_id when 'few' then 9.0 else 400.0 end as pupils_used,
    case measure_id when 'few' then 9.0 else 400.0 end as fewest_pupils,
    case when measure_id <> 'few' then 2.0 end as borrowed_error
from differences;

-- expected
select
    expected.measure_id,
    expected.grade,
    expected.obstacle,
    case
        when expected.measure_id = 'share'
            then 100 * wilson_interval(158.0, 162.0, 400.0)['lower'] - 50.0 - 0.5
        else expected.lower_limit
    end as lower_limit
from (
    values
    ('few', 'C', 'few pupils held', null),
    ('hindered', 'N', 'no figure', null),
    ('score', 'I', null, -10 - 1.959963984540054 * 2 - 1),
    ('share', 'I', null, null),
    ('tested', 'A', null, -12.0)
) as expected (measure_id, grade, obstacle, lower_limit);

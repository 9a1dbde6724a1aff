-- purpose: a gap is read across a change of grading only where it moves no more there than within a grading
-- given: three measures of 32 authorities over four years, parted after the second; gaps of two points up and down
-- within a grading, and across the change of two points, of three points, and of three in a measure that is not marked
create table measures as
select given.*
from (
    values
    ('steady', 1),
    ('torn', 1),
    ('unmarked', 0)
) as given (measure_id, gap_survives_breaks);

create table years as
select given.*
from (
    values
    (2018, 1, 0.0, 0.0),
    (2019, 1, 2.0, 2.0),
    (2020, 2, 4.0, 5.0),
    (2021, 2, 6.0, 7.0)
) as given (period_start, segment_id, steady_gap, torn_gap);

create table authorities as
select unnest(generate_series(1, 32)) as area;

create table cells as
select
    measures.measure_id,
    'sen-support' as cohort,
    'set' as data_set,
    concat('A', authorities.area) as area_code,
    'local_authority' as area_level,
    cast(years.period_start as varchar) as period,
    years.period_start,
    years.segment_id,
    -- half of the authorities move up, half down, so that the mean change is none
    50.0 + case when authorities.area % 2 = 0 then 1 else -1 end
    * case measures.measure_id when 'steady' then years.steady_gap else years.torn_gap end as value
from measures
cross join years
cross join authorities
union all
select
    measures.measure_id,
    'sen-support' as cohort,
    'set' as data_set,
    'E' as area_code,
    'national' as area_level,
    cast(years.period_start as varchar) as period,
    years.period_start,
    years.segment_id,
    50.0 as value
from measures
cross join years;

-- expected: within, 64 changes of 2 points about 0: spread 2 x sqrt(64 / 63) = 2.0158; across, 32: 2 x sqrt(32 / 31) =
-- 2.0320 for the one, 3 x sqrt(32 / 31) = 3.0480 for the other: 1.01 and 1.51 times
select expected.*
from (
    values
    (
        'gap_across_break', 'set', 'steady', 'note',
        'the gap to England moves at most 1.01 times as much across a change of grading as within one (1.25 would be '
        || 'too much): it may be read across',
        32
    ),
    (
        'gap_across_break', 'set', 'torn', 'warning',
        'the gap to England moves up to 1.51 times as much across a change of grading as within one (sen-support): '
        || 'take gap_survives_breaks from the measure, for it does not',
        32
    )
) as expected (check, data_set, key, severity, message, rows);

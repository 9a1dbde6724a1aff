-- purpose: the gap to pupils with no SEN, next to England's, and whether it moved because those pupils did worse
-- given: measures of two years where a gap of 2 matters; of some there is no England, no first year or no level
create table measures as
select given.*
from (
    values
    ('attainment', 1, 'score', 1),
    ('attainment-closed', 2, 'score', 1),
    ('attainment-similar', 3, 'score', 1),
    ('absence', 4, '%', -1),
    ('absence-closed', 5, '%', -1),
    ('neither-good', 6, '%', 0),
    ('suspensions', 7, 'per 100', -1),
    ('latest-missing', 8, '%', 1),
    ('no-level', 9, '%', 1),
    ('ahead', 10, '%', 1)
) as given (measure_id, measure_no, unit, polarity);

-- the figures of the cohort and of pupils with no SEN, then England's
create table pairs as
select given.*
from (
    values
    ('attainment', 1, 28.0, 44.0, 30.0, 49.0), ('attainment', 2, 28.0, 46.0, 31.0, 50.0),
    ('attainment-closed', 1, 28.0, 48.0, null, null), ('attainment-closed', 2, 30.0, 46.0, null, null),
    ('attainment-similar', 1, 28.0, 48.0, 30.0, 49.0), ('attainment-similar', 2, 30.0, 48.5, 31.0, null),
    ('absence', 1, 7.0, 5.0, 8.0, 4.0), ('absence', 2, 9.0, 5.0, 8.0, 4.0),
    ('absence-closed', 1, 8.0, 4.0, 8.0, 4.0), ('absence-closed', 2, 8.0, 6.0, 8.0, 4.0),
    ('neither-good', 1, 28.0, 44.0, 30.0, 50.0), ('neither-good', 2, 30.0, 40.0, 30.0, 40.0),
    ('suspensions', 2, 40.0, 10.0, 25.0, 10.0),
    ('latest-missing', 1, 28.0, 44.0, 30.0, 50.0),
    ('no-level', 2, 28.0, 44.0, 30.0, 50.0),
    -- the cohort does better than pupils with no SEN, and goes further ahead as those do worse
    ('ahead', 1, 50.0, 46.0, null, null), ('ahead', 2, 52.0, 44.0, null, null)
) as given (measure_id, period_no, value, no_sen_value, england_value, england_no_sen_value);

create table cells as
select
    figure_of(measures.measure_no, cohorts.cohort_no, areas.area_no, cast(pairs.period_no as int)) as figure,
    figure_of(measures.measure_no, cohorts.cohort_no, cast(0 as int), cast(pairs.period_no as int)) as year_no,
    pairs.measure_id,
    cohorts.cohort,
    areas.area_code,
    concat(2020 + pairs.period_no, '/', 21 + pairs.period_no) as period,
    measures.measure_no,
    cohorts.cohort_no,
    areas.area_no,
    pairs.period_no,
    areas.area_level,
    case
        when areas.area_level = 'national' and cohorts.cohort = 'no-sen' then pairs.england_no_sen_value
        when areas.area_level = 'national' then pairs.england_value
        when cohorts.cohort = 'no-sen' then pairs.no_sen_value
        else pairs.value
    end as value
from pairs
inner join measures on pairs.measure_id = measures.measure_id
inner join cohorts on cohorts.cohort in ('sen-support', 'no-sen')
inner join areas on areas.area_code in ('E08000025', 'E92000001');

create table comparisons as
select
    cells.measure_id,
    cells.cohort,
    cells.area_code,
    cells.period,
    others.comparator,
    cells.value,
    pairs.no_sen_value as comparator_value,
    cells.value - pairs.no_sen_value as difference,
    2.0 as m_level,
    case cells.measure_id when 'no-level' then 'not_available' else 'below' end as level
from cells
inner join pairs on cells.measure_id = pairs.measure_id and cells.period_no = pairs.period_no
cross join (values ('area-no-sen'), ('england-same-cohort')) as others (comparator)
where cells.area_code = 'E08000025';

create table series as
select
    figure,
    measure_no,
    cohort_no,
    area_no,
    period,
    '2022/23' as latest_period
from cells
where area_code = 'E08000025' and cohort = 'sen-support';

-- 40 of 100 are four times 10 of 100; in the rest of England 60 of 300 are twice 30 of 300
create table events as
select
    cells.figure,
    1.0 as dispersion,
    case
        when cells.area_level = 'national' and cells.cohort = 'no-sen' then 40.0
        when cells.area_level = 'national' then 100.0
        when cells.cohort = 'no-sen' then 10.0
        else 40.0
    end as events,
    case cells.area_level when 'national' then 400.0 else 100.0 end as pupils
from cells
where cells.measure_id = 'suspensions';

-- expected
select expected.*
from (
    values
    ('attainment', '2021/22', 16.0, 19.0, -3.0, null, null, null, null, null, false),
    ('attainment', '2022/23', 18.0, 19.0, -1.0, null, null, '2021/22', 2.0, 'wider', false),
    ('attainment-closed', '2021/22', 20.0, null, null, null, null, null, null, null, false),
    ('attainment-closed', '2022/23', 16.0, null, null, null, null, '2021/22', -4.0, 'narrower', true),
    ('attainment-similar', '2021/22', 20.0, 19.0, 1.0, null, null, null, null, null, false),
    ('attainment-similar', '2022/23', 18.5, null, null, null, null, '2021/22', -1.5, 'similar', false),
    ('absence', '2021/22', -2.0, -4.0, 2.0, 2.0, null, null, null, null, false),
    ('absence', '2022/23', -4.0, -4.0, 0.0, 2.0, null, '2021/22', -2.0, 'wider', false),
    ('absence-closed', '2021/22', -4.0, -4.0, 0.0, 2.0, null, null, null, null, false),
    ('absence-closed', '2022/23', -2.0, -4.0, 2.0, 2.0, null, '2021/22', 2.0, 'narrower', true),
    ('neither-good', '2021/22', 16.0, 20.0, -4.0, 0.6, null, null, null, null, false),
    ('neither-good', '2022/23', 10.0, 10.0, 0.0, 0.75, null, '2021/22', -6.0, null, false),
    ('suspensions', '2022/23', -30.0, -15.0, -15.0, 2.5, 2.0, null, null, null, false),
    ('latest-missing', '2021/22', 16.0, 20.0, -4.0, 0.6, null, null, null, null, false),
    ('ahead', '2021/22', -4.0, null, null, null, null, null, null, null, false),
    ('ahead', '2022/23', -8.0, null, null, null, null, '2021/22', -4.0, 'wider', false)
) as expected (
    measure_id, period, gap, england_gap, gap_beyond_england, england_ratio, ratio_of_ratios, period_from, gap_change,
    gap_movement, gap_closed_by_decline
);

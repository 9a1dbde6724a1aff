-- purpose: a claim meets the verdict against the comparator that it names, or else against that of the headline
-- given: a claim that names England, one that names none and is judged against the middle authority, one of earlier years
-- by their queries: measure_cohorts
create table as_of as
select 2022 as as_of_start;

create table measures as
select
    given.measure_id,
    '%' as unit
from (values ('named'), ('unnamed'), ('earlier')) as given (measure_id);

create table claims as
select
    measure_id,
    'ehc-plan' as cohort,
    'E08000025' as area_code,
    row_number() over (order by measure_id) as claim_order,
    'england-same-cohort' as comparator,
    measure_id = 'named' as comparator_named,
    2018 as from_start,
    case measure_id when 'earlier' then 2019 else 2022 end as to_start
from measures;

create table materiality as
select
    measure_id,
    'ehc-plan' as cohort,
    '2022/23' as latest_period
from measures;

create table authority_values as
select
    measure_id,
    'ehc-plan' as cohort,
    '2022/23' as period,
    'authorities-same-cohort' as main_comparator
from measures;

create table verdicts as
select
    measure_id,
    'ehc-plan' as cohort,
    'E08000025' as area_code,
    'authorities-same-cohort' as comparator,
    2022 as period_start,
    30.0 as value
from measures;

-- expected
select expected.*
from (
    values
    ('named', 'england-same-cohort', null, false),
    ('unnamed', 'authorities-same-cohort', 30.0, true),
    ('earlier', 'authorities-same-cohort', 30.0, false)
) as expected (measure_id, read_against, value, within);

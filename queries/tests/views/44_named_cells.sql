-- purpose: a verdict names its two figures, England's where the gap is followed, and the shares not known that are reported with it
-- given: 'tracked' has a gap that moved and a share not known, against England and its region; 'plain' has neither
-- by their queries: peers
create table compared_areas as
select 'E08000025' as area_code;

create table judgements_made as
select
    given.*,
    'sen-support' as cohort,
    'E08000025' as area_code,
    '2022/23' as period,
    '2022/23' as figure_period,
    case given.measure_id when 'tracked' then 'lost' end as partner_id,
    given.measure_id = 'tracked' as reports_not_known,
    case given.measure_id when 'tracked' then 2.0 end as not_known_change,
    '2020/21' as period_from
from (
    values
    ('tracked', 'england-same-cohort'),
    ('tracked', 'region-same-cohort'),
    ('plain', 'area-no-sen'),
    ('plain', 'neighbours-same-cohort')
) as given (measure_id, comparator);

create table trends as
select
    'tracked' as measure_id,
    'sen-support' as cohort,
    'E08000025' as area_code,
    '2022/23' as period_to,
    3.0 as gap_change;

-- expected
select
    expected.measure_id,
    expected.comparator,
    expected.other_kind,
    string_to_array(expected.compared, ' ') as compared_facts,
    string_to_array(expected.england, ' ') as england_facts,
    string_to_array(expected.not_known, ' ') as not_known_facts
from (
    values
    (
        'tracked', 'england-same-cohort', 'area',
        'tracked|sen-support|E08000025|2022/23 tracked|sen-support|E92000001|2022/23',
        'tracked|sen-support|E92000001|2020/21 tracked|sen-support|E92000001|2022/23',
        'lost|sen-support|E08000025|2020/21 lost|sen-support|E08000025|2022/23 lost|sen-support|E92000001|2022/23 '
        || 'tracked|sen-support|E92000001|2022/23'
    ),
    (
        'tracked', 'region-same-cohort', 'area',
        'tracked|sen-support|E08000025|2022/23 tracked|sen-support|E12000005|2022/23',
        'tracked|sen-support|E92000001|2020/21 tracked|sen-support|E92000001|2022/23',
        'lost|sen-support|E08000025|2020/21 lost|sen-support|E08000025|2022/23 lost|sen-support|E12000005|2022/23 '
        || 'lost|sen-support|E92000001|2022/23 tracked|sen-support|E92000001|2022/23'
    ),
    (
        'plain', 'area-no-sen', 'area',
        'plain|sen-support|E08000025|2022/23 plain|no-sen|E08000025|2022/23', null, null
    ),
    -- the figures of neighbours are looked up by the next query
    ('plain', 'neighbours-same-cohort', 'neighbours', 'plain|sen-support|E08000025|2022/23 ', null, null)
) as expected (measure_id, comparator, other_kind, compared, england, not_known);

-- purpose: the share whose activity is not known, by itself or within its partner, and the bounds of the true share
-- given: a share next to that of the not known, and one whose partner counts both together
create table measures as
select given.*
from (
    values
    ('sustained', 'not-captured', 0),
    ('neet', 'neet-or-not-known', 1),
    ('not-captured', '', 0),
    ('neet-or-not-known', '', 0)
) as given (measure_id, not_known_measure, not_known_included);

create table pairs as
select
    given.*,
    case given.partner_of when 'sustained' then 'not-captured' else 'neet-or-not-known' end as partner_id
from (
    values
    ('sustained', 'sen-support', 'E08000025', 75.0, 12.5),
    ('sustained', 'sen-support', 'E92000001', 87.5, 0.0),
    -- both together pass 100 by their rounding, and by more than that
    ('sustained', 'ehc-plan', 'E08000025', 87.5, 13.0),
    ('sustained', 'ehc-plan', 'E92000001', 87.5, 25.0),
    -- one of the two is suppressed
    ('sustained', 'no-sen', 'E08000025', null, 12.5),
    ('sustained', 'no-sen', 'E92000001', 75.0, null),
    ('neet', 'all-pupils', 'E08000025', 6.25, 9.375),
    -- rounded apart, both together are less: none are not known
    ('neet', 'all-pupils', 'E92000001', 6.25, 6.0)
) as given (partner_of, cohort, area_code, value, partner_value);

create table cells as
select
    partner_of as measure_id,
    cohort,
    area_code,
    '2018/19' as period,
    value
from pairs
union all
select
    partner_id as measure_id,
    cohort,
    area_code,
    '2018/19' as period,
    partner_value as value
from pairs
union all
-- the other's share of another year is none of this one
select
    'sustained' as measure_id,
    'sen-support' as cohort,
    'E08000025' as area_code,
    '2017/18' as period,
    75.0 as value;

-- expected
select
    expected.*,
    '2018/19' as period
from (
    values
    ('sustained', 'sen-support', 'E08000025', 'not-captured', 75.0, 12.5, 75.0, 87.5),
    ('sustained', 'sen-support', 'E92000001', 'not-captured', 87.5, 0.0, 87.5, 87.5),
    ('sustained', 'ehc-plan', 'E08000025', 'not-captured', 87.5, 13.0, 87.5, 100.0),
    ('sustained', 'ehc-plan', 'E92000001', 'not-captured', 87.5, 25.0, null, null),
    ('neet', 'all-pupils', 'E08000025', 'neet-or-not-known', 6.25, 3.125, 6.25, 9.375),
    ('neet', 'all-pupils', 'E92000001', 'neet-or-not-known', 6.25, -0.25, 6.25, 6.25)
) as expected (measure_id, cohort, area_code, partner_id, value, not_known, bound_low, bound_high);

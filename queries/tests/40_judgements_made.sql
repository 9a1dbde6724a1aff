-- purpose: level and direction make one judgement, turned by polarity, and those not known can prevent it
-- given: one measure for each case; 2022/23 is the latest year of all, and of 2021/22 nothing is judged
-- by their queries: latest_levels
create table cases as
select given.*
from (
    values
    ('high-above', 1, 'england-same-cohort', 'significantly_above', 55.0, 'improving', 'A', 3.0),
    ('high-below', 1, 'england-same-cohort', 'significantly_below', 40.0, 'declining', 'B', 0.0),
    ('high-beside-all', 1, 'england-all-pupils', 'below', 40.0, 'improving', 'A', 0.0),
    ('in-line', 1, 'england-same-cohort', 'broadly_in_line', 50.2, 'declining', 'A', 0.0),
    ('low-above', -1, 'england-same-cohort', 'above', 52.0, 'declining', 'C', 2.0),
    ('low-below', -1, 'england-same-cohort', 'below', 48.0, null, 'C', -1.9),
    ('neither-good', 0, 'england-same-cohort', 'above', 55.0, 'rising', 'C', -2.0),
    ('unclear', 1, 'england-same-cohort', 'no_clear_difference', 45.0, 'volatile', 'I', 0.0),
    ('unread', 1, 'england-same-cohort', 'not_available', 45.0, 'improving', 'N', 0.0),
    ('suppressed', 1, 'england-same-cohort', 'not_available', null, null, 'N', 0.0),
    ('left-out', 1, 'england-same-cohort', 'not_available', null, null, 'N', 0.0),
    ('whole', 1, 'neighbours-same-cohort', 'above', 55.0, 'improving', 'C', 0.0),
    -- a good thing of which 4.5 in 100 are not known: it could be 82.5 at most, where England is 82.5 or 84.5 at least
    ('hidden', 1, 'england-same-cohort', 'below', 78.0, 'declining', 'C', 0.0),
    ('not-hidden', 1, 'england-same-cohort', 'below', 78.0, 'declining', 'C', 0.0),
    -- a bad thing that is rare where 4 in 100 are not known, 2 and 1.9 more than in England; 2 matter
    ('low-blocked', -1, 'england-same-cohort', 'below', 48.0, 'improving', 'C', 0.0),
    ('low-known', -1, 'england-same-cohort', 'below', 48.0, 'improving', 'C', 0.0)
) as given (measure_id, polarity, comparator, level, value, direction, evidence_grade, robust_place);

create table measures as
select
    measure_id,
    row_number() over (order by measure_id) as measure_no,
    polarity,
    '%' as unit,
    case when measure_id like '%hidden' or measure_id in ('low-blocked', 'low-known') then 'partner' end
        as not_known_measure,
    case when polarity < 0 then 1 else 0 end as not_known_included
from cases;

create table materiality as
select
    measure_id,
    'sen-support' as cohort,
    2022 as latest_start,
    2.0 as m_level
from cases
union all
select
    'partner' as measure_id,
    'sen-support' as cohort,
    2022 as latest_start,
    2.0 as m_level;

create table cells as
select
    cases.measure_id,
    'sen-support' as cohort,
    'E08000025' as area_code,
    years.period,
    years.period_start,
    case when years.period_start = 2022 then cases.value else 41.5 end as value,
    case when cases.measure_id = 'suppressed' and years.period_start = 2022 then 'c' end as symbol,
    case cases.measure_id when 'whole' then 1.0 else 0.1 end as printed_unit
from cases
cross join (values ('2021/22', 2021), ('2022/23', 2022)) as years (period, period_start);

create table comparisons as
select
    cases.measure_id,
    'sen-support' as cohort,
    'E08000025' as area_code,
    years.period,
    cases.comparator,
    cases.level,
    cases.value,
    others.comparator_value,
    (cases.value - others.comparator_value) * cases.polarity as advantage,
    others.rounding,
    cases.evidence_grade,
    'figures_alone' as method
from cases
inner join (
    values
    ('hidden', 82.5, 0.055),
    ('not-hidden', 84.5, 0.055),
    -- the middle of whole figures, which can be a half: 0.5 of each
    ('whole', 49.5, 1.0),
    -- the area has one decimal and England two: 0.05 and 0.005
    ('', 50.0, 0.055)
) as others (measure_id, comparator_value, rounding)
    on
        case when cases.measure_id like '%hidden' or cases.measure_id = 'whole' then cases.measure_id else '' end
        = others.measure_id
cross join (values ('2021/22'), ('2022/23')) as years (period);

create table trends as
select
    measure_id,
    'sen-support' as cohort,
    'E08000025' as area_code,
    '2022/23' as period_to,
    direction
from cases
where direction is not null;

create table rankings as
select
    measure_id,
    'sen-support' as cohort,
    'E08000025' as area_code,
    '2022/23' as period,
    robust_place
from cases;

create table not_known as
select
    given.*,
    'sen-support' as cohort,
    '2022/23' as period
from (
    values
    ('hidden', 'E08000025', 4.5, 78.0, 82.5), ('hidden', 'E92000001', 1.2, 82.5, 83.7),
    ('not-hidden', 'E08000025', 4.5, 78.0, 82.5), ('not-hidden', 'E92000001', 1.2, 84.5, 85.7),
    ('low-blocked', 'E08000025', 4.0, 48.0, 52.0), ('low-blocked', 'E92000001', 2.0, 50.0, 52.0),
    ('low-known', 'E08000025', 4.0, 48.0, 52.0), ('low-known', 'E92000001', 2.1, 50.0, 52.1)
) as given (measure_id, area_code, not_known, bound_low, bound_high);

-- expected
select expected.*
from (
    values
    ('high-above', 'significantly_favourable', 'strength, improving', null, null, 1, 2, null),
    ('high-below', 'significantly_unfavourable', 'priority concern: weak and declining', null, null, 1, 2, null),
    ('high-beside-all', 'unfavourable', 'contextual: below, improving', null, null, 1, 2, null),
    ('in-line', 'broadly_in_line', 'emerging concern', null, null, 1, 2, null),
    ('low-above', 'unfavourable', 'concern: weak and declining', 'unusually_high', null, 1, 2, null),
    ('low-below', 'favourable', 'favourable (latest year only)', null, null, 1, 2, null),
    ('neither-good', null, 'contextual: above, rising', 'unusually_low', null, 1, 2, null),
    ('unclear', 'no_clear_difference', 'insufficient evidence', null, null, 1, 2, null),
    ('unread', null, 'not available', null, null, 1, 2, null),
    (
        'suppressed', null, 'no figure for 2022/23', null, null, 1, 2,
        'no figure for 2022/23 (symbol c: suppressed); the last one is 41.5% in 2021/22'
    ),
    (
        'left-out', null, 'no figure for 2022/23', null, null, 1, 2,
        'no figure for 2022/23; the last one is 41.5% in 2021/22'
    ),
    ('whole', 'favourable', 'relative strength, improving', null, null, 0, 1, null),
    ('hidden', 'unfavourable', 'concern: weak and declining', null, 'could_explain', 1, 2, null),
    ('not-hidden', 'unfavourable', 'concern: weak and declining', null, 'cannot_explain', 1, 2, null),
    ('low-blocked', 'favourable', 'no strength: not known is high', null, null, 1, 2, null),
    ('low-known', 'favourable', 'relative strength, improving', null, null, 1, 2, null)
) as expected (measure_id, favour, judgement, unusual, not_known_effect, places, comparator_places, no_figure);

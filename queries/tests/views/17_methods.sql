-- purpose: the figures that both sides have decide the method, and a part is removed from a whole that is the sum of its parts
-- given: shares with counts, rates with events and scores with limits, each named after what the other one is
create table pairings as
select
    given.measure_id,
    given.other_kind,
    given.adds_up,
    given.holds_these,
    given.other_value,
    given.other_low,
    given.other_denominator,
    given.share is not null as is_share,
    given.score is not null as is_score,
    coalesce(given.share, given.score, 100 * given.happened / given.happened_to) as value,
    given.share as numerator_low,
    case when given.share is not null then 100 end as denominator,
    given.score - 0.5 as value_lower,
    given.happened as events,
    given.happened as events_low,
    given.happened as events_high,
    given.happened_to as event_pupils,
    case when given.happened is not null then 1.0 end as dispersion,
    given.other_happened as other_events,
    given.other_happened as other_events_low,
    given.other_happened as other_events_high,
    case when given.other_happened is not null then 1000 end as other_event_pupils,
    case when given.other_happened is not null then 1.0 end as other_dispersion
from (
    values
    ('whole', 'area', true, true, 40, null, null, null, 50.0, 300, 1000, null),
    ('whole-of-others', 'area', false, true, 40, null, null, null, 50.0, 300, 1000, null),
    ('neighbours', 'neighbours', null, false, 40, null, null, null, null, 300, 1000, null),
    ('figure', 'area', null, false, 40, null, null, null, 50.0, null, null, null),
    ('target', 'target', null, false, 40, null, null, null, 50.0, null, null, null),
    ('nothing', 'area', null, true, 40, null, null, null, null, null, null, null),
    ('rate-of-whole', 'area', true, true, null, null, 20, 100, 5.0, null, null, 60),
    ('rate', 'area', false, true, null, null, 20, 100, 5.0, null, null, 60),
    ('score-of-whole', 'area', true, true, null, 2.0, null, null, 1.0, null, 1000, null),
    ('no-value', 'area', true, true, null, null, null, null, 1.0, null, null, null)
) as given (
    measure_id, other_kind, adds_up, holds_these, share, score, happened, happened_to, other_value, other_low, other_denominator,
    other_happened
);

-- expected
select expected.*
from (
    values
    ('whole', 'newcombe_part_whole', 0.0, null, null),
    ('whole-of-others', 'newcombe', 0.0, null, null),
    ('neighbours', 'newcombe_pooled', 0.0, null, null),
    ('figure', 'published_figures_only', 0.0, null, null),
    ('target', 'fixed_benchmark', 0.0, null, null),
    ('nothing', null, 0.0, null, null),
    -- 40 events of 900 pupils are left without the 20 of 100
    ('rate-of-whole', 'rates_part_whole', 0.1, 40.0, 900.0),
    ('rate', 'rates', 0.0, 60.0, 1000.0),
    -- the other has no limits, and is not England
    ('score-of-whole', 'published_figures_only', 0.0, null, null),
    ('no-value', null, 0.0, null, null)
) as expected (measure_id, method, weight, rest_events, rest_pupils);

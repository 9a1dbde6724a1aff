-- purpose: a figure has its unit, a tie has both its ranks, and what there is not is left out
-- given: a rank of its own and a shared one, a handful of pupils, and a measure of which neither more nor less is better
create table profiles as
select
    given.*,
    1 as places,
    0 as comparator_places,
    2 as places_before,
    '%' as unit_text,
    40.0 as value,
    30.0 as comparator_value,
    '2021/22' as period_before,
    151 as ranked
from (
    values
    ('alone', 1, false, 5, 5, 39.5),
    ('shared', -1, false, 5, 7, null),
    ('handful', 1, true, 5, 5, null),
    ('neither', 0, false, 5, 5, null),
    ('unranked', 1, false, null, null, null)
) as given (measure_id, polarity, is_small, rank, rank_max, value_before);

-- expected
select
    expected.*,
    '40.0%' as figure_text,
    '30%' as comparator_text
from (
    values
    ('alone', '39.50% in 2021/22', 'rank 5 of 151'),
    ('shared', '', 'rank 5–7 of 151'),
    ('handful', '', ''),
    ('neither', '', ''),
    ('unranked', '', '')
) as expected (measure_id, before_text, rank_text);

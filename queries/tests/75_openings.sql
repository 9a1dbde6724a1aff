-- purpose: a page opens with two findings of each topic, the duty of twenty weeks first, and eight findings get a slide
-- given: the findings of one area, with their place among its strengths or concerns
create table cases as
select given.*
from (
    values
    -- measure, theme, story, order, favour, list, place
    ('ehc-20-weeks', 'identification', 'ehc-20-weeks', 1, 'broadly_in_line', null, null),
    -- of the others the concern goes before the strength
    ('refused', 'identification', 'refused', 2, 'favourable', 'strengths', 1),
    ('tribunal', 'identification', 'tribunal', 3, 'unfavourable', 'concerns', 3),
    -- one of what pupils attain and one of how they attend
    ('attainment-second', 'attainment', 'attainment-second', 4, 'unfavourable', 'concerns', 2),
    ('attainment-first', 'attainment', 'attainment-first', 5, 'unfavourable', 'concerns', 1),
    ('absence', 'absence', 'absence', 6, 'unfavourable', null, null),
    ('exclusions', 'exclusions', 'exclusions', 7, 'favourable', 'strengths', 5),
    -- a story has one place; adulthood has one though it made no headline
    ('sustained', 'destinations', 'sustained', 8, 'unfavourable', 'concerns', 4),
    ('not-sustained', 'destinations', 'sustained', 9, 'unfavourable', 'concerns', 6),
    ('late', 'destinations', 'late', 10, 'unfavourable', 'concerns', 5),
    ('adulthood', 'adulthood', 'adulthood', 11, 'no_clear_difference', null, null),
    -- not for the page
    ('neither-good', 'adulthood', 'neither-good', 12, null, null, null),
    ('no-level', 'adulthood', 'no-level', 13, null, null, null),
    ('few-pupils', 'adulthood', 'few-pupils', 14, 'unfavourable', null, null),
    ('few-held', 'adulthood', 'few-held', 15, 'unfavourable', null, null),
    ('continued', 'adulthood', 'continued', 16, 'unfavourable', null, null),
    ('everybody', 'adulthood', 'everybody', 17, 'unfavourable', null, null),
    ('waits', 'local', 'waits', 18, 'unfavourable', 'concerns', 7)
) as given (measure_id, theme, story, measure_order, favour, list, place);

create table profiles as
select
    measure_id,
    theme,
    story,
    measure_order,
    favour like '%unfavourable' as is_worse,
    'E08000025' as area_code,
    case measure_id when 'everybody' then 'all-pupils' else 'ehc-plan' end as cohort,
    1 as cohort_order,
    concat('f-', measure_id) as finding_id,
    case measure_id when 'neither-good' then 0 else 1 end as polarity,
    case measure_id when 'no-level' then 'not_available' else 'known' end as level,
    measure_id = 'late' as is_late,
    measure_id = 'few-pupils' as small_cohort,
    measure_id = 'few-held' as is_small,
    measure_id = 'continued' as superseded
from cases;

create table headlines as
select
    list,
    place,
    concat('f-', measure_id) as finding_id
from cases
where list is not null
union all
-- a concern that gets worse is in two lists
select
    'worse_and_getting_worse' as list,
    1 as place,
    'f-tribunal' as finding_id;

-- expected
-- six open the page; of the four other headlines two get a slide, and the late one is the last of them
select expected.*
from (
    values
    ('ehc-20-weeks', 'duties', 1, 1),
    ('refused', '', 0, 2),
    ('tribunal', 'duties', 2, 3),
    ('attainment-second', '', 0, 4),
    ('attainment-first', 'school', 1, 5),
    ('exclusions', 'school', 2, 6),
    ('sustained', 'next', 1, 7),
    ('adulthood', 'next', 2, 8),
    ('not-sustained', '', 0, 0),
    ('late', '', 0, 0)
) as expected (measure_id, topic, topic_place, slide_place);

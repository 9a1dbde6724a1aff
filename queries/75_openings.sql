-- purpose: which findings open the page of an area, a topic each, and which get a slide
-- grain: one row per compared area, measure and cohort that opens a page or gets a slide
-- inputs: profiles, headlines
-- output: topic (duties, school, next) and topic_place (1 first; 0 without), slide_place (1 first; 0 without)
-- rules: duties first; recent years before old ones, then the order of the headlines; of one story one measure; none of a handful of pupils
with topics as (
    select
        profiles.*,
        -- the duty that opens a page, whatever else there is
        profiles.theme = 'identification' and profiles.measure_id = 'ehc-20-weeks' as leading,
        case
            when profiles.theme = 'identification' then 'duties'
            when profiles.theme in ('attainment', 'absence', 'exclusions') then 'school'
            when profiles.theme in ('destinations', 'adulthood') then 'next'
        end as topic,
        -- the topic school has two sentences: attainment and attendance
        case when profiles.theme in ('absence', 'exclusions') then 'attendance' else profiles.theme end as half,
        coalesce(headlines.place, 1000) as headline_place
    from profiles
    left join headlines
        on profiles.finding_id = headlines.finding_id and headlines.list in ('strengths', 'concerns')
),

candidates as (
    select
        topics.*,
        row_number() over (
            partition by topics.area_code, topics.topic, topics.half
            order by
                topics.leading desc,
                topics.is_late,
                topics.headline_place = 1000,
                topics.is_worse desc,
                topics.headline_place,
                topics.measure_order,
                topics.cohort_order
        ) as turn_in_half
    from topics
    where
        topics.topic is not null
        and topics.polarity <> 0
        and topics.level <> 'not_available'
        and not topics.small_cohort
        and not topics.is_small
        and not topics.superseded
        and topics.cohort in ('ehc-plan', 'sen-support', 'all-sen')
),

chosen as (
    select
        candidates.area_code,
        candidates.measure_id,
        candidates.cohort,
        candidates.topic,
        row_number() over (
            partition by candidates.area_code, candidates.topic
            order by
                candidates.leading desc, candidates.turn_in_half, candidates.is_late,
                candidates.headline_place, candidates.measure_order, candidates.cohort_order
        ) as turn
    from candidates
    left anti join candidates as earlier
        on
            candidates.area_code = earlier.area_code
            and candidates.topic = earlier.topic
            and candidates.half = earlier.half
            and candidates.story = earlier.story
            and candidates.turn_in_half > earlier.turn_in_half
),

opening as (
    select
        candidates.area_code,
        candidates.measure_id,
        candidates.cohort,
        candidates.measure_order,
        candidates.cohort_order,
        candidates.is_late,
        candidates.headline_place,
        candidates.topic,
        chosen.turn,
        case candidates.topic when 'duties' then 1 when 'school' then 2 else 3 end as topic_order,
        case when chosen.turn <= 2 then 0 else 1 end as follows
    from candidates
    left join chosen
        on
            candidates.area_code = chosen.area_code
            and candidates.measure_id = chosen.measure_id
            and candidates.cohort = chosen.cohort
),

preferred as (
    select
        opening.*,
        row_number() over (
            partition by area_code
            order by follows, is_late, headline_place, measure_order, cohort_order
        ) as choice
    from opening
    where follows = 0 or headline_place < 1000
),

sided as (
    select
        preferred.*,
        case when choice <= 8 then 1 else 0 end as shown
    from preferred
)

select
    area_code,
    measure_id,
    cohort,
    case when follows = 0 then topic else '' end as topic,
    cast(case when follows = 0 then turn else 0 end as int) as topic_place,
    cast(
        shown * row_number() over (
            partition by area_code, shown
            order by topic_order, measure_order, cohort_order
        ) as int
    ) as slide_place
from sided
order by area_code, measure_id, cohort

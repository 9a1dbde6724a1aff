-- purpose: the figures of each profile as text
-- grain: one row per measure, cohort and compared area, as profiles
-- inputs: profiles
-- output: the columns of profiles; figure_text, comparator_text, before_text (the year before, with its period) and rank_text, empty where there is none
-- rules: none of statistics
select
    profiles.*,
    concat(printed_number(value, places), unit_text) as figure_text,
    concat(printed_number(comparator_value, comparator_places), unit_text) as comparator_text,
    case
        when value_before is null then ''
        else concat(printed_number(value_before, places_before), unit_text, ' in ', period_before)
    end as before_text,
    case
        when rank is null or polarity = 0 or is_small then ''
        when rank = rank_max then concat('rank ', rank, ' of ', ranked)
        else concat('rank ', rank, '–', rank_max, ' of ', ranked)
    end as rank_text
from profiles

-- purpose: by which method two figures are compared, and what is left of a whole without the part
-- grain: one row per figure of a compared area and comparator
-- inputs: pairings
-- output: the columns of pairings; method (null without a value or another); weight and share of the part in the whole; rest_…: the events to compare with,
-- null unless rates are compared
-- rules: statistics 2, 3, 4, 5, 6 (targets), 13
with classed as (
    select
        pairings.*,
        case
            when value is null then null
            when other_kind = 'target' and is_share and numerator_low is not null
                then 'fixed_benchmark'
            when is_share and numerator_low is not null and other_low is not null
                then
                    case
                        when other_kind = 'neighbours' then 'newcombe_pooled'
                        when adds_up and holds_these and other_denominator > denominator
                            then 'newcombe_part_whole'
                        else 'newcombe'
                    end
            when dispersion is not null and other_dispersion is not null
                then
                    case
                        when other_kind = 'neighbours' then 'rates_pooled'
                        when
                            adds_up and holds_these
                            and other_event_pupils > event_pupils
                            and other_events >= events
                            and coalesce(other_concerned, 0) >= coalesce(concerned, 0)
                            then 'rates_part_whole'
                        else 'rates'
                    end
            when
                is_score
                and other_kind <> 'neighbours'
                and value_lower is not null
                and (
                    other_lower is not null
                    -- England's limits are close to its figure, which is treated as exact where they are absent
                    or (is_england and other_value is not null)
                )
                then 'published_limits'
            when coalesce(other_value, others_median) is null then null
            else 'published_figures_only'
        end as method
    from pairings
)

select
    classed.*,
    case when method = 'rates_part_whole' then event_pupils / other_event_pupils else 0.0 end as weight,
    -- of the mean of the whole
    case
        when
            method = 'published_limits'
            and adds_up and is_whole and is_same_cohort
            and other_denominator > denominator
            then denominator / other_denominator
        else 0.0
    end as share,
    case
        when method = 'rates_part_whole' then other_events - events
        when method in ('rates', 'rates_pooled') then other_events
    end as rest_events,
    case
        when method = 'rates_part_whole' then greatest(other_events_low - events_high, 0.0)
        when method in ('rates', 'rates_pooled') then other_events_low
    end as rest_low,
    case
        when method = 'rates_part_whole' then other_events_high - events_low
        when method in ('rates', 'rates_pooled') then other_events_high
    end as rest_high,
    case
        when method = 'rates_part_whole' then other_event_pupils - event_pupils
        when method in ('rates', 'rates_pooled') then other_event_pupils
    end as rest_pupils,
    case
        when method in ('rates', 'rates_pooled') or (method = 'rates_part_whole' and concerned is null)
            then other_dispersion
        when method = 'rates_part_whole' and other_concerned > concerned
            then greatest(1.0, 2 * (other_events - events) / (other_concerned - concerned) - 1)
        when method = 'rates_part_whole' then 1.0
    end as rest_dispersion
from classed

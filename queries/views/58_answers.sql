-- purpose: what the verdict of each measure answers to a written claim
-- grain: one row per statement, clause and measure
-- inputs: claim_verdicts
-- output: the columns of claim_verdicts; an answer to each part of the claim and to the whole (yes, half, no, unclear, unknown; weaker for a part that is
-- claimed more strongly than it is shown)
-- rules: statements 1 to 5 in docs/statements.md
with
-- what each measure answers to each kind of claim: yes, no, unclear or unknown
answered as (
    select
        claim_verdicts.*,
        case
            when claim_level is null then 'yes'
            when not within or level = 'not_available' then 'unknown'
            when level = 'no_clear_difference' then 'unclear'
            when claim_level = level then 'yes'
            when
                claim_level in ('above', 'below')
                and level = concat('significantly_', claim_level) then 'yes'
            when
                claim_level in ('significantly_above', 'significantly_below')
                and concat('significantly_', level) = claim_level then 'weaker'
            when claim_level = 'favourable' and level <> 'broadly_in_line' and advantage > 0 then 'yes'
            when claim_level = 'unfavourable' and level <> 'broadly_in_line' and advantage < 0 then 'yes'
            else 'no'
        end as level_answer,
        case
            when claim_direction is null then 'yes'
            when not within or direction is null or direction = 'too_few_years' then 'unknown'
            when claim_direction = direction then 'yes'
            when claim_direction = 'not_improving' and direction <> 'improving' then 'yes'
            -- a claimed rise is a rise, whether or not that is good
            when claim_direction = 'rising' and direction in ('improving', 'declining') and change > 0 then 'yes'
            when claim_direction = 'falling' and direction in ('improving', 'declining') and change < 0 then 'yes'
            else 'no'
        end as direction_answer,
        case
            when claim_gap is null then 'yes'
            when not within or gap_direction is null then 'unknown'
            when gap_direction = 'unclear' then 'unclear'
            when claim_gap = 'closing' and gap_direction = 'gaining' and advantage - polarity * gap_change < 0 then 'yes'
            when claim_gap = 'widening' and gap_direction = 'losing' and advantage < 0 then 'yes'
            else 'no'
        end as gap_answer,
        case
            when not claim_rise_in_not_known then 'yes'
            when not within or direction is null or direction = 'too_few_years' then 'unknown'
            when change > 0 and direction in ('declining', 'rising') then 'yes'
            else 'no'
        end as rise_answer,
        case
            when not claim_not_sustained then 'yes'
            when not within or direction is null or direction = 'too_few_years' then 'unknown'
            when not_sustained then 'yes'
            else 'no'
        end as sustained_answer,
        claim_direction is not null or claim_rise_in_not_known or claim_not_sustained
        or claim_improving_picture as asks_direction
    from claim_verdicts
),

parted as (
    select
        answered.*,
        (claim_level is not null and level_answer = 'yes')
        or (claim_direction is not null and direction_answer = 'yes')
        or (claim_gap is not null and gap_answer = 'yes') as a_part_holds
    from answered
)

-- a claim of two parts is answered by its weaker part: 'half' where one holds and one does not
select
    parted.* except (a_part_holds),
    case
        when claim_improving_picture
            then
                case
                    when not within or direction is null or direction = 'too_few_years' then 'unknown'
                    when direction = 'improving' then 'yes'
                    else 'no'
                end
        when 'no' in (level_answer, direction_answer, gap_answer, rise_answer, sustained_answer)
            then case when a_part_holds then 'half' else 'no' end
        when 'unknown' in (level_answer, direction_answer, gap_answer, rise_answer, sustained_answer)
            then case when a_part_holds then 'half' else 'unknown' end
        when 'unclear' in (level_answer, gap_answer) then 'unclear'
        when level_answer = 'weaker' then 'half'
        else 'yes'
    end as answer
from parted

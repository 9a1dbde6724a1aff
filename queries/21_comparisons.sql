-- purpose: the level of each cohort against each comparator, in words no stronger than the evidence
-- grain: one row per measure, cohort, area, period and comparator
-- inputs: limits, thresholds
-- output: values, difference, limits and advantage (unit), p, q, level and the rule that gave it, grade, pupils and noise that were used, flags, rounding (unit)
-- rules: statistics 9 (polarity), 14b (grade I), 14c (noise), 18 (level rules 1 to 12)
with weighed as (
    select
        limits.*,
        lower_limit is not null and grade in ('A', 'B') as has_interval,
        lower_limit is not null and grade = 'I' as has_indication,
        -- a billionth of a unit keeps 0.3 - 0.2 from being less than 0.1, and a limit of 0 at 0
        lower_limit > 1e-9 or upper_limit < -1e-9 as excludes_zero,
        lower_limit >= -$in_line_limits * m_level and upper_limit <= $in_line_limits * m_level as within_limits,
        at_least(abs(difference), m_level) as material,
        at_least(abs(difference) - rounding, m_level) as surely_material,
        at_least(abs(difference) + rounding, m_level) as possibly_material,
        -- where the noise is not known, a gap must be as wide as authorities usually differ; no other area has
        -- a local measure, and its target is a fixed number
        at_least(
            abs(difference) - rounding,
            case
                when is_local then m_level
                when noise is null then sd_between
                else greatest(m_level, $noise_multiple * noise)
            end
        ) as beyond_noise,
        at_least(
            $in_line_limits * m_level,
            abs(difference) + case when is_local then 0.0 else $noise_multiple * noise end
        ) as within_noise
    from limits
),

ruled as (
    select
        weighed.*,
        case
            when obstacle is not null or difference is null then 1
            when
                has_interval and excludes_zero and material
                and p_value < $significance and q_value <= $false_discovery then 2
            when has_interval and excludes_zero and material then 3
            when has_interval and excludes_zero then 4
            when has_interval and within_limits then 5
            when has_interval then 6
            when has_indication and excludes_zero and surely_material then 7
            when has_indication and (within_limits or (excludes_zero and not material)) then 8
            when has_indication then 9
            when beyond_noise then 10
            when within_noise then 11
            else 12
        end as level_rule
    from weighed
),

worded as (
    select
        ruled.*,
        case
            when level_rule = 1 then 'not_available'
            when level_rule = 2 and difference > 0 then 'significantly_above'
            when level_rule = 2 then 'significantly_below'
            when level_rule in (3, 7, 10) and difference > 0 then 'above'
            when level_rule in (3, 7, 10) then 'below'
            when level_rule in (6, 9, 12) then 'no_clear_difference'
            else 'broadly_in_line'
        end as level
    from ruled
)

select
    cast(measure_id as varchar) as measure_id,
    cast(cohort as varchar) as cohort,
    cast(area_code as varchar) as area_code,
    cast(period as varchar) as period,
    cast(comparator as varchar) as comparator,
    value,
    comparator_value,
    difference,
    lower_limit as difference_lower,
    upper_limit as difference_upper,
    ratio,
    ratio_lower,
    ratio_upper,
    method,
    part_whole,
    p_value,
    q_value,
    family_size,
    m_level,
    level,
    cast(level_rule as int) as level_rule,
    case when level_rule > 1 then difference * polarity end as advantage,
    case when level_rule = 1 then 'N' else grade end as evidence_grade,
    case when level_rule > 1 then pupils_used end as pupils_used,
    case when level_rule > 1 then pupils_from end as pupils_from,
    case when level_rule > 1 then noise end as noise,
    small_cohort or coalesce(fewest_pupils < $small_cohort, false) as small_cohort,
    -- joined as one text and split again: a list for each of a million rows costs more
    string_to_array(
        concat_ws(
            chr(31),
            case
                when level_rule > 1 then null
                when hindrance = 'not published' and symbol is null then 'there is no figure'
                when hindrance = 'not published' and cast(symbol as varchar) = 'er'
                    then 'the printed figure cannot be right, and is not used (symbol er)'
                when hindrance = 'not published'
                    then concat('the figure was not published (symbol ', cast(symbol as varchar), ')')
                when hindrance = 'count'
                    then 'a count depends on the size of the area and is not compared'
                when hindrance = 'unavailable' then cast(unavailable as varchar)
                when hindrance = 'few neighbours'
                    then concat('only ', others_n, ' neighbours have a figure')
                when hindrance = 'few authorities'
                    then concat('only ', coalesce(others_n, 0), ' authorities have a figure')
                when hindrance = 'local'
                    then 'a local measure without a target has nothing to be compared with'
                when hindrance = 'wrong figure'
                    then 'the printed figure for the comparator cannot be right, and is not used (symbol er)'
                when hindrance = 'no figure' then 'no figure was published for the comparator'
                when hindrance = 'few pupils'
                    then concat('there are only ', cast(denominator as bigint), ' pupils')
                when obstacle = 'few pupils held' and fewest_pupils = 1 then 'there is only 1 pupil'
                when obstacle = 'few pupils held'
                    then concat('there are only ', cast(fewest_pupils as bigint), ' pupils')
                else 'not comparable'
            end,
            case when level_rule = 3 then 'not_robust_to_the_number_of_measures' end,
            case when level_rule = 4 then 'detectable_but_small' end,
            case when level_rule in (7, 8, 9) then 'indicative' end,
            case when level_rule in (10, 11, 12) then 'not_tested' end,
            case when level_rule in (8, 11) and possibly_material then 'borderline' end,
            case when level_rule > 1 and small_count then 'small_count' end,
            case when level_rule in (2, 3, 4, 5, 6) and ci_rounding_sensitive then 'ci_rounding_sensitive' end,
            case when level_rule in (2, 3, 4, 5, 6) and limits_assumed then 'comparator_limits_assumed' end,
            case when level_rule > 1 and grade = 'B' then 'counts_within_a_range' end,
            case when level_rule in (2, 3, 4, 5, 6) and part_whole = 'uncorrected' then 'part_whole_uncorrected' end,
            case when level_rule > 1 and counts_reconstructed then 'counts_reconstructed' end,
            case when level_rule > 1 and comparator_is_sum then 'comparator_is_sum_of_authorities' end,
            case when is_provisional then 'provisional' end,
            case when is_local then 'local_unpublished' end
        ),
        chr(31)
    ) as flags,
    rounding,
    cast(target_by as varchar) as target_by
from worded
order by figure, comparator_no

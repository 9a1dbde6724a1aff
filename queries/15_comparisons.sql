-- purpose: the level of each cohort against each comparator, in words no stronger than the evidence
-- grain: one row per measure, cohort, area, period and comparator
-- inputs: differences, tests, thresholds
-- parted: differences, tests
-- sorted: measure_id, cohort, area_code, period, comparator
-- output: values, difference, limits and advantage (unit), p, q, level and the rule that gave it, grade, flags, rounding (unit)
-- rules: statistics 9 (polarity), 18 (level rules 1 to 8)
with weighed as (
    select
        differences.*,
        tests.q_value,
        tests.family_size,
        difference_lower is not null and evidence_grade in ('A', 'B') as has_interval,
        -- a billionth of a unit keeps 0.3 - 0.2 from being less than 0.1, and a limit of 0 at 0
        difference_lower > 1e-9 or difference_upper < -1e-9 as excludes_zero,
        abs(difference) >= m_level - 1e-9 as material,
        abs(difference) - rounding >= m_level - 1e-9 as surely_material,
        abs(difference) + rounding >= m_level - 1e-9 as possibly_material
    from differences
    left join tests
        on
            differences.figure = tests.figure
            and differences.comparator_no = tests.comparator_no
),

ruled as (
    select
        weighed.*,
        case
            when hindrance is not null or difference is null then 1
            when
                has_interval and excludes_zero and material
                and p_value < (select significance from thresholds)
                and q_value <= (select false_discovery from thresholds) then 2
            when has_interval and excludes_zero and material then 3
            when has_interval and excludes_zero then 4
            when
                has_interval
                and difference_lower >= -(select in_line_limits from thresholds) * m_level
                and difference_upper <= (select in_line_limits from thresholds) * m_level then 5
            when has_interval then 6
            when surely_material then 7
            else 8
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
            when level_rule in (3, 7) and difference > 0 then 'above'
            when level_rule in (3, 7) then 'below'
            when level_rule = 6 then 'no_clear_difference'
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
    difference_lower,
    difference_upper,
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
    case when level_rule = 1 then 'N' else evidence_grade end as evidence_grade,
    small_cohort,
    -- put together as text and parted again: a list for each of a million rows costs more
    string_to_array(
        concat_ws(
            chr(31),
            case
                when level_rule > 1 then null
                when hindrance = 'not published' and symbol is null then 'there is no figure'
                when hindrance = 'not published'
                    then concat('the figure was not published (symbol ', cast(symbol as varchar), ')')
                when hindrance = 'count'
                    then 'a count depends on the size of the area and is not compared'
                when hindrance = 'unavailable' then cast(unavailable as varchar)
                when hindrance = 'few neighbours'
                    then concat('only ', neighbours_n, ' neighbours have a figure')
                when hindrance = 'few authorities'
                    then concat('only ', coalesce(neighbours_n, 0), ' authorities have a figure')
                when hindrance = 'local'
                    then 'a local measure without a target has nothing to be compared with'
                when hindrance = 'no figure' then 'no figure was published for the comparator'
                when hindrance = 'few pupils'
                    then concat('there are only ', cast(denominator as bigint), ' pupils')
                else 'not comparable'
            end,
            case when level_rule = 3 then 'not_robust_to_the_number_of_measures' end,
            case when level_rule = 4 then 'detectable_but_small' end,
            case when level_rule in (7, 8) then 'not_tested' end,
            case when level_rule = 8 and possibly_material then 'borderline' end,
            case when level_rule > 1 and small_count then 'small_count' end,
            case when level_rule in (2, 3, 4, 5, 6) and ci_rounding_sensitive then 'ci_rounding_sensitive' end,
            case when level_rule in (2, 3, 4, 5, 6) and limits_assumed then 'comparator_limits_assumed' end,
            case when level_rule > 1 and evidence_grade = 'B' then 'counts_within_a_range' end,
            case when level_rule in (2, 3, 4, 5, 6) and part_whole = 'uncorrected' then 'part_whole_uncorrected' end,
            case when level_rule > 1 and counts_reconstructed then 'counts_reconstructed' end,
            case when level_rule > 1 and comparator_is_sum then 'comparator_is_sum_of_authorities' end,
            case when is_provisional then 'provisional' end,
            case when is_local then 'local_unpublished' end
        ),
        chr(31)
    ) as flags,
    rounding
from worded
order by figure, comparator_no

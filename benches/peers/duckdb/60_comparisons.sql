-- false discovery and the rules of the level
create temp table comparisons as
with placed as (
    select
        measure_id, cohort, area_code, period, comparator, p_value,
        cast(count(*) over (partition by area_code, comparator) as int) as family_size,
        row_number() over (partition by area_code, comparator order by p_value, measure_id, cohort) as place
    from differences
    where is_latest and p_value is not null and reason is null
),
adjusted as (
    select
        measure_id, cohort, area_code, period, comparator, family_size,
        least(1.0, min(family_size * p_value / place) over (
            partition by area_code, comparator order by place desc
            rows between unbounded preceding and current row)) as q_value
    from placed
),
weighed as (
    select
        differences.*, family_size, q_value, significance, false_discovery, in_line_limits,
        difference_lower is not null and evidence_grade in ('A', 'B') as has_interval,
        difference_lower > 1e-9 or difference_upper < -1e-9 as excludes_zero,
        abs(difference) >= m_level - 1e-9 as material,
        abs(difference) - rounding >= m_level - 1e-9 as surely_material,
        abs(difference) + rounding >= m_level - 1e-9 as possibly_material
    from differences
    cross join thresholds
    left join adjusted using (measure_id, cohort, area_code, period, comparator)
),
ruled as (
    select
        weighed.*,
        case
            when reason is not null or difference is null then 1
            when has_interval and excludes_zero and material
                and p_value < significance and q_value <= false_discovery then 2
            when has_interval and excludes_zero and material then 3
            when has_interval and excludes_zero then 4
            when has_interval and difference_lower >= -in_line_limits * m_level
                and difference_upper <= in_line_limits * m_level then 5
            when has_interval then 6
            when surely_material then 7
            else 8
        end as level_rule
    from weighed
)
select
    measure_id, cohort, area_code, period, comparator, value, comparator_value, difference,
    difference_lower, difference_upper, ratio, cast(null as double) as ratio_lower,
    cast(null as double) as ratio_upper, method, part_whole, p_value, q_value, family_size, m_level,
    case
        when level_rule = 1 then 'not_available'
        when level_rule = 2 and difference > 0 then 'significantly_above'
        when level_rule = 2 then 'significantly_below'
        when level_rule in (3, 7) and difference > 0 then 'above'
        when level_rule in (3, 7) then 'below'
        when level_rule = 6 then 'no_clear_difference'
        else 'broadly_in_line'
    end as level,
    level_rule,
    case when level_rule > 1 then difference * polarity end as advantage,
    case when level_rule = 1 then 'N' else evidence_grade end as evidence_grade,
    small_cohort,
    list_filter([
        case when level_rule = 1 then coalesce(reason, 'not comparable') end,
        case when level_rule = 3 then 'not_robust_to_the_number_of_measures' end,
        case when level_rule = 4 then 'detectable_but_small' end,
        case when level_rule in (7, 8) then 'not_tested' end,
        case when level_rule = 8 and possibly_material then 'borderline' end,
        case when level_rule > 1 and small_count then 'small_count' end,
        case when level_rule between 2 and 6 and ci_rounding_sensitive then 'ci_rounding_sensitive' end,
        case when level_rule between 2 and 6 and limits_assumed then 'comparator_limits_assumed' end,
        case when level_rule > 1 and evidence_grade = 'B' then 'counts_within_a_range' end,
        case when level_rule between 2 and 6 and part_whole = 'uncorrected' then 'part_whole_uncorrected' end,
        case when release_status = 'provisional' then 'provisional' end
    ], lambda flag: flag is not null) as flags,
    rounding
from ruled;

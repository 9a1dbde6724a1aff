-- false discovery of each year, borrowed numbers of pupils, and the rules of the level
create temp table comparisons as
with tested as (
    select measure_id, cohort, area_code, period, comparator, p_value,
        case when is_latest then 9999 else period_start end as family_year
    from differences
    where p_value is not null and reason is null
),
placed as (
    select tested.*,
        cast(count(*) over (partition by area_code, comparator, family_year) as int) as family_size,
        row_number() over (
            partition by area_code, comparator, family_year order by p_value, measure_id, cohort, period) as place
    from tested
),
adjusted as (
    select
        measure_id, cohort, area_code, period, comparator, family_size,
        least(1.0, min(family_size * p_value / place) over (
            partition by area_code, comparator, family_year order by place desc
            rows between unbounded preceding and current row)) as q_value
    from placed
),
known as (
    select
        differences.* exclude (difference_lower, difference_upper, evidence_grade),
        family_size, q_value, noise, pupils_used, pupils_from, fewest_pupils,
        thresholds.* exclude (small_cohort, small_count), thresholds.small_cohort as fewest_of_a_cohort,
        case
            when reason is not null then reason
            when fewest_pupils < minimum_cohort and fewest_pupils = 1 then 'there is only 1 pupil'
            when fewest_pupils < minimum_cohort
                then 'there are only ' || cast(fewest_pupils as bigint) || ' pupils'
        end as obstacle,
        evidence_grade = 'C' and borrowed_error is not null and (counts_pupils or unit = 'score')
        and not at_home as borrows,
        case
            when not borrows then difference_lower
            when counts_pupils then 100 * wilson_lower(
                greatest(value - printed_unit / 2, 0.0) / 100 * pupils_used, pupils_used)
                - comparator_value - comparator_unit / 2
            else difference - 1.959963984540054 * borrowed_error - rounding
        end as difference_lower,
        case
            when not borrows then difference_upper
            when counts_pupils then 100 * wilson_upper(
                least(value + printed_unit / 2, 100.0) / 100 * pupils_used, pupils_used)
                - comparator_value + comparator_unit / 2
            else difference + 1.959963984540054 * borrowed_error + rounding
        end as difference_upper,
        case when borrows then 'I' else evidence_grade end as evidence_grade
    from differences
    cross join thresholds
    left join adjusted using (measure_id, cohort, area_code, period, comparator)
    left join pupils using (measure_id, cohort, area_code, period)
    left join noise using (measure_id, cohort, area_code)
),
weighed as (
    select
        known.*,
        difference_lower is not null and evidence_grade in ('A', 'B') as has_interval,
        difference_lower is not null and evidence_grade = 'I' as has_indication,
        difference_lower > 1e-9 or difference_upper < -1e-9 as excludes_zero,
        difference_lower >= -in_line_limits * m_level and difference_upper <= in_line_limits * m_level
            as within_limits,
        abs(difference) >= m_level - 1e-9 as material,
        abs(difference) - rounding >= m_level - 1e-9 as surely_material,
        abs(difference) + rounding >= m_level - 1e-9 as possibly_material,
        abs(difference) - rounding >= case
            when noise is null then sd_between else greatest(m_level, noise_multiple * noise) end - 1e-9
            as beyond_noise,
        abs(difference) + noise_multiple * noise <= in_line_limits * m_level + 1e-9 as within_noise
    from known
),
ruled as (
    select
        weighed.*,
        case
            when obstacle is not null or difference is null then 1
            when has_interval and excludes_zero and material
                and p_value < significance and q_value <= false_discovery then 2
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
)
select
    measure_id, cohort, area_code, period, comparator, value, comparator_value, difference,
    difference_lower, difference_upper, ratio, ratio_lower, ratio_upper, method, part_whole, p_value,
    q_value, family_size, m_level,
    case
        when level_rule = 1 then 'not_available'
        when level_rule = 2 and difference > 0 then 'significantly_above'
        when level_rule = 2 then 'significantly_below'
        when level_rule in (3, 7, 10) and difference > 0 then 'above'
        when level_rule in (3, 7, 10) then 'below'
        when level_rule in (6, 9, 12) then 'no_clear_difference'
        else 'broadly_in_line'
    end as level,
    level_rule,
    case when level_rule > 1 then difference * polarity end as advantage,
    case when level_rule = 1 then 'N' else evidence_grade end as evidence_grade,
    case when level_rule > 1 then pupils_used end as pupils_used,
    case when level_rule > 1 then pupils_from end as pupils_from,
    case when level_rule > 1 then noise end as noise,
    small_cohort or coalesce(fewest_pupils < fewest_of_a_cohort, false) as small_cohort,
    list_filter([
        case when level_rule = 1 then coalesce(obstacle, 'not comparable') end,
        case when level_rule = 3 then 'not_robust_to_the_number_of_measures' end,
        case when level_rule = 4 then 'detectable_but_small' end,
        case when level_rule in (7, 8, 9) then 'indicative' end,
        case when level_rule in (10, 11, 12) then 'not_tested' end,
        case when level_rule in (8, 11) and possibly_material then 'borderline' end,
        case when level_rule > 1 and small_count then 'small_count' end,
        case when level_rule between 2 and 6 and ci_rounding_sensitive then 'ci_rounding_sensitive' end,
        case when level_rule between 2 and 6 and limits_assumed then 'comparator_limits_assumed' end,
        case when level_rule > 1 and evidence_grade = 'B' then 'counts_within_a_range' end,
        case when level_rule between 2 and 6 and part_whole = 'uncorrected' then 'part_whole_uncorrected' end,
        case when release_status = 'provisional' then 'provisional' end
    ], lambda flag: flag is not null) as flags,
    rounding
from ruled;

-- purpose: the direction of each series in words, and whether the gap to England moves
-- grain: one row per measure, cohort and area, at the latest period of the measure
-- inputs: directions, comparisons, gap_trends, not_known, measures, thresholds
-- output: change and slope (unit, unit a year), p, direction and its rule, change of the gap with limits (unit), the gap across a break, flags
-- rules: statistics 3, 8, 8b, 9, 14c, 18 (the words of direction rules 1 to 5)
with
-- the gap to England of every year
gaps as (
    select
        measure_id,
        cohort,
        area_code,
        period,
        difference,
        difference_lower,
        difference_upper,
        evidence_grade
    from comparisons
    where comparator = 'england-same-cohort' and level <> 'not_available'
),

named as (
    select
        directions.*,
        case when direction_rule > 1 then gap_now.difference - gap_then.difference end as gap_change,
        case
            when
                direction_rule > 1
                and gap_then.evidence_grade in ('A', 'B') and gap_now.evidence_grade in ('A', 'B')
                then change_in_gap(
                    gap_then.difference, gap_then.difference_lower, gap_then.difference_upper,
                    gap_now.difference, gap_now.difference_lower, gap_now.difference_upper
                )
        end as gap_test,
        case
            when direction_rule = 1 then 'too_few_years'
            when direction_rule = 2 then 'volatile'
            when direction_rule = 5 then 'no_sustained_change'
            when polarity = 0 and change > 0 then 'rising'
            when polarity = 0 then 'falling'
            when polarity * change > 0 then 'improving'
            else 'declining'
        end as direction,
        direction_rule > 1 and polarity <> 0
        and at_least(best, greatest(m_change, $noise_multiple * coalesce(chance, 0.0)))
        and at_least(best - polarity * change, best / 2) as not_sustained,
        direction_rule > 1 and polarity <> 0
        and at_least(-worst, greatest(m_change, $noise_multiple * coalesce(chance, 0.0)))
        and at_least(polarity * change - worst, -worst / 2) as recovered
    from directions
    left join gaps as gap_then
        on
            directions.measure_id = gap_then.measure_id
            and directions.cohort = gap_then.cohort
            and directions.area_code = gap_then.area_code
            and directions.period_from = gap_then.period
    left join gaps as gap_now
        on
            directions.measure_id = gap_now.measure_id
            and directions.cohort = gap_now.cohort
            and directions.area_code = gap_now.area_code
            and directions.period_to = gap_now.period
),

-- how the share whose activity is not known changed over the same years
not_known_changes as (
    select
        later.measure_id,
        later.cohort,
        later.area_code,
        later.period as period_to,
        earlier.period as period_from,
        later.not_known - earlier.not_known as not_known_change
    from not_known as later
    inner join not_known as earlier
        on
            later.measure_id = earlier.measure_id
            and later.cohort = earlier.cohort
            and later.area_code = earlier.area_code
),

completed as (
    select
        named.*,
        measures.theme,
        not_known_changes.not_known_change,
        gap_trends.gap_trend,
        gap_trends.gap_from,
        gap_trends.p_value as gap_trend_p
    from named
    inner join measures on named.measure_id = measures.measure_id
    left join not_known_changes
        on
            named.measure_id = not_known_changes.measure_id
            and named.cohort = not_known_changes.cohort
            and named.area_code = not_known_changes.area_code
            and named.period_to = not_known_changes.period_to
            and named.period_from = not_known_changes.period_from
    left join gap_trends
        on
            named.measure_no = gap_trends.measure_no
            and named.cohort_no = gap_trends.cohort_no
            and named.area_no = gap_trends.area_no
)

select
    measure_id,
    cohort,
    area_code,
    period_to,
    period_from,
    cast(years as int) as years,
    segment_id,
    case when years > 1 then change end as change,
    case when years > 1 then england_last - england_first end as england_change,
    case
        when has_test and counted then 100 * test['slope']
        when has_test then test['slope']
    end as slope,
    case when has_test then test['p_value'] end as p_value,
    case
        when has_test and years >= 5
            then test['p_value'] < $strict_p and test['agrees'] = 1
    end as trend_strict,
    m_change,
    direction,
    cast(direction_rule as int) as direction_rule,
    gap_change,
    gap_test['lower'] as gap_change_lower,
    gap_test['upper'] as gap_change_upper,
    case
        when gap_change is null or polarity = 0 then null
        when gap_test['lower'] > 0 or gap_test['upper'] < 0
            then case when polarity * gap_change > 0 then 'gaining' else 'losing' end
        -- moving with England has to be shown as well
        when gap_test is not null and gap_test['lower'] > -m_change and gap_test['upper'] < m_change
            then 'in_step'
        when gap_test is not null then 'unclear'
        -- four rounded figures carry four half-units
        when
            at_least(abs(gap_change) - 2 * printed_unit, m_change)
            and at_least(abs(gap_change), $noise_multiple * chance)
            then case when polarity * gap_change > 0 then 'gaining' else 'losing' end
        when abs(gap_change) + 2 * printed_unit < m_change then 'in_step'
        else 'unclear'
    end as gap_direction,
    not_sustained,
    grade as evidence_grade,
    array_remove_all(
        make_array(
            case when direction_rule > 1 and grade = 'I' then 'indicative' else '' end,
            case when direction_rule > 1 and grade = 'C' then 'not_tested' else '' end,
            case when direction_rule = 5 and at_least(abs(change), m_change) and change > 0 then 'possible_rise' else '' end,
            case when direction_rule = 5 and at_least(abs(change), m_change) and change < 0 then 'possible_fall' else '' end,
            case when recovered then 'recovered' else '' end,
            case when not latest_present then 'latest_year_missing' else '' end,
            case when years >= 2 and gap_change is not null and polarity * change < 0 and polarity * gap_change > 0 then 'england_fell_further' else '' end,
            case
                when change < 0 and not_known_change > 0 and not_known_change >= 0.5 * abs(change)
                    then 'fall_coincides_with_rise_in_not_known'
                else ''
            end,
            -- the same pupils are in several years, which are therefore not independent
            case when has_test and theme in ('absence', 'exclusions') then 'overlapping_cohorts' else '' end,
            -- every step went the same way
            case when years >= 3 and change <> 0 and opposite = 0 then 'every_year' else '' end
        ),
        ''
    ) as flags,
    not_known_change,
    peak_period,
    peak_value,
    gap_trend,
    case when gap_trend is not null then gap_from end as gap_trend_from,
    gap_trend_p
from completed
order by measure_id, cohort, area_code, period_to

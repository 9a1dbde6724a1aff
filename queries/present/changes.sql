-- purpose: in words, what moved between the latest year of each measure and the year before it
-- grain: one row per chosen area, measure and cohort that has both years, which follow each other
-- inputs: chosen_areas, year_changes, comparisons, comparators, authority_values, measure_cohorts, thresholds
-- output: both figures (unit), the change (unit), whether it is clear, which way it goes, in words, and its place in the list of the area (1 first)
-- rules: statistics 9, 11 (levels of one grade, by side); one year is never a direction
with moved as (
    select
        year_changes.*,
        measure_cohorts.measure_title,
        measure_cohorts.story,
        measure_cohorts.measure_order,
        measure_cohorts.unit,
        measure_cohorts.cohort_short,
        measure_cohorts.cohort_order,
        year_changes.cohort not in ('no-sen', 'all-pupils') as of_send,
        case measure_cohorts.unit when '%' then '%' else '' end as sign
    from chosen_areas
    inner join year_changes on chosen_areas.area_code = year_changes.area_code
    inner join measure_cohorts
        on
            year_changes.measure_id = measure_cohorts.measure_id
            and year_changes.cohort = measure_cohorts.cohort
),

newest as (
    select
        area_code,
        max(period_start) as period_start
    from moved
    group by area_code
),

-- on which side of the main comparator the area was in each year
levels as (
    select
        comparisons.measure_id,
        comparisons.cohort,
        comparisons.area_code,
        comparisons.period,
        comparisons.evidence_grade in ('A', 'B') as tested,
        comparisons.evidence_grade,
        case
            when comparisons.level like '%above' then 'above'
            when comparisons.level like '%below' then 'below'
            when comparisons.level = 'broadly_in_line' then 'in line'
        end as side,
        case
            when comparisons.level like '%above' then concat('above ', comparators.comparator_phrase)
            when comparisons.level like '%below' then concat('below ', comparators.comparator_phrase)
            when comparisons.level = 'broadly_in_line' then concat('in line with ', comparators.comparator_phrase)
        end as against
    from comparisons
    inner join comparators on comparisons.comparator = comparators.comparator
    inner join authority_values as mains
        on
            comparisons.measure_id = mains.measure_id
            and comparisons.cohort = mains.cohort
            and comparisons.period = mains.period
            and comparisons.comparator = mains.main_comparator
    where
        comparisons.level <> 'not_available'
)

select
    moved.area_code,
    moved.measure_id,
    moved.cohort,
    moved.measure_title,
    moved.story,
    moved.cohort_short,
    moved.of_send,
    moved.period,
    moved.period_before,
    moved.value,
    moved.value_before,
    moved.change,
    signed_number(moved.change, least(moved.places, moved.places_before)) as change_text,
    case when moved.tested then '' else ' (not tested)' end as basis_mark,
    moved.is_clear as clear,
    case
        when not moved.is_clear then 'little_change'
        when moved.polarity = 0 and moved.change > 0 then 'higher'
        when moved.polarity = 0 then 'lower'
        when moved.polarity * moved.change > 0 then 'better'
        else 'worse'
    end as turn,
    concat(
        case when moved.change > 0 then 'higher: ' when moved.change < 0 then 'lower: ' else 'the same: ' end,
        printed_number(moved.value_before, moved.places_before), moved.sign, ' in ', moved.period_before,
        ', ', printed_number(moved.value, moved.places), moved.sign, ' in ', moved.period,
        case
            when moved.england_value is null or moved.england_before is null or moved.unit = 'count' then ''
            else concat(
                '; England ', printed_number(moved.england_before, moved.places_before), moved.sign,
                ', then ', printed_number(moved.england_value, moved.places), moved.sign
            )
        end
    ) as figures,
    -- a level moves by its side, and only between years with the same evidence
    case
        when
            level_before.side <> level_now.side
            and (
                level_before.evidence_grade = level_now.evidence_grade
                or (level_before.tested and level_now.tested)
            )
            then concat(level_before.against, ' the year before, ', level_now.side, ' now')
        else ''
    end as level_moved,
    row_number() over (
        partition by moved.area_code
        order by
            moved.of_send desc,
            moved.is_clear desc,
            -- a year that is old compared with the newest of the area is not news
            newest.period_start - moved.period_start > $old_after,
            moved.polarity <> 0 desc,
            abs(moved.change) / moved.m_change desc,
            moved.measure_order,
            moved.cohort_order
    ) as place
from moved
inner join newest on moved.area_code = newest.area_code
left join levels as level_before
    on
        moved.measure_id = level_before.measure_id
        and moved.cohort = level_before.cohort
        and moved.area_code = level_before.area_code
        and moved.period_before = level_before.period
left join levels as level_now
    on
        moved.measure_id = level_now.measure_id
        and moved.cohort = level_now.cohort
        and moved.area_code = level_now.area_code
        and moved.period = level_now.period
order by moved.area_code, place

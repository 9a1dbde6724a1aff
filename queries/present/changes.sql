-- purpose: what moved between the latest year of each measure and the year before it in the same unbroken segment
-- grain: one row per chosen area, measure and cohort that has both years, which follow each other
-- inputs: chosen_areas, series, bands, comparisons, comparators, authority_values, held_cohorts, measures, cohorts, thresholds
-- output: both figures and England's (unit), the change (unit), whether it is clear, which way it goes, in words, and its place
-- rules: statistics 2 and 5 (two years as independent groups), 9, 11 (levels of one grade, by side), 14 (rounding), 14c (noise), 17 (M_change); one year is never a direction
with years as (
    select
        series.*,
        earlier.period as period_before,
        earlier.period_start as start_before,
        earlier.value as value_before,
        -- decimals of each of the two years
        cast(round(-log10(series.printed_unit)) as bigint) as places,
        cast(round(-log10(earlier.printed_unit)) as bigint) as places_before,
        earlier.england_value as england_before,
        earlier.numerator as numerator_before,
        earlier.denominator as denominator_before,
        earlier.standard_error as error_before,
        coalesce(earlier.own_error, earlier.borrowed_error) as known_error_before
    from chosen_areas
    inner join series on chosen_areas.area_code = series.area_code
    -- the year before and no other: a change over two years is not one of a year
    inner join series as earlier
        on
            series.measure_id = earlier.measure_id
            and series.cohort = earlier.cohort
            and series.area_code = earlier.area_code
            and series.period_start = earlier.period_start + 1
    where series.period_start = series.latest_start
),

moved as (
    select
        years.*,
        measures.measure_title,
        measures.story,
        measures.measure_order,
        measures.unit,
        coalesce(nullif(measures.people, ''), cohorts.cohort_short) as cohort_short,
        cohorts.cohort_order,
        years.cohort not in ('no-sen', 'all-pupils') as of_send,
        years.value - years.value_before as change,
        case
            when measures.unit = '%' and years.numerator is not null and years.numerator_before is not null
                then difference_of_proportions(
                    years.numerator, years.numerator, years.numerator, years.denominator,
                    years.numerator_before, years.numerator_before, years.numerator_before, years.denominator_before
                )
        end as counted,
        1.959963984540054 * sqrt(
            power(years.standard_error, 2) + power(years.error_before, 2)
        ) as half_width,
        -- without counts: how far the gap moved, and how far it does so by chance; a count has no gap to England's
        coalesce(
            case
                when measures.unit <> 'count'
                    then years.value - years.value_before - (years.england_value - years.england_before)
            end,
            years.value - years.value_before
        ) as gap_change,
        coalesce(
            sqrt(
                power(coalesce(years.own_error, years.borrowed_error), 2)
                + power(years.known_error_before, 2)
            ),
            sqrt(2.0) * years.noise,
            0.0
        ) as chance,
        thresholds.noise_multiple,
        thresholds.old_after
    from thresholds
    cross join years
    inner join measures on years.measure_id = measures.measure_id
    inner join cohorts on years.cohort = cohorts.cohort
    -- a cohort of a handful makes no news
    left anti join held_cohorts
        on
            years.cohort = held_cohorts.cohort
            and years.area_code = held_cohorts.area_code
            and held_cohorts.is_small
    -- years that the catalogue marks as not comparable say nothing of a change
    left anti join bands
        on
            years.measure_id = bands.measure_id
            and years.period_start >= bands.from_start
            and years.start_before <= bands.to_start
),

weighed as (
    select
        moved.*,
        counted is not null or half_width is not null as tested,
        abs(change) >= m_change - 1e-9 as material,
        case
            when counted is not null then counted['lower'] > 0 or counted['upper'] < 0
            when half_width is not null then abs(change) > half_width
            -- four rounded figures carry a half-unit each
            else abs(gap_change) - 2 * printed_unit >= greatest(m_change, noise_multiple * chance) - 1e-9
        end as beyond_chance,
        case unit when '%' then '%' else '' end as sign
    from moved
),

newest as (
    select
        area_code,
        max(period_start) as period_start
    from weighed
    group by area_code
),

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
    weighed.area_code,
    weighed.measure_id,
    weighed.cohort,
    weighed.measure_title,
    weighed.story,
    weighed.cohort_short,
    weighed.of_send,
    weighed.period,
    weighed.period_before,
    weighed.value,
    weighed.value_before,
    weighed.change,
    signed_number(weighed.change, least(weighed.places, weighed.places_before)) as change_text,
    case when weighed.tested then '' else ' (not tested)' end as basis_mark,
    weighed.material and weighed.beyond_chance as clear,
    case
        when not (weighed.material and weighed.beyond_chance) then 'little_change'
        when weighed.polarity = 0 and weighed.change > 0 then 'higher'
        when weighed.polarity = 0 then 'lower'
        when weighed.polarity * weighed.change > 0 then 'better'
        else 'worse'
    end as turn,
    concat(
        case when weighed.change > 0 then 'higher: ' when weighed.change < 0 then 'lower: ' else 'the same: ' end,
        printed_number(weighed.value_before, weighed.places_before), weighed.sign, ' in ', weighed.period_before,
        ', ', printed_number(weighed.value, weighed.places), weighed.sign, ' in ', weighed.period,
        case
            when weighed.england_value is null or weighed.england_before is null or weighed.unit = 'count' then ''
            else concat(
                '; England ', printed_number(weighed.england_before, weighed.places_before), weighed.sign,
                ', then ', printed_number(weighed.england_value, weighed.places), weighed.sign
            )
        end
    ) as figures,
    -- a level moves by its side, and only between years that are known alike
    case
        when
            before.side <> now_.side
            and (before.evidence_grade = now_.evidence_grade or (before.tested and now_.tested))
            then concat(before.against, ' the year before, ', now_.side, ' now')
        else ''
    end as level_moved,
    row_number() over (
        partition by weighed.area_code
        order by
            weighed.of_send desc,
            weighed.material and weighed.beyond_chance desc,
            -- a year that is old compared with the newest of the area is not news
            newest.period_start - weighed.period_start > weighed.old_after,
            weighed.polarity <> 0 desc,
            abs(weighed.change) / weighed.m_change desc,
            weighed.measure_order,
            weighed.cohort_order
    ) as place
from weighed
inner join newest on weighed.area_code = newest.area_code
left join levels as before
    on
        weighed.measure_id = before.measure_id
        and weighed.cohort = before.cohort
        and weighed.area_code = before.area_code
        and weighed.period_before = before.period
left join levels as now_
    on
        weighed.measure_id = now_.measure_id
        and weighed.cohort = now_.cohort
        and weighed.area_code = now_.area_code
        and weighed.period = now_.period
order by weighed.area_code, place

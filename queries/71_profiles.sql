-- purpose: each verdict against the main comparator with what a reader asks next: region, neighbours, year before, rank, since when it holds
-- grain: one row per measure, cohort and compared area, at the latest period of the measure
-- inputs: judgements_made, verdicts, authority_values, comparisons, series, rankings, currency, held_cohorts, measures, measure_cohorts, comparators, findings, thresholds
-- output: the verdict with figures of others (unit), the year and rank before, first year on this side, whether old, small or continued by a newer measure
-- rules: statistics 12 (ranks); a level is not followed across a break
with held as (
    select distinct
        measure_id,
        area_code
    from judgements_made
    where value is not null
),

mains as (
    select
        verdicts.*,
        measures.theme,
        measures.measure_title,
        measures.measure_order,
        measures.unit,
        measures.cohorts_n,
        coalesce(measures.story, measures.measure_id) as story,
        measure_cohorts.unit_text,
        measure_cohorts.year_word,
        case when measures.people = '' then measure_cohorts.cohort_title else '' end as cohort_title,
        measure_cohorts.cohort_short,
        measure_cohorts.cohort_order,
        comparators.comparator_phrase,
        authority_values.main_comparator,
        findings.finding_id,
        findings.headline,
        newer.measure_id is not null as superseded
    from verdicts
    inner join measures on verdicts.measure_id = measures.measure_id
    inner join measure_cohorts
        on verdicts.measure_id = measure_cohorts.measure_id and verdicts.cohort = measure_cohorts.cohort
    inner join authority_values
        on
            verdicts.measure_id = authority_values.measure_id
            and verdicts.cohort = authority_values.cohort
            and verdicts.period = authority_values.period
            and verdicts.comparator = authority_values.main_comparator
    inner join comparators on verdicts.comparator = comparators.comparator
    inner join findings
        on
            verdicts.measure_id = findings.measure_id
            and verdicts.cohort = findings.cohort
            and verdicts.area_code = findings.area_code
            and verdicts.comparator = findings.comparator
    -- a measure of the years before those of a newer one
    left join held as newer
        on measures.history_of = newer.measure_id and verdicts.area_code = newer.area_code
),

-- the years in which the area was on either side of the comparator
sides as (
    select
        comparisons.measure_id,
        comparisons.cohort,
        comparisons.area_code,
        comparisons.period,
        case
            when comparisons.level like '%above' then 'above'
            when comparisons.level like '%below' then 'below'
            else 'neither'
        end as side,
        case
            when mains.level like '%above' then 'above'
            when mains.level like '%below' then 'below'
        end as side_now,
        mains.period as latest
    from mains
    inner join comparisons
        on
            mains.measure_id = comparisons.measure_id
            and mains.cohort = comparisons.cohort
            and mains.area_code = comparisons.area_code
            and mains.comparator = comparisons.comparator
    -- only years that are comparable with the latest
    inner join series
        on
            comparisons.measure_id = series.measure_id
            and comparisons.cohort = series.cohort
            and comparisons.area_code = series.area_code
            and comparisons.period = series.period
    where comparisons.level <> 'not_available'
),

turned as (
    select
        measure_id,
        cohort,
        area_code,
        max(case when side <> side_now then period else '' end) as last_other
    from sides
    where side_now is not null
    group by measure_id, cohort, area_code
),

lasting as (
    select
        sides.measure_id,
        sides.cohort,
        sides.area_code,
        min(sides.period) as since,
        count(*) as years_n
    from sides
    inner join turned
        on
            sides.measure_id = turned.measure_id
            and sides.cohort = turned.cohort
            and sides.area_code = turned.area_code
    where sides.period > turned.last_other
    group by sides.measure_id, sides.cohort, sides.area_code
)

select
    mains.*,
    rankings.rank,
    rankings.rank_max,
    rankings.ranked,
    rankings.region_value,
    rankings.neighbours_median,
    -- the middle of an even number of whole figures lies halfway between two of them
    case
        when
            mains.places = 0
            and abs(rankings.neighbours_median - floor(rankings.neighbours_median) - 0.5) < 0.001
            then 1
        else mains.places
    end as neighbours_places,
    rankings.neighbours_n,
    earlier.period as period_before,
    earlier.value as value_before,
    cast(round(-log10(earlier.printed_unit)) as bigint) as places_before,
    rank_before.rank as rank_before,
    rank_before.ranked as ranked_before,
    lasting.since,
    coalesce(lasting.years_n, 0) as since_years,
    coalesce(currency.is_old, false) as is_old,
    -- the newest year of the area: what is much older comes last
    max(mains.period_start) over (partition by mains.area_code) - mains.period_start
    > $old_after as is_late,
    coalesce(held_cohorts.is_small, false) as is_small
from mains
left join rankings
    on
        mains.measure_id = rankings.measure_id
        and mains.cohort = rankings.cohort
        and mains.area_code = rankings.area_code
        and mains.period = rankings.period
left join series as earlier
    on
        mains.measure_id = earlier.measure_id
        and mains.cohort = earlier.cohort
        and mains.area_code = earlier.area_code
        and mains.period_start = earlier.period_start + 1
left join rankings as rank_before
    on
        earlier.measure_id = rank_before.measure_id
        and earlier.cohort = rank_before.cohort
        and earlier.area_code = rank_before.area_code
        and earlier.period = rank_before.period
left join lasting
    on
        mains.measure_id = lasting.measure_id
        and mains.cohort = lasting.cohort
        and mains.area_code = lasting.area_code
left join currency
    on mains.measure_id = currency.measure_id and mains.cohort = currency.cohort
left join held_cohorts
    on mains.cohort = held_cohorts.cohort and mains.area_code = held_cohorts.area_code
order by mains.area_code, mains.measure_order, mains.cohort_order

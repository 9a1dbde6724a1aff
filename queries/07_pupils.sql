-- purpose: numbers of pupils behind a figure that was published without them, from counts of the same cohort
-- grain: one row per figure whose pupils are known from a published count, its own or a borrowed one
-- inputs: cells, pupils_from, measures
-- output: pupils_held (as printed in the count), share (of it that counts), pupils_used (their product), the count it comes from in words, fewest_pupils
-- by any such count, borrowed_error (standard error of the figure that they allow, unit)
-- rules: statistics 5 (one spread for all cohorts), 14b (grade I), 18 (level rule 1)
with own as (
    select
        figure,
        measure_no,
        cohort_no,
        area_no,
        period,
        period_start,
        denominator
    from cells
    where denominator is not null and denominator > 0
),

-- figures without counts of their own, and every place that the catalogue names for them
wanted as (
    select
        cells.figure,
        cells.cohort_no,
        cells.area_no,
        cells.period_start + pupils_from.later as source_start,
        pupils_from.place,
        pupils_from.source_no,
        pupils_from.source_title,
        pupils_from.years,
        pupils_from.share
    from pupils_from
    inner join cells on pupils_from.measure_no = cells.measure_no
    where cells.value is not null and cells.denominator is null
),

found as (
    select
        wanted.figure,
        wanted.place,
        wanted.source_title,
        wanted.share,
        own.period,
        own.denominator as pupils_held,
        abs(own.period_start - wanted.source_start) as distance,
        -- the first place that the catalogue names, there the nearest year, of two the earlier
        1000000 * wanted.place
        + 10000 * abs(own.period_start - wanted.source_start) + own.period_start as turn
    from wanted
    inner join own
        on
            wanted.source_no = own.measure_no
            and wanted.cohort_no = own.cohort_no
            and wanted.area_no = own.area_no
    where abs(own.period_start - wanted.source_start) <= wanted.years
),

-- a count of the same pupils goes before those of other years; without one any small count is a warning
fewest as (
    select
        figure,
        min(turn) as first_turn,
        coalesce(
            min(pupils_held) filter (where share >= 1.0 and distance = 0),
            min(pupils_held)
        ) as fewest_pupils
    from found
    group by figure
),

borrowed as (
    select
        found.figure,
        found.pupils_held,
        found.share,
        found.share * found.pupils_held as pupils_used,
        concat(
            printed_number(found.pupils_held, 0), ' pupils in ', found.period, ', as counted for ',
            found.source_title
        ) as pupils_from,
        fewest.fewest_pupils
    from found
    inner join fewest on found.figure = fewest.figure and found.turn = fewest.first_turn
),

known as (
    select * from borrowed
    union all
    select
        figure,
        denominator as pupils_held,
        1.0 as share,
        denominator as pupils_used,
        concat(printed_number(denominator, 0), ' pupils in ', period) as pupils_from,
        denominator as fewest_pupils
    from own
),

-- scores of pupils vary about as much in every cohort: by what limits and numbers show where both are printed
score_spreads as (
    select
        cells.measure_no,
        cells.period_no,
        median(
            (cells.value_upper - cells.value_lower) / 2 / 1.959963984540054
            * sqrt(cells.denominator)
        ) as score_spread
    from cells
    inner join measures on cells.measure_no = measures.measure_no
    where
        measures.unit = 'score'
        and cells.value_lower is not null
        and cells.value_upper is not null
        and cells.denominator > 0
    group by cells.measure_no, cells.period_no
),

valued as (
    select
        known.*,
        cells.measure_no,
        cells.period_no,
        cells.value,
        -- half a pupil keeps the error above zero where no pupil, or every pupil, counts
        greatest(least(cells.value / 100, 1 - 0.5 / known.pupils_used), 0.5 / known.pupils_used) as proportion
    from known
    inner join cells on known.figure = cells.figure
)

select
    valued.figure,
    valued.pupils_held,
    valued.share,
    valued.pupils_used,
    valued.pupils_from,
    valued.fewest_pupils,
    case
        -- a rate of sessions or events is not a share of pupils
        when valued.value is null or valued.pupils_used < 1 then null
        when measures.unit = '%' and measures.kind = 'percentage'
            then 100 * sqrt(valued.proportion * (1 - valued.proportion) / valued.pupils_used)
        when measures.unit = 'score' then score_spreads.score_spread / sqrt(valued.pupils_used)
    end as borrowed_error
from valued
inner join measures on valued.measure_no = measures.measure_no
left join score_spreads
    on
        valued.measure_no = score_spreads.measure_no
        and valued.period_no = score_spreads.period_no
order by valued.figure

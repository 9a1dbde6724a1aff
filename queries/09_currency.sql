-- purpose: the latest year with a figure of each measure, and whether newer ones are known to be published
-- grain: one row per measure and cohort with a figure
-- inputs: cells, materiality, measures, publications, as_of, thresholds
-- output: held_to (latest period with a figure), newest_published (latest period known for its publication), years_behind, is_old
-- rules: more than $old_after years behind the newest release known is old
with present as (
    select
        cells.*,
        -- terms and years of one publication are kept apart: the newest term is not its newest year
        lower(cells.span) like '%term%' as is_term
    from cells
    where cells.value is not null
),

held as (
    select
        data_set,
        is_term,
        max(period_start) as last_start,
        max(period) as last_period
    from present
    group by data_set, is_term
),

spans as (
    select
        measure_id,
        bool_or(is_term) as is_term
    from present
    group by measure_id
),

-- periods of a publication: those that are held, and the newest that the catalogue names
known as (
    select
        publications.publication,
        publications.period_kind,
        held.is_term,
        held.last_start,
        held.last_period
    from publications
    inner join held on publications.data_set = held.data_set
    union all
    select
        publications.publication,
        publications.period_kind,
        false as is_term,
        publications.newest_start as last_start,
        publications.newest_period as last_period
    from as_of
    cross join publications
    where publications.newest_period <> '' and publications.newest_start <= as_of.as_of_start
),

newest as (
    select
        publication,
        period_kind,
        is_term,
        max(last_start) as newest_start,
        max(last_period) as newest_period
    from known
    group by publication, period_kind, is_term
)

select
    materiality.measure_id,
    materiality.cohort,
    materiality.latest_period as held_to,
    newest.newest_period as newest_published,
    newest.newest_start - materiality.latest_start as years_behind,
    newest.newest_start - materiality.latest_start > $old_after as is_old
from materiality
inner join measures on materiality.measure_id = measures.measure_id
inner join spans on materiality.measure_id = spans.measure_id
inner join publications on measures.measure_data_set = publications.data_set
inner join newest
    on
        publications.publication = newest.publication
        and publications.period_kind = newest.period_kind
        and spans.is_term = newest.is_term
order by materiality.measure_id, materiality.cohort

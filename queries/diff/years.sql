-- purpose: which measures have figures of a year, and the latest period of those that do not
-- grain: one row per data set and measure
-- inputs: new_facts, asked_year
-- output: figures and areas of the year, whether they are provisional, the last period held
-- rules: new year of the design: a year that only some data sets have is a partial year and is reported as one, and a symbol is not a figure of it
select
    new_facts.data_set,
    new_facts.measure_id,
    count(*) filter (
        where new_facts.period_start = asked_year.period_start and new_facts.value is not null
    ) as figures,
    count(distinct case
        when
            new_facts.period_start = asked_year.period_start and new_facts.value is not null
            then new_facts.area_code
    end) as areas,
    count(*) filter (
        where new_facts.period_start = asked_year.period_start
        and new_facts.release_status = 'provisional'
    ) as provisional,
    max(case when new_facts.value is not null then new_facts.period end) as last_period
from new_facts
cross join asked_year
group by new_facts.data_set, new_facts.measure_id
order by new_facts.data_set, new_facts.measure_id

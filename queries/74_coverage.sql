-- purpose: how many of the comparisons could be tested
-- grain: one row per area and comparator
-- inputs: judgements_made, comparators, as_of
-- output: comparisons with a level, those tested, those that cannot be made, those of them that lack the area's own figure, and a line to print
-- rules: statistics 18 (coverage line)
with counted as (
    select
        area_code,
        comparator,
        count(*) filter (where level <> 'not_available') as compared,
        count(*) filter (where level <> 'not_available' and evidence_grade in ('A', 'B')) as tested,
        count(*) filter (where level <> 'not_available' and evidence_grade = 'I') as indicative,
        count(*) filter (where level = 'not_available') as not_available,
        count(*) filter (where value is null) as without_figure
    from judgements_made
    group by area_code, comparator
)

select
    counted.area_code,
    counted.comparator,
    as_of.as_of,
    cast(counted.compared as int) as compared,
    cast(counted.tested as int) as tested,
    cast(counted.indicative as int) as indicative,
    cast(counted.not_available as int) as not_available,
    cast(counted.without_figure as int) as without_figure,
    case
        when counted.compared = 0
            then concat('Nothing could be compared with ', comparators.comparator_phrase, '.')
        when counted.tested = counted.compared
            then concat(
                case
                    when counted.compared = 1 then 'The one comparison'
                    else concat('All ', counted.compared, ' comparisons')
                end,
                ' with ', comparators.comparator_phrase, ' could be tested.'
            )
        else concat(
            'Of ', counted.compared, ' comparison', case when counted.compared = 1 then '' else 's' end,
            ' with ', comparators.comparator_phrase, ', ',
            counted.tested, ' could be tested, ',
            counted.indicative, case when counted.indicative = 1 then ' is' else ' are' end,
            ' indicative (numbers of pupils borrowed from another published count) and ',
            counted.compared - counted.tested - counted.indicative, ' could not be tested.'
        )
    end as line
from as_of
cross join counted
inner join comparators on counted.comparator = comparators.comparator
order by counted.area_code, counted.comparator

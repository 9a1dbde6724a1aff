-- purpose: how sentences, pages and pictures name a measure of a cohort
-- grain: one row per measure and cohort
-- inputs: measures, cohorts
-- output: titles and order of both; title_text and subject_text (the start of a sentence), people and cohort_short (those who are counted), unit_text
-- (after a figure), full_unit (after the first figure of a sentence), change_unit (after a change), one_unit (after a change by one), year_word (before a
-- period)
-- rules: none of statistics
select
    measures.measure_id,
    cohorts.cohort,
    measures.measure_title,
    measures.measure_order,
    measures.theme,
    measures.story,
    measures.unit,
    measures.kind,
    measures.caveat,
    cohorts.cohort_title,
    cohorts.cohort_order,
    -- some measures count others than pupils of the cohort, such as plans
    coalesce(nullif(measures.people, ''), 'pupils') as people,
    coalesce(nullif(measures.people, ''), cohorts.cohort_short) as cohort_short,
    -- a title that ends in a phrase between commas gets the second comma before the sentence goes on
    concat(
        measures.measure_title,
        case
            when regexp_like(
                measures.measure_title,
                ', (including|without|excluding|full year|all schools|(autumn|spring|summer)[a-z ]* terms?)[^,]*$'
            ) then ','
            else ''
        end
    ) as title_text,
    -- a figure about plans or about the cohort's own size needs no "for pupils with a plan"
    case
        when measures.people <> '' then ''
        when measures.theme <> 'identification' and measures.measure_title like 'Pupils %'
            then concat(' among ', cohorts.cohort_title)
        when measures.theme <> 'identification' then concat(' for ', cohorts.cohort_title)
        when measures.cohorts_n > 1 then concat(' (', cohorts.cohort_short, ')')
        else ''
    end as subject_text,
    case measures.unit
        when '%' then '%'
        when 'per 100' then ' per 100'
        when 'weeks' then ' weeks'
        when 'days' then ' days'
        else ''
    end as unit_text,
    case measures.unit
        when '%' then '%'
        when 'per 100' then ' per 100 pupils'
        when 'weeks' then ' weeks'
        when 'days' then ' days'
        else ''
    end as full_unit,
    case measures.unit
        when '%' then ' percentage points'
        when 'per 100' then ' per 100'
        when 'weeks' then ' weeks'
        when 'days' then ' days'
        else ''
    end as change_unit,
    case measures.unit
        when '%' then ' percentage point'
        when 'per 100' then ' per 100'
        when 'weeks' then ' weeks'
        when 'days' then ' days'
        else ''
    end as one_unit,
    case when measures.of_destination_years = 1 then 'the destination year ' else '' end as year_word
from measures
cross join cohorts

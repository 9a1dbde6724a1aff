-- purpose: each verdict in words, made from the fields of the verdict and nothing else
-- grain: one row per measure, cohort, area and comparator, at the latest period of the measure
-- inputs: judgements_made, measures, cohorts, comparators, areas, as_of
-- output: finding_id (stable), verdict, headline, sentence, caveats, rule numbers, keys of the facts it rests on
-- rules: statistics 18 (inspector phrases, traceability); charts 1 (titles no stronger than the verdict)
with told as (
    select
        verdicts.*,
        as_of.as_of,
        areas.area_name,
        areas.region_code,
        measures.measure_title,
        measures.measure_phrase,
        measures.caveat,
        measures.unit,
        cohorts.cohort_title,
        cohorts.cohort_short,
        comparators.comparator_phrase,
        comparators.comparator_area,
        case
            when comparators.comparator_cohort = 'same' then verdicts.cohort
            else comparators.comparator_cohort
        end as other_cohort,
        concat(
            printed_number(verdicts.value, cast(measures.decimals as bigint)),
            case measures.unit when '%' then '%' when 'per 100' then ' per 100' when 'weeks' then ' weeks' when 'days' then ' days' else '' end
        ) as value_text,
        concat(
            printed_number(verdicts.comparator_value, cast(measures.decimals as bigint)),
            case measures.unit when '%' then '%' when 'per 100' then ' per 100' when 'weeks' then ' weeks' when 'days' then ' days' else '' end
        ) as comparator_text,
        concat(
            replace(verdicts.level, '_', ' '),
            case
                when verdicts.level_rule in (7, 8) then ' (published figures, not tested)'
                when verdicts.level_rule = 3 then ' (not robust to the number of measures tested)'
                when verdicts.level_rule = 4 then ' (detectable but small)'
                when verdicts.level_rule = 6 then ' (too few pupils to say)'
                else ''
            end
        ) as level_words,
        concat(
            replace(verdicts.direction, '_', ' '),
            case
                when verdicts.direction in ('improving', 'declining', 'rising', 'falling')
                    then concat(
                        case when verdicts.direction_rule = 4 then ' (not tested)' else '' end,
                        case verdicts.gap_direction
                            when 'gaining' then ', gaining on England'
                            when 'losing' then ', losing ground to England'
                            when 'in_step' then ', in step with England'
                            else ''
                        end
                    )
                else ''
            end
        ) as direction_words
    from as_of
    cross join judgements_made as verdicts
    inner join measures on verdicts.measure_id = measures.measure_id
    inner join cohorts on verdicts.cohort = cohorts.cohort
    inner join comparators on verdicts.comparator = comparators.comparator
    inner join areas on verdicts.area_code = areas.area_code
)

select
    concat_ws('.', measure_id, cohort, area_code, comparator, replace(as_of, '/', '-')) as finding_id,
    measure_id,
    cohort,
    area_code,
    as_of,
    period,
    comparator,
    level,
    direction,
    judgement,
    evidence_grade,
    case
        when level = 'not_available'
            then concat(measure_title, ', ', cohort_short, ': not available')
        else concat(measure_title, ', ', cohort_short, ': ', level_words, '; ', direction_words)
    end as headline,
    case
        when level = 'not_available'
            then concat(
                measure_title, ' for ', cohort_title, ' in ', area_name,
                ' cannot be compared with ', comparator_phrase, ' in ', period, ': ',
                flags[1], '.'
            )
        else concat(
            measure_title, ' for ', cohort_title, ' in ', area_name, ' was ',
            value_text, ' in ', period, ' against ', comparator_text, ' for ',
            comparator_phrase, ': ', level_words, '. ',
            case
                when direction = 'too_few_years'
                    then 'There are too few comparable years for a direction.'
                else concat(
                    'From ', period_from, ' to ', period, ': ', direction_words,
                    ' (', signed_number(change, 2),
                    case unit when '%' then ' percentage points' when 'weeks' then ' weeks' when 'days' then ' days' else '' end, ').'
                )
            end,
            case
                when not_sustained then ' An earlier gain was not sustained.'
                else ''
            end
        )
    end as sentence,
    array_remove_all(
        make_array(
            case when caveat <> '' then caveat else '' end,
            case when small_cohort then 'small cohort: fewer than 30 pupils' else '' end,
            case when array_has(flags, 'provisional') then 'the latest figures are provisional' else '' end,
            case when array_has(flags, 'borderline') then 'borderline: rounding could carry it over the threshold' else '' end,
            case
                when level_rule in (7, 8)
                    then 'not tested: the numbers of pupils were not published'
            else '' end
        ),
        ''
    ) as caveats,
    array_remove_all(
        make_array(
            concat('level rule ', level_rule),
            case when direction_rule is not null then concat('direction rule ', direction_rule) else '' end,
            concat('method ', coalesce(method, 'none')),
            case when part_whole is not null then concat('part and whole ', part_whole) else '' end
        ),
        ''
    ) as rules,
    array_remove_all(
        make_array(
            concat_ws('|', measure_id, cohort, area_code, period),
            case comparator_area
                when 'england' then concat_ws('|', measure_id, other_cohort, 'E92000001', period)
                when 'region' then concat_ws('|', measure_id, other_cohort, region_code, period)
                when 'same' then concat_ws('|', measure_id, other_cohort, area_code, period)
            else '' end,
            case
                when period_from <> period
                    then concat_ws('|', measure_id, cohort, area_code, period_from)
            else '' end
        ),
        ''
    ) as evidence
from told
order by measure_id, cohort, area_code, comparator

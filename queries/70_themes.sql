-- purpose: how the measures of a theme together look for one cohort
-- grain: one row per area, theme and cohort with at least one finding against the same cohort in England
-- inputs: judgements_made, authority_values, measures, cohorts, areas, thresholds, as_of
-- output: numbers of measures by direction and level, p of the sign test, the picture and a sentence
-- rules: statistics 18 (improving picture)
with judged as (
    select
        judgements_made.area_code,
        measures.theme,
        judgements_made.cohort,
        judgements_made.level,
        judgements_made.direction,
        judgements_made.favour,
        judgements_made.evidence_grade,
        judgements_made.gap_direction,
        judgements_made.is_better,
        judgements_made.is_worse
    from judgements_made
    inner join measures on judgements_made.measure_id = measures.measure_id
    inner join authority_values
        on
            judgements_made.measure_id = authority_values.measure_id
            and judgements_made.cohort = authority_values.cohort
            and judgements_made.period = authority_values.period
            and judgements_made.comparator = authority_values.main_comparator
    where
        measures.polarity <> 0
        and judgements_made.level <> 'not_available'
),

counted as (
    select
        area_code,
        theme,
        cohort,
        count(*) as measures_n,
        count(*) filter (where direction <> 'too_few_years') as directed,
        count(*) filter (where direction = 'improving') as improving,
        count(*) filter (where direction = 'declining') as declining,
        count(*) filter (where direction = 'no_sustained_change') as unchanged,
        count(*) filter (where direction = 'volatile') as unsteady,
        count(*) filter (where is_better) as better,
        count(*) filter (where is_worse) as worse,
        count(*) filter (where evidence_grade in ('A', 'B')) as tested,
        count(*) filter (where evidence_grade = 'I') as indicative,
        count(*) filter (where favour = 'no_clear_difference') as unclear,
        count(*) filter (
            where (is_better or is_worse) and evidence_grade in ('A', 'B')
        ) as sided_tested,
        count(*) filter (
            where (is_better or is_worse) and evidence_grade = 'I'
        ) as sided_indicative,
        count(*) filter (where direction = 'improving' and gap_direction = 'gaining') as gaining
    from judged
    group by area_code, theme, cohort
),

pictured as (
    select
        counted.*,
        case
            when improving + declining > 0
                then sign_test(cast(improving as double), cast(declining as double))['p_value']
        end as sign_test_p,
        case
            when directed < $minimum_picture then 'too_few_measures'
            when
                improving >= $minimum_improving
                and improving >= $improving_share * (improving + declining)
                and 2 * improving >= directed then 'improving_picture'
            when
                declining >= $minimum_improving
                and declining >= $improving_share * (improving + declining)
                and 2 * declining >= directed then 'declining_picture'
            else 'mixed_picture'
        end as picture
    from counted
)

select
    pictured.area_code,
    pictured.theme,
    pictured.cohort,
    as_of.as_of,
    cast(pictured.measures_n as int) as measures,
    cast(pictured.directed as int) as directed,
    cast(pictured.improving as int) as improving,
    cast(pictured.declining as int) as declining,
    cast(pictured.unchanged as int) as no_sustained_change,
    cast(pictured.unsteady as int) as volatile,
    cast(pictured.better as int) as favourable,
    cast(pictured.worse as int) as unfavourable,
    cast(pictured.tested as int) as tested,
    cast(pictured.indicative as int) as indicative,
    pictured.sign_test_p,
    pictured.picture,
    concat(
        'In ', areas.area_phrase, ', ',
        case pictured.theme when 'local' then 'local measures' else pictured.theme end,
        ' of ', cohorts.cohort_title, ': ',
        case pictured.picture
            when 'too_few_measures'
                then concat(
                    'too few measures with a direction for a picture (', pictured.directed, ' of ',
                    pictured.measures_n, ')'
                )
            else concat(
                case
                    -- a national recovery is called one
                    when pictured.picture = 'improving_picture' and 2 * pictured.gaining < pictured.improving
                        then 'improving as England does'
                    when pictured.picture = 'improving_picture' then 'an improving picture'
                    when pictured.picture = 'declining_picture' then 'a worsening picture'
                    when pictured.improving + pictured.declining = 0 then 'little movement'
                    else 'a mixed picture'
                end,
                ' (', pictured.improving, ' improving, ', pictured.declining, ' worsening of ',
                pictured.directed, ' measures with a direction',
                case
                    when pictured.sign_test_p is not null
                        then concat('; sign test p ', printed_number(pictured.sign_test_p, 3))
                    else ''
                end,
                ')'
            )
        end,
        case pictured.theme
            when 'local' then '. Against their targets'
            else '. Against the same pupils in England'
        end,
        ': better on ', pictured.better, ' and worse on ', pictured.worse, ' of ', pictured.measures_n,
        case
            when pictured.better + pictured.worse = 0 then ''
            else concat(
                ' (', pictured.sided_tested, ' tested, ', pictured.sided_indicative, ' indicative, ',
                pictured.better + pictured.worse - pictured.sided_tested - pictured.sided_indicative,
                ' not tested)'
            )
        end,
        case when pictured.unclear > 0 then concat(', ', pictured.unclear, ' too close to tell') else '' end,
        '.'
    ) as sentence
from as_of
cross join pictured
inner join cohorts on pictured.cohort = cohorts.cohort
inner join areas on pictured.area_code = areas.area_code
order by pictured.area_code, pictured.theme, pictured.cohort

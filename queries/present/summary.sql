-- purpose: how many comparisons with the same cohort in England (a local measure: with its target) came out which way
-- grain: one row per chosen area and cohort
-- inputs: chosen_areas, judgements_made, authority_values, held_cohorts, cohorts
-- output: counts of comparisons, and of those that could be tested
-- rules: none of its own
select
    verdicts.area_code,
    verdicts.cohort,
    cohorts.cohort_title,
    cohorts.cohort_short,
    verdicts.cohort not in ('no-sen', 'all-pupils') as of_send,
    count(*) filter (where verdicts.level <> 'not_available') as compared,
    count(*) filter (where verdicts.is_better) as better,
    count(*) filter (
        where verdicts.is_better and verdicts.favour = 'significantly_favourable'
    ) as better_significantly,
    count(*) filter (where verdicts.is_worse) as worse,
    count(*) filter (where verdicts.favour = 'significantly_unfavourable') as worse_significantly,
    count(*) filter (where verdicts.favour = 'broadly_in_line') as in_line,
    count(*) filter (where verdicts.favour = 'no_clear_difference') as unclear,
    count(*) filter (where verdicts.level <> 'not_available' and verdicts.polarity = 0) as contextual,
    count(*) filter (where verdicts.level = 'not_available') as not_available,
    count(*) filter (
        where verdicts.level <> 'not_available' and verdicts.evidence_grade in ('A', 'B')
    ) as tested,
    count(*) filter (
        where verdicts.level <> 'not_available' and verdicts.evidence_grade = 'I'
    ) as indicative
from chosen_areas
inner join judgements_made as verdicts on chosen_areas.area_code = verdicts.area_code
inner join authority_values as mains
    on
        verdicts.measure_id = mains.measure_id
        and verdicts.cohort = mains.cohort
        and verdicts.period = mains.period
        and verdicts.comparator = mains.main_comparator
-- a cohort of a handful is not counted
left anti join held_cohorts
    on
        verdicts.cohort = held_cohorts.cohort
        and verdicts.area_code = held_cohorts.area_code
        and held_cohorts.is_small
inner join cohorts on verdicts.cohort = cohorts.cohort
group by
    verdicts.area_code, verdicts.cohort, cohorts.cohort_title, cohorts.cohort_short, cohorts.cohort_order
order by verdicts.area_code, cohorts.cohort_order

-- purpose: which area and cohort each comparator means for the pupils of a compared area
-- grain: one row per compared area, cohort and comparator that it can have
-- inputs: compared_areas, areas, cohorts, comparators, targets
-- output: the other's area and cohort, and its kind (area: that area's own figure; neighbours: those of the area together; middle: the middle authority of
-- England; target: what the area set itself); are its pupils the same cohort, do they hold these ones, or may some be the same
-- rules: statistics 2 (part and whole), 6 (targets), 13 (neighbours, the middle authority)
with compared as (
    select
        areas.area_no,
        areas.area_code,
        areas.area_level,
        areas.region_code
    from compared_areas
    inner join areas on compared_areas.area_code = areas.area_code
    where areas.area_level <> 'national'
),

aims as (
    select distinct
        area_code,
        cohort
    from targets
),

paired as (
    select
        compared.area_no,
        compared.area_code,
        cohorts.cohort_no,
        cohorts.cohort,
        comparators.comparator_no,
        comparators.comparator,
        comparators.comparator_cohort,
        case
            when comparators.comparator_area in ('neighbours', 'target') then comparators.comparator_area
            when comparators.comparator_area = 'authorities' then 'middle'
            else 'area'
        end as other_kind,
        case
            when comparators.comparator_area in ('england', 'authorities') then 'E92000001'
            when comparators.comparator_area = 'region' then compared.region_code
            else compared.area_code
        end as other_area,
        case comparators.comparator_cohort
            when 'same' then cohorts.cohort
            else comparators.comparator_cohort
        end as other_cohort,
        comparators.comparator_area in ('england', 'region') as is_whole
    from compared
    cross join cohorts
    cross join comparators
    -- a region is compared with neither a region nor neighbours
    where
        compared.area_level = 'local_authority'
        or comparators.comparator_area in ('england', 'same')
)

select
    paired.area_no,
    paired.cohort_no,
    paired.comparator_no,
    paired.area_code,
    paired.cohort,
    paired.comparator,
    paired.other_kind,
    paired.other_area,
    paired.other_cohort,
    areas.area_no as other_area_no,
    cohorts.cohort_no as other_cohort_no,
    paired.is_whole,
    paired.other_cohort = paired.cohort as is_same_cohort,
    paired.is_whole and paired.other_cohort in (paired.cohort, 'all-pupils') as holds_these,
    paired.is_whole and paired.other_cohort <> 'no-sen' as holds_some
from paired
inner join cohorts on paired.other_cohort = cohorts.cohort
left join areas on paired.other_area = areas.area_code
left join aims on paired.area_code = aims.area_code and paired.cohort = aims.cohort
where
    -- a cohort is not compared with itself twice, nor with a target that it does not have
    (paired.comparator_cohort = 'same' or paired.other_cohort <> paired.cohort)
    and (paired.other_kind <> 'target' or aims.cohort is not null)
order by paired.area_no, paired.cohort_no, paired.comparator_no

-- purpose: a direction needs three years, a change that matters and more than chance; polarity turns it
-- given: series up to 2022/23, each named after what it shows, with the noise between years and the change that matters
-- by their queries: directions
create table cases as
select given.*
from (
    values
    -- measure, polarity, printed unit, noise, change that matters, 2018/19 to 2022/23
    ('by-noise', 1, 1.0, sqrt(2.0), 4.0, null, null, 28.0, 30.0, 33.0),
    ('by-noise-low-good', -1, 0.1, 0.3 / sqrt(2.0), 0.5, null, null, 7.6, 6.9, 6.1),
    ('neither-good', 0, 0.1, sqrt(2.0), 5.0, null, null, 22.0, 27.0, 31.0),
    -- 9 in 3 years are twice the noise of one year, and no more than rounding and chance may make
    ('chance', 1, 1.0, 7.0, 4.0, null, null, 28.0, 32.0, 37.0),
    -- up by 8 in the last year alone: without it the slope is downward
    ('last-year-only', 1, 0.1, 1.0, 4.0, 30.0, 29.0, 28.5, 28.0, 36.0),
    -- the middle year differs from both by 4, then by 3.9, where 4 matter
    ('volatile', 1, 0.1, 1.0, 4.0, null, null, 29.0, 35.0, 31.0),
    ('not-quite-volatile', 1, 0.1, 1.0, 4.0, null, null, 29.0, 35.0, 31.1),
    ('recovered', 1, 0.1, 1.0, 4.0, null, 35.0, 29.0, 32.5, 34.0),
    ('two-years', 1, 1.0, 2.0, 3.0, null, null, null, 10.0, 12.0),
    ('one-year', 1, 1.0, 2.0, 3.0, null, null, null, null, 12.0),
    ('latest-missing', 1, 1.0, 1.0, 3.0, null, 10.0, 15.0, 20.0, null),
    ('gap-year', 1, 1.0, 1.0, 3.0, 10.0, null, 15.0, null, 20.0),
    -- numbers of pupils: 192/610, 210/605, 228/600 (p 0.017); 80/245, 86/248, 98/250 (p 0.128); 450/560 to 405/570
    ('counted', 1, 0.1, 1.0, 3.0, null, null, 31.5, 34.7, 38.0),
    ('counted-few', 1, 0.1, 1.0, 3.0, null, null, 32.7, 34.7, 39.2),
    ('counted-five', -1, 0.1, 1.0, 3.0, 80.4, 78.4, 76.1, 73.2, 71.1),
    -- an error of 1.5 by borrowed pupils, of each year and of all years but the middle one
    ('borrowed', 1, 0.1, 6.0, 4.0, null, null, 16.0, 20.0, 26.0),
    ('borrowed-in-part', 1, 0.1, 6.0, 4.0, null, null, 16.0, 20.0, 26.0),
    -- a fall of 4 next to a rise in not known of 2 and of 1.9
    ('lost-sight-of', 1, 0.1, 1.0, 3.0, null, null, 78.0, 76.0, 74.0),
    ('seen-to-fall', 1, 0.1, 1.0, 3.0, null, null, 78.0, 76.0, 74.0)
) as given (measure_id, polarity, printed_unit, noise, m_change, y2018, y2019, y2020, y2021, y2022);

create table counts as
select given.*
from (
    values
    ('counted', 2020, 192.0, 610.0), ('counted', 2021, 210.0, 605.0), ('counted', 2022, 228.0, 600.0),
    ('counted-few', 2020, 80.0, 245.0), ('counted-few', 2021, 86.0, 248.0), ('counted-few', 2022, 98.0, 250.0),
    ('counted-five', 2018, 450.0, 560.0), ('counted-five', 2019, 447.0, 570.0), ('counted-five', 2020, 430.0, 565.0),
    ('counted-five', 2021, 421.0, 575.0), ('counted-five', 2022, 405.0, 570.0)
) as given (measure_id, period_start, numerator, denominator);

create table series as
select *
from (
    select
        cases.measure_id,
        'sen-support' as cohort,
        'E08000025' as area_code,
        dense_rank() over (order by cases.measure_id) as measure_no,
        1 as cohort_no,
        1 as area_no,
        concat(years.period_start, '/', years.period_start - 1999) as period,
        years.period_start,
        '2022/23' as latest_period,
        2022 as latest_start,
        cases.m_change,
        cases.polarity,
        cases.printed_unit,
        cases.noise,
        counts.numerator,
        counts.denominator,
        case
            when cases.measure_id = 'borrowed' then 1.5
            when cases.measure_id = 'borrowed-in-part' and years.period_start <> 2021 then 1.5
        end as borrowed_error,
        case years.period_start
            when 2018 then cases.y2018
            when 2019 then cases.y2019
            when 2020 then cases.y2020
            when 2021 then cases.y2021
            else cases.y2022
        end as value
    from cases
    cross join (values (2018), (2019), (2020), (2021), (2022)) as years (period_start)
    left join counts on cases.measure_id = counts.measure_id and years.period_start = counts.period_start
) as all_years
where value is not null;

create table measures as
select
    measure_id,
    case measure_id when 'counted' then 'absence' else 'attainment' end as theme
from cases;

create table not_known as
select
    given.*,
    'sen-support' as cohort,
    'E08000025' as area_code
from (
    values
    ('lost-sight-of', '2020/21', 2.0), ('lost-sight-of', '2022/23', 4.0),
    ('seen-to-fall', '2020/21', 2.0), ('seen-to-fall', '2022/23', 3.9)
) as given (measure_id, period, not_known);

-- the gap to England of the first and the last year
create table comparisons as
select
    gaps.measure_id,
    'sen-support' as cohort,
    'E08000025' as area_code,
    'england-same-cohort' as comparator,
    'below' as level,
    gaps.evidence_grade,
    gaps.period,
    gaps.difference,
    gaps.difference - gaps.half_width as difference_lower,
    gaps.difference + gaps.half_width as difference_upper
from (
    values
    -- four half-units and 1 are less than 4, but not than 3
    ('by-noise', '2020/21', 'C', -8.0, null), ('by-noise', '2022/23', 'C', -7.0, null),
    ('gap-year', '2018/19', 'C', -8.0, null), ('gap-year', '2022/23', 'C', -7.0, null),
    ('by-noise-low-good', '2020/21', 'C', 0.5, null), ('by-noise-low-good', '2022/23', 'C', -1.0, null),
    ('neither-good', '2020/21', 'C', 0.0, null), ('neither-good', '2022/23', 'C', 5.0, null),
    ('two-years', '2021/22', 'C', 0.0, null), ('two-years', '2022/23', 'C', 9.0, null),
    ('borrowed', '2020/21', 'I', 0.0, 3.0), ('borrowed', '2022/23', 'I', -6.0, 3.0),
    -- limits of the change: the root of 3 squared and 4 squared, 5, on either side of 6 and of 4
    ('counted', '2020/21', 'A', 0.0, 4.0), ('counted', '2022/23', 'A', 6.0, 3.0),
    ('counted-few', '2020/21', 'B', 0.0, 4.0), ('counted-few', '2022/23', 'A', 4.0, 3.0),
    ('seen-to-fall', '2020/21', 'C', -10.0, null), ('seen-to-fall', '2022/23', 'C', -5.0, null)
) as gaps (measure_id, period, evidence_grade, difference, half_width);

-- expected
select expected.*
from (
    values
    ('by-noise', '2020/21', 'improving', 4, 'C', false, null, '[not_tested, every_year]', 1.0, 'in_step'),
    ('by-noise-low-good', '2020/21', 'improving', 4, 'C', false, null, '[not_tested, every_year]', -1.5, 'gaining'),
    ('neither-good', '2020/21', 'rising', 4, 'C', false, null, '[not_tested, every_year]', 5.0, null),
    (
        'chance', '2020/21', 'no_sustained_change', 5, 'C', false, null, '[not_tested, possible_rise, every_year]',
        null, null
    ),
    (
        'last-year-only', '2018/19', 'no_sustained_change', 5, 'C', false, null, '[not_tested, possible_rise]', null,
        null
    ),
    ('volatile', '2020/21', 'volatile', 2, 'C', true, null, '[not_tested]', null, null),
    ('not-quite-volatile', '2020/21', 'no_sustained_change', 5, 'C', true, null, '[not_tested]', null, null),
    ('recovered', '2019/20', 'no_sustained_change', 5, 'C', false, null, '[not_tested, recovered]', null, null),
    ('two-years', '2021/22', 'too_few_years', 1, 'C', false, null, '[]', null, null),
    ('one-year', '2022/23', 'too_few_years', 1, 'N', false, null, '[]', null, null),
    (
        'latest-missing', '2019/20', 'too_few_years', 1, 'C', false, null, '[latest_year_missing, every_year]', null,
        null
    ),
    ('gap-year', '2018/19', 'improving', 4, 'C', false, null, '[not_tested, every_year]', 1.0, 'unclear'),
    ('counted', '2020/21', 'improving', 3, 'A', false, null, '[overlapping_cohorts, every_year]', 6.0, 'gaining'),
    (
        'counted-few', '2020/21', 'no_sustained_change', 5, 'A', false, null, '[possible_rise, every_year]', 4.0,
        'unclear'
    ),
    ('counted-five', '2018/19', 'improving', 3, 'A', false, true, '[every_year]', null, null),
    ('borrowed', '2020/21', 'improving', 4, 'I', false, null, '[indicative, every_year]', -6.0, 'losing'),
    (
        'borrowed-in-part', '2020/21', 'no_sustained_change', 5, 'C', false, null,
        '[not_tested, possible_rise, every_year]', null, null
    ),
    (
        'lost-sight-of', '2020/21', 'declining', 4, 'C', false, null,
        '[not_tested, fall_coincides_with_rise_in_not_known, every_year]', null, null
    ),
    (
        'seen-to-fall', '2020/21', 'declining', 4, 'C', false, null,
        '[not_tested, england_fell_further, every_year]', 5.0, 'gaining'
    )
) as expected (
    measure_id, period_from, direction, direction_rule, evidence_grade, not_sustained, trend_strict, flags,
    gap_change, gap_direction
);

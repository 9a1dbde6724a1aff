-- purpose: each of the twelve rules of a level at its edge; a row is named after what it shows
-- given: gaps to one comparator; M is 2, both figures are rounded by 0.5 together, authorities differ by 6; thresholds
-- as they ship
-- by their queries: limits
create table gaps as
select
    given.*,
    cast(row_number() over (order by given.name) as bigint) as figure
from (
    values
    -- published counts: limits of the gap, p and q
    ('tested', 'A', 1, 5.0, 1.0, 9.0, 0.01, 0.05, 3.0),
    ('tested, low is good', 'A', -1, -5.0, -9.0, -1.0, 0.01, 0.04, 3.0),
    ('tested, neither is good', 'A', 0, 5.0, 1.0, 9.0, 0.01, 0.04, 3.0),
    ('q above 0.05', 'A', 1, 5.0, 1.0, 9.0, 0.01, 0.051, 3.0),
    ('p of 0.05', 'A', 1, 5.0, 1.0, 9.0, 0.05, 0.05, 3.0),
    ('a range of counts', 'B', 1, -5.0, -9.0, -1.0, 0.01, 0.2, 3.0),
    ('a gap of M', 'A', 1, 2.0, 0.5, 3.5, 0.01, 0.01, 3.0),
    ('a gap below M', 'A', 1, 1.9, 0.5, 3.3, 0.01, 0.01, 3.0),
    ('limits 0 and 2M', 'A', 1, 2.0, 0.0, 4.0, 0.06, 0.06, 3.0),
    ('a limit beyond 2M', 'A', 1, 2.0, -0.1, 4.1, 0.07, 0.07, 3.0),
    -- figures alone: 1.96 times a noise of 2 is 3.92, of 0.5 it is less than M
    ('beyond the noise', 'C', 1, 4.42, null, null, null, null, 2.0),
    ('within the noise', 'C', 1, 4.4, null, null, null, null, 2.0),
    ('surely M', 'C', -1, 2.5, null, null, null, null, 0.5),
    ('M but for rounding', 'C', 1, -2.4, null, null, null, null, 0.5),
    ('small', 'C', 1, -1.4, null, null, null, null, 0.5),
    ('no noise, as authorities differ', 'C', 1, -6.5, null, null, null, null, null),
    ('no noise, less', 'C', 1, -6.4, null, null, null, null, null),
    ('a target, to which M is enough', 'C', 1, 2.5, null, null, null, null, null),
    -- 11 pupils are enough, 10 are not, whatever the test says; 29 are few
    ('30 pupils', 'A', 1, 5.0, 1.0, 9.0, 0.01, 0.01, 3.0),
    ('29 pupils', 'A', 1, 5.0, 1.0, 9.0, 0.01, 0.01, 3.0),
    ('11 pupils', 'A', 1, 5.0, 1.0, 9.0, 0.01, 0.01, 3.0),
    ('10 pupils', 'A', 1, 5.0, 1.0, 9.0, 0.01, 0.01, 3.0),
    ('1 pupils', 'A', 1, 5.0, 1.0, 9.0, 0.01, 0.01, 3.0),
    ('all that qualifies', 'A', 1, 5.0, 1.0, 9.0, 0.01, 0.01, 3.0),
    ('suppressed', 'N', 1, null, null, null, null, null, 3.0),
    ('no row', 'N', 1, null, null, null, null, null, 3.0),
    ('nothing to compare with', 'N', 1, null, null, null, null, null, 3.0),
    ('compared with an error', 'N', 1, null, null, null, null, null, 3.0),
    ('number', 'C', 1, 5.0, null, null, null, null, 3.0)
) as given (name, grade, polarity, difference, lower, upper, p_value, q_value, noise);

-- figures whose number of pupils is borrowed: a score's limits are 1.96 errors and the rounding away,
-- the shares are those of statistics 14b, whose limits are -10.6 and 5.1, 1.8 and 14.0
create table lent as
select
    given.*,
    cast(100 + row_number() over (order by given.name) as bigint) as figure
from (
    values
    ('score, surely M', 52.5, 50.0, 60.0, 1.0, false),
    ('score, M but for rounding', 52.375, 50.0, 60.0, 0.9, false),
    ('score, within 2M', 51.0, 50.0, 60.0, 0.2, false),
    ('score, limits around 0', 52.5, 50.0, 60.0, 1.1, false),
    ('score, beside the same area', 52.5, 50.0, 60.0, 1.0, true),
    ('neither share nor score', 52.5, 50.0, 60.0, 1.0, false),
    ('share, 16 and 20', 16.0, 20.0, 108.0, 3.0, false),
    ('share, 60 and 52', 60.0, 52.0, 351.9, 3.0, false)
) as given (name, value, other, pupils, error, at_home);

create table differences as
select
    either.*,
    either.figure as series,
    cast(1 as int) as comparator_no,
    case when either.measure_id like 'share%' then 1.0 else 0.5 end as rounding,
    1.0 as printed_unit,
    1.0 as comparator_unit,
    2.0 as m_level,
    6.0 as sd_between,
    case either.measure_id
        when 'suppressed' then 'not published'
        when 'no row' then 'not published'
        when 'nothing to compare with' then 'no figure'
        when 'compared with an error' then 'wrong figure'
        when 'number' then 'count'
    end as hindrance,
    case either.measure_id when 'suppressed' then 'c' end as symbol,
    either.measure_id like 'score%' as is_score,
    either.measure_id like 'share%' as counts_pupils,
    either.measure_id like 'a target%' as is_local,
    false as small_cohort,
    either.measure_id in ('all that qualifies', 'suppressed') as is_provisional,
    either.measure_id in ('all that qualifies', 'suppressed') as small_count,
    either.measure_id in ('all that qualifies', 'suppressed') as ci_rounding_sensitive,
    either.measure_id in ('all that qualifies', 'suppressed') as limits_assumed,
    either.measure_id in ('all that qualifies', 'suppressed') as counts_reconstructed,
    either.measure_id in ('all that qualifies', 'suppressed') as comparator_is_sum,
    case when either.measure_id in ('all that qualifies', 'suppressed') then 'uncorrected' else 'corrected' end as part_whole
from (
    select
        figure,
        name as measure_id,
        grade as evidence_grade,
        polarity,
        null as value,
        null as comparator_value,
        difference,
        lower as difference_lower,
        upper as difference_upper,
        p_value,
        false as at_home
    from gaps
    union all
    select
        figure,
        name as measure_id,
        'C' as evidence_grade,
        1 as polarity,
        value,
        other as comparator_value,
        value - other as difference,
        null as difference_lower,
        null as difference_upper,
        null as p_value,
        at_home
    from lent
) as either;

create table tests as
select
    figure,
    1 as comparator_no,
    q_value
from gaps
where q_value is not null
union all
-- another comparator has a q of its own
select
    figure,
    2 as comparator_no,
    0.9 as q_value
from gaps;

create table noise as
select
    figure as series,
    noise
from gaps;

create table pupils as
select
    figure,
    cast(replace(name, ' pupils', '') as double) as fewest_pupils,
    null as borrowed_error,
    null as pupils_used
from gaps
where name like '% pupils'
union all
select
    figure,
    pupils as fewest_pupils,
    error as borrowed_error,
    pupils as pupils_used
from lent;

-- expected: limits as given, or by the borrowed number of pupils, among which a printed share may be half a unit off
select
    expected.*,
    coalesce(
        gaps.lower,
        case expected.measure_id
            when 'share, 16 and 20' then 100 * wilson_interval(0.155 * 108, 0.165 * 108, 108)['lower'] - 20 - 0.5
            when 'share, 60 and 52' then 100 * wilson_interval(0.595 * 351.9, 0.605 * 351.9, 351.9)['lower'] - 52 - 0.5
        end,
        case when expected.evidence_grade = 'I' then expected.advantage - 1.959963984540054 * lent.error - 0.5 end
    ) as difference_lower,
    coalesce(
        gaps.upper,
        case expected.measure_id
            when 'share, 16 and 20' then 100 * wilson_interval(0.155 * 108, 0.165 * 108, 108)['upper'] - 20 + 0.5
            when 'share, 60 and 52' then 100 * wilson_interval(0.595 * 351.9, 0.605 * 351.9, 351.9)['upper'] - 52 + 0.5
        end,
        case when expected.evidence_grade = 'I' then expected.advantage + 1.959963984540054 * lent.error + 0.5 end
    ) as difference_upper
from (
    values
    ('tested', 2, 'significantly_above', 5.0, 'A', false, '[]'),
    ('tested, low is good', 2, 'significantly_below', 5.0, 'A', false, '[]'),
    ('tested, neither is good', 2, 'significantly_above', 0.0, 'A', false, '[]'),
    ('q above 0.05', 3, 'above', 5.0, 'A', false, '[not_robust_to_the_number_of_measures]'),
    ('p of 0.05', 3, 'above', 5.0, 'A', false, '[not_robust_to_the_number_of_measures]'),
    ('a range of counts', 3, 'below', -5.0, 'B', false, '[not_robust_to_the_number_of_measures, counts_within_a_range]'),
    ('a gap of M', 2, 'significantly_above', 2.0, 'A', false, '[]'),
    ('a gap below M', 4, 'broadly_in_line', 1.9, 'A', false, '[detectable_but_small]'),
    ('limits 0 and 2M', 5, 'broadly_in_line', 2.0, 'A', false, '[]'),
    ('a limit beyond 2M', 6, 'no_clear_difference', 2.0, 'A', false, '[]'),
    ('beyond the noise', 10, 'above', 4.42, 'C', false, '[not_tested]'),
    ('within the noise', 12, 'no_clear_difference', 4.4, 'C', false, '[not_tested]'),
    ('surely M', 10, 'above', -2.5, 'C', false, '[not_tested]'),
    ('M but for rounding', 11, 'broadly_in_line', -2.4, 'C', false, '[not_tested, borderline]'),
    ('small', 11, 'broadly_in_line', -1.4, 'C', false, '[not_tested]'),
    ('no noise, as authorities differ', 10, 'below', -6.5, 'C', false, '[not_tested]'),
    ('no noise, less', 12, 'no_clear_difference', -6.4, 'C', false, '[not_tested]'),
    ('a target, to which M is enough', 10, 'above', 2.5, 'C', false, '[not_tested, local_unpublished]'),
    ('30 pupils', 2, 'significantly_above', 5.0, 'A', false, '[]'),
    ('29 pupils', 2, 'significantly_above', 5.0, 'A', true, '[]'),
    ('11 pupils', 2, 'significantly_above', 5.0, 'A', true, '[]'),
    ('10 pupils', 1, 'not_available', null, 'N', true, '[there are only 10 pupils]'),
    ('1 pupils', 1, 'not_available', null, 'N', true, '[there is only 1 pupil]'),
    (
        'all that qualifies', 2, 'significantly_above', 5.0, 'A', false,
        concat(
            '[small_count, ci_rounding_sensitive, comparator_limits_assumed, part_whole_uncorrected, ',
            'counts_reconstructed, comparator_is_sum_of_authorities, provisional]'
        )
    ),
    ('suppressed', 1, 'not_available', null, 'N', false, '[the figure was not published (symbol c), provisional]'),
    ('no row', 1, 'not_available', null, 'N', false, '[there is no figure]'),
    ('number', 1, 'not_available', null, 'N', false, '[a count depends on the size of the area and is not compared]'),
    ('nothing to compare with', 1, 'not_available', null, 'N', false, '[no figure was published for the comparator]'),
    (
        'compared with an error', 1, 'not_available', null, 'N', false,
        '[the printed figure for the comparator cannot be right, and is not used (symbol er)]'
    ),
    ('score, surely M', 7, 'above', 2.5, 'I', false, '[indicative]'),
    ('score, M but for rounding', 9, 'no_clear_difference', 2.375, 'I', false, '[indicative]'),
    ('score, within 2M', 8, 'broadly_in_line', 1.0, 'I', false, '[indicative]'),
    ('score, limits around 0', 9, 'no_clear_difference', 2.5, 'I', false, '[indicative]'),
    ('score, beside the same area', 12, 'no_clear_difference', 2.5, 'C', false, '[not_tested]'),
    ('neither share nor score', 12, 'no_clear_difference', 2.5, 'C', false, '[not_tested]'),
    ('share, 16 and 20', 9, 'no_clear_difference', -4.0, 'I', false, '[indicative]'),
    ('share, 60 and 52', 7, 'above', 8.0, 'I', false, '[indicative]')
) as expected (measure_id, level_rule, level, advantage, evidence_grade, small_cohort, flags)
left join gaps on expected.measure_id = gaps.name
left join lent on expected.measure_id = lent.name;

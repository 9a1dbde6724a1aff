-- purpose: the interval by which each difference is judged: of published figures, else of a borrowed number of pupils
-- grain: one row per figure of a compared area and comparator
-- inputs: differences, tests, pupils, noise, thresholds
-- output: the columns of differences; q_value and family_size, borrowed pupils, noise (unit); obstacle (why there is no level), grade, lower_limit and
-- upper_limit (unit)
-- rules: statistics 14b (grade I)
with known as (
    select
        differences.*,
        tests.q_value,
        tests.family_size,
        pupils.pupils_used,
        pupils.pupils_from,
        pupils.fewest_pupils,
        pupils.borrowed_error,
        noise.noise,
        case
            when differences.hindrance is not null then differences.hindrance
            when pupils.fewest_pupils < $minimum_cohort then 'few pupils held'
        end as obstacle,
        case
            when
                differences.evidence_grade = 'C'
                and pupils.borrowed_error is not null
                and (differences.counts_pupils or differences.is_score)
                and not differences.at_home
                and not differences.is_local
                then 'I'
            else differences.evidence_grade
        end as grade
    from differences
    left join tests
        on
            differences.figure = tests.figure
            and differences.comparator_no = tests.comparator_no
    left join pupils on differences.figure = pupils.figure
    left join noise on differences.series = noise.series
),

-- the interval that a borrowed number of pupils allows, around an exact figure of the comparator
borrowed as (
    select
        known.*,
        case
            when grade = 'I' and counts_pupils
                then wilson_interval(
                    greatest(value - printed_unit / 2, 0.0) / 100 * pupils_used,
                    least(value + printed_unit / 2, 100.0) / 100 * pupils_used,
                    pupils_used
                )
        end as wilson
    from known
)

select
    borrowed.*,
    case
        when grade <> 'I' then difference_lower
        when counts_pupils
            then 100 * wilson['lower'] - comparator_value - comparator_unit / 2
        else difference - 1.959963984540054 * borrowed_error - rounding
    end as lower_limit,
    case
        when grade <> 'I' then difference_upper
        when counts_pupils
            then 100 * wilson['upper'] - comparator_value + comparator_unit / 2
        else difference + 1.959963984540054 * borrowed_error + rounding
    end as upper_limit
from borrowed

//! Worked differences of shares, of two groups and of a part from its whole.

use super::*;

#[test]
fn newcombe_gives_the_worked_differences_part_and_whole_apart() {
    for (x1, n1, x2, n2, naive, scaled, p) in [
        (
            8.0,
            120.0,
            2430.0,
            27000.0,
            (-0.023333, -0.056020, 0.036146),
            (-0.055875, 0.035882),
            0.370710,
        ),
        (
            228.0,
            600.0,
            26100.0,
            90000.0,
            (0.09, 0.051925, 0.129596),
            (0.052178, 0.129333),
            0.000001,
        ),
        (
            412.0,
            520.0,
            63375.0,
            75000.0,
            (-0.052692, -0.089729, -0.019928),
            (-0.089473, -0.020154),
            0.000863,
        ),
        (900.0, 2400.0, 3000.0, 9000.0, (0.041667, 0.020147, 0.063479), (0.025343, 0.058166), 0.0),
        (
            0.0,
            14.0,
            1190.0,
            14000.0,
            (-0.085, -0.089734, 0.130358),
            (-0.089734, 0.130143),
            0.253876,
        ),
    ] {
        let plain = difference_of_proportions(x1, n1, x2, n2).unwrap();
        near(plain.difference, naive.0);
        near(plain.lower, naive.1);
        near(plain.upper, naive.2);
        let part = part_whole_difference_of_ranges(x1, x1, n1, x2, x2, n2, x1, x2).unwrap();
        near(part.difference, naive.0);
        near(part.lower, scaled.0);
        near(part.upper, scaled.1);
        near(part.p_value, p);
        let mirror = difference_of_proportions(n1 - x1, n1, n2 - x2, n2).unwrap();
        near(mirror.difference, -plain.difference);
        near(mirror.lower, -plain.upper);
    }
}

#[test]
fn a_range_of_counts_never_narrows_the_interval() {
    let exact = difference_of_proportions(40.0, 100.0, 300.0, 1000.0).unwrap();
    let ranged =
        difference_of_ranges(38.0, 42.0, 100.0, 298.0, 302.0, 1000.0, 40.0, 300.0).unwrap();
    assert!(ranged.lower < exact.lower && ranged.upper > exact.upper);
    assert!(ranged.p_value > exact.p_value);
    let straddling =
        difference_of_ranges(28.0, 32.0, 100.0, 300.0, 300.0, 1000.0, 30.0, 300.0).unwrap();
    near(straddling.p_value, 1.0);
}

#[test]
fn part_and_rest_give_the_worked_differences() {
    for (x1, n1, x2, n2, d, lower, upper) in [
        (8.0, 120.0, 2430.0, 27000.0, -0.023438, -0.056125, 0.036042),
        (228.0, 600.0, 26100.0, 90000.0, 0.090604, 0.052528, 0.130201),
        (412.0, 520.0, 63375.0, 75000.0, -0.053060, -0.090098, -0.020295),
        (900.0, 2400.0, 3000.0, 9000.0, 0.056818, 0.034559, 0.079317),
        (0.0, 14.0, 1190.0, 14000.0, -0.085085, -0.089824, 0.130273),
    ] {
        let rest = difference_of_proportions(x1, n1, x2 - x1, n2 - n1).unwrap();
        near(rest.difference, d);
        near(rest.lower, lower);
        near(rest.upper, upper);
        let whole = part_whole_difference(x1, n1, x2, n2).unwrap();
        near(whole.difference, x1 / n1 - x2 / n2);
        near(whole.lower, lower * (1.0 - n1 / n2));
    }
    // The verdict vectors of section 19.
    for (x1, n1, x2, n2, d, lower, upper) in [
        (228.0, 600.0, 25872.0, 89400.0, 9.0, 5.217824, 12.933256),
        (8.0, 120.0, 2422.0, 26880.0, -2.333333, -5.587538, 3.588219),
        (412.0, 520.0, 62963.0, 74480.0, -5.269231, -8.947307, -2.015446),
        (4700.0, 10000.0, 229000.0, 500000.0, 1.176471, 0.209221, 2.145948),
        (98.0, 250.0, 29000.0, 90000.0, 6.958449, 1.122196, 13.120178),
        (1.0, 40.0, 2426.0, 26960.0, -6.488889, -8.572248, 3.882521),
    ] {
        let whole = part_whole_difference(x1, n1, x1 + x2, n1 + n2).unwrap();
        near(100.0 * whole.difference, d);
        near(100.0 * whole.lower, lower);
        near(100.0 * whole.upper, upper);
    }
}

#[test]
fn a_part_that_the_whole_cannot_contain_is_refused() {
    let refused = Err(StatisticsError::NotContained);
    assert_eq!(part_whole_difference(5.0, 20.0, 5.0, 20.0), refused);
    assert_eq!(part_whole_difference(8.0, 10.0, 7.0, 100.0), refused);
    assert_eq!(part_whole_difference(1.0, 10.0, 99.0, 100.0), refused);
    // A range that reaches a possible count is not.
    let ranged = part_whole_difference_of_ranges(6.0, 8.0, 10.0, 7.0, 9.0, 100.0, 7.0, 8.0);
    near(ranged.unwrap().difference, 0.62);
}

#[test]
fn a_range_of_counts_covers_every_pair_in_it() {
    for (n1, n2) in [(9.0, 14.0), (12.0, 300.0)] {
        for (low, second) in [(0.0, 2.0), (2.0, 0.0), (5.0, 6.0), (7.0, 9.0)] {
            let (high, second_high) = (low + 2.0, second + 3.0);
            let range = difference_of_ranges(low, high, n1, second, second_high, n2, low, second);
            let range = range.unwrap();
            for x1 in (0..=2).map(|i| low + f64::from(i)) {
                for x2 in (0..=3).map(|i| second + f64::from(i)) {
                    let pair = difference_of_proportions(x1, n1, x2, n2).unwrap();
                    assert!(range.lower <= pair.lower && range.upper >= pair.upper);
                    assert!(range.p_value >= pair.p_value - 1e-12);
                }
            }
        }
    }
}

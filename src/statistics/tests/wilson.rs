//! Worked intervals of shares, with counts that are known or in a range.

use super::*;

#[test]
fn wilson_gives_the_worked_intervals() {
    for (x, n, lower, upper) in [
        (12.0, 45.0, 0.159649, 0.410388),
        (0.0, 18.0, 0.0, 0.175879),
        (9.0, 10.0, 0.595850, 0.982124),
        (7.0, 7.0, 0.645670, 1.0),
        (133.0, 1530.0, 0.073826, 0.102100),
        (388.0, 500.0, 0.737430, 0.810361),
        (2640.0, 12210.0, 0.209004, 0.223607),
    ] {
        let interval = wilson_interval(x, n).unwrap();
        near(interval.lower, lower);
        near(interval.upper, upper);
    }
    for (x, n) in [(1.0, 0.0), (5.0, 4.0), (-1.0, 4.0), (f64::NAN, 4.0), (1.0, f64::INFINITY)] {
        assert!(wilson_interval(x, n).is_err(), "{x} of {n}");
    }
}

#[test]
fn counts_rounded_to_five_give_the_union_interval() {
    for (x, n, lower, upper) in [
        (10.0, 45.0, 0.088864, 0.426910),
        (5.0, 20.0, 0.047490, 0.613810),
        (230.0, 600.0, 0.340873, 0.427612),
        (0.0, 30.0, 0.0, 0.226454),
        (45.0, 45.0, 0.800685, 1.0),
    ] {
        let interval = wilson_union(f64::max(x - 2.0, 0.0), x + 2.0, n - 2.0, n + 2.0).unwrap();
        near(interval.lower, lower);
        near(interval.upper, upper);
    }
}

#[test]
fn a_union_covers_every_feasible_pair_and_only_those() {
    let union = wilson_union(3.0, 7.0, 5.0, 9.0).unwrap();
    let (mut lower, mut upper) = (1.0_f64, 0.0_f64);
    for x in 3..=7 {
        for n in 5.max(x)..=9 {
            let interval = wilson_interval(f64::from(x), f64::from(n)).unwrap();
            (lower, upper) = (lower.min(interval.lower), upper.max(interval.upper));
        }
    }
    assert_eq!((union.lower, union.upper), (lower, upper));
    assert!(wilson_union(5.0, 6.0, 4.0, 4.0).is_err(), "no count fits any denominator");
    assert!(wilson_union(3.0, 2.0, 4.0, 4.0).is_err());
    assert!(wilson_union(-1.0, 2.0, 4.0, 4.0).is_err());
}

#[test]
fn suppressed_counts_with_a_known_rule_give_the_worked_intervals() {
    for (low, high, n, lower, upper) in [
        (1.0, 2.0, 48.0, 0.003687, 0.139757),
        (1.0, 4.0, 48.0, 0.003687, 0.195533),
        (1.0, 5.0, 300.0, 0.000589, 0.038415),
    ] {
        let interval = wilson_union(low, high, n, n).unwrap();
        near(interval.lower, lower);
        near(interval.upper, upper);
    }
    // The naive intervals for the rounded counts.
    for (x, n, lower, upper) in [
        (10.0, 45.0, 0.125447, 0.362693),
        (5.0, 20.0, 0.111862, 0.468701),
        (230.0, 600.0, 0.345289, 0.422862),
        (0.0, 30.0, 0.0, 0.113513),
        (45.0, 45.0, 0.921348, 1.0),
    ] {
        let interval = wilson_interval(x, n).unwrap();
        near(interval.lower, lower);
        near(interval.upper, upper);
    }
}

//! Worked changes of a gap.

use super::*;

#[test]
fn the_change_of_a_gap_gives_the_worked_limits() {
    for (then, now, change, lower, upper) in [
        (
            (130.0, 520.0, 26000.0, 94000.0),
            (171.0, 540.0, 27500.0, 96000.0),
            0.056804,
            0.002355,
            0.110610,
        ),
        (
            (412.0, 520.0, 63000.0, 74500.0),
            (398.0, 530.0, 64500.0, 76000.0),
            -0.044411,
            -0.095056,
            0.006560,
        ),
        ((6.0, 60.0, 2300.0, 26000.0), (9.0, 61.0, 2430.0, 27000.0), 0.046003, -0.076223, 0.168079),
        (
            (300.0, 1000.0, 27000.0, 90000.0),
            (350.0, 1000.0, 31500.0, 90000.0),
            0.0,
            -0.041282,
            0.041051,
        ),
    ] {
        let gap =
            |(a, b, c, d): (f64, f64, f64, f64)| difference_of_proportions(a, b, c, d).unwrap();
        let (first, second) = (gap(then), gap(now));
        let moved = change_in_gap(
            first.difference,
            first.lower,
            first.upper,
            second.difference,
            second.lower,
            second.upper,
        )
        .unwrap();
        near(moved.change, change);
        near(moved.lower, lower);
        near(moved.upper, upper);
    }
}

#[test]
fn a_gap_outside_its_limits_is_refused() {
    assert!(change_in_gap(0.0, 0.1, 0.2, 0.0, -0.1, 0.1).is_err());
    assert!(change_in_gap(0.0, -0.1, 0.1, f64::NAN, -0.1, 0.1).is_err());
}

//! Worked differences of averages, from published limits.

use super::*;

#[test]
fn published_limits_give_the_worked_differences() {
    for (m1, l1, u1, m2, l2, u2, lower, upper, p) in [
        (-1.38, -1.62, -1.14, -1.13, -1.14, -1.12, -0.490208, -0.009792, 0.041364),
        (-0.31, -0.41, -0.21, -0.45, -0.46, -0.44, 0.039501, 0.240499, 0.006327),
        (-0.52, -0.64, -0.40, -0.45, -0.46, -0.44, -0.190416, 0.050416, 0.254552),
        (0.04, 0.00, 0.08, -0.03, -0.03, -0.03, 0.03, 0.11, 0.000604),
    ] {
        let d = difference_of_means(m1, l1, u1, m2, l2, u2, 0.0).unwrap();
        near(d.lower, lower);
        near(d.upper, upper);
        near(d.p_value, p);
    }
}

#[test]
fn interval_and_p_of_means_agree_for_a_part_of_a_large_whole() {
    for w in [0.0, 0.01, 0.27] {
        for shift in 0..60 {
            let m1 = f64::from(shift) / 100.0;
            let d = difference_of_means(m1, m1 - 0.3, m1 + 0.3, 0.0, -0.01, 0.01, w).unwrap();
            assert_eq!(d.lower > 0.0, d.p_value < 0.05, "w {w}, difference {m1}");
        }
    }
    assert!(difference_of_means(0.1, 0.2, 0.0, 0.0, -0.1, 0.1, 0.0).is_err());
    assert!(difference_of_means(0.1, 0.0, 0.2, 0.0, -0.1, 0.1, 1.0).is_err());
}

#[test]
fn only_the_first_worked_mean_hangs_on_its_rounding() {
    for (m1, l1, u1, m2, l2, u2, sensitive) in [
        (-1.38, -1.62, -1.14, -1.13, -1.14, -1.12, true),
        (-0.31, -0.41, -0.21, -0.45, -0.46, -0.44, false),
        (-0.52, -0.64, -0.40, -0.45, -0.46, -0.44, false),
        (0.04, 0.00, 0.08, -0.03, -0.03, -0.03, false),
    ] {
        let got = ci_rounding_sensitive(m1, l1, u1, m2, l2, u2, 0.0, 0.005).unwrap();
        assert_eq!(got, sensitive, "{m1} against {m2}");
        let exact = ci_rounding_sensitive(m1, l1, u1, m2, l2, u2, 0.0, 0.0).unwrap();
        assert!(!exact, "nothing rounded, nothing hangs on it");
    }
    for (half_width, n) in [(0.24, 107.567516), (0.245, 103.221806), (0.235, 112.193552)] {
        near(implied_pupils(1.27, half_width).unwrap(), n);
    }
    assert!(implied_pupils(1.27, 0.0).is_err());
    // A borrowed spread decides the verdict, which is why none is borrowed.
    near(-2.1 - Z95 * 15.0 / 140_f64.sqrt(), -4.584708);
    near(-2.1 + Z95 * 15.0 / 140_f64.sqrt(), 0.384708);
    assert!(-2.1 + Z95 * 12.0 / 140_f64.sqrt() < 0.0);
}

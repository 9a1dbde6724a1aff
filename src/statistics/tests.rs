//! Values worked out elsewhere, to a millionth.

use super::*;

fn near(got: f64, wanted: f64) {
    assert!((got - wanted).abs() < 1e-6, "{got} is not {wanted}");
}

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
        (0.0, 30.0, 0.0, 0.226454),
        (45.0, 45.0, 0.800685, 1.0),
    ] {
        let interval = wilson_union(f64::max(x - 2.0, 0.0), x + 2.0, n - 2.0, n + 2.0).unwrap();
        near(interval.lower, lower);
        near(interval.upper, upper);
    }
}

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
fn trends_of_counts_give_the_worked_tests() {
    type Case<'a> = (&'a [(f64, f64, f64)], f64, f64, f64);
    let cases: [Case<'_>; 5] = [
        (
            &[(1.0, 130.0, 520.0), (2.0, 148.0, 530.0), (3.0, 171.0, 540.0)],
            5.819590,
            0.015849,
            0.033359,
        ),
        (&[(1.0, 6.0, 60.0), (2.0, 8.0, 62.0), (3.0, 9.0, 61.0)], 0.621381, 0.430535, 0.023756),
        (
            &[
                (2019.0, 90.0, 400.0),
                (2022.0, 96.0, 410.0),
                (2023.0, 101.0, 405.0),
                (2024.0, 118.0, 420.0),
            ],
            2.945343,
            0.086125,
            0.009827,
        ),
        (
            &[
                (1.0, 450.0, 560.0),
                (2.0, 447.0, 570.0),
                (3.0, 430.0, 565.0),
                (4.0, 421.0, 575.0),
                (5.0, 405.0, 570.0),
            ],
            17.531316,
            0.000028,
            -0.023823,
        ),
        (
            &[(1.0, 300.0, 1000.0), (2.0, 310.0, 1000.0), (3.0, 298.0, 1000.0)],
            0.009476,
            0.922453,
            -0.001,
        ),
    ];
    for (years, statistic, p, slope) in cases {
        let trend = cochran_armitage(years).unwrap();
        near(trend.statistic, statistic);
        near(trend.p_value, p);
        near(trend.slope, slope);
        let reversed: Vec<_> = years.iter().map(|(s, x, n)| (-s, *x, *n)).collect();
        near(cochran_armitage(&reversed).unwrap().slope, -slope);
    }
    assert!(cochran_armitage(&[(1.0, 0.0, 10.0), (2.0, 0.0, 10.0), (3.0, 0.0, 10.0)]).is_err());
}

#[test]
fn trends_of_means_give_the_worked_tests() {
    let three = [(1.0, -0.58, 0.055), (2.0, -0.51, 0.054), (3.0, -0.40, 0.052)];
    let trend = weighted_slope(&three).unwrap();
    near(trend.slope, 0.090369);
    near(trend.statistic, 5.707824);
    near(trend.p_value, 0.016889);
    let falling: Vec<_> = (1..)
        .map(f64::from)
        .zip([0.10, 0.06, 0.02, -0.03, -0.09])
        .map(|(s, y)| (s, y, 0.02))
        .collect();
    let trend = weighted_slope(&falling).unwrap();
    near(trend.slope, -0.047);
    near(trend.statistic, 55.225);
    assert!(trend.strict);
    let spiked: Vec<_> = (1..)
        .map(f64::from)
        .zip([0.10, 0.11, 0.09, 0.30, 0.12])
        .map(|(s, y)| (s, y, 0.03))
        .collect();
    let trend = weighted_slope(&spiked).unwrap();
    near(trend.p_value, 0.015333);
    assert!(!trend.strict);
}

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
fn a_printed_percentage_tells_the_counts_behind_it() {
    assert_eq!(feasible_numerators(88.9, 1, 488.0).unwrap(), (434.0, 434.0));
    let (low, high) = feasible_numerators(90.2, 1, 19914.0).unwrap();
    assert!(low < high && low / 19914.0 >= 0.9015 && high / 19914.0 <= 0.9025);
    assert!(feasible_numerators(33.0, 0, 2.0).is_err());
    assert_eq!(feasible_numerators(0.0, 0, 30.0).unwrap(), (0.0, 0.0));
}

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

#[test]
fn normal_and_chi_squared_tails_keep_their_digits() {
    // Against C's erfc: `statrs` holds 1e-10 of the value, near 1 and far out alike.
    for (z, p) in [
        (1.0, 0.317_310_507_862_914_15),
        (Z95, 0.05),
        (Z998, 0.002),
        (6.0, 1.973_175_290_075_402_4e-9),
        (10.0, 1.523_970_604_832_118_6e-23),
    ] {
        assert!((two_sided_p(z) / p - 1.0).abs() < 2e-10, "{z}");
        assert!((chi_squared_upper_tail(z * z) / p - 1.0).abs() < 2e-10, "{z}");
    }
    near(chi_squared_upper_tail(-1.0), 1.0);
}

#[test]
fn incomplete_beta_agrees_with_binomial_sums_and_settles_for_whole_countries() {
    // Sixty tests at 5%: section 11.
    near(beta::beta_below(1.0, 60.0, 0.05), 0.953930);
    near(beta::beta_below(5.0, 56.0, 0.05), 0.180335);
    // A symmetric distribution has its median in the middle, however many are counted.
    for counts in [1.0, 40.0, 5_000.0, 61_000.0, 6_100_000.0] {
        near(beta::beta_below(counts, counts, 0.5), 0.5);
        near(beta::beta_quantile(0.5, counts, counts), 0.5);
    }
    for (a, b, x) in [(3.0, 9.0, 0.2), (512.0, 61_001.0, 0.0083), (0.5, 2.5, 0.9)] {
        near(beta::beta_below(a, b, x) + beta::beta_below(b, a, 1.0 - x), 1.0);
        let share = beta::beta_below(a, b, x);
        near(beta::beta_quantile(share, a, b), x);
    }
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
    assert!(ranged.is_ok());
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
    // The naive intervals beside the rounded counts.
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

#[test]
fn rates_of_events_give_the_worked_limits() {
    for (events, n, byar, exact) in [
        (0.0, 310.0, (0.0, 1.183230), (0.0, 1.189961)),
        (4.0, 1250.0, (0.086092, 0.819260), (0.087189, 0.819327)),
        (9.0, 2900.0, (0.141617, 0.589165), (0.141909, 0.589131)),
        (37.0, 4100.0, (0.635316, 1.243929), (0.635400, 1.243893)),
        (512.0, 3050.0, (15.364097, 18.305975), (15.364121, 18.305955)),
    ] {
        let per_hundred = 100.0 / n;
        let (approximate, poisson) =
            (byar_limits(events).unwrap(), exact_poisson_limits(events).unwrap());
        near(approximate.lower * per_hundred, byar.0);
        near(approximate.upper * per_hundred, byar.1);
        near(poisson.lower * per_hundred, exact.0);
        near(poisson.upper * per_hundred, exact.1);
        let used = rate_interval(events, n).unwrap();
        near(100.0 * used.lower, if events < 10.0 { exact.0 } else { byar.0 });
        near(100.0 * used.upper, if events < 10.0 { exact.1 } else { byar.1 });
    }
    assert_eq!(rate_interval(3.0, 0.0), Err(StatisticsError::NoPupils(0.0)));
    assert_eq!(rate_interval(-1.0, 9.0), Err(StatisticsError::Negative(-1.0)));
    assert_eq!(rate_interval(f64::NAN, 9.0), Err(StatisticsError::NotFinite));
}

#[test]
fn repeat_events_widen_the_limits() {
    near(dispersion(512.0, 201.0).unwrap(), 4.094527);
    let interval = repeat_event_interval(512.0, 201.0, 3050.0).unwrap();
    near(100.0 * interval.lower, 13.973516);
    near(100.0 * interval.upper, 20.000330);
    let concerned = wilson_interval(201.0, 3050.0).unwrap();
    near(concerned.lower, 0.057631);
    near(concerned.upper, 0.075264);
    // One event each: the plain limits.
    assert_eq!(repeat_event_interval(37.0, 37.0, 4100.0), rate_interval(37.0, 4100.0));
    assert_eq!(repeat_event_interval(0.0, 0.0, 310.0), rate_interval(0.0, 310.0));
    assert!(dispersion(10.0, 11.0).is_err());
    assert!(dispersion(10.0, 0.0).is_err());
}

#[test]
fn ratios_of_rates_give_the_worked_limits() {
    for (o1, n1, o2, n2, ratio, wald, exact, p) in [
        (
            96.0,
            620.0,
            810.0,
            21500.0,
            4.109916,
            Some((3.326240, 5.078231)),
            (3.290852, 5.083456),
            0.0,
        ),
        (
            37.0,
            4100.0,
            5600.0,
            760000.0,
            1.224739,
            Some((0.886432, 1.692161)),
            (0.861411, 1.690250),
            0.234412,
        ),
        (
            3.0,
            900.0,
            410.0,
            150000.0,
            1.219512,
            Some((0.391697, 3.796840)),
            (0.250460, 3.589075),
            0.741087,
        ),
        (0.0, 310.0, 95.0, 61000.0, 0.0, None, (0.0, 7.791089), 1.0),
        (
            512.0,
            3050.0,
            61000.0,
            430000.0,
            1.183338,
            Some((1.084758, 1.290876)),
            (1.082651, 1.290909),
            0.000224,
        ),
    ] {
        let conditional = rate_ratio(o1, n1, o2, n2).unwrap();
        near(conditional.ratio, ratio);
        near(conditional.lower, exact.0);
        near(conditional.upper, exact.1);
        near(conditional.p_value, p);
        let log = log_rate_ratio(o1, n1, o2, n2);
        assert_eq!(log.is_ok(), wald.is_some());
        if let (Ok(log), Some((lower, upper))) = (log, wald) {
            near(log.ratio, ratio);
            near(log.lower, lower);
            near(log.upper, upper);
        }
    }
    assert!(rate_ratio(3.0, 10.0, 0.0, 10.0).is_err());
    assert!(rate_ratio(3.0, 0.0, 3.0, 10.0).is_err());
    assert!(rate_ratio(-3.0, 10.0, 3.0, 10.0).is_err());
}

#[test]
fn scaling_by_a_dispersion_keeps_the_ratio_and_widens_its_limits() {
    let plain = rate_ratio(512.0, 3050.0, 61000.0, 430000.0).unwrap();
    let scaled = rate_ratio(512.0 / 4.1, 3050.0 / 4.1, 61000.0 / 4.1, 430000.0 / 4.1).unwrap();
    near(scaled.ratio, plain.ratio);
    assert!(scaled.lower < plain.lower && scaled.upper > plain.upper);
    assert!(scaled.p_value > plain.p_value);
}

#[test]
fn disproportionality_compares_by_a_ratio_of_ratios() {
    let here = [(96.0, 620.0), (810.0, 21500.0)];
    let there = [(21000.0, 190000.0), (270000.0, 6100000.0)];
    near(log_rate_ratio(21000.0, 190000.0, 270000.0, 6100000.0).unwrap().ratio, 2.497076);
    let quotient = ratio_of_ratios(here, there).unwrap();
    near(quotient.ratio, 1.645892);
    near(quotient.lower, 1.331434);
    near(quotient.upper, 2.034618);
    near(ratio_of_ratios(there, here).unwrap().ratio, 1.0 / quotient.ratio);
    assert!(ratio_of_ratios([(0.0, 620.0), here[1]], there).is_err());
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

#[test]
fn robust_places_give_the_worked_values() {
    for (value, place) in [(9.8, -1.911054), (12.9, -0.749433), (18.2, 1.236565), (22.5, 2.847846)]
    {
        near(robust_place(value, 14.9, 1.8).unwrap(), place);
    }
    assert!(robust_place(9.8, 14.9, 0.0).is_err());
    near(median_deviation(&[1.0, 2.0, 3.0, 4.0, 100.0]).unwrap(), 1.0);
    assert!(median(&[]).is_err());
    assert!(median(&[1.0, f64::NAN]).is_err());
    assert!(quantile(&[1.0], 1.5).is_err());
}

#[test]
fn one_odd_neighbour_does_not_move_the_median() {
    let odd = [14.1, 15.0, 13.2, 16.8, 14.4, 12.9, 15.7, 14.0, 13.8, 41.0];
    near(median(&odd).unwrap(), 14.25);
    near(odd.iter().sum::<f64>() / 10.0, 17.09);
    near(median(&[29.0, 31.0, 27.0, 35.0, 30.0, 24.0, 33.0, 28.0]).unwrap(), 29.5);
    near(median(&[5.0; 10]).unwrap(), 5.0);
    near(median(&[1.0, 2.0, 3.0, 4.0]).unwrap(), 2.5);
}

#[test]
fn a_fixed_benchmark_is_met_by_the_areas_own_interval() {
    for (x, n, benchmark, lower, upper, side) in [
        (228.0, 600.0, 0.290, 0.342041, 0.419485, 1),
        (8.0, 120.0, 0.090, 0.034165, 0.126051, 0),
        (412.0, 520.0, 0.845, 0.755360, 0.824968, -1),
        (434.0, 520.0, 0.845, 0.800252, 0.864072, 0),
    ] {
        let interval = wilson_interval(x, n).unwrap();
        near(interval.lower, lower);
        near(interval.upper, upper);
        let got = i32::from(interval.lower > benchmark) - i32::from(interval.upper < benchmark);
        assert_eq!(got, side);
    }
}

#[test]
fn a_strict_trend_needs_five_years_and_no_single_one_to_carry_it() {
    let counts = |values: &[(f64, f64)]| -> Vec<(f64, f64, f64)> {
        (2019..).map(f64::from).zip(values).map(|(s, (x, n))| (s, *x, *n)).collect()
    };
    let five = counts(&[(450., 560.), (447., 570.), (430., 565.), (421., 575.), (405., 570.)]);
    assert!(cochran_armitage(&five).unwrap().strict);
    // The same change within four years is not called strict.
    let four: Vec<_> = five.iter().filter(|year| year.0 != 2021.0).copied().collect();
    let four = cochran_armitage(&four).unwrap();
    assert!(four.statistic > 9.549_536 && four.leave_one_out_agrees && !four.strict);
    // One good last year: without it the slope turns.
    let carried = counts(&[(300., 900.), (295., 900.), (292., 900.), (288., 900.), (420., 900.)]);
    let carried = cochran_armitage(&carried).unwrap();
    assert!(carried.statistic > 9.549_536 && !carried.leave_one_out_agrees && !carried.strict);
    let spiked = [0.10, 0.11, 0.09, 0.30, 0.12];
    let spiked: Vec<_> = (1..).map(f64::from).zip(spiked).map(|(s, y)| (s, y, 0.03)).collect();
    let spiked = weighted_slope(&spiked).unwrap();
    near(spiked.slope, 0.023);
    near(spiked.statistic, 5.877778);
    let falling = [(1.0, -1.20, 0.125), (2.0, -1.31, 0.122), (3.0, -1.38, 0.1224)];
    let falling = weighted_slope(&falling).unwrap();
    near(falling.slope, -0.089857);
    near(falling.statistic, 1.055393);
    near(falling.p_value, 0.304268);
}

#[test]
fn years_that_do_not_differ_make_no_trend() {
    let same = [(2019.1, 5.0, 7.0), (2019.1, 6.0, 11.0), (2019.1, 7.0, 13.0)];
    assert_eq!(cochran_armitage(&same), Err(StatisticsError::NoTrend));
    assert_eq!(weighted_slope(&same), Err(StatisticsError::NoTrend));
    assert_eq!(cochran_armitage(&[]), Err(StatisticsError::NoTrend));
    let endless = [(f64::NAN, 5.0, 7.0), (2020.0, 6.0, 11.0)];
    assert_eq!(cochran_armitage(&endless), Err(StatisticsError::NotFinite));
    let certain = [(2019.0, 1.0, 0.0), (2020.0, 1.0, 0.1)];
    assert_eq!(weighted_slope(&certain), Err(StatisticsError::NotFinite));
}

/// Score of Mann and Kendall, its exact two-sided p and Sen's slope, by enumeration.
fn mann_kendall(values: &[f64]) -> (i32, f64, f64) {
    fn score(values: &[f64]) -> i32 {
        let pairs = |i: usize| values[i + 1..].iter().map(move |later| (values[i], *later));
        (0..values.len()).flat_map(pairs).map(|(a, b)| i32::from(b > a) - i32::from(b < a)).sum()
    }
    fn orders(values: &[f64]) -> Vec<Vec<f64>> {
        if values.is_empty() {
            return vec![Vec::new()];
        }
        let with_first = |i: usize| {
            let mut others = values.to_vec();
            let first = others.remove(i);
            orders(&others).into_iter().map(move |rest| [vec![first], rest].concat())
        };
        (0..values.len()).flat_map(with_first).collect()
    }
    let observed = score(values);
    let all = orders(values);
    let extreme = all.iter().filter(|order| score(order).abs() >= observed.abs()).count();
    let slope = |i: usize| (i + 1..values.len()).map(move |j| (i, j));
    let slopes: Vec<f64> = (0..values.len())
        .flat_map(slope)
        .map(|(i, j)| (values[j] - values[i]) / (j - i) as f64)
        .collect();
    (observed, extreme as f64 / all.len() as f64, median(&slopes).unwrap())
}

#[test]
fn no_order_of_a_few_percentages_could_show_a_trend() {
    for (values, score, p, sen) in [
        (&[25.0, 27.9, 31.7][..], 3, 0.333333, 3.35),
        (&[22.5, 23.4, 24.9, 28.1], 6, 0.083333, 1.683333),
        (&[80.4, 78.4, 76.1, 73.2, 71.1], -10, 0.016667, -2.3625),
        (&[30.0, 31.0, 29.8], -1, 1.0, -0.1),
        (&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 15, 0.002778, 1.0),
    ] {
        let got = mann_kendall(values);
        assert_eq!(got.0, score);
        near(got.1, p);
        near(got.2, sen);
    }
}

#[test]
fn least_squares_through_three_percentages_flatters() {
    // Student's t through the incomplete beta function (Abramowitz and Stegun 26.7.1).
    let fit = |y: &[f64]| {
        let k = y.len() as f64;
        let (middle, mean) = ((k - 1.0) / 2.0, y.iter().sum::<f64>() / k);
        let at = |i: usize| i as f64 - middle;
        let spread: f64 = (0..y.len()).map(|i| at(i).powi(2)).sum();
        let slope = y.iter().enumerate().map(|(i, y)| at(i) * y).sum::<f64>() / spread;
        let left = y.iter().enumerate().map(|(i, y)| (y - mean - slope * at(i)).powi(2));
        let t2 = slope * slope * spread * (k - 2.0) / left.sum::<f64>();
        (slope, beta::beta_below((k - 2.0) / 2.0, 0.5, (k - 2.0) / (k - 2.0 + t2)))
    };
    for (values, slope, p) in [
        (&[25.0, 27.9, 31.7][..], 3.35, 0.049274),
        (&[22.5, 23.4, 24.9, 28.1], 1.83, 0.038903),
        (&[80.4, 78.4, 76.1, 73.2, 71.1], -2.38, 0.000094),
        (&[30.0, 31.0, 29.8], -0.1, 0.900575),
    ] {
        let got = fit(values);
        near(got.0, slope);
        near(got.1, p);
    }
}

#[test]
fn a_gap_outside_its_limits_is_refused() {
    assert!(change_in_gap(0.0, 0.1, 0.2, 0.0, -0.1, 0.1).is_err());
    assert!(change_in_gap(0.0, -0.1, 0.1, f64::NAN, -0.1, 0.1).is_err());
}

#[test]
fn funnels_of_proportions_give_the_worked_limits() {
    for (n, inner, outer) in [
        (30.0, (0.127626, 0.452374), (0.033989, 0.546011)),
        (120.0, (0.208813, 0.371187), (0.161994, 0.418006)),
        (600.0, (0.253692, 0.326308), (0.232754, 0.347246)),
        (2400.0, (0.271846, 0.308154), (0.261377, 0.318623)),
    ] {
        for (z, limits) in [(Z95, inner), (Z998, outer)] {
            let funnel = proportion_funnel(0.29, n, z, 0.0).unwrap();
            near(funnel.lower, limits.0);
            near(funnel.upper, limits.1);
        }
        // An area on the limit has the baseline on the limit of its own interval.
        let on_limit = proportion_funnel(0.29, n, Z95, 0.0).unwrap().upper;
        near(wilson_interval(on_limit * n, n).unwrap().lower, 0.29);
    }
    assert!(proportion_funnel(1.2, 30.0, Z95, 0.0).is_err());
    assert!(proportion_funnel(0.3, 0.0, Z95, 0.0).is_err());
}

#[test]
fn funnels_of_rates_undo_the_exact_interval() {
    for (rate, n) in [(0.009, 4100.0), (0.15, 3050.0), (0.0074, 760_000.0)] {
        let funnel = rate_funnel(rate, n, TAIL95).unwrap();
        near(exact_poisson_limits(funnel.upper * n).unwrap().lower / n, rate);
        near(exact_poisson_limits(funnel.lower * n).unwrap().upper / n, rate);
        let outer = rate_funnel(rate, n, TAIL998).unwrap();
        assert!(outer.lower < funnel.lower && outer.upper > funnel.upper);
    }
    // Three expected: even none is not improbably few.
    near(rate_funnel(0.01, 300.0, TAIL95).unwrap().lower, 0.0);
    assert!(rate_funnel(0.0, 300.0, TAIL95).is_err());
    assert!(rate_funnel(0.1, 300.0, 0.5).is_err());
}

#[test]
fn overdispersion_turns_three_outliers_into_none() {
    let x = [40.0, 70.0, 95.0, 150.0, 22.0, 210.0, 64.0, 120.0, 18.0, 88.0];
    let n = [160.0, 200.0, 330.0, 420.0, 110.0, 640.0, 190.0, 470.0, 75.0, 240.0];
    let areas: Vec<_> = x.into_iter().zip(n).collect();
    let placed = funnel(&areas).unwrap();
    near(placed.baseline, 0.309347);
    near(placed.dispersion_raw, 2.907217);
    near(placed.dispersion, 2.810950);
    near(placed.between, 0.001667);
    let z = [
        -1.624086, 1.243798, -0.843740, 2.119131, -2.481144, 1.027723, 0.819921, -2.534061,
        -1.299296, 1.921113,
    ];
    let adjusted = [
        -1.083155, 0.777334, -0.446278, 1.024734, -1.820171, 0.419817, 0.520415, -1.173049,
        -1.032000, 1.133540,
    ];
    placed.z.iter().zip(z).for_each(|(got, wanted)| near(*got, wanted));
    placed.z_adjusted.iter().zip(adjusted).for_each(|(got, wanted)| near(*got, wanted));
    let outside = |z: &[f64]| z.iter().filter(|z| z.abs() > Z95).count();
    assert_eq!((outside(&placed.z), outside(&placed.z_adjusted)), (3, 0));
    // Areas that do not differ: nothing to adjust.
    let even = funnel(&[(30.0, 100.0), (31.0, 100.0), (60.0, 200.0)]).unwrap();
    assert_eq!((even.between, &even.z), (0.0, &even.z_adjusted));
    assert!(funnel(&[(1.0, 10.0)]).is_err());
    assert!(funnel(&[(0.0, 10.0), (0.0, 20.0)]).is_err());
}

#[test]
fn false_discovery_gives_the_worked_q_values() {
    let eight = [0.0004, 0.0031, 0.0120, 0.0185, 0.0390, 0.0460, 0.21, 0.65];
    let wanted = [0.0032, 0.0124, 0.032, 0.037, 0.061333, 0.061333, 0.24, 0.65];
    let got = benjamini_hochberg(&eight).unwrap();
    got.iter().zip(wanted).for_each(|(got, wanted)| near(*got, wanted));
    // The order given is the order returned.
    let turned: Vec<f64> = eight.iter().rev().copied().collect();
    let back: Vec<f64> = benjamini_hochberg(&turned).unwrap().into_iter().rev().collect();
    assert_eq!(back, got);
    let family = |first: &[f64], other: f64, m: usize| {
        let mut p = first.to_vec();
        p.resize(m, other);
        benjamini_hochberg(&p).unwrap()
    };
    let ten = family(&[0.04; 3], 0.3, 10);
    near(ten[2], 0.133333);
    near(ten[9], 0.3);
    let none = family(&[0.001, 0.01, 0.03, 0.03], 0.2, 60);
    near(none[0], 0.06);
    none[1..].iter().for_each(|q| near(*q, 0.2));
    let five = family(&[0.0001, 0.0005, 0.0008, 0.002, 0.004], 0.5, 60);
    let wanted = [0.006, 0.015, 0.016, 0.030, 0.048, 0.5];
    five.iter().zip(wanted).for_each(|(got, wanted)| near(*got, wanted));
    assert_eq!(benjamini_hochberg(&[]), Ok(Vec::new()));
    assert_eq!(benjamini_hochberg(&[1.2]), Err(StatisticsError::NotAShare(1.2)));
    assert!(benjamini_hochberg(&[f64::NAN]).is_err());
}

#[test]
fn places_and_bands_keep_ties_together() {
    let names = "ABCDEFGHIJKL";
    let values = [29.0, 31.0, 31.0, 31.0, 28.0, 27.0, 35.0, 31.0, 24.0, 30.0, 29.0, 33.0];
    let cuts = [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| quantile(&values, share).unwrap());
    assert_eq!(cuts, [24.0, 28.75, 30.5, 31.0, 35.0]);
    let all = places(&values, true).unwrap();
    for (name, rank, rank_max, lait, ours) in [
        ('G', 1, 1, 'A', "A"),
        ('L', 2, 2, 'A', "A"),
        ('B', 3, 6, 'B', "A/B"),
        ('C', 3, 6, 'B', "A/B"),
        ('D', 3, 6, 'B', "A/B"),
        ('H', 3, 6, 'B', "A/B"),
        ('J', 7, 7, 'C', "C"),
        ('A', 8, 9, 'C', "C"),
        ('K', 8, 9, 'C', "C"),
        ('E', 10, 10, 'D', "D"),
        ('F', 11, 11, 'D', "D"),
        ('I', 12, 12, 'D', "D"),
    ] {
        let index = names.find(name).unwrap();
        assert_eq!(all[index], Place { rank, rank_max }, "{name}");
        assert_eq!(band(rank, rank_max, 12).unwrap(), ours, "{name}");
        assert_eq!(band_lait(values[index], &values, true).unwrap(), lait, "{name}");
        // Turned round, low being good, every area keeps its place.
        let low_is_good: Vec<f64> = values.iter().map(|v| -v).collect();
        assert_eq!(places(&low_is_good, false).unwrap(), all);
    }
    assert_eq!(band_lait(24.0, &values, false).unwrap(), 'A');
    assert_eq!(band_lait(35.0, &values, false).unwrap(), 'D');
    assert!(band(0, 1, 12).is_err() && band(3, 2, 12).is_err() && band(3, 13, 12).is_err());
    assert!(places(&[1.0, f64::NAN], true).is_err());
}

#[test]
fn a_printed_percentage_sets_a_floor_on_the_pupils() {
    for (percent, decimals, n) in [(66.7, 1, 3.0), (14.3, 1, 7.0), (29.0, 0, 7.0), (6.4, 1, 47.0)] {
        assert_eq!(least_denominator(percent, decimals).unwrap(), n);
    }
    assert!(least_denominator(101.0, 0).is_err());
    assert!(least_denominator(6.44, 0).is_ok(), "a value between two printed ones rounds to one");
}

#[test]
fn printed_counts_come_back_from_their_percentage() {
    for n in [1.0, 7.0, 48.0, 333.0, 4096.0] {
        for decimals in 0..3 {
            let unit = 10_f64.powi(decimals);
            for x in (0..=n as u32).map(f64::from) {
                let printed = (100.0 * x / n * unit).round() / unit;
                let (low, high) = feasible_numerators(printed, decimals as u32, n).unwrap();
                assert!(low <= x && x <= high, "{x} of {n} prints as {printed}");
            }
        }
    }
    assert!(feasible_numerators(120.0, 0, 10.0).is_err());
    assert!(feasible_numerators(50.0, 0, 0.0).is_err());
}

#[test]
fn those_not_known_bound_the_sustained_share() {
    let here = not_known_bounds(0.780, 0.045).unwrap();
    let england = not_known_bounds(0.845, 0.012).unwrap();
    near(here.upper, 0.825);
    near(england.upper, 0.857);
    assert!(here.upper < england.lower, "below even if every unknown was sustained");
    assert!(not_known_bounds(0.9, 0.2).is_err());
    assert!(not_known_bounds(-0.1, 0.2).is_err());
}

#[test]
fn a_count_of_none_is_never_minus_zero() {
    // Its bytes would differ between builds.
    let (low, _) = feasible_numerators(0.0, 0, 146.0).unwrap();
    assert!(low == 0.0 && low.is_sign_positive());
}

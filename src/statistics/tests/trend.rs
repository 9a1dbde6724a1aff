//! Worked trends, and why none is read from a few percentages.

use super::*;

fn counts<'a>(years: impl IntoIterator<Item = &'a [f64; 3]>) -> Vec<YearCount> {
    let years = years.into_iter();
    years.map(|&[year, count, pupils]| YearCount { year, count, pupils }).collect()
}

fn means<'a>(years: impl IntoIterator<Item = &'a [f64; 3]>) -> Vec<YearMean> {
    let years = years.into_iter();
    years.map(|&[year, mean, error]| YearMean { year, mean, error }).collect()
}

#[test]
fn trends_of_counts_give_the_worked_tests() {
    type Case<'a> = (&'a [[f64; 3]], f64, f64, f64);
    let cases: [Case<'_>; 5] = [
        (
            &[[1.0, 130.0, 520.0], [2.0, 148.0, 530.0], [3.0, 171.0, 540.0]],
            5.819590,
            0.015849,
            0.033359,
        ),
        (&[[1.0, 6.0, 60.0], [2.0, 8.0, 62.0], [3.0, 9.0, 61.0]], 0.621381, 0.430535, 0.023756),
        (
            &[
                [2019.0, 90.0, 400.0],
                [2022.0, 96.0, 410.0],
                [2023.0, 101.0, 405.0],
                [2024.0, 118.0, 420.0],
            ],
            2.945343,
            0.086125,
            0.009827,
        ),
        (
            &[
                [1.0, 450.0, 560.0],
                [2.0, 447.0, 570.0],
                [3.0, 430.0, 565.0],
                [4.0, 421.0, 575.0],
                [5.0, 405.0, 570.0],
            ],
            17.531316,
            0.000028,
            -0.023823,
        ),
        (
            &[[1.0, 300.0, 1000.0], [2.0, 310.0, 1000.0], [3.0, 298.0, 1000.0]],
            0.009476,
            0.922453,
            -0.001,
        ),
    ];
    for (years, statistic, p, slope) in cases {
        let trend = cochran_armitage(&counts(years)).unwrap();
        near(trend.statistic, statistic);
        near(trend.p_value, p);
        near(trend.slope, slope);
        let reversed: Vec<_> = years.iter().map(|[s, x, n]| [-s, *x, *n]).collect();
        near(cochran_armitage(&counts(&reversed)).unwrap().slope, -slope);
    }
    assert!(
        cochran_armitage(&counts(&[[1.0, 0.0, 10.0], [2.0, 0.0, 10.0], [3.0, 0.0, 10.0]])).is_err()
    );
}

#[test]
fn trends_of_means_give_the_worked_tests() {
    let three = [[1.0, -0.58, 0.055], [2.0, -0.51, 0.054], [3.0, -0.40, 0.052]];
    let trend = weighted_slope(&means(&three)).unwrap();
    near(trend.slope, 0.090369);
    near(trend.statistic, 5.707824);
    near(trend.p_value, 0.016889);
    let falling: Vec<_> = (1..)
        .map(f64::from)
        .zip([0.10, 0.06, 0.02, -0.03, -0.09])
        .map(|(s, y)| [s, y, 0.02])
        .collect();
    let trend = weighted_slope(&means(&falling)).unwrap();
    near(trend.slope, -0.047);
    near(trend.statistic, 55.225);
    assert!(trend.strict);
    let spiked: Vec<_> = (1..)
        .map(f64::from)
        .zip([0.10, 0.11, 0.09, 0.30, 0.12])
        .map(|(s, y)| [s, y, 0.03])
        .collect();
    let trend = weighted_slope(&means(&spiked)).unwrap();
    near(trend.p_value, 0.015333);
    assert!(!trend.strict);
}

#[test]
fn a_strict_trend_needs_five_years_and_no_single_one_to_carry_it() {
    let years = |values: &[(f64, f64)]| -> Vec<YearCount> {
        let years = (2019..).map(f64::from).zip(values);
        years
            .map(|(year, (count, pupils))| YearCount { year, count: *count, pupils: *pupils })
            .collect()
    };
    let five = years(&[(450., 560.), (447., 570.), (430., 565.), (421., 575.), (405., 570.)]);
    assert!(cochran_armitage(&five).unwrap().strict);
    // The same change within four years is not called strict.
    let four: Vec<_> = five.iter().filter(|y| y.year != 2021.0).copied().collect();
    let four = cochran_armitage(&four).unwrap();
    assert!(four.statistic > 9.549_536 && four.leave_one_out_agrees && !four.strict);
    // One good last year: without it the slope turns.
    let carried = years(&[(300., 900.), (295., 900.), (292., 900.), (288., 900.), (420., 900.)]);
    let carried = cochran_armitage(&carried).unwrap();
    assert!(carried.statistic > 9.549_536 && !carried.leave_one_out_agrees && !carried.strict);
    let spiked = [0.10, 0.11, 0.09, 0.30, 0.12];
    let spiked: Vec<_> = (1..).map(f64::from).zip(spiked).map(|(s, y)| [s, y, 0.03]).collect();
    let spiked = weighted_slope(&means(&spiked)).unwrap();
    near(spiked.slope, 0.023);
    near(spiked.statistic, 5.877778);
    let falling = [[1.0, -1.20, 0.125], [2.0, -1.31, 0.122], [3.0, -1.38, 0.1224]];
    let falling = weighted_slope(&means(&falling)).unwrap();
    near(falling.slope, -0.089857);
    near(falling.statistic, 1.055393);
    near(falling.p_value, 0.304268);
}

#[test]
fn years_that_do_not_differ_make_no_trend() {
    let same = [[2019.1, 5.0, 7.0], [2019.1, 6.0, 11.0], [2019.1, 7.0, 13.0]];
    assert_eq!(cochran_armitage(&counts(&same)), Err(StatisticsError::NoTrend));
    assert_eq!(weighted_slope(&means(&same)), Err(StatisticsError::NoTrend));
    assert_eq!(cochran_armitage(&[]), Err(StatisticsError::NoTrend));
    let endless = [[f64::NAN, 5.0, 7.0], [2020.0, 6.0, 11.0]];
    assert_eq!(cochran_armitage(&counts(&endless)), Err(StatisticsError::NotFinite));
    let certain = [[2019.0, 1.0, 0.0], [2020.0, 1.0, 0.1]];
    assert_eq!(weighted_slope(&means(&certain)), Err(StatisticsError::NotFinite));
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

//! Worked limits by number of pupils, and overdispersion.

use super::*;

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

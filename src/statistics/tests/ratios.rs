//! Worked ratios of rates and ratios of such ratios.

use super::*;

/// A ratio of two rates with its limits and p, worked out elsewhere.
struct Worked {
    /// Events and pupils of both sides.
    here: (f64, f64),
    there: (f64, f64),
    ratio: f64,
    /// Of the logarithm; none without events.
    wald: Option<(f64, f64)>,
    exact: (f64, f64),
    p: f64,
}

const WORKED: [Worked; 5] = [
    Worked {
        here: (96.0, 620.0),
        there: (810.0, 21500.0),
        ratio: 4.109916,
        wald: Some((3.326240, 5.078231)),
        exact: (3.290852, 5.083456),
        p: 0.0,
    },
    Worked {
        here: (37.0, 4100.0),
        there: (5600.0, 760000.0),
        ratio: 1.224739,
        wald: Some((0.886432, 1.692161)),
        exact: (0.861411, 1.690250),
        p: 0.234412,
    },
    Worked {
        here: (3.0, 900.0),
        there: (410.0, 150000.0),
        ratio: 1.219512,
        wald: Some((0.391697, 3.796840)),
        exact: (0.250460, 3.589075),
        p: 0.741087,
    },
    Worked {
        here: (0.0, 310.0),
        there: (95.0, 61000.0),
        ratio: 0.0,
        wald: None,
        exact: (0.0, 7.791089),
        p: 1.0,
    },
    Worked {
        here: (512.0, 3050.0),
        there: (61000.0, 430000.0),
        ratio: 1.183338,
        wald: Some((1.084758, 1.290876)),
        exact: (1.082651, 1.290909),
        p: 0.000224,
    },
];

#[test]
fn ratios_of_rates_give_the_worked_limits() {
    for Worked { here, there, ratio, wald, exact, p } in WORKED {
        let conditional = rate_ratio(here.0, here.1, there.0, there.1).unwrap();
        near(conditional.ratio, ratio);
        near(conditional.lower, exact.0);
        near(conditional.upper, exact.1);
        near(conditional.p_value, p);
        let log = log_rate_ratio(here.0, here.1, there.0, there.1);
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

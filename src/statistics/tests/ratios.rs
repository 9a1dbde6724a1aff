//! Worked ratios of rates and ratios of such ratios.

use super::*;

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

//! Counts behind printed percentages.

use super::*;

#[test]
fn a_printed_percentage_tells_the_counts_behind_it() {
    assert_eq!(feasible_numerators(88.9, 1, 488.0).unwrap(), (434.0, 434.0));
    let (low, high) = feasible_numerators(90.2, 1, 19914.0).unwrap();
    assert!(low < high && low / 19914.0 >= 0.9015 && high / 19914.0 <= 0.9025);
    assert!(feasible_numerators(33.0, 0, 2.0).is_err());
    assert_eq!(feasible_numerators(0.0, 0, 30.0).unwrap(), (0.0, 0.0));
}

#[test]
fn a_printed_percentage_sets_a_floor_on_the_pupils() {
    for (percent, decimals, n) in [(66.7, 1, 3.0), (14.3, 1, 7.0), (29.0, 0, 7.0), (6.4, 1, 47.0)] {
        assert_eq!(least_denominator(percent, decimals).unwrap(), n);
    }
    assert!(least_denominator(101.0, 0).is_err());
    // A value with more decimals than are printed: 1 in 15 lies within half a unit of it.
    assert_eq!(least_denominator(6.44, 0).unwrap(), 15.0);
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
fn a_count_of_none_is_never_minus_zero() {
    // Its bytes would differ between builds.
    let (low, _) = feasible_numerators(0.0, 0, 146.0).unwrap();
    assert!(low == 0.0 && low.is_sign_positive());
}

//! Worked q-values.

use super::*;

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

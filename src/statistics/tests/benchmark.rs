//! A figure against a target.

use super::*;

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

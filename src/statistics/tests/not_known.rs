//! Bounds by those whose activity is not known.

use super::*;

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

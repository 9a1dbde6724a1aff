//! What holds of every input.

use super::*;
use crate::properties::tried;
use proptest::prelude::*;

/// Room for the rounding of doubles.
const DUST: f64 = 1e-12;

/// A count and the pupils it is counted among.
fn counted() -> impl Strategy<Value = (f64, f64)> {
    let whole = |n: u32| (0..=n).prop_map(move |x| (f64::from(x), f64::from(n)));
    prop_oneof![1..60_u32, 1..200_000_u32].prop_flat_map(whole)
}

fn width(limits: Interval) -> f64 {
    limits.upper - limits.lower
}

proptest! {
    #![proptest_config(tried(1000))]

    #[test]
    fn a_wilson_interval_lies_within_0_and_1_around_its_share((x, n) in counted()) {
        let limits = wilson_interval(x, n).unwrap();
        prop_assert!(0.0 <= limits.lower && limits.upper <= 1.0, "{limits:?}");
        prop_assert!(limits.lower <= x / n && x / n <= limits.upper, "{limits:?}");
    }

    #[test]
    fn a_wilson_interval_shrinks_as_pupils_are_added((x, n) in counted(), times in 2..50_u32) {
        let times = f64::from(times);
        let (few, many) = (wilson_interval(x, n).unwrap(), wilson_interval(x * times, n * times).unwrap());
        prop_assert!(width(many) < width(few), "{few:?} {many:?}");
        prop_assert!(few.lower <= many.lower + DUST && many.upper <= few.upper + DUST);
    }

    #[test]
    fn those_not_counted_have_the_mirrored_interval((x, n) in counted()) {
        let (counted, others) = (wilson_interval(x, n).unwrap(), wilson_interval(n - x, n).unwrap());
        prop_assert!((counted.lower - (1.0 - others.upper)).abs() < DUST);
        prop_assert!((counted.upper - (1.0 - others.lower)).abs() < DUST);
    }

    #[test]
    fn the_union_holds_the_interval_of_every_pair_in_it(
        (x, n) in counted(),
        (less, more) in (0..5_u32, 0..5_u32),
        (fewer, others) in (0..5_u32, 0..5_u32),
    ) {
        let x_low = (x - f64::from(less)).max(0.0);
        let n_low = (n - f64::from(fewer)).max(1.0);
        let union = wilson_union(x_low, x + f64::from(more), n_low, n + f64::from(others)).unwrap();
        let within = wilson_interval(x, n).unwrap();
        prop_assert!(union.lower <= within.lower && within.upper <= union.upper);
    }

    #[test]
    fn limits_of_a_difference_lie_around_it_and_turn_round_with_it(
        (x1, n1) in counted(),
        (x2, n2) in counted(),
    ) {
        let there = difference_of_proportions(x1, n1, x2, n2).unwrap();
        prop_assert!(there.lower <= there.difference && there.difference <= there.upper);
        prop_assert!(-1.0 - DUST <= there.lower && there.upper <= 1.0 + DUST, "{there:?}");
        prop_assert!((0.0..=1.0).contains(&there.p_value));
        let back = difference_of_proportions(x2, n2, x1, n1).unwrap();
        prop_assert_eq!(back.difference, -there.difference);
        prop_assert!((back.lower + there.upper).abs() < DUST);
        prop_assert!((back.upper + there.lower).abs() < DUST);
        prop_assert!((back.p_value - there.p_value).abs() < DUST);
    }

    #[test]
    fn limits_of_a_difference_close_in_as_pupils_are_added(
        (x1, n1) in counted(),
        (x2, n2) in counted(),
        times in 2..50_u32,
    ) {
        let times = f64::from(times);
        let few = difference_of_proportions(x1, n1, x2, n2).unwrap();
        let many = difference_of_proportions(x1 * times, n1 * times, x2 * times, n2 * times).unwrap();
        prop_assert!(many.upper - many.lower < few.upper - few.lower, "{few:?} {many:?}");
        prop_assert!(many.p_value <= few.p_value + DUST);
    }
}

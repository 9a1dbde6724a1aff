//! A proportion against a fixed figure that is assumed to be exact: a target, or England.
//!
//! The interval is Wilson's, less the figure; the p-value is that of the score
//! test, which Wilson's interval inverts, so that the two never disagree.
//!
//! Reference: Public Health England (2018), Technical guide: confidence
//! intervals; E. B. Wilson (1927), as in `wilson`.

use super::{Difference, StatisticsError, share, two_sided_p, wilson_union};

/// A count between `x_low` and `x_high` among `n`, less the share `fixed`.
///
/// The difference is that of the middle of the range; the limits hold for every
/// feasible count, and so does the p-value, which is the largest of them: 1
/// where the range holds the fixed share itself.
///
/// # Errors
/// `n` below 1, counts outside 0 to `n` or the wrong way round, `fixed` outside 0 to 1.
pub fn difference_from_fixed(
    x_low: f64,
    x_high: f64,
    n: f64,
    fixed: f64,
) -> Result<Difference, StatisticsError> {
    if !(0.0..=1.0).contains(&fixed) {
        return Err(StatisticsError::NotAShare(fixed));
    }
    let interval = wilson_union(x_low, x_high, n, n)?;
    let (low, high) = (share(x_low, n)?, share(x_high, n)?);
    let p_value = if (low..=high).contains(&fixed) {
        1.0
    } else {
        let nearest = if fixed < low { low } else { high };
        // At 0 and 1 nothing varies: any other share contradicts the figure outright.
        let error = (fixed * (1.0 - fixed) / n).sqrt();
        if error > 0.0 { two_sided_p((nearest - fixed) / error) } else { 0.0 }
    };
    Ok(Difference {
        difference: f64::midpoint(low, high) - fixed,
        lower: interval.lower - fixed,
        upper: interval.upper - fixed,
        p_value,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_lies_above_below_or_across_the_fixed_figure() {
        // Counts, fixed figure, Wilson limits and side of the worked examples of section 6.
        for (x, n, fixed, lower, upper, side) in [
            (228.0, 600.0, 0.290, 0.342041, 0.419485, 1),
            (8.0, 120.0, 0.090, 0.034165, 0.126051, 0),
            (412.0, 520.0, 0.845, 0.755360, 0.824968, -1),
            (434.0, 520.0, 0.845, 0.800252, 0.864072, 0),
        ] {
            let d = difference_from_fixed(x, x, n, fixed).unwrap();
            assert!((d.lower + fixed - lower).abs() < 1e-6, "{x}/{n}: {}", d.lower + fixed);
            assert!((d.upper + fixed - upper).abs() < 1e-6, "{x}/{n}: {}", d.upper + fixed);
            let found = i32::from(d.lower > 0.0) - i32::from(d.upper < 0.0);
            assert_eq!(found, side, "{x}/{n}");
            assert_eq!(d.p_value < 0.05, side != 0, "{x}/{n}: p {}", d.p_value);
        }
    }

    #[test]
    fn a_target_of_all_or_none_is_missed_by_any_shortfall_and_met_by_none() {
        let missed = difference_from_fixed(59.0, 59.0, 60.0, 1.0).unwrap();
        assert_eq!(missed.p_value, 0.0);
        assert!(missed.upper < 0.0);
        let met = difference_from_fixed(60.0, 60.0, 60.0, 1.0).unwrap();
        assert_eq!((met.p_value, met.upper, met.difference), (1.0, 0.0, 0.0));
        assert!(difference_from_fixed(1.0, 1.0, 2.0, 92.0).is_err());
        assert!(difference_from_fixed(3.0, 2.0, 4.0, 0.5).is_err());
    }

    #[test]
    fn a_range_of_counts_gives_the_weakest_evidence_in_it() {
        let (range, far) = (
            difference_from_fixed(40.0, 44.0, 100.0, 0.5).unwrap(),
            difference_from_fixed(40.0, 40.0, 100.0, 0.5).unwrap(),
        );
        assert!(range.p_value > far.p_value && range.upper > far.upper);
        assert_eq!(range.lower, far.lower);
        assert_eq!(difference_from_fixed(40.0, 60.0, 100.0, 0.5).unwrap().p_value, 1.0);
    }
}

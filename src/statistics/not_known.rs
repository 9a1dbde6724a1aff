//! What pupils whose activity is not known could have done.
//!
//! Reference: C. F. Manski (1989), Anatomy of the selection problem, Journal of
//! Human Resources 24: bounds that assume nothing about those not observed.

use super::{Interval, StatisticsError};

/// The share that may truly be sustained: none or all of those not known. Shares, 0 to 1.
///
/// # Errors
/// A share outside 0 to 1, or two that add to more than everybody.
pub fn not_known_bounds(sustained: f64, not_known: f64) -> Result<Interval, StatisticsError> {
    // Two published percentages may pass 100 by their rounding.
    const ROUNDING: f64 = 0.01;
    for share in [sustained, not_known] {
        if !(0.0..=1.0).contains(&share) {
            return Err(StatisticsError::NotAShare(share));
        }
    }
    let upper = sustained + not_known;
    if upper > 1.0 + ROUNDING {
        return Err(StatisticsError::NotAShare(upper));
    }
    Ok(Interval { lower: sustained, upper: upper.min(1.0) })
}

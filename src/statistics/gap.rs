//! Change of a gap between two years.
//!
//! Reference: A. Donner and G. Y. Zou (2012), Closed-form confidence intervals
//! for functions of the normal mean and standard deviation (the method of
//! variance estimates recovery, MOVER), Statistical Methods in Medical Research 21.

use super::StatisticsError;

/// How far a gap moved, with 95% limits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GapChange {
    /// Second gap less first.
    pub change: f64,
    /// Lower 95% limit.
    pub lower: f64,
    /// Upper 95% limit.
    pub upper: f64,
}

/// Gap (`d2`, `l2`, `u2`) less gap (`d1`, `l1`, `u1`), in whichever unit they share.
///
/// # Errors
/// A figure that is not finite, or a gap outside its limits.
pub fn change_in_gap(
    d1: f64,
    l1: f64,
    u1: f64,
    d2: f64,
    l2: f64,
    u2: f64,
) -> Result<GapChange, StatisticsError> {
    let ordered = |l: f64, d: f64, u: f64| l.is_finite() && u.is_finite() && l <= d && d <= u;
    if !ordered(l1, d1, u1) || !ordered(l2, d2, u2) {
        return Err(StatisticsError::NotFinite);
    }
    let change = d2 - d1;
    Ok(GapChange {
        change,
        lower: change - (d2 - l2).hypot(u1 - d1),
        upper: change + (u2 - d2).hypot(d1 - l1),
    })
}

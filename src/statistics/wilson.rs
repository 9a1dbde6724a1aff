//! Score interval of one proportion.
//!
//! Reference: E. B. Wilson (1927), Probable inference, the law of succession,
//! and statistical inference, Journal of the American Statistical Association 22.

use super::{Interval, StatisticsError, Z95, share};

/// 95% Wilson interval of `x` among `n`, within 0 and 1; holds at `x` = 0 and `x` = `n`.
///
/// # Errors
/// `n` below 1, `x` outside 0 to `n`, or a figure that is not finite.
pub fn wilson_interval(x: f64, n: f64) -> Result<Interval, StatisticsError> {
    let p = share(x, n)?;
    let z2 = Z95 * Z95;
    let scale = 1.0 + z2 / n;
    let centre = (p + z2 / (2.0 * n)) / scale;
    let half = Z95 / scale * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    Ok(Interval {
        // Exact at the ends: no rounding dust around 0 and 1.
        lower: if x <= 0.0 { 0.0 } else { (centre - half).max(0.0) },
        upper: if x >= n { 1.0 } else { (centre + half).min(1.0) },
    })
}

/// Union of the intervals of every feasible count and denominator.
///
/// The limits rise with `x` and tighten with `n` towards the share, so the
/// corners of the ranges hold the extremes.
///
/// # Errors
/// As [`wilson_interval`], for any corner.
pub fn wilson_union(
    x_low: f64,
    x_high: f64,
    n_low: f64,
    n_high: f64,
) -> Result<Interval, StatisticsError> {
    let corners = |x: f64| {
        Ok::<_, StatisticsError>([
            wilson_interval(x.min(n_low), n_low)?,
            wilson_interval(x.min(n_high), n_high)?,
        ])
    };
    let lower = corners(x_low)?.iter().map(|i| i.lower).fold(f64::INFINITY, f64::min);
    let upper = corners(x_high)?.iter().map(|i| i.upper).fold(f64::NEG_INFINITY, f64::max);
    Ok(Interval { lower, upper })
}

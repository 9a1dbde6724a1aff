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

/// Union of the intervals of every feasible count and denominator, `x` ≤ `n`.
///
/// Both limits rise with `x` and fall with `n`, so the lower is that of the
/// smallest count among the most pupils, the upper that of the largest among the fewest.
///
/// # Errors
/// As [`wilson_interval`] for the corners; ranges the wrong way round, or in which every
/// count exceeds every denominator.
pub fn wilson_union(
    x_low: f64,
    x_high: f64,
    n_low: f64,
    n_high: f64,
) -> Result<Interval, StatisticsError> {
    if x_low > x_high || n_low > n_high {
        return Err(StatisticsError::NotFinite);
    }
    let fewest = n_low.max(x_low);
    Ok(Interval {
        lower: wilson_interval(x_low, n_high)?.lower,
        upper: wilson_interval(x_high.min(fewest), fewest)?.upper,
    })
}

//! Counts behind a printed percentage.

use super::StatisticsError;

/// The smallest and largest whole count among `n` that prints as `percent` with `decimals`.
///
/// # Errors
/// No count prints so: percentage and denominator do not belong together.
pub fn feasible_numerators(
    percent: f64,
    decimals: u32,
    n: f64,
) -> Result<(f64, f64), StatisticsError> {
    if !percent.is_finite() || !n.is_finite() {
        return Err(StatisticsError::NotFinite);
    }
    if n < 1.0 {
        return Err(StatisticsError::NoPupils(n));
    }
    let half_unit = 0.5 * 10_f64.powi(-i32::try_from(decimals).unwrap_or(0));
    // A count that falls on the half may have been printed up or down; the
    // billionth keeps binary fractions from losing it.
    // Adding zero makes the minus zero of a ceiling zero, in whichever order `max` compares them.
    let low = ((percent - half_unit) * n / 100.0 - 1e-9).ceil().max(0.0) + 0.0;
    let high = ((percent + half_unit) * n / 100.0 + 1e-9).floor().min(n);
    if low > high {
        return Err(StatisticsError::Impossible { x: percent * n / 100.0, n });
    }
    Ok((low, high))
}

/// The fewest pupils among whom a count can print as `percent`: a floor on the
/// denominator, never the denominator.
///
/// # Errors
/// A figure that is not finite, a percentage outside 0 to 100.
pub fn least_denominator(percent: f64, decimals: u32) -> Result<f64, StatisticsError> {
    if !(0.0..=100.0).contains(&percent) {
        return Err(StatisticsError::NotAShare(percent / 100.0));
    }
    // Among as many pupils as there are printed values, each value has its count.
    (1..=10_u32.saturating_pow(decimals.saturating_add(2)))
        .map(f64::from)
        .find(|n| feasible_numerators(percent, decimals, *n).is_ok())
        .ok_or(StatisticsError::Undefined("the percentage has more decimals than declared"))
}

//! Places among areas, and quarters of them.
//!
//! References: competition ranking ("min" of R's `rank`), a tie taking the
//! place of its first; for the second band the Local Authority Interactive Tool
//! of the Department for Education, which cuts at type-7 quantiles of the
//! values, so that a tie falls into one quarter whole.

use super::{StatisticsError, quantile};

/// Letters of the quarters, best first.
const BANDS: [char; 4] = ['A', 'B', 'C', 'D'];

/// First and last place that a tie takes; the same without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// 1 + the number strictly better.
    pub rank: usize,
    /// The number as good or better.
    pub rank_max: usize,
}

/// Place of each value among all of them; leave out missing ones beforehand.
///
/// # Errors
/// A value that is not finite.
pub fn places(values: &[f64], high_is_good: bool) -> Result<Vec<Place>, StatisticsError> {
    if values.iter().any(|v| !v.is_finite()) {
        return Err(StatisticsError::NotFinite);
    }
    let better = |a: f64, b: f64| if high_is_good { a > b } else { a < b };
    let place = |value: &f64| Place {
        rank: 1 + values.iter().filter(|other| better(**other, *value)).count(),
        rank_max: values.iter().filter(|other| !better(*value, **other)).count(),
    };
    Ok(values.iter().map(place).collect())
}

/// Quarter of the places `rank` to `rank_max` of `n`: `A` the best, `A/B` for a tie across a cut.
///
/// # Errors
/// Places that are not 1 ≤ `rank` ≤ `rank_max` ≤ `n`.
pub fn band(rank: usize, rank_max: usize, n: usize) -> Result<String, StatisticsError> {
    if rank < 1 || rank > rank_max || rank_max > n {
        return Err(StatisticsError::Undefined("places run from 1 to the number ranked"));
    }
    let letter = |place: usize| BANDS[4 * (place - 1) / n];
    let (first, last) = (letter(rank), letter(rank_max));
    Ok(if first == last { first.to_string() } else { format!("{first}/{last}") })
}

/// Quarter as the Local Authority Interactive Tool shows it, kept for reconciliation.
///
/// # Errors
/// No values, or a figure that is not finite.
pub fn band_lait(value: f64, values: &[f64], high_is_good: bool) -> Result<char, StatisticsError> {
    if !value.is_finite() {
        return Err(StatisticsError::NotFinite);
    }
    let cuts = [quantile(values, 0.25)?, quantile(values, 0.5)?, quantile(values, 0.75)?];
    let passed = cuts.iter().filter(|cut| value > **cut).count();
    Ok(BANDS[if high_is_good { 3 - passed } else { passed }])
}

//! Middle and spread that a few odd areas do not move.
//!
//! References: R. J. Hyndman and Y. Fan (1996), Sample quantiles in statistical
//! packages, The American Statistician 50 (type 7, the default of R and of
//! Excel's PERCENTILE.INC); F. R. Hampel (1974), The influence curve and its
//! role in robust estimation, Journal of the American Statistical Association 69.

use super::StatisticsError;

/// 1 ÷ Φ⁻¹(¾): makes the median deviation of a normal sample its standard deviation.
const MAD_TO_SD: f64 = 1.482_602_2;

/// The value below which `share` (0 to 1) of the values lie, type 7.
///
/// # Errors
/// No values, a value that is not finite, a share outside 0 to 1.
pub fn quantile(values: &[f64], share: f64) -> Result<f64, StatisticsError> {
    if !(0.0..=1.0).contains(&share) {
        return Err(StatisticsError::NotAShare(share));
    }
    if values.iter().any(|v| !v.is_finite()) {
        return Err(StatisticsError::NotFinite);
    }
    if values.is_empty() {
        return Err(StatisticsError::Undefined("there are no values"));
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = share * (sorted.len() - 1) as f64;
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    Ok(below + place.fract() * (above - below))
}

/// The middle value, or the mean of the middle two.
///
/// # Errors
/// No values, or a value that is not finite.
pub fn median(values: &[f64]) -> Result<f64, StatisticsError> {
    quantile(values, 0.5)
}

/// Median distance from the median, in the unit of the values and not scaled.
///
/// # Errors
/// As [`median`].
pub fn median_deviation(values: &[f64]) -> Result<f64, StatisticsError> {
    let middle = median(values)?;
    let distances: Vec<f64> = values.iter().map(|v| (v - middle).abs()).collect();
    median(&distances)
}

/// How many robust standard deviations `value` lies from the median: its rarity
/// among areas, not a test. 2 and more is unusual.
///
/// # Errors
/// A figure that is not finite; a median deviation of 0 or less.
pub fn robust_place(
    value: f64,
    median: f64,
    median_deviation: f64,
) -> Result<f64, StatisticsError> {
    if ![value, median, median_deviation].iter().all(|v| v.is_finite()) {
        return Err(StatisticsError::NotFinite);
    }
    if median_deviation <= 0.0 {
        return Err(StatisticsError::Undefined("half the areas or more have the same value"));
    }
    Ok((value - median) / (MAD_TO_SD * median_deviation))
}

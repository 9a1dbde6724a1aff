//! Many tests at once.
//!
//! Reference: Y. Benjamini and Y. Hochberg (1995), Controlling the false
//! discovery rate, Journal of the Royal Statistical Society B 57. Holds under
//! the positive dependence of measures that overlap (Benjamini and Yekutieli 2001).

use super::StatisticsError;

/// The q-values of one family of p-values, in the order given.
///
/// # Errors
/// A p that is not between 0 and 1.
pub fn benjamini_hochberg(p_values: &[f64]) -> Result<Vec<f64>, StatisticsError> {
    if let Some(p) = p_values.iter().find(|p| !(0.0..=1.0).contains(*p)) {
        return Err(StatisticsError::NotAShare(*p));
    }
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|a, b| p_values[*b].total_cmp(&p_values[*a]));
    let family = p_values.len() as f64;
    let mut q_values = vec![1.0; p_values.len()];
    let mut least = 1.0_f64;
    // From the largest p down, so that a q is never above that of a larger p.
    for (place, index) in order.into_iter().enumerate() {
        least = least.min(p_values[index] * family / (family - place as f64));
        q_values[index] = least;
    }
    Ok(q_values)
}

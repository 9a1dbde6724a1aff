//! Tail probabilities of the standard normal distribution.

use statrs::function::erf::erfc;

/// Probability of a standard normal value at least as far from 0 as `z`.
#[must_use]
pub fn two_sided_p(z: f64) -> f64 {
    erfc(z.abs() / std::f64::consts::SQRT_2)
}

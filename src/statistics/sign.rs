//! How surprising so many movements one way would be if either way were as likely.
//!
//! Reference: J. Arbuthnott (1710); W. J. Conover (1999), Practical
//! Nonparametric Statistics, §3.4: the sign test, ties left out.

use super::{StatisticsError, quantity};

/// Two-sided p of `up` movements one way and `down` the other; 1 when there is none.
///
/// # Errors
/// A number of movements that is below 0, not whole or not finite.
pub fn sign_test(up: f64, down: f64) -> Result<f64, StatisticsError> {
    quantity(up)?;
    quantity(down)?;
    if up.fract() != 0.0 || down.fract() != 0.0 {
        return Err(StatisticsError::Undefined("movements are counted in whole numbers"));
    }
    let (all, most) = (up + down, up.max(down));
    let mut tail = 0.0;
    // From the smallest probability up: 0.5^n, then each from the one before.
    let mut probability = 0.5_f64.powf(all);
    let mut extreme = all;
    while extreme >= most {
        tail += probability;
        probability *= extreme / (all - extreme + 1.0);
        extreme -= 1.0;
    }
    Ok((2.0 * tail).min(1.0))
}

//! Difference of two means with published 95% limits.
//!
//! Reference: the limits are of the normal approximation, as the publisher of
//! progress scores documents, so the standard error is their width ÷ 2z.

use super::{Difference, StatisticsError, Z95, quantity, two_sided_p};

/// First mean less second. `w` is the share of the second's pupils who are the
/// first's (0 for separate groups): the difference to the rest is scaled back.
///
/// # Errors
/// A figure that is not finite, limits the wrong way round, `w` outside 0 to 1.
pub fn difference_of_means(
    m1: f64,
    l1: f64,
    u1: f64,
    m2: f64,
    l2: f64,
    u2: f64,
    w: f64,
) -> Result<Difference, StatisticsError> {
    let finite = [m1, l1, u1, m2, l2, u2].iter().all(|v| v.is_finite());
    if !finite || u1 < l1 || u2 < l2 || !(0.0..1.0).contains(&w) {
        return Err(StatisticsError::NotFinite);
    }
    let difference = m1 - m2;
    let error = ((u1 - l1) / (2.0 * Z95)).hypot((u2 - l2) / (2.0 * Z95));
    if error == 0.0 {
        return Err(StatisticsError::NotFinite);
    }
    // As with shares: the part against the rest of the whole, 1 ÷ (1 − w) further off,
    // and both limits scaled back, so that interval and p agree.
    let outside = 1.0 - w;
    Ok(Difference {
        difference,
        lower: difference - outside * Z95 * error,
        upper: difference + outside * Z95 * error,
        p_value: two_sided_p(difference / outside / error),
    })
}

/// Whether the interval of [`difference_of_means`] includes 0 or not according to what the
/// printed figures were before rounding; `half_unit` is half their last digit (0.005 for
/// two decimals) and applies to both means and to the half-width of both intervals.
///
/// # Errors
/// As [`difference_of_means`]; a half unit below 0.
#[expect(clippy::too_many_arguments, reason = "as difference_of_means, and half a unit")]
pub fn ci_rounding_sensitive(
    m1: f64,
    l1: f64,
    u1: f64,
    m2: f64,
    l2: f64,
    u2: f64,
    w: f64,
    half_unit: f64,
) -> Result<bool, StatisticsError> {
    quantity(half_unit)?;
    difference_of_means(m1, l1, u1, m2, l2, u2, w)?;
    let rest = (m1 - m2).abs() / (1.0 - w);
    let reach = |by: f64| ((u1 - l1) / 2.0 + by).max(0.0).hypot(((u2 - l2) / 2.0 + by).max(0.0));
    let moved = 2.0 * half_unit / (1.0 - w);
    // Clear at its best, not clear at its worst.
    Ok(rest + moved > reach(-half_unit) && rest - moved <= reach(half_unit))
}

/// Pupils behind a mean whose 95% interval reaches `half_width` to each side, if their
/// scores spread by `sd`. A check of plausibility, never a denominator.
///
/// # Errors
/// A figure that is not above 0 or not finite.
pub fn implied_pupils(sd: f64, half_width: f64) -> Result<f64, StatisticsError> {
    quantity(sd)?;
    quantity(half_width)?;
    if half_width == 0.0 {
        return Err(StatisticsError::Undefined("an interval without width implies no number"));
    }
    Ok((Z95 * sd / half_width).powi(2))
}

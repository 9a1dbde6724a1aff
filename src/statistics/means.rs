//! Difference of two means with published 95% limits.
//!
//! Reference: the limits are of the normal approximation, as the publisher of
//! progress scores documents, so the standard error is their width ÷ 2z.

use super::{Difference, StatisticsError, Z95, two_sided_p};

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
    // The mean of the rest lies further off by 1 ÷ (1 − w); limits scale back by 1 − w,
    // so that only the test statistic feels the part within the whole.
    let rest = difference / (1.0 - w);
    Ok(Difference {
        difference,
        lower: difference - Z95 * error,
        upper: difference + Z95 * error,
        p_value: two_sided_p(rest / error),
    })
}

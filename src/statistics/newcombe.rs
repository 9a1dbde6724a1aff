//! Difference of two proportions, and of a part and the whole that contains it.
//!
//! References: R. G. Newcombe (1998), Interval estimation for the difference
//! between independent proportions, Statistics in Medicine 17, method 10. The
//! part is removed from the whole first, since the two are not independent:
//! p_part − p_whole = (1 − w)(p_part − p_rest), w = n_part ÷ n_whole.

use super::{Difference, StatisticsError, share, two_sided_p, wilson_interval};

/// First share less second, with the hybrid score interval and the p of the pooled z test.
///
/// # Errors
/// A denominator below 1, a count outside its denominator, a figure that is not finite.
pub fn difference_of_proportions(
    x1: f64,
    n1: f64,
    x2: f64,
    n2: f64,
) -> Result<Difference, StatisticsError> {
    let (p1, p2) = (share(x1, n1)?, share(x2, n2)?);
    let (first, second) = (wilson_interval(x1, n1)?, wilson_interval(x2, n2)?);
    let difference = p1 - p2;
    Ok(Difference {
        difference,
        lower: difference - (p1 - first.lower).hypot(second.upper - p2),
        upper: difference + (first.upper - p1).hypot(p2 - second.lower),
        p_value: pooled_p(x1, n1, x2, n2),
    })
}

fn pooled_p(x1: f64, n1: f64, x2: f64, n2: f64) -> f64 {
    let pooled = (x1 + x2) / (n1 + n2);
    let error = (pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2)).sqrt();
    // None or all of the pupils on both sides: there is no difference.
    if error == 0.0 { 1.0 } else { two_sided_p((x1 / n1 - x2 / n2) / error) }
}

/// As [`difference_of_proportions`] where each count is only known to be in a range:
/// the widest limits and the largest p over the range, the difference at `x1` and `x2`.
///
/// # Errors
/// As [`difference_of_proportions`], for any end of a range.
#[expect(clippy::too_many_arguments, reason = "two counts with their ranges and denominators")]
pub fn difference_of_ranges(
    x1_low: f64,
    x1_high: f64,
    n1: f64,
    x2_low: f64,
    x2_high: f64,
    n2: f64,
    x1: f64,
    x2: f64,
) -> Result<Difference, StatisticsError> {
    let least = difference_of_proportions(x1_low, n1, x2_high, n2)?;
    let most = difference_of_proportions(x1_high, n1, x2_low, n2)?;
    let straddles = least.difference <= 0.0 && most.difference >= 0.0 && least != most;
    Ok(Difference {
        difference: share(x1, n1)? - share(x2, n2)?,
        lower: least.lower,
        upper: most.upper,
        p_value: if straddles { 1.0 } else { least.p_value.max(most.p_value) },
    })
}

/// Part less whole from exact counts: the part (`x1`, `n1`) is tested against the rest of
/// the whole (`x2`, `n2`), and scaled back.
///
/// # Errors
/// As [`part_whole_difference_of_ranges`].
pub fn part_whole_difference(
    x1: f64,
    n1: f64,
    x2: f64,
    n2: f64,
) -> Result<Difference, StatisticsError> {
    part_whole_difference_of_ranges(x1, x1, n1, x2, x2, n2, x1, x2)
}

/// Part less whole, the part (`x1`, `n1`) being contained in the whole (`x2`, `n2`):
/// tested against the rest and scaled back.
///
/// # Errors
/// As [`difference_of_ranges`]; a part that is not smaller than the whole, or counts of
/// the two of which no pair within their ranges can belong together.
#[expect(clippy::too_many_arguments, reason = "as difference_of_ranges")]
pub fn part_whole_difference_of_ranges(
    x1_low: f64,
    x1_high: f64,
    n1: f64,
    x2_low: f64,
    x2_high: f64,
    n2: f64,
    x1: f64,
    x2: f64,
) -> Result<Difference, StatisticsError> {
    let rest = n2 - n1;
    // The whole counts at least its part, and no more than its part and all others.
    if rest < 1.0 || x2_high < x1_low || x2_low - x1_high > rest {
        return Err(StatisticsError::NotContained);
    }
    // Ends of ranges that cannot meet: the nearest that can.
    let of_rest = |whole: f64, part: f64| (whole - part).clamp(0.0, rest);
    let against_rest = difference_of_ranges(
        x1_low,
        x1_high,
        n1,
        of_rest(x2_low, x1_high),
        of_rest(x2_high, x1_low),
        rest,
        x1,
        of_rest(x2, x1),
    )?;
    let outside = 1.0 - n1 / n2;
    Ok(Difference {
        difference: against_rest.difference * outside,
        lower: against_rest.lower * outside,
        upper: against_rest.upper * outside,
        p_value: against_rest.p_value,
    })
}

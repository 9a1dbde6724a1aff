//! Ratios of rates, and ratios of those between areas.
//!
//! References: C. J. Clopper and E. S. Pearson (1934), Biometrika 26, for the
//! limits of one group's share of all events given their total; N. E. Breslow
//! and N. E. Day (1987), IARC 82, §3.4, for that conditional ratio; D. Katz and
//! others (1978), Biometrics 34, for limits on the log scale.

use super::beta::{beta_below, beta_quantile};
use super::{StatisticsError, Z95, quantity, two_sided_p};
use statrs::function::gamma::ln_gamma;

/// Probability outside each limit of a 95% interval.
const TAIL95: f64 = 0.025;
/// Probabilities that differ by less, as a share, are the same (R's and SciPy's binomial tests).
const SAME: f64 = 1e-7;

/// A ratio with its 95% limits and the p-value of a ratio of 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// First over second.
    pub ratio: f64,
    /// Lower 95% limit.
    pub lower: f64,
    /// Upper 95% limit.
    pub upper: f64,
    /// Two-sided.
    pub p_value: f64,
}

fn rate(events: f64, n: f64) -> Result<f64, StatisticsError> {
    quantity(events)?;
    quantity(n)?;
    // Exposure scaled by a dispersion may fall below one pupil, so only 0 is refused.
    if n == 0.0 { Err(StatisticsError::NoPupils(n)) } else { Ok(events / n) }
}

/// Rate of `o1` events among `n1` pupils over that of `o2` among `n2`, exact given the
/// total. The p is that of the binomial test (as improbable a split or more so).
///
/// For repeat events divide counts and pupils by the dispersion, which keeps the
/// rates; counts that are not whole get twice the smaller tail as their p.
///
/// # Errors
/// No pupils, no events in the second, a figure below 0 or not finite.
pub fn rate_ratio(o1: f64, n1: f64, o2: f64, n2: f64) -> Result<Ratio, StatisticsError> {
    let (first, second) = comparable(o1, n1, o2, n2)?;
    Ok(Ratio {
        ratio: first / second,
        lower: lower_limit(o1, n1, o2, n2),
        upper: upper_limit(o1, n1, o2, n2),
        p_value: binomial_p(o1, o2, n1 / (n1 + n2)),
    })
}

/// The p of [`rate_ratio`] alone.
pub(super) fn rate_ratio_p(o1: f64, n1: f64, o2: f64, n2: f64) -> Result<f64, StatisticsError> {
    comparable(o1, n1, o2, n2)?;
    Ok(binomial_p(o1, o2, n1 / (n1 + n2)))
}

/// The lower limit of [`rate_ratio`] alone, as is asked of the fewest feasible events against the most.
///
/// # Errors
/// As [`rate_ratio`].
pub fn rate_ratio_lower(o1: f64, n1: f64, o2: f64, n2: f64) -> Result<f64, StatisticsError> {
    comparable(o1, n1, o2, n2)?;
    Ok(lower_limit(o1, n1, o2, n2))
}

/// The upper limit of [`rate_ratio`] alone.
///
/// # Errors
/// As [`rate_ratio`].
pub fn rate_ratio_upper(o1: f64, n1: f64, o2: f64, n2: f64) -> Result<f64, StatisticsError> {
    comparable(o1, n1, o2, n2)?;
    Ok(upper_limit(o1, n1, o2, n2))
}

/// Both rates.
fn comparable(o1: f64, n1: f64, o2: f64, n2: f64) -> Result<(f64, f64), StatisticsError> {
    let rates = (rate(o1, n1)?, rate(o2, n2)?);
    if o2 == 0.0 {
        return Err(StatisticsError::Undefined("a ratio needs events in the group it divides by"));
    }
    Ok(rates)
}

fn lower_limit(o1: f64, n1: f64, o2: f64, n2: f64) -> f64 {
    let share = if o1 == 0.0 { 0.0 } else { beta_quantile(TAIL95, o1, o2 + 1.0) };
    share / (1.0 - share) * n2 / n1
}

fn upper_limit(o1: f64, n1: f64, o2: f64, n2: f64) -> f64 {
    let share = beta_quantile(1.0 - TAIL95, o1 + 1.0, o2);
    share / (1.0 - share) * n2 / n1
}

/// P(X ≤ `x`) of `total` events, each in the first group with probability `p`.
fn at_most(x: f64, total: f64, p: f64) -> f64 {
    if x < 0.0 {
        0.0
    } else if x >= total {
        1.0
    } else {
        beta_below(total - x, x + 1.0, 1.0 - p)
    }
}

/// P(X ≥ `x`), not as 1 less its complement, which would lose the digits of a small p.
fn at_least(x: f64, total: f64, p: f64) -> f64 {
    if x <= 0.0 {
        1.0
    } else if x > total {
        0.0
    } else {
        beta_below(x, total - x + 1.0, p)
    }
}

fn binomial_p(x: f64, other: f64, p: f64) -> f64 {
    let total = x + other;
    if x.fract() != 0.0 || other.fract() != 0.0 {
        return (2.0 * at_most(x, total, p).min(at_least(x, total, p))).min(1.0);
    }
    let log_probability = |k: f64| {
        ln_gamma(total + 1.0) - ln_gamma(k + 1.0) - ln_gamma(total - k + 1.0)
            + k * p.ln()
            + (total - k) * (-p).ln_1p()
    };
    let limit = log_probability(x) + SAME;
    let counted = |k: f64| log_probability(k) <= limit;
    let mode = ((total + 1.0) * p).floor().min(total);
    // Beyond the mode probabilities only fall: search the far side for as improbable a count.
    if x < mode {
        let far = first_whole(mode, total + 1.0, counted);
        (at_most(x, total, p) + at_least(far, total, p)).min(1.0)
    } else if x > mode {
        let far = mode - first_whole(0.0, mode + 1.0, |down| counted(mode - down));
        (at_most(far, total, p) + at_least(x, total, p)).min(1.0)
    } else {
        1.0
    }
}

/// The first whole number from `low` at which `holds`, or `high` if none before it does.
fn first_whole(mut low: f64, mut high: f64, holds: impl Fn(f64) -> bool) -> f64 {
    while low < high {
        let middle = ((low + high) / 2.0).floor();
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1.0;
        }
    }
    low
}

/// As [`rate_ratio`] on the log scale: for counts of 20 and more on both sides.
///
/// # Errors
/// No pupils, no events on either side, a figure below 0 or not finite.
pub fn log_rate_ratio(o1: f64, n1: f64, o2: f64, n2: f64) -> Result<Ratio, StatisticsError> {
    let ratio = rate(o1, n1)? / rate(o2, n2)?;
    on_log_scale(ratio, &[o1, o2])
}

/// Disproportionality here over disproportionality there: (`o1`/`n1` ÷ `o2`/`n2`) ÷
/// (`o3`/`n3` ÷ `o4`/`n4`), each group as (events, pupils).
///
/// # Errors
/// As [`log_rate_ratio`], for any of the four.
pub fn ratio_of_ratios(
    here: [(f64, f64); 2],
    there: [(f64, f64); 2],
) -> Result<Ratio, StatisticsError> {
    let ratio = |[a, b]: [(f64, f64); 2]| Ok(rate(a.0, a.1)? / rate(b.0, b.1)?);
    let quotient = ratio(here)? / ratio(there)?;
    on_log_scale(quotient, &[here[0].0, here[1].0, there[0].0, there[1].0])
}

fn on_log_scale(ratio: f64, events: &[f64]) -> Result<Ratio, StatisticsError> {
    if events.contains(&0.0) {
        return Err(StatisticsError::Undefined(
            "limits on the log scale need events in every group",
        ));
    }
    let error = events.iter().map(|o| 1.0 / o).sum::<f64>().sqrt();
    Ok(Ratio {
        ratio,
        lower: ratio * (-Z95 * error).exp(),
        upper: ratio * (Z95 * error).exp(),
        p_value: two_sided_p(ratio.ln() / error),
    })
}

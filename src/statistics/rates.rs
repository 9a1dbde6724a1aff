//! Rates of events that can happen to a pupil: suspensions, permanent exclusions.
//!
//! References: N. E. Breslow and N. E. Day (1987), Statistical Methods in Cancer
//! Research II, IARC 82, p. 69 (Byar's approximation); F. Garwood (1936),
//! Biometrika 28 (exact limits of a Poisson count). The change from exact to
//! Byar at ten events is the practice of the UK Health Security Agency.

use super::beta::halve;
use super::ratios::rate_ratio_p;
use super::{Difference, Interval, StatisticsError, Z95, pupils, quantity, share};
use statrs::function::gamma::checked_gamma_lr;

/// Events from which Byar's approximation serves (UKHSA's Fingertips).
const BYAR_FROM: f64 = 10.0;
/// Probability outside each limit of a 95% interval.
const TAIL95: f64 = 0.025;

/// 95% limits of a rate, in events per pupil: `events` among `n` pupils.
///
/// # Errors
/// `n` below 1, fewer than no events, a figure that is not finite.
pub fn rate_interval(events: f64, n: f64) -> Result<Interval, StatisticsError> {
    pupils(n)?;
    Ok(count_limits(events)?.scaled(1.0 / n))
}

fn count_limits(events: f64) -> Result<Interval, StatisticsError> {
    if events < BYAR_FROM { exact_poisson_limits(events) } else { byar_limits(events) }
}

/// 95% limits of the expected number of events, by Byar's approximation.
///
/// # Errors
/// Fewer than no events, a figure that is not finite.
pub fn byar_limits(events: f64) -> Result<Interval, StatisticsError> {
    quantity(events)?;
    let limit = |o: f64, side: f64| o * (1.0 - 1.0 / (9.0 * o) + side / (3.0 * o.sqrt())).powi(3);
    Ok(Interval {
        lower: if events == 0.0 { 0.0 } else { limit(events, -Z95).max(0.0) },
        upper: limit(events + 1.0, Z95),
    })
}

/// 95% limits of the expected number of events, from the Poisson distribution.
///
/// # Errors
/// Fewer than no events, a figure that is not finite.
pub fn exact_poisson_limits(events: f64) -> Result<Interval, StatisticsError> {
    quantity(events)?;
    Ok(Interval {
        lower: if events == 0.0 { 0.0 } else { gamma_quantile(TAIL95, events) },
        upper: gamma_quantile(1.0 - TAIL95, events + 1.0),
    })
}

/// P(X ≥ `events`) for a Poisson X with mean `expected`, continuous in `events`.
pub(super) fn poisson_at_least(events: f64, expected: f64) -> f64 {
    if events <= 0.0 {
        return 1.0;
    }
    if expected <= 0.0 {
        return 0.0;
    }
    checked_gamma_lr(events, expected).unwrap_or(f64::NAN)
}

/// χ²(share; 2a) ÷ 2.
fn gamma_quantile(share: f64, a: f64) -> f64 {
    // Twenty standard deviations and twenty more: far beyond either limit.
    let beyond = a + 20.0 * a.sqrt() + 20.0;
    halve(0.0, beyond, |x| poisson_at_least(a, x) < share)
}

/// Variance of the number of events over its mean: 2m − 1, with m events for each
/// pupil who had any (geometric). 1 when no pupil had a second.
///
/// # Errors
/// Fewer than one pupil concerned, fewer events than pupils concerned.
pub fn dispersion(events: f64, pupils_concerned: f64) -> Result<f64, StatisticsError> {
    pupils(pupils_concerned)?;
    share(pupils_concerned, events)?;
    Ok(2.0 * events / pupils_concerned - 1.0)
}

/// 95% limits of a rate, in events per pupil, where `pupils_concerned` of `n` pupils had
/// the `events` between them: wider than [`rate_interval`], for one pupil can have many.
///
/// # Errors
/// As [`rate_interval`] and [`dispersion`]; more pupils concerned than there are.
pub fn repeat_event_interval(
    events: f64,
    pupils_concerned: f64,
    n: f64,
) -> Result<Interval, StatisticsError> {
    share(pupils_concerned, n)?;
    if events == 0.0 && pupils_concerned == 0.0 {
        return rate_interval(0.0, n);
    }
    let spread = dispersion(events, pupils_concerned)?;
    Ok(count_limits(events / spread)?.scaled(spread / n))
}

/// First rate less second, in events per pupil, for `o1` events among `n1` pupils and `o2`
/// among `n2`. Each side's events are divided by its dispersion (1 for events that happen to a
/// pupil once), which widens its limits; the limits of the difference follow from those of the two
/// rates (variance recovery, Donner and Zou 2012), the p from the exact ratio.
///
/// # Errors
/// As [`rate_interval`]; a dispersion below 1.
pub fn difference_of_rates(
    o1: f64,
    dispersion1: f64,
    n1: f64,
    o2: f64,
    dispersion2: f64,
    n2: f64,
) -> Result<Difference, StatisticsError> {
    let side = |o: f64, spread: f64, n: f64| {
        pupils(n)?;
        quantity(spread)?;
        if spread < 1.0 {
            return Err(StatisticsError::Undefined("a dispersion is at least 1"));
        }
        Ok((o / n, count_limits(o / spread)?.scaled(spread / n)))
    };
    let (first, limits1) = side(o1, dispersion1, n1)?;
    let (second, limits2) = side(o2, dispersion2, n2)?;
    let ratio = |a: (f64, f64, f64), b: (f64, f64, f64)| {
        rate_ratio_p(a.0 / a.1, a.2 / a.1, b.0 / b.1, b.2 / b.1)
    };
    let (one, two) = ((o1, dispersion1, n1), (o2, dispersion2, n2));
    let p_value = match (o1 == 0.0, o2 == 0.0) {
        (true, true) => 1.0,
        // The test is the same whichever side divides.
        (false, true) => ratio(two, one)?,
        (_, false) => ratio(one, two)?,
    };
    let difference = first - second;
    Ok(Difference {
        difference,
        lower: difference - (first - limits1.lower).hypot(limits2.upper - second),
        upper: difference + (limits1.upper - first).hypot(second - limits2.lower),
        p_value,
    })
}

/// Events of one side that are known within a range, as rounded counts are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EventRange {
    /// As printed.
    pub events: f64,
    /// Fewest that are feasible.
    pub low: f64,
    /// Most that are feasible.
    pub high: f64,
    /// How far they repeat, 1 for events that happen to a pupil once.
    pub dispersion: f64,
    /// Pupils.
    pub n: f64,
}

/// As [`difference_of_rates`] for every feasible pair of counts together: the widest limits,
/// and the largest p of the printed counts and the two that lie furthest apart.
///
/// # Errors
/// As [`difference_of_rates`].
pub fn difference_of_rate_ranges(
    one: EventRange,
    two: EventRange,
) -> Result<Difference, StatisticsError> {
    let of = |o1: f64, o2: f64| {
        difference_of_rates(o1, one.dispersion, one.n, o2, two.dispersion, two.n)
    };
    let printed = of(one.events, two.events)?;
    if one.low == one.high && two.low == two.high {
        return Ok(printed);
    }
    let (least, most) = (of(one.low, two.high)?, of(one.high, two.low)?);
    Ok(Difference {
        difference: printed.difference,
        lower: least.lower,
        upper: most.upper,
        p_value: printed.p_value.max(least.p_value).max(most.p_value),
    })
}

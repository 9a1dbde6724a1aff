//! Funnel limits: how far areas of a given size stray by chance, and how far they do.
//!
//! Reference: D. J. Spiegelhalter (2005), Funnel plots for comparing
//! institutional performance, Statistics in Medicine 24: limits, winsorised
//! dispersion and the additive random effect of DerSimonian and Laird (1986).

use super::beta::halve;
use super::rates::poisson_at_least;
use super::{Interval, StatisticsError, pupils, quantile, quantity, share};

/// Probability outside each 95% limit of a rate.
pub const TAIL95: f64 = 0.025;
/// Probability outside each 99.8% limit of a rate.
pub const TAIL998: f64 = 0.001;
/// Share of the areas pulled in at each end before the spread is measured (Spiegelhalter).
const WINSORISED: f64 = 0.1;

/// Where areas are in a funnel of proportions.
#[derive(Debug, Clone, PartialEq)]
pub struct Funnel {
    /// Share of all areas together, 0 to 1.
    pub baseline: f64,
    /// Mean squared z: 1 when areas differ by chance alone.
    pub dispersion_raw: f64,
    /// The same with the outermost tenths pulled in.
    pub dispersion: f64,
    /// Variance between areas beyond chance, in squared shares; 0 if the dispersion is 1 or less.
    pub between: f64,
    /// Standard deviations from the baseline by chance alone, in the order given.
    pub z: Vec<f64>,
    /// The same with the variance between areas.
    pub z_adjusted: Vec<f64>,
}

fn baseline_variance(baseline: f64) -> Result<f64, StatisticsError> {
    if !(0.0..=1.0).contains(&baseline) {
        return Err(StatisticsError::NotAShare(baseline));
    }
    Ok(baseline * (1.0 - baseline))
}

/// Limits within 0 and 1 for an area of `n` pupils; `z` is [`Z95`](super::Z95) or
/// [`Z998`](super::Z998), `between` the variance between areas (0: chance alone).
///
/// # Errors
/// A baseline outside 0 to 1, `n` below 1, a figure below 0 or not finite.
pub fn proportion_funnel(
    baseline: f64,
    n: f64,
    z: f64,
    between: f64,
) -> Result<Interval, StatisticsError> {
    pupils(n)?;
    quantity(z)?;
    quantity(between)?;
    let half = z * (baseline_variance(baseline)? / n + between).sqrt();
    Ok(Interval { lower: (baseline - half).max(0.0), upper: (baseline + half).min(1.0) })
}

/// Limits of a rate, in events per pupil, for an area of `n` pupils where `baseline` events
/// per pupil are expected. An area on a limit has the baseline on its own exact limit;
/// `tail` is [`TAIL95`] or [`TAIL998`]. The lower is 0 where no count is improbably low.
///
/// # Errors
/// A baseline that is not above 0, `n` below 1, a tail outside 0 to ½, a figure not finite.
pub fn rate_funnel(baseline: f64, n: f64, tail: f64) -> Result<Interval, StatisticsError> {
    pupils(n)?;
    quantity(baseline)?;
    if baseline == 0.0 {
        return Err(StatisticsError::Undefined("a funnel of rates needs events"));
    }
    if !(tail > 0.0 && tail < 0.5) {
        return Err(StatisticsError::NotAShare(tail));
    }
    let expected = baseline * n;
    let beyond = expected + 20.0 * expected.sqrt() + 20.0;
    let at_most = |events: f64| 1.0 - poisson_at_least(events + 1.0, expected);
    let lower = if at_most(0.0) >= tail {
        0.0
    } else {
        halve(0.0, expected, |events| at_most(events) < tail)
    };
    let upper = halve(0.0, beyond, |events| poisson_at_least(events, expected) > tail);
    Ok(Interval { lower, upper }.scaled(1.0 / n))
}

/// Places areas, each (count, pupils), around their pooled share.
///
/// # Errors
/// Impossible counts, fewer than two areas, or none (all) of the pupils counted in all of them.
pub fn funnel(areas: &[(f64, f64)]) -> Result<Funnel, StatisticsError> {
    let shares: Vec<f64> = areas.iter().map(|(x, n)| share(*x, *n)).collect::<Result<_, _>>()?;
    let (counted, everyone) = areas.iter().fold((0.0, 0.0), |(x, n), a| (x + a.0, n + a.1));
    if areas.len() < 2 || counted == 0.0 || counted == everyone {
        return Err(StatisticsError::Undefined(
            "a funnel needs two areas and a share above 0% and below 100%",
        ));
    }
    let baseline = counted / everyone;
    let by_chance = baseline_variance(baseline)?;
    let places = |between: f64| -> Vec<f64> {
        let error = |n: f64| (by_chance / n + between).sqrt();
        shares.iter().zip(areas).map(|(p, (_, n))| (p - baseline) / error(*n)).collect()
    };
    let z = places(0.0);
    let (low, high) = (quantile(&z, WINSORISED)?, quantile(&z, 1.0 - WINSORISED)?);
    let k = areas.len() as f64;
    let dispersion_raw = z.iter().map(|z| z * z).sum::<f64>() / k;
    let dispersion = z.iter().map(|z| z.clamp(low, high).powi(2)).sum::<f64>() / k;
    let weight: f64 = everyone / by_chance;
    let weight_squared: f64 = areas.iter().map(|(_, n)| (n / by_chance).powi(2)).sum();
    let excess = (k * dispersion - (k - 1.0)) / (weight - weight_squared / weight);
    let between = if dispersion > 1.0 { excess.max(0.0) } else { 0.0 };
    Ok(Funnel { baseline, dispersion_raw, dispersion, between, z_adjusted: places(between), z })
}

//! Trend over years.
//!
//! References: P. Armitage (1955), Tests for linear trends in proportions and
//! frequencies, Biometrics 11; inverse-variance weighted regression through
//! published means. The leave-one-out rule and the strict threshold follow the
//! public-health Fingertips tool, which wants five points and p below 0.002.

use super::{StatisticsError, chi_squared_upper_tail, quantity, share};

/// Chi-squared with one degree of freedom at p = 0.002.
const STRICT_STATISTIC: f64 = 9.549_536;
/// Fewest years of a strict trend.
const STRICT_YEARS: usize = 5;

/// A slope and its test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Change a year, in shares or in the unit of the mean.
    pub slope: f64,
    /// Chi-squared, one degree of freedom.
    pub statistic: f64,
    /// Two-sided.
    pub p_value: f64,
    /// Whether the slope keeps its sign whichever single year is left out.
    pub leave_one_out_agrees: bool,
    /// Five years or more, p below 0.002 and agreement.
    pub strict: bool,
}

/// Cochran–Armitage test over (year, count, pupils); a gap between years counts as time.
///
/// # Errors
/// Impossible counts, fewer than two different years, or none (all) of the pupils in every year.
pub fn cochran_armitage(years: &[(f64, f64, f64)]) -> Result<Trend, StatisticsError> {
    for (_, x, n) in years {
        share(*x, *n)?;
    }
    let fit = |kept: &[(f64, f64, f64)]| {
        let pupils: f64 = kept.iter().map(|y| y.2).sum();
        let p = kept.iter().map(|y| y.1).sum::<f64>() / pupils;
        let centre = kept.iter().map(|y| y.0 * y.2).sum::<f64>() / pupils;
        let covered: f64 = kept.iter().map(|(s, x, n)| (x - n * p) * (s - centre)).sum();
        let spread: f64 = kept.iter().map(|(s, _, n)| n * (s - centre).powi(2)).sum();
        (covered / spread, covered * covered / (p * (1.0 - p) * spread))
    };
    trend(years, fit)
}

/// The same for events: (year, events, pupils), each year's events Poisson with one rate.
/// For events that repeat divide both by their dispersion.
///
/// Reference: N. E. Breslow and N. E. Day (1987), IARC 82, §3.6, the trend of rates.
///
/// # Errors
/// Figures below 0, no pupils, fewer than two different years, or no events at all.
pub fn trend_of_rates(years: &[(f64, f64, f64)]) -> Result<Trend, StatisticsError> {
    for (_, events, exposure) in years {
        quantity(*events)?;
        quantity(*exposure)?;
        if *exposure == 0.0 {
            return Err(StatisticsError::NoPupils(*exposure));
        }
    }
    let fit = |kept: &[(f64, f64, f64)]| {
        let pupils: f64 = kept.iter().map(|y| y.2).sum();
        let rate = kept.iter().map(|y| y.1).sum::<f64>() / pupils;
        let centre = kept.iter().map(|y| y.0 * y.2).sum::<f64>() / pupils;
        let covered: f64 = kept.iter().map(|(s, o, n)| (o - n * rate) * (s - centre)).sum();
        let spread: f64 = kept.iter().map(|(s, _, n)| n * (s - centre).powi(2)).sum();
        (covered / spread, covered * covered / (rate * spread))
    };
    trend(years, fit)
}

/// Weighted slope over (year, mean, standard error).
///
/// # Errors
/// A standard error that is not above 0, or fewer than two different years.
pub fn weighted_slope(years: &[(f64, f64, f64)]) -> Result<Trend, StatisticsError> {
    if years.iter().any(|(s, y, e)| !s.is_finite() || !y.is_finite() || !e.is_finite() || *e <= 0.0)
    {
        return Err(StatisticsError::NotFinite);
    }
    let fit = |kept: &[(f64, f64, f64)]| {
        let weight = |error: f64| 1.0 / (error * error);
        let total: f64 = kept.iter().map(|y| weight(y.2)).sum();
        let centre = kept.iter().map(|y| y.0 * weight(y.2)).sum::<f64>() / total;
        let covered: f64 = kept.iter().map(|(s, y, e)| weight(*e) * (s - centre) * y).sum();
        let spread: f64 = kept.iter().map(|(s, _, e)| weight(*e) * (s - centre).powi(2)).sum();
        (covered / spread, covered * covered / spread)
    };
    trend(years, fit)
}

type Years = [(f64, f64, f64)];

fn trend(years: &Years, fit: impl Fn(&Years) -> (f64, f64)) -> Result<Trend, StatisticsError> {
    // Equal years leave rounding dust for a spread, and a slope of nothing.
    let differ = |kept: &Years| kept.iter().any(|year| year.0 != kept[0].0);
    if years.iter().any(|year| !year.0.is_finite()) {
        return Err(StatisticsError::NotFinite);
    }
    if !differ(years) {
        return Err(StatisticsError::NoTrend);
    }
    let (slope, statistic) = fit(years);
    if !slope.is_finite() || !statistic.is_finite() {
        return Err(StatisticsError::NoTrend);
    }
    let leave_one_out_agrees = (0..years.len()).all(|left_out| {
        let mut kept = years.to_vec();
        kept.remove(left_out);
        differ(&kept) && fit(&kept).0 * slope > 0.0
    });
    Ok(Trend {
        slope,
        statistic,
        p_value: chi_squared_upper_tail(statistic),
        leave_one_out_agrees,
        strict: years.len() >= STRICT_YEARS && statistic > STRICT_STATISTIC && leave_one_out_agrees,
    })
}

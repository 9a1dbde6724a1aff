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

/// A year with a count among pupils: of pupils, or of events that befell them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct YearCount {
    /// The year.
    pub year: f64,
    /// How many, at most `pupils` where pupils are counted.
    pub count: f64,
    /// Among how many pupils.
    pub pupils: f64,
}

/// A year with a mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct YearMean {
    /// The year.
    pub year: f64,
    /// The mean.
    pub mean: f64,
    /// Its standard error.
    pub error: f64,
}

/// What has a year.
trait Dated: Copy {
    fn year(&self) -> f64;
}

impl Dated for YearCount {
    fn year(&self) -> f64 {
        self.year
    }
}

impl Dated for YearMean {
    fn year(&self) -> f64 {
        self.year
    }
}

/// Cochran–Armitage test of shares over years; a gap between years counts as time.
///
/// # Errors
/// Impossible counts, fewer than two different years, or none (all) of the pupils in every year.
pub fn cochran_armitage(years: &[YearCount]) -> Result<Trend, StatisticsError> {
    for y in years {
        share(y.count, y.pupils)?;
    }
    let fit = |kept: &[YearCount]| {
        let pupils: f64 = kept.iter().map(|y| y.pupils).sum();
        let p = kept.iter().map(|y| y.count).sum::<f64>() / pupils;
        let centre = kept.iter().map(|y| y.year * y.pupils).sum::<f64>() / pupils;
        let covered: f64 = kept.iter().map(|y| (y.count - y.pupils * p) * (y.year - centre)).sum();
        let spread: f64 = kept.iter().map(|y| y.pupils * (y.year - centre).powi(2)).sum();
        (covered / spread, covered * covered / (p * (1.0 - p) * spread))
    };
    trend(years, fit)
}

/// The same for events, each year's events Poisson with one rate. For events that repeat divide
/// counts and pupils by their dispersion.
///
/// Reference: N. E. Breslow and N. E. Day (1987), IARC 82, §3.6, the trend of rates.
///
/// # Errors
/// Figures below 0, no pupils, fewer than two different years, or no events at all.
pub fn trend_of_rates(years: &[YearCount]) -> Result<Trend, StatisticsError> {
    for y in years {
        quantity(y.count)?;
        quantity(y.pupils)?;
        if y.pupils == 0.0 {
            return Err(StatisticsError::NoPupils(y.pupils));
        }
    }
    let fit = |kept: &[YearCount]| {
        let pupils: f64 = kept.iter().map(|y| y.pupils).sum();
        let rate = kept.iter().map(|y| y.count).sum::<f64>() / pupils;
        let centre = kept.iter().map(|y| y.year * y.pupils).sum::<f64>() / pupils;
        let covered: f64 =
            kept.iter().map(|y| (y.count - y.pupils * rate) * (y.year - centre)).sum();
        let spread: f64 = kept.iter().map(|y| y.pupils * (y.year - centre).powi(2)).sum();
        (covered / spread, covered * covered / (rate * spread))
    };
    trend(years, fit)
}

/// Slope of means over years, weighted by their precision.
///
/// # Errors
/// A standard error that is not above 0, or fewer than two different years.
pub fn weighted_slope(years: &[YearMean]) -> Result<Trend, StatisticsError> {
    let finite = |y: &YearMean| [y.year, y.mean, y.error].iter().all(|number| number.is_finite());
    if years.iter().any(|y| !finite(y) || y.error <= 0.0) {
        return Err(StatisticsError::NotFinite);
    }
    let fit = |kept: &[YearMean]| {
        let weight = |y: &YearMean| 1.0 / (y.error * y.error);
        let total: f64 = kept.iter().map(weight).sum();
        let centre = kept.iter().map(|y| y.year * weight(y)).sum::<f64>() / total;
        let covered: f64 = kept.iter().map(|y| weight(y) * (y.year - centre) * y.mean).sum();
        let spread: f64 = kept.iter().map(|y| weight(y) * (y.year - centre).powi(2)).sum();
        (covered / spread, covered * covered / spread)
    };
    trend(years, fit)
}

fn trend<Y: Dated>(
    years: &[Y],
    fit: impl Fn(&[Y]) -> (f64, f64),
) -> Result<Trend, StatisticsError> {
    // Equal years leave rounding dust for a spread, and a slope of nothing.
    let differ = |kept: &[Y]| kept.iter().any(|one| one.year() != kept[0].year());
    if years.iter().any(|one| !one.year().is_finite()) {
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

//! The methods, as pure functions of published counts and figures. Proportions
//! are shares between 0 and 1 here and become percentages only on output.
//! Each method has its own file, with its literature at the top.

mod benchmark;
mod beta;
mod funnel;
mod gap;
mod means;
mod newcombe;
mod normal;
mod not_known;
mod rates;
mod ratios;
mod robust;
mod rounding;
mod sign;
mod trend;
mod wilson;

pub use benchmark::difference_from_fixed;
pub use funnel::{Funnel, TAIL95, TAIL998, funnel, proportion_funnel, rate_funnel};
pub use gap::{GapChange, change_in_gap};
pub use means::{ci_rounding_sensitive, difference_of_means, implied_pupils};
pub use newcombe::{
    difference_of_proportions, difference_of_ranges, part_whole_difference,
    part_whole_difference_of_ranges,
};
pub use normal::{chi_squared_upper_tail, two_sided_p};
pub use not_known::not_known_bounds;
pub use rates::{
    EventRange, byar_limits, difference_of_rate_ranges, difference_of_rates, dispersion,
    exact_poisson_limits, rate_interval, repeat_event_interval,
};
pub use ratios::{
    Ratio, log_rate_ratio, rate_ratio, rate_ratio_lower, rate_ratio_upper, ratio_of_ratios,
};
pub use robust::{median, median_deviation, quantile, robust_place};
pub use rounding::{feasible_numerators, least_denominator};
pub use sign::sign_test;
pub use trend::{Trend, YearCount, YearMean, cochran_armitage, trend_of_rates, weighted_slope};
pub use wilson::{wilson_interval, wilson_union};

/// 97.5th percentile of the standard normal distribution: 95% two-sided.
pub const Z95: f64 = 1.959_963_984_540_054;
/// 99.9th percentile of the standard normal distribution: 99.8% two-sided, the outer funnel.
pub const Z998: f64 = 3.090_232_306_167_813;

/// Two limits, lower first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

impl Interval {
    fn scaled(self, factor: f64) -> Self {
        Self { lower: self.lower * factor, upper: self.upper * factor }
    }
}

/// A difference with its 95% limits and the p-value of no difference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// First less second.
    pub difference: f64,
    /// Lower 95% limit.
    pub lower: f64,
    /// Upper 95% limit.
    pub upper: f64,
    /// Two-sided.
    pub p_value: f64,
}

/// Figures for which a method is not defined.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum StatisticsError {
    /// No pupils, no share.
    #[error("the denominator must be at least 1, not {0}")]
    NoPupils(f64),
    /// More counted than there are, or fewer than none.
    #[error("{x} cannot be counted among {n}")]
    Impossible {
        /// The count.
        x: f64,
        /// Of how many.
        n: f64,
    },
    /// Not a number, infinite, or limits the wrong way round.
    #[error("a figure is not finite, or its limits are the wrong way round")]
    NotFinite,
    /// Too few years, or years that do not differ.
    #[error("a trend needs at least two different years with variation")]
    NoTrend,
    /// The part is not within the whole.
    #[error("the part is not contained in the whole")]
    NotContained,
    /// Fewer than none.
    #[error("{0} is below 0")]
    Negative(f64),
    /// A probability or share outside its scale.
    #[error("{0} is not between 0 and 1")]
    NotAShare(f64),
    /// Possible figures that a method cannot use.
    #[error("{0}")]
    Undefined(&'static str),
}

/// Checks a number of events, or another quantity that cannot be below 0.
fn quantity(value: f64) -> Result<(), StatisticsError> {
    match value {
        v if !v.is_finite() => Err(StatisticsError::NotFinite),
        v if v < 0.0 => Err(StatisticsError::Negative(v)),
        _ => Ok(()),
    }
}

/// Checks a denominator.
fn pupils(n: f64) -> Result<(), StatisticsError> {
    match n {
        n if !n.is_finite() => Err(StatisticsError::NotFinite),
        n if n < 1.0 => Err(StatisticsError::NoPupils(n)),
        _ => Ok(()),
    }
}

/// Checks a count among `n`, and gives the share.
fn share(x: f64, n: f64) -> Result<f64, StatisticsError> {
    pupils(n)?;
    if !x.is_finite() {
        return Err(StatisticsError::NotFinite);
    }
    if x < 0.0 || x > n {
        return Err(StatisticsError::Impossible { x, n });
    }
    Ok(x / n)
}

#[cfg(test)]
mod tests;

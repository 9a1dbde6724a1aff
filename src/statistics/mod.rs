//! The methods, as pure functions of published counts and figures. Proportions
//! are shares between 0 and 1 here and become percentages only on output.
//! Each method stands in a file of its own, with its literature at the top.

mod gap;
mod means;
mod newcombe;
mod normal;
mod rounding;
mod trend;
mod wilson;

pub use gap::{GapChange, change_in_gap};
pub use means::difference_of_means;
pub use newcombe::{
    difference_of_proportions, difference_of_ranges, part_whole_difference_of_ranges,
};
pub use normal::two_sided_p;
pub use rounding::feasible_numerators;
pub use trend::{Trend, cochran_armitage, weighted_slope};
pub use wilson::{wilson_interval, wilson_union};

/// 97.5th percentile of the standard normal distribution: 95% two-sided.
pub const Z95: f64 = 1.959_963_984_540_054;

/// Two limits, lower first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
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
}

/// Checks a count among `n`, and gives the share.
fn share(x: f64, n: f64) -> Result<f64, StatisticsError> {
    if !x.is_finite() || !n.is_finite() {
        return Err(StatisticsError::NotFinite);
    }
    if n < 1.0 {
        return Err(StatisticsError::NoPupils(n));
    }
    if x < 0.0 || x > n {
        return Err(StatisticsError::Impossible { x, n });
    }
    Ok(x / n)
}

#[cfg(test)]
mod tests;

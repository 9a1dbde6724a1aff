//! The years of one measure and group: what a panel of small multiples and a slide show.

use super::timeline::{Band, Break, Point, span};

/// One measure.
#[derive(Debug, Clone, Default)]
pub struct TrendPanel {
    /// Id of the measure, for the plotted values.
    pub measure_id: String,
    /// Id of the group of pupils, for the plotted values.
    pub cohort: String,
    /// Measure.
    pub title: String,
    /// Level in words.
    pub level: String,
    /// Direction in words.
    pub direction: String,
    /// What the axis counts.
    pub unit: String,
    /// Whether figures are percentages: the axis keeps within 0 and 100.
    pub percent: bool,
    /// Decimals of end labels.
    pub decimals: usize,
    /// Whether a year is a calendar year: 2023, not 2022/23.
    pub calendar: bool,
    /// Quartiles of all authorities, which the axis holds as well.
    pub scale: Option<(f64, f64)>,
    /// The area's years.
    pub area: Vec<Point>,
    /// The comparator's years.
    pub comparator: Vec<Point>,
    /// Shaded years.
    pub bands: Vec<Band>,
    /// Breaks.
    pub breaks: Vec<Break>,
    /// Why there is nothing to draw.
    pub reason: Option<String>,
}

impl TrendPanel {
    /// First and last year that are drawn.
    #[must_use]
    pub fn years(&self) -> (i32, i32) {
        span(self.area.iter().chain(&self.comparator))
    }
}

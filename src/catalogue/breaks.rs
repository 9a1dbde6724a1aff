//! Where a series breaks, which years are shaded, and which have no figures.

use serde::Deserialize;

/// A boundary that no trend crosses.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Break {
    /// Measures it cuts.
    pub measures: Vec<String>,
    /// First period of the new segment.
    pub before: String,
    /// Kind of break.
    pub kind: String,
    /// Short, for a chart's note.
    pub title: String,
    /// In full.
    #[serde(default)]
    pub note: String,
    /// Where it is documented.
    #[serde(default)]
    pub source: String,
}

/// Years shaded on charts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Measures it concerns.
    pub measures: Vec<String>,
    /// First period.
    pub from: String,
    /// Last period.
    pub to: String,
    /// What the band says.
    pub label: String,
    /// Hatched where there are no data at all.
    pub hatched: bool,
}

/// Periods without figures, and why.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unavailable {
    /// Measures concerned.
    pub measures: Vec<String>,
    /// Periods concerned.
    pub periods: Vec<String>,
    /// Why.
    pub reason: String,
}

/// A figure that a data set prints for the authorities of a region and that is not theirs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Misprinted {
    /// Data set.
    pub data_set: String,
    /// Measures concerned.
    pub measures: Vec<String>,
    /// Period.
    pub period: String,
    /// Code of the region.
    pub region: String,
    /// What is printed; any other figure is read.
    pub value: f64,
    /// Why it is not theirs.
    pub note: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BreaksFile {
    #[serde(rename = "break", default)]
    pub breaks: Vec<Break>,
    #[serde(rename = "band", default)]
    pub bands: Vec<Band>,
    #[serde(default)]
    pub unavailable: Vec<Unavailable>,
    #[serde(default)]
    pub misprinted: Vec<Misprinted>,
}

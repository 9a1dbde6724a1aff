//! Limits from which a gap matters, evidence is enough, a check reports or a count is suppressed.

use super::verdict::{Direction, Favour};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Thresholds and the table of judgements.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verdicts {
    /// How large a difference must be to matter.
    pub materiality: Materiality,
    /// What evidence a word asks for.
    pub evidence: Evidence,
    /// When the measures of a theme make a picture together.
    pub picture: Picture,
    /// Level × direction → judgement.
    #[serde(rename = "judgement")]
    pub judgements: Vec<Judgement>,
}

/// The parts of a materiality threshold.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Materiality {
    /// Multiples of the printed unit.
    pub unit_multiple: f64,
    /// Share of the standard deviation between authorities.
    pub between_area_sd_share: f64,
    /// Share of the standard deviation of one-year changes.
    pub change_sd_share: f64,
    /// Floor by kind of measure, display units.
    pub floor: BTreeMap<String, f64>,
}

/// What evidence a word asks for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Largest p of a difference or trend.
    pub significance: f64,
    /// Largest q within a family of tests.
    pub false_discovery: f64,
    /// Largest p of a strict trend.
    pub strict_p: f64,
    /// Fewest pupils for a verdict.
    pub minimum_cohort: f64,
    /// Fewest pupils without a "small cohort" mark.
    pub small_cohort: f64,
    /// Fewest pupils counted, or left out of the count, without a "small numbers" mark.
    pub small_count: f64,
    /// How far a share (percentage points) or rate (per 100) may be from what its own counts make.
    pub counts_apart: f64,
    /// Robust standard deviations from the median authority that make a figure unusual.
    pub unusual_place: f64,
    /// Multiples of M within which both limits must be to count as in line.
    pub in_line_limits: f64,
    /// Multiples of the noise between years beyond which a gap or a change is more than chance.
    pub noise_multiple: f64,
    /// Multiples of the noise of a change by which a year must stand out to be a turning point.
    pub turning_multiple: f64,
    /// Fewest one-year changes from which a noise is read.
    pub minimum_noise_changes: i64,
    /// Fewest neighbours for a summary of them.
    pub minimum_neighbours: i64,
    /// Fewest ranked authorities for a band.
    pub minimum_ranked: i64,
    /// Years behind the newest publication known, beyond which a figure is old.
    pub old_after: i64,
}

/// When the measures of a theme make a picture together.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// Fewest measures with a direction.
    pub minimum_measures: i64,
    /// Fewest that move the way of the picture.
    pub minimum_improving: i64,
    /// Smallest share of those that move.
    pub improving_share: f64,
}

/// One cell of the table of judgements.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judgement {
    /// Level turned by polarity.
    pub level: Favour,
    /// Direction.
    pub direction: Direction,
    /// The words, which an area may change: they are shown, and nothing is decided by them.
    pub judgement: String,
}

/// Limits from which a check reports something.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckLimits {
    /// Times the usual spread of one-year changes.
    pub jump_multiple: f64,
    /// Codes of authorities so small that any change is usual.
    pub tiny_areas: Vec<String>,
    /// Fewest changes from which a usual spread is read.
    pub minimum_changes: i32,
    /// Printed units by which a share and its own counts may differ.
    pub count_units: f64,
    /// Share by which the authorities may pass England.
    pub england_share: f64,
    /// Fewest authorities for England to be expected within their range.
    pub minimum_areas: i32,
    /// Share of the authorities that may be lost from one year to the next.
    pub coverage_loss: f64,
    /// Share of the authorities that may be suppressed.
    pub suppressed_share: f64,
    /// Share of the authorities of a year that may have no row in the next one of England.
    pub vanished_share: f64,
    /// Times by which a target and the middle figure of its measure may differ.
    pub target_factor: f64,
    /// Which checks concern readers of a report, under which heading.
    #[serde(default)]
    pub for_readers: Vec<ForReaders>,
}

/// Checks that concern readers of a report.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForReaders {
    /// Heading.
    pub title: String,
    /// Names of the checks.
    pub checks: Vec<String>,
    /// What to do.
    pub advice: String,
}

/// Which counts of a local measure are not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suppression {
    /// Counts of children below this are suppressed.
    pub below: u32,
    /// Whether a count of zero is suppressed as well.
    pub zero: bool,
}

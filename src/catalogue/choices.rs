//! What a row must hold, and the columns of a measure that differ from its own.

use serde::Deserialize;
use std::collections::BTreeMap;

/// Column → values, any of which will do.
pub type Choices = BTreeMap<String, Vec<String>>;

/// Columns of a measure where they differ from its own; `""` where there is none.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MeasureOverride {
    /// Column of the value.
    pub value: Option<String>,
    /// Column of the count that the value counts.
    pub numerator: Option<String>,
    /// Column of the pupils it is a share of.
    pub denominator: Option<String>,
    /// Column of the sum of which the value is the average.
    pub total: Option<String>,
    /// Column of the published lower 95% limit.
    pub lower: Option<String>,
    /// Column of the published upper 95% limit.
    pub upper: Option<String>,
    /// What a row must hold to be about the measure.
    #[serde(rename = "where")]
    pub wanted: Option<Choices>,
}

//! One row of the table of quality.

use crate::stage::Severity;

/// One row of the table of quality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualityRow {
    /// Which check.
    pub check: String,
    /// Data set concerned.
    pub data_set: String,
    /// Key or measures concerned.
    pub key: String,
    /// How serious it is.
    pub severity: Severity,
    /// What was seen, where, and what was done.
    pub message: String,
    /// Published rows concerned.
    pub rows: i64,
    /// Whether measures could not be read because of it.
    pub stops_measures: bool,
}

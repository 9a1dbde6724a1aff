//! Where a file gives the cohort of a row.

use super::choices::{Choices, MeasureOverride};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Where the cohort of a row is given.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum CohortColumns {
    /// One column of labels.
    Column(String),
    /// Several ways; each that a row meets makes it a row of one cohort.
    Ways(Vec<CohortWay>),
}

impl Default for CohortColumns {
    fn default() -> Self {
        Self::Ways(Vec::new())
    }
}

impl CohortColumns {
    /// The ways, one where a single column is named.
    #[must_use]
    pub fn ways(&self) -> Vec<CohortWay> {
        match self {
            Self::Column(column) if column.is_empty() => Vec::new(),
            Self::Column(column) => {
                vec![CohortWay { column: column.clone(), ..CohortWay::default() }]
            }
            Self::Ways(ways) => ways.clone(),
        }
    }
}

/// One way in which a row is about a cohort.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CohortWay {
    /// What a row must hold for this way to apply.
    #[serde(rename = "where")]
    pub wanted: Choices,
    /// Filters that must stand at their total for this way to apply.
    pub totals: Vec<String>,
    /// Column of the label.
    pub column: String,
    /// The cohort, if no column gives it.
    pub is: String,
    /// Beginnings that are cut off a label before it is looked up.
    pub strip: Vec<String>,
    /// Character up to which a label is cut: `b.No SEN`.
    pub after: String,
    /// Label → cohort, before `cohorts.toml` is asked.
    pub labels: BTreeMap<String, String>,
    /// Labels that are dropped on purpose.
    pub ignored: Vec<String>,
    /// Measure → its columns for this cohort, for files with the cohort in the column's name;
    /// with any, a measure that is not named has no figures for this cohort.
    pub measures: BTreeMap<String, MeasureOverride>,
}

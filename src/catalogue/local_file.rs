//! What is written in a file of local measures, and the table of the catalogue that its data set
//! becomes.

use super::measure::Range;
use crate::period::PeriodKind;
use serde::Deserialize;

/// One file of the folder.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LocalFile {
    pub data_set: LocalDataSet,
    #[serde(rename = "measure", default)]
    pub measures: Vec<LocalMeasure>,
}

/// Its data set.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LocalDataSet {
    /// The file's stem, unless given.
    pub id: Option<String>,
    pub title: String,
    pub publisher: String,
    /// The CSV next to the TOML; its own stem with `.csv`, unless given.
    pub file: Option<String>,
    pub period_kind: PeriodKind,
    #[serde(default)]
    pub period_meaning: String,
    #[serde(default)]
    pub provisional_periods: Vec<String>,
    #[serde(default)]
    pub ignored_labels: Vec<String>,
    /// Column of the cohort label.
    pub cohort_column: Option<String>,
    /// The cohort of every row, where there is no such column.
    pub fixed_cohort: Option<String>,
    #[serde(default)]
    pub caveats: Vec<String>,
    /// Made-up figures, and marked so.
    #[serde(default)]
    pub synthetic: bool,
    /// Counts below this are not written; the workspace's threshold unless given.
    pub suppress_below: Option<u32>,
}

/// One of its measures.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LocalMeasure {
    pub id: String,
    #[serde(default)]
    pub local: bool,
    pub title: String,
    pub short_title: Option<String>,
    pub definition: String,
    pub unit: String,
    pub axis_unit: Option<String>,
    pub decimals: i32,
    pub polarity: i32,
    #[serde(default)]
    pub value: String,
    #[serde(default)]
    pub numerator: String,
    #[serde(default)]
    pub denominator: String,
    #[serde(default)]
    pub lower: String,
    #[serde(default)]
    pub upper: String,
    pub cohorts: Option<Vec<String>>,
    /// The values that it can have.
    pub range: Option<Range>,
    pub target: Option<f64>,
    #[serde(default)]
    pub target_source: String,
    /// Measures with one partition have counts that add up to their denominator.
    #[serde(default)]
    pub partition: String,
    #[serde(default)]
    pub caveats: Vec<String>,
}

impl LocalDataSet {
    /// The data set as the catalogue would have it, but for what only a local one has.
    pub fn table(&self, id: &str, badge: &str) -> toml::Table {
        let mut table = toml::Table::new();
        for (key, value) in [
            ("id", id),
            ("title", &format!("{} ({badge})", self.title)),
            ("publisher", &self.publisher),
            ("licence", badge),
            ("period_meaning", &self.period_meaning),
            ("fixed_cohort", self.fixed_cohort.as_deref().unwrap_or_default()),
            ("period_kind", kind_of_period(self.period_kind)),
        ] {
            table.insert(key.to_string(), value.into());
        }
        table.insert("held".to_string(), true.into());
        for (key, list) in [
            ("provisional_periods", &self.provisional_periods),
            ("ignored_labels", &self.ignored_labels),
            ("caveats", &self.caveats),
        ] {
            table.insert(key.to_string(), list.clone().into());
        }
        table.insert("layout".to_string(), self.layouts().into());
        table
    }

    /// A local file is laid out as the statistics API gives its files, or as those that ship.
    fn layouts(&self) -> Vec<toml::Value> {
        let layout = |id: &str, geography: &str, period: &str, usual_column: &str| {
            let mut layout = toml::Table::new();
            for (key, value) in [("id", id), ("geography", geography), ("period", period)] {
                layout.insert(key.to_string(), value.into());
            }
            if self.fixed_cohort.is_none() {
                let cohort = self.cohort_column.as_deref().unwrap_or(usual_column);
                if !cohort.is_empty() {
                    layout.insert("cohort".to_string(), cohort.into());
                }
            }
            toml::Value::Table(layout)
        };
        vec![
            layout("ees", "ees", "time_period", "sen_provision"),
            layout("compact", "area", "period", "cohort_label"),
        ]
    }
}

/// A kind as the catalogue writes it.
fn kind_of_period(kind: PeriodKind) -> &'static str {
    match kind {
        PeriodKind::Academic => "academic",
        PeriodKind::Financial => "financial",
        PeriodKind::Calendar => "calendar",
    }
}

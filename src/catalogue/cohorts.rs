//! Groups of pupils, the spellings in which they are published, and what they are compared with.

use serde::Deserialize;

/// A group of pupils.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cohort {
    /// Stable id.
    pub id: String,
    /// For sentences: "pupils with an EHC plan".
    pub title: String,
    /// For labels: "EHC plan".
    pub short_title: String,
    /// Reading order.
    pub order: i32,
}

/// A published spelling of a cohort.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// As printed, spaces at the ends cut.
    pub label: String,
    /// The cohort it means.
    pub cohort: String,
    /// First period in which it was printed, where known.
    #[serde(default)]
    pub from: Option<String>,
    /// Last period in which it was printed, where known.
    #[serde(default)]
    pub to: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CohortsFile {
    #[serde(default)]
    pub ignored: Vec<String>,
    #[serde(rename = "cohort")]
    pub cohorts: Vec<Cohort>,
    #[serde(rename = "label")]
    pub labels: Vec<Label>,
}

/// What a cohort is compared with.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparator {
    /// Stable id.
    pub id: String,
    /// For tables.
    pub title: String,
    /// For labels.
    pub short_title: String,
    /// For sentences.
    pub phrase: String,
    /// `england`, `region`, `neighbours` or `same` (the area itself).
    pub area: String,
    /// `same`, or the cohort of the comparator.
    pub cohort: String,
    /// Whether a verdict may be read as good or bad.
    pub like_for_like: bool,
    /// Reading order.
    pub order: i32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ComparatorsFile {
    #[serde(rename = "comparator")]
    pub comparators: Vec<Comparator>,
}

//! What was read, what was not, and what each measure is.

use crate::catalogue::{Catalogue, theme_title};
use serde::Serialize;

/// One data set as it was read.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Release {
    /// Data set.
    pub id: String,
    /// Title of the publication.
    pub title: String,
    /// Publisher.
    pub publisher: String,
    /// Version.
    pub version: String,
    /// Checksum of the file.
    pub sha256: String,
    /// Published rows that were read.
    pub rows: u64,
    /// `first to last`.
    pub periods: String,
    /// Licence.
    pub licence: String,
    /// Address, or empty.
    pub url: String,
    /// What a reader must know.
    pub caveats: Vec<String>,
    /// Filters of which only rows at their total were read, with commas.
    pub held_at_total: String,
}

/// A data set that would answer more.
#[derive(Debug, Clone, Default, Serialize)]
struct MissingRelease {
    title: String,
    publisher: String,
    url: String,
    measures: Vec<String>,
}

/// One measure.
#[derive(Debug, Clone, Default, Serialize)]
struct MeasureLine {
    title: String,
    theme: String,
    definition: String,
    unit: String,
    good: &'static str,
}

/// The page of sources.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SourcesPage {
    sources: Vec<Release>,
    rejections: Vec<String>,
    missing: Vec<MissingRelease>,
    measures: Vec<MeasureLine>,
}

impl SourcesPage {
    /// The page for what was read (`sources`) and what could not be (`rejections`).
    #[must_use]
    pub fn new(catalogue: &Catalogue, sources: Vec<Release>, rejections: Vec<String>) -> Self {
        let read = |id: &str| sources.iter().any(|s| s.id == id);
        let missing = catalogue.data_sets.values().filter(|d| !read(&d.id)).map(|d| {
            let needing: Vec<_> =
                catalogue.measures.iter().filter(|m| m.data_set == d.id).collect();
            MissingRelease {
                title: d.title.clone(),
                publisher: d.publisher.clone(),
                url: needing.first().map(|m| m.source_link.clone()).unwrap_or_default(),
                measures: needing.iter().map(|m| m.title.clone()).collect(),
            }
        });
        let measures = catalogue.measures.iter().map(|m| MeasureLine {
            title: m.title.clone(),
            theme: theme_title(&m.theme).to_string(),
            definition: m.definition.clone(),
            unit: m.axis_unit.clone(),
            good: match m.polarity {
                1.. => "high",
                0 => "neither",
                _ => "low",
            },
        });
        Self { missing: missing.collect(), measures: measures.collect(), sources, rejections }
    }
}

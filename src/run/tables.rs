//! The tables that no query makes: sources and quality; and which tables are published.

use super::gather::Taken;
use crate::catalogue::Catalogue;
use crate::engine::EngineError;
use crate::source::Provenance;
use datafusion::arrow::array::{ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray};
use std::sync::Arc;

/// Tables of the contract; every other layer is a step on the way and not kept.
pub const PUBLISHED: [&str; 14] = [
    "facts",
    "materiality",
    "comparisons",
    "trends",
    "rankings",
    "funnels",
    "disparities",
    "findings",
    "themes",
    "headlines",
    "coverage",
    "statement_figures",
    "statements",
    "statement_results",
];

/// The table of quality.
pub(super) const QUALITY: &str = "quality";
/// The table of the sources.
pub(super) const SOURCES: &str = "sources";

/// Every table that a run can write.
pub fn table_names() -> impl Iterator<Item = &'static str> {
    PUBLISHED.into_iter().chain([SOURCES, QUALITY])
}

/// One row of the table of quality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualityRow {
    /// Which check.
    pub check: String,
    /// Data set concerned.
    pub data_set: String,
    /// Key or measures concerned.
    pub key: String,
    /// `error`, `warning` or `note`.
    pub severity: String,
    /// What was seen, where, and what was done.
    pub message: String,
    /// Published rows concerned.
    pub rows: i64,
    /// Whether measures could not be read because of it.
    pub stops_measures: bool,
}

fn text<'a>(values: impl Iterator<Item = &'a str>) -> ArrayRef {
    Arc::new(values.map(Some).collect::<StringArray>())
}

/// The table `quality`, sorted by its key.
///
/// # Errors
/// The columns do not fit.
pub fn quality(rows: &[QualityRow]) -> Result<RecordBatch, EngineError> {
    let mut rows: Vec<&QualityRow> = rows.iter().collect();
    rows.sort_by_key(|r| (&r.check, &r.data_set, &r.key));
    batch([
        ("check", text(rows.iter().map(|r| r.check.as_str()))),
        ("data_set", text(rows.iter().map(|r| r.data_set.as_str()))),
        ("key", text(rows.iter().map(|r| r.key.as_str()))),
        ("severity", text(rows.iter().map(|r| r.severity.as_str()))),
        ("message", text(rows.iter().map(|r| r.message.as_str()))),
        ("rows", Arc::new(rows.iter().map(|r| Some(r.rows)).collect::<Int64Array>())),
    ])
}

/// The table `sources`, sorted by data set and version.
///
/// # Errors
/// The columns do not fit.
pub fn sources(taken: &[Taken], catalogue: &Catalogue) -> Result<RecordBatch, EngineError> {
    let of = |field: fn(&crate::catalogue::DataSet) -> String| -> ArrayRef {
        let texts = taken.iter().map(|t| catalogue.data_sets.get(&t.snapshot.data_set).map(field));
        Arc::new(texts.collect::<StringArray>())
    };
    let found = |field: fn(&Provenance) -> &Option<String>| -> ArrayRef {
        Arc::new(
            taken.iter().map(|t| field(&t.snapshot.provenance).as_deref()).collect::<StringArray>(),
        )
    };
    let url: StringArray = taken
        .iter()
        .map(|t| {
            let release =
                catalogue.data_sets.get(&t.snapshot.data_set).map(|d| release_address(&d.slug));
            t.snapshot.provenance.url.clone().or(release)
        })
        .collect();
    let release: StringArray = taken
        .iter()
        .map(|t| {
            let slug = catalogue.data_sets.get(&t.snapshot.data_set).map(|d| d.slug.clone());
            t.snapshot.provenance.release.clone().or(slug)
        })
        .collect();
    let periods: StringArray = taken
        .iter()
        .map(|t| t.staged.periods.map(|(first, last)| format!("{first} to {last}")))
        .collect();
    // The size of a local file would tell how long its counts are.
    let published =
        taken.iter().map(|t| Some(t.snapshot.bytes).filter(|_| t.staged.kept_back.is_none()));
    let bytes = published.map(|bytes| bytes.and_then(|b| i64::try_from(b).ok()));
    let held = taken.iter().map(|t| Some(t.staged.held.join(", ")));
    let count = |of: fn(&Taken) -> u64| -> ArrayRef {
        Arc::new(taken.iter().map(|t| i64::try_from(of(t)).ok()).collect::<Int64Array>())
    };
    batch([
        ("data_set", text(taken.iter().map(|t| t.snapshot.data_set.as_str()))),
        ("version", text(taken.iter().map(|t| t.snapshot.version.as_str()))),
        ("title", of(|d| d.title.clone())),
        ("publisher", of(|d| d.publisher.clone())),
        ("release", Arc::new(release)),
        ("published_on", found(|p| &p.published_on)),
        ("url", Arc::new(url)),
        ("sha256", text(taken.iter().map(|t| t.snapshot.sha256.as_str()))),
        ("bytes", Arc::new(bytes.collect::<Int64Array>())),
        ("rows", count(|t| t.staged.rows)),
        ("periods", Arc::new(periods)),
        ("licence", of(|d| d.licence.clone())),
        ("retrieved_at", found(|p| &p.retrieved_at)),
        ("file", text(taken.iter().map(|t| file_name(&t.snapshot.file)))),
        ("layout", text(taken.iter().map(|t| t.staged.layout.as_str()))),
        (
            "precedence",
            Arc::new(taken.iter().map(|t| Some(i64::from(t.precedence))).collect::<Int64Array>()),
        ),
        ("held_at_total", Arc::new(held.collect::<StringArray>())),
        ("cells", count(|t| t.staged.cells)),
        ("cells_used", count(|t| t.used)),
        (
            "synthetic",
            Arc::new(taken.iter().map(|t| Some(t.snapshot.synthetic)).collect::<BooleanArray>()),
        ),
    ])
}

/// The last part of a path.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// Where a publication is found, or nothing for a publisher elsewhere.
#[must_use]
pub fn release_address(slug: &str) -> String {
    if slug.is_empty() {
        return String::new();
    }
    format!("https://explore-education-statistics.service.gov.uk/find-statistics/{slug}")
}

fn batch<const N: usize>(columns: [(&str, ArrayRef); N]) -> Result<RecordBatch, EngineError> {
    let columns = columns.map(|(name, array)| (name, array, true));
    RecordBatch::try_from_iter_with_nullable(columns).map_err(|e| EngineError::Table(e.to_string()))
}

//! The tables that no query makes: sources and quality; and which tables are published.

use super::loaded::Loaded;
use super::quality_row::QualityRow;
use crate::catalogue::{Catalogue, Reference};
use crate::engine::EngineError;
use crate::words::Word;
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

/// The tables of judged statements, with the columns by which their rows are sorted.
pub(super) const JUDGED: [(&str, &str); 3] = [
    ("statement_figures", "statement_id, clause, claim_order"),
    ("statements", "statement_id, clause"),
    ("statement_results", "statement_id"),
];

/// The table of quality.
pub(super) const QUALITY: &str = "quality";
/// The table of the sources.
pub(super) const SOURCES: &str = "sources";

/// Every table that a run can write.
pub fn table_names() -> impl Iterator<Item = &'static str> {
    PUBLISHED.into_iter().chain([SOURCES, QUALITY])
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

/// The table `sources`: data sets in the order in which they were read, then tables without
/// figures.
///
/// # Errors
/// The columns do not fit.
pub fn sources(loaded: &[Loaded], catalogue: &Catalogue) -> Result<RecordBatch, EngineError> {
    let mut rows: Vec<SourceRow> = loaded.iter().map(|t| SourceRow::of(t, catalogue)).collect();
    rows.extend(catalogue.references.iter().map(SourceRow::of_reference));
    let text = |of: fn(&SourceRow) -> Option<&str>| -> ArrayRef {
        Arc::new(rows.iter().map(of).collect::<StringArray>())
    };
    let count = |of: fn(&SourceRow) -> Option<u64>| -> ArrayRef {
        let counts = rows.iter().map(|row| of(row).and_then(|n| i64::try_from(n).ok()));
        Arc::new(counts.collect::<Int64Array>())
    };
    batch([
        ("data_set", text(|r| Some(&r.data_set))),
        ("version", text(|r| Some(&r.version))),
        ("title", text(|r| r.title.as_deref())),
        ("publisher", text(|r| r.publisher.as_deref())),
        ("release", text(|r| r.release.as_deref())),
        ("published_on", text(|r| r.published_on.as_deref())),
        ("url", text(|r| r.url.as_deref())),
        ("sha256", text(|r| Some(&r.sha256))),
        ("bytes", count(|r| r.bytes)),
        ("rows", count(|r| Some(r.rows))),
        ("periods", text(|r| r.periods.as_deref())),
        ("licence", text(|r| r.licence.as_deref())),
        ("retrieved_at", text(|r| r.retrieved_at.as_deref())),
        ("file", text(|r| Some(&r.file))),
        ("layout", text(|r| r.layout.as_deref())),
        ("precedence", count(|r| r.precedence)),
        ("held_at_total", text(|r| r.held_at_total.as_deref())),
        ("cells", count(|r| r.cells)),
        ("cells_used", count(|r| r.cells_used)),
        ("synthetic", Arc::new(rows.iter().map(|r| Some(r.synthetic)).collect::<BooleanArray>())),
    ])
}

/// One row of the table `sources`.
#[derive(Debug, Default)]
struct SourceRow {
    data_set: String,
    version: String,
    title: Option<String>,
    publisher: Option<String>,
    release: Option<String>,
    published_on: Option<String>,
    url: Option<String>,
    sha256: String,
    bytes: Option<u64>,
    rows: u64,
    periods: Option<String>,
    licence: Option<String>,
    retrieved_at: Option<String>,
    file: String,
    layout: Option<String>,
    precedence: Option<u64>,
    held_at_total: Option<String>,
    cells: Option<u64>,
    cells_used: Option<u64>,
    synthetic: bool,
}

impl SourceRow {
    fn of(loaded: &Loaded, catalogue: &Catalogue) -> Self {
        let Loaded { snapshot, staged, precedence, used, .. } = loaded;
        let data_set = catalogue.data_sets.get(&snapshot.data_set);
        let found = &snapshot.provenance;
        Self {
            data_set: snapshot.data_set.clone(),
            version: snapshot.version.clone(),
            title: data_set.map(|d| d.title.clone()),
            publisher: data_set.map(|d| d.publisher.clone()),
            release: found.release.clone().or_else(|| data_set.map(|d| d.slug.clone())),
            published_on: found.published_on.clone(),
            url: found.url.clone().or_else(|| data_set.map(|d| release_address(&d.slug))),
            sha256: snapshot.sha256.clone(),
            // The size of a local file would reveal how long its counts are.
            bytes: Some(snapshot.bytes).filter(|_| staged.kept_back.is_none()),
            rows: staged.rows,
            periods: staged.periods.map(|(first, last)| format!("{first} to {last}")),
            licence: data_set.map(|d| d.licence.clone()),
            retrieved_at: found.retrieved_at.clone(),
            file: file_name(&snapshot.file).to_string(),
            layout: Some(staged.layout.clone()),
            precedence: u64::try_from(*precedence).ok(),
            held_at_total: Some(staged.held.join(", ")),
            cells: Some(staged.cells),
            cells_used: Some(*used),
            synthetic: snapshot.synthetic,
        }
    }

    fn of_reference(reference: &Reference) -> Self {
        Self {
            data_set: reference.id.clone(),
            version: reference.version.clone(),
            title: Some(reference.title.clone()),
            publisher: Some(reference.publisher.clone()),
            published_on: Some(reference.published_on.clone()),
            sha256: reference.sha256.clone(),
            bytes: u64::try_from(reference.bytes).ok(),
            rows: reference.rows as u64,
            licence: Some(reference.licence.clone()),
            file: reference.file.clone(),
            ..Self::default()
        }
    }
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

//! The files of `queries/`, each the layer that makes one table, and what their headers say.

use super::error::EngineError;
use super::orders::SortedBy;
use super::reading::frame_of;
use crate::checksum::Sha256;
use crate::edited::Kind;
use datafusion::execution::context::SessionContext;
use serde::{Deserialize, Serialize};

/// Folder of the queries whose rows are of use to other queries only, and too many to be written.
const VIEWS: &str = "views/";

/// One file of `queries/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layer<'a> {
    /// Path below `queries/`, `21_comparisons.sql` or `views/15_others.sql`.
    pub file: &'a str,
    /// The table it makes, `comparisons`.
    pub table: &'a str,
    /// Its one statement, with the header.
    pub sql: &'a str,
}

impl Layer<'static> {
    /// The statement that counts in `file`, which makes `table`.
    #[must_use]
    pub fn of((file, table): (&'static str, &'static str)) -> Self {
        Self { file, table, sql: query(file) }
    }
}

/// The number and the table of a query, `21` and `comparisons`; none for the path of a query that
/// makes no table of its own.
#[must_use]
pub fn made_by(file: &str) -> Option<(&str, &str)> {
    let name = file.strip_prefix(VIEWS).unwrap_or(file);
    if name.contains('/') {
        return None;
    }
    name.strip_suffix(".sql")?.split_once('_')
}

/// Every query that makes a table, in running order: by number, wherever it lies.
#[must_use]
pub fn layers() -> Vec<Layer<'static>> {
    let files = Kind::Queries.files().iter();
    let mut layers: Vec<(&str, Layer<'static>)> = files
        .filter_map(|(file, text)| {
            let (number, table) = made_by(file)?;
            Some((number, Layer { file, table, sql: std::str::from_utf8(text).ok()? }))
        })
        .collect();
    layers.sort_by_key(|(number, layer)| (*number, layer.table));
    layers.into_iter().map(|(_, layer)| layer).collect()
}

/// Every file of `queries/` with its text, in order of path.
#[must_use]
pub fn query_texts() -> Vec<(&'static str, &'static [u8])> {
    Kind::Queries.files().iter().map(|(name, text)| (*name, *text)).collect()
}

/// The statement that counts in a file of `queries/`: the one built in, or that of a folder in its place.
#[must_use]
pub fn query(file: &str) -> &'static str {
    let text = Kind::Queries.files().get(file);
    text.and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default()
}

/// Checksum of every query.
#[must_use]
pub fn queries_checksum() -> String {
    let mut hash = Sha256::new();
    for (name, text) in query_texts() {
        hash.update(name);
        hash.update(text);
    }
    hash.finish()
}

/// Every statement of a folder of `queries/`, with its path, in order of name.
pub fn queries_in(folder: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let folder = format!("{folder}/");
    Kind::Queries
        .files()
        .iter()
        .filter(move |(name, _)| name.starts_with(&folder) && name.ends_with(".sql"))
        .filter_map(|(name, text)| Some((*name, std::str::from_utf8(text).ok()?)))
}

/// The statement of the layer that makes `table`.
#[must_use]
pub fn statement_of(table: &str) -> Option<Layer<'static>> {
    layers().into_iter().find(|layer| layer.table == table)
}

/// A table that was computed and written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Computed {
    /// Rows written.
    pub rows: u64,
    /// The orders in which they were written, all of them at once.
    pub orders: Vec<Vec<SortedBy>>,
}

/// Tables named in a layer's line `-- inputs:`.
#[must_use]
pub fn inputs_of<'a>(layer: &Layer<'a>) -> Vec<&'a str> {
    let names = layer.sql.lines().find_map(|line| line.strip_prefix("-- inputs:"));
    let names = names.into_iter().flat_map(|names| names.split(',')).map(str::trim);
    names.filter(|name| !name.is_empty()).collect()
}

/// Whether the statement of a layer, which lies in `queries/views/`, replaces its table, so that the queries that read it
/// compute of it what they need, and its rows are never written. A cluster writes them, for its
/// machines share files only.
pub(super) fn is_view(layer: &Layer<'_>) -> bool {
    layer.file.starts_with(VIEWS)
}

/// Lets the name of a layer's table refer to its statement.
///
/// # Errors
/// The statement cannot be planned.
pub(super) async fn register_view(
    context: &SessionContext,
    layer: &Layer<'_>,
) -> Result<(), EngineError> {
    let view = Box::pin(frame_of(context, layer.sql)).await;
    let view = view.map_err(|e| EngineError::from(e).in_query(layer.file))?.into_view();
    context.register_table(layer.table, view)?;
    Ok(())
}

//! The files of `queries/`, each the layer that makes one table, and what their headers say.

use super::error::EngineError;
use super::orders::SortedBy;
use super::reading::frame_of;
use crate::checksum::Sha256;
use crate::edited::Kind;
use datafusion::execution::context::SessionContext;
use serde::{Deserialize, Serialize};

/// Header line of a query whose rows are of use to other queries only, and too many to be written.
const VIEW: &str = "-- view:";

/// One file of `queries/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layer<'a> {
    /// File name, `21_comparisons.sql`.
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

impl<'a> Layer<'a> {
    /// The names, with commas, of each line of its header that begins with `word`.
    pub(super) fn listed(&self, word: &str) -> impl Iterator<Item = Vec<&'a str>> {
        let lists = self.sql.lines().filter_map(move |line| line.strip_prefix(word));
        let names = |list: &'a str| list.split(',').map(str::trim);
        lists.map(move |list| names(list).filter(|name| !name.is_empty()).collect())
    }
}

/// Every query in running order.
#[must_use]
pub fn layers() -> Vec<Layer<'static>> {
    let mut layers: Vec<Layer<'static>> = Kind::Queries
        .files()
        .iter()
        .filter(|(name, _)| !name.contains('/'))
        .filter_map(|(name, text)| {
            let table = name.strip_suffix(".sql")?.split_once('_')?.1;
            Some(Layer { file: name, table, sql: std::str::from_utf8(text).ok()? })
        })
        .collect();
    layers.sort_by_key(|layer| layer.file);
    layers
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
    layer.listed("-- inputs:").next().unwrap_or_default()
}

/// Whether the statement of a layer replaces its table, so that the queries that read it
/// compute of it what they need, and its rows are never written. A cluster writes them, for its
/// machines share files only.
pub(super) fn is_view(layer: &Layer<'_>) -> bool {
    layer.sql.lines().any(|line| line.starts_with(VIEW))
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

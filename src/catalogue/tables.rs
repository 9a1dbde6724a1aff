//! The published tables as `catalogue/tables.toml` describes them.

use super::error::CatalogueError;
use super::read;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TablesFile {
    #[serde(rename = "table")]
    tables: Vec<TableDescription>,
}

/// A published table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableDescription {
    /// Name of the table and of its file.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// What one row is.
    pub grain: String,
    /// Its columns in order.
    pub columns: Vec<ColumnDescription>,
}

/// A column of a published table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnDescription {
    /// Name.
    pub name: String,
    /// `text`, `number`, `whole number`, `truth` or `list of texts`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Unit of a number, where it has one.
    #[serde(default)]
    pub unit: String,
    /// What it holds.
    pub meaning: String,
}

/// Every published table, in reading order.
///
/// # Errors
/// The file does not parse.
pub fn published_tables() -> Result<Vec<TableDescription>, CatalogueError> {
    Ok(read::<TablesFile>("tables.toml")?.tables)
}

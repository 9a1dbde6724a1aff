//! What publishers print in place of a number.

use serde::Deserialize;

/// What a publisher prints in place of a number.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Symbol {
    /// As printed.
    pub symbol: String,
    /// The symbol by which it is kept: `c`, `z`, `x`, `low`, `u`.
    pub kept_as: String,
    /// What it means.
    #[serde(default)]
    pub meaning: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SymbolsFile {
    #[serde(rename = "symbol")]
    pub symbols: Vec<Symbol>,
}

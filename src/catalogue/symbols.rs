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
    /// Whether a figure stays without a value even where its counts are printed, as behind every
    /// symbol but those for "not available".
    #[serde(default)]
    pub stays_empty: bool,
    /// What it means.
    #[serde(default)]
    pub meaning: String,
}

impl Symbol {
    /// Whether the figure in whose place it is printed may be worked out from counts next to it.
    #[must_use]
    pub fn may_be_counted(&self) -> bool {
        self.kept_as == "x" && !self.stays_empty
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SymbolsFile {
    #[serde(rename = "symbol")]
    pub symbols: Vec<Symbol>,
}

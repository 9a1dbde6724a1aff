//! What outputs were made from, as their manifest says.

use serde::Deserialize;

/// The part of a manifest that names versions of data sets.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct MadeFrom {
    /// What was read, a file a line.
    #[serde(default)]
    pub inputs: Vec<Input>,
    /// What it was made with besides figures.
    #[serde(default)]
    pub made_with: MadeWith,
}

/// The part of a manifest that names catalogue and queries, by checksums.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct MadeWith {
    /// The catalogue, with what a workspace adds to it or changes.
    pub catalogue: String,
    /// The queries.
    pub queries: String,
}

/// A version that was read.
#[derive(Debug, Deserialize)]
pub(crate) struct Input {
    /// Data set.
    pub data_set: String,
    /// Its version.
    pub version: String,
    /// Checksum of the published bytes, hexadecimal.
    pub sha256: String,
}

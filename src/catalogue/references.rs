//! Tables without figures on which comparisons rest: the list of neighbours and that of areas.

use super::areas::{AREAS, NEIGHBOURS};
use super::error::{CatalogueError, inconsistent};
use super::read;
use crate::checksum::sha256;
use serde::Deserialize;

/// The list of statistical neighbours.
pub const NEIGHBOURS_ID: &str = "statistical-neighbours";

/// A table without figures, as a source.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Stable id.
    pub id: String,
    /// What it is.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// Which list it is, in words: `children's services model, May 2025`.
    pub version: String,
    /// Month in which it was published.
    pub published_on: String,
    /// File below `data/embedded/`.
    pub file: String,
    /// Licence.
    pub licence: String,
    /// Checksum of the file, hexadecimal.
    #[serde(skip)]
    pub sha256: String,
    /// Bytes of the file.
    #[serde(skip)]
    pub bytes: usize,
    /// Its rows without the header.
    #[serde(skip)]
    pub rows: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReferencesFile {
    #[serde(rename = "reference")]
    references: Vec<Reference>,
}

/// The tables of `catalogue/references.toml`, with the checksums of their files.
///
/// # Errors
/// The file does not parse, or names a table that does not ship.
pub(super) fn references() -> Result<Vec<Reference>, CatalogueError> {
    const FILE: &str = "references.toml";
    let described = read::<ReferencesFile>(FILE)?.references;
    let table = |mut reference: Reference| {
        let text = match reference.file.as_str() {
            "neighbours.csv" => NEIGHBOURS,
            "areas.csv" => AREAS,
            other => {
                let message = format!("file '{other}' is neither neighbours.csv nor areas.csv");
                return Err(inconsistent(FILE, message));
            }
        };
        reference.sha256 = sha256(text.as_bytes());
        reference.bytes = text.len();
        reference.rows = text.lines().count().saturating_sub(1);
        Ok(reference)
    };
    described.into_iter().map(table).collect()
}

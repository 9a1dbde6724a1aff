//! The figures that ship with the program.

use super::{Content, Described, Encoding, Provenance, Snapshot, SourceError, version_of};
use crate::catalogue::Catalogue;
use include_dir::{Dir, include_dir};

static FIGURES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/data/embedded/figures");
const INDEX: &str = include_str!("../../data/embedded/index.csv");

#[derive(serde::Deserialize)]
struct IndexRow {
    data_set: String,
    source_sha256: String,
    source_bytes: u64,
}

/// Checksum of the list of what ships, which names the checksum of each published file.
#[must_use]
pub fn fingerprint() -> String {
    super::sha256(INDEX.as_bytes())
}

/// The figures of a data set that ships.
pub(super) fn figures(data_set: &str) -> Option<&'static [u8]> {
    FIGURES.get_file(format!("{data_set}.csv")).map(include_dir::File::contents)
}

/// The catalogue's data sets that ship, in order of id.
///
/// # Errors
/// The list of what ships is broken.
pub fn snapshots(catalogue: &Catalogue) -> Result<Vec<Snapshot>, SourceError> {
    let mut found = Vec::new();
    for row in csv::Reader::from_reader(INDEX.as_bytes()).deserialize() {
        let row: IndexRow = row?;
        let name = format!("{}.csv", row.data_set);
        if let (true, Some(file)) =
            (catalogue.data_sets.contains_key(&row.data_set), FIGURES.get_file(&name))
        {
            found.push(Snapshot {
                version: version_of(&row.source_sha256),
                data_set: row.data_set,
                sha256: row.source_sha256,
                bytes: row.source_bytes,
                file: format!("data/embedded/figures/{name}"),
                released: String::new(),
                synthetic: false,
                provenance: Provenance::default(),
                content: Content::Embedded(file.contents()),
                described: Described::default(),
                encoding: Encoding::Utf8,
            });
        }
    }
    found.sort_by(|a, b| a.data_set.cmp(&b.data_set));
    Ok(found)
}

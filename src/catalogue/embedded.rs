//! The files of `catalogue/`, as the program was built with them.

use super::CatalogueError;
use crate::checksum::Sha256;
use include_dir::{Dir, DirEntry, include_dir};
use serde::de::DeserializeOwned;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/catalogue");

/// A file in its type.
pub(super) fn read<T: DeserializeOwned>(file: &str) -> Result<T, CatalogueError> {
    let text = FILES
        .get_file(file)
        .and_then(|f| f.contents_utf8())
        .ok_or_else(|| CatalogueError::Missing { file: file.to_string() })?;
    parse(file, text)
}

/// The files of a folder, path and text, in order of their paths.
pub(super) fn folder(name: &str) -> Result<Vec<(String, String)>, CatalogueError> {
    let entries = FILES.get_dir(name).map(Dir::entries).unwrap_or_default();
    let mut files = Vec::new();
    for file in entries.iter().filter_map(DirEntry::as_file) {
        let path = file.path().display().to_string();
        let text =
            file.contents_utf8().ok_or_else(|| CatalogueError::Missing { file: path.clone() })?;
        files.push((path, text.to_string()));
    }
    files.sort();
    Ok(files)
}

/// The text of `file` in its type.
pub(super) fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, CatalogueError> {
    toml::from_str(text).map_err(|source| CatalogueError::Syntax {
        file: file.to_string(),
        source: Box::new(source),
    })
}

/// Checksum of the files that the catalogue is made of: what was judged by one
/// catalogue is judged anew by another.
pub(super) fn fingerprint() -> String {
    fn add(folder: &'static Dir<'_>, texts: &mut Vec<(String, &'static [u8])>) {
        for entry in folder.entries() {
            match entry {
                DirEntry::Dir(inner) => add(inner, texts),
                DirEntry::File(file) => {
                    texts.push((file.path().display().to_string(), file.contents()));
                }
            }
        }
    }
    let mut texts = Vec::new();
    add(&FILES, &mut texts);
    texts.sort();
    let mut hash = Sha256::new();
    for (name, text) in texts {
        hash.update(name.as_bytes());
        hash.update(text);
    }
    hash.finish()
}

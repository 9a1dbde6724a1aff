//! The files of `catalogue/`: those built in, or those of a folder that replace them.

use super::error::CatalogueError;
use super::parse_toml;
use crate::checksum::Sha256;
use crate::edited::Kind;
use serde::de::DeserializeOwned;

fn text_of(file: &str) -> Result<&'static str, CatalogueError> {
    let text = Kind::Catalogue.files().get(file).and_then(|text| std::str::from_utf8(text).ok());
    text.ok_or_else(|| CatalogueError::Missing { file: file.to_string() })
}

/// A file in its type.
pub(super) fn read<T: DeserializeOwned>(file: &str) -> Result<T, CatalogueError> {
    parse(file, text_of(file)?)
}

/// The files of a folder, path and text, in order of their paths.
pub(super) fn folder(name: &str) -> Result<Vec<(String, String)>, CatalogueError> {
    let below = format!("{name}/");
    let files = Kind::Catalogue.files().keys().filter(|file| file.starts_with(&below));
    files.map(|file| Ok(((*file).to_string(), text_of(file)?.to_string()))).collect()
}

/// The text of `file` in its type: one of a folder that is given with line and nearest key.
pub(super) fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, CatalogueError> {
    if Kind::Catalogue.is_edited(file) {
        let path = Kind::Catalogue.path_of(file);
        return parse_toml(&path, text).map_err(CatalogueError::Local);
    }
    toml::from_str(text).map_err(|source| CatalogueError::Syntax {
        file: file.to_string(),
        source: Box::new(source),
    })
}

/// Checksum of the files that the catalogue is made of: what was judged by one
/// catalogue is judged again by another.
pub(super) fn fingerprint() -> String {
    let mut hash = Sha256::new();
    for (name, text) in Kind::Catalogue.files() {
        hash.update(name.as_bytes());
        hash.update(text);
    }
    hash.finish()
}

//! Records and files of a store: read as a whole, written as a whole.

use super::StoreError;
use crate::checksum::sha256_of;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

pub(super) fn in_json(path: &Path, value: &impl Serialize) -> Result<String, StoreError> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|e| StoreError::Damaged { path: path.to_path_buf(), what: e.to_string() })?;
    Ok(text + "\n")
}

/// A name that is one part of a path, whatever a publisher or a lock file calls a thing.
pub(super) fn file_name(name: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    let name: String = name.chars().map(|c| if safe(c) { c } else { '-' }).collect();
    if name.starts_with('.') || name.is_empty() { format!("_{name}") } else { name }
}

pub(super) fn folders(of: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let listing = match fs::read_dir(of) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        listing => listing.map_err(StoreError::file(of))?,
    };
    let mut found = Vec::new();
    for entry in listing {
        let path = entry.map_err(StoreError::file(of))?.path();
        if path.is_dir() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

pub(super) fn checksum(reader: &mut dyn Read) -> io::Result<String> {
    sha256_of(reader).map(|(sha256, _)| sha256)
}

pub(super) fn text_of(path: &Path) -> Result<Option<String>, StoreError> {
    match fs::read_to_string(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        text => text.map(Some).map_err(StoreError::file(path)),
    }
}

pub(super) fn read_toml<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, StoreError> {
    let Some(text) = text_of(path)? else { return Ok(None) };
    toml::from_str(&text)
        .map(Some)
        .map_err(|e| StoreError::Damaged { path: path.to_path_buf(), what: e.to_string() })
}

pub(super) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, StoreError> {
    let Some(text) = text_of(path)? else { return Ok(None) };
    serde_json::from_str(&text).map(Some).map_err(|e| StoreError::Damaged {
        path: path.to_path_buf(),
        what: format!("{e}; remove the folder of this version and fetch again"),
    })
}

pub(super) fn in_toml(path: &Path, value: &impl Serialize) -> Result<String, StoreError> {
    toml::to_string_pretty(value)
        .map_err(|e| StoreError::Damaged { path: path.to_path_buf(), what: e.to_string() })
}

/// Writes a file that is there whole or not at all, even if the power goes.
///
/// # Errors
/// The disk is full or closed to us; what was there is as it was.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(StoreError::file(parent))?;
    let mut prefix = OsString::from(".");
    prefix.push(path.file_name().unwrap_or_default());
    prefix.push(".");
    // Its name is random: in containers, two processes may have one number. It goes if it fails.
    let written = tempfile::Builder::new()
        .prefix(&prefix)
        .make_in(parent, |draft| File::options().write(true).create_new(true).open(draft));
    let written = written.and_then(|mut draft| {
        draft.write_all(bytes)?;
        draft.as_file().sync_all()?;
        draft.persist(path).map_err(|e| e.error)
    });
    written.map_err(StoreError::file(path))?;
    settle(parent)
}

/// Moves a file or folder whose content is on disk already.
pub(super) fn move_whole(from: &Path, to: &Path) -> Result<(), StoreError> {
    let parent = to.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(StoreError::file(parent))?;
    fs::rename(from, to).map_err(StoreError::file(to))?;
    settle(parent)
}

/// Brings the names in a folder to disk. Windows opens no folder, and does so itself.
fn settle(folder: &Path) -> Result<(), StoreError> {
    if cfg!(windows) {
        return Ok(());
    }
    File::open(folder).and_then(|f| f.sync_all()).map_err(StoreError::file(folder))
}

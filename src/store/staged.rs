//! Staged figures of versions that were staged before. They follow from the published
//! bytes and the catalogue alone, so they can be deleted at any time and are made again.

use super::files::{in_json, read_json, write_whole};
use super::{Store, StoreError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What is kept next to staged figures.
#[derive(Serialize, serde::Deserialize)]
struct Note {
    /// Checksum of the figures.
    sha256: String,
    /// What staging reported.
    told: serde_json::Value,
    /// Checksum of both, since the note counts as much as the figures.
    whole: String,
}

impl Note {
    fn of(sha256: String, told: serde_json::Value) -> Self {
        let whole = Self::checksum(&sha256, &told);
        Self { sha256, told, whole }
    }

    fn checksum(sha256: &str, told: &serde_json::Value) -> String {
        crate::source::sha256(format!("{sha256} {told}").as_bytes())
    }

    fn is_whole(&self) -> bool {
        self.whole == Self::checksum(&self.sha256, &self.told)
    }
}

impl Store {
    /// Puts the figures that were staged from the bytes `sha256` in the way `form` at `path`,
    /// and returns what was noted next to them; `None` where there are none that can be read.
    #[must_use]
    pub fn take_staged<T: DeserializeOwned>(
        &self,
        (sha256, form): (&str, &str),
        path: &Path,
    ) -> Option<T> {
        let figures = self.staged(sha256, form);
        let note: Note = read_json(&figures.with_extension("json")).ok()??;
        let bytes = fs::read(&figures).ok()?;
        if !note.is_whole() || crate::source::sha256(&bytes) != note.sha256 {
            return None;
        }
        // A copy, so that it cannot be removed while it is read.
        fs::write(path, bytes).ok()?;
        serde_json::from_value(note.told).ok()
    }

    /// Keeps the staged figures at `path` with a note next to them, in place of what was staged
    /// from the same bytes in another way.
    ///
    /// # Errors
    /// The store cannot be written; it is as it was.
    pub fn keep_staged(
        &self,
        (sha256, form): (&str, &str),
        path: &Path,
        told: &impl Serialize,
    ) -> Result<(), StoreError> {
        if self.reads_only {
            return Ok(());
        }
        let figures = self.staged(sha256, form);
        let folder = self.folder.join("staged");
        fs::create_dir_all(&folder).map_err(StoreError::file(&folder))?;
        for entry in entries(&folder)? {
            if of(&entry) == sha256 {
                fs::remove_file(&entry).map_err(StoreError::file(&entry))?;
            }
        }
        let bytes = fs::read(path).map_err(StoreError::file(path))?;
        write_whole(&figures, &bytes)?;
        // The note makes it whole, so it comes last.
        let told = serde_json::to_value(told)
            .map_err(|e| StoreError::Damaged { path: figures.clone(), what: e.to_string() })?;
        let note = Note::of(crate::source::sha256(&bytes), told);
        let path = figures.with_extension("json");
        write_whole(&path, in_json(&path, &note)?.as_bytes())
    }

    /// Deletes what was staged from other bytes than those in `kept`, and returns how much.
    pub(super) fn forget_staged(&self, kept: &BTreeSet<String>) -> Result<u64, StoreError> {
        let mut bytes = 0;
        for entry in entries(&self.folder.join("staged"))? {
            if !kept.contains(&of(&entry)) {
                bytes += fs::metadata(&entry).map(|m| m.len()).unwrap_or_default();
                fs::remove_file(&entry).map_err(StoreError::file(&entry))?;
            }
        }
        Ok(bytes)
    }

    fn staged(&self, sha256: &str, form: &str) -> PathBuf {
        self.folder.join("staged").join(format!("{sha256}-{form}.parquet"))
    }
}

/// Checksum of the published bytes from which a file was staged.
fn of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    name.trim_start_matches('.').split('-').next().unwrap_or_default().to_string()
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let listing = match fs::read_dir(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        listing => listing.map_err(StoreError::file(folder))?,
    };
    listing.map(|entry| entry.map(|e| e.path()).map_err(StoreError::file(folder))).collect()
}

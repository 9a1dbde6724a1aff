//! Letting go of old versions: never one that the lock file, a manifest of outputs or a
//! decision to hold back still names.

use super::files::{folders, read_json, text_of};
use super::writer::is_closed;
use super::{MadeFrom, Reader, Store, StoreError, Writer, write_whole};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What was deleted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Collected {
    /// Data set and version.
    pub versions: Vec<(String, String)>,
    /// Bytes on disk.
    pub bytes: u64,
}

impl Store {
    /// Notes that the outputs in `out` name versions of this store.
    ///
    /// # Errors
    /// The note cannot be written, though the store can be.
    pub fn note_outputs(&self, out: &Path) -> Result<(), StoreError> {
        let out = fs::canonicalize(out).map_err(StoreError::file(out))?;
        let text = out.display().to_string();
        let name = crate::source::sha256(text.as_bytes());
        let path = self.folder.join("manifests").join(name.get(..16).unwrap_or_default());
        match write_whole(&path, text.as_bytes()) {
            // A process that may only read the store reads it without leaving a note.
            Err(StoreError::File { source, .. }) if is_closed(&source) => Ok(()),
            written => written,
        }
    }

    /// Deletes versions that nothing names, except the newest `keep` of each data set.
    ///
    /// # Errors
    /// Someone reads the store, or a manifest that is there cannot be understood.
    pub fn collect(&self, _: &Writer, keep: usize) -> Result<Collected, StoreError> {
        let _alone = Reader::none(&self.folder)?;
        let mut named = self.named_by_manifests()?;
        named.extend(self.lock()?.all().map(|(_, locked)| locked.sha256.clone()));
        let mut collected = Collected::default();
        let mut kept = BTreeSet::new();
        for id in self.data_sets()? {
            let held_back = self.standing(&id)?.held_back.map(|h| h.version);
            let mut versions = self.versions(&id)?;
            versions.reverse();
            for (age, version) in versions.iter().enumerate() {
                let waits = held_back.as_ref() == Some(&version.version);
                if age < keep || waits || named.contains(&version.sha256) {
                    kept.insert(version.sha256.clone());
                    continue;
                }
                let home = self.version_home(&id, &version.version);
                if home.is_dir() {
                    fs::remove_dir_all(&home).map_err(StoreError::file(&home))?;
                    collected.versions.push((id.clone(), version.version.clone()));
                }
            }
        }
        kept.extend(named);
        collected.bytes += self.forget_staged(&kept)?;
        for folder in folders(&self.folder.join("objects"))? {
            for entry in fs::read_dir(&folder).map_err(StoreError::file(&folder))? {
                let path = entry.map_err(StoreError::file(&folder))?.path();
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                if kept.contains(name.trim_end_matches(".csv.zst")) {
                    continue;
                }
                collected.bytes += fs::metadata(&path).map(|m| m.len()).unwrap_or_default();
                fs::remove_file(&path).map_err(StoreError::file(&path))?;
            }
        }
        Ok(collected)
    }

    /// Checksums that outputs on this machine were made from.
    fn named_by_manifests(&self) -> Result<BTreeSet<String>, StoreError> {
        let mut named = BTreeSet::new();
        let notes = self.folder.join("manifests");
        let listing = match fs::read_dir(&notes) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(named),
            listing => listing.map_err(StoreError::file(&notes))?,
        };
        for entry in listing {
            let note = entry.map_err(StoreError::file(&notes))?.path();
            let Some(out) = text_of(&note)? else { continue };
            let manifest = PathBuf::from(out.trim()).join("manifest.json");
            match read_json::<MadeFrom>(&manifest)? {
                Some(manifest) => named.extend(manifest.inputs.into_iter().map(|i| i.sha256)),
                // The outputs are gone, and their claim with them.
                None => fs::remove_file(&note).map_err(StoreError::file(&note))?,
            }
        }
        Ok(named)
    }
}

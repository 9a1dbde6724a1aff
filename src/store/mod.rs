//! Every version of every data set that was ever fetched, under its checksum.
//!
//! ```text
//! store/
//!   store.lock                                 what runs read: data set, version, sha256
//!   objects/<2 digits>/<sha256>.csv.zst        published bytes, packed; never changed
//!   data-sets/<id>/data-set.toml               id at the publisher, when asked last, stale or not
//!   data-sets/<id>/versions/<version>/         retrieval.json, meta.json
//! staged/<sha256>-<digits>.parquet, .json figures as they were staged; made again if they go
//! manifests/ outputs that name versions of this store seen.json checksums of the files of a folder
//! that were read last
//! ```
//!
//! A version is whole before the lock file names it, and the lock file is replaced in
//! one step: a process that ends at any moment leaves the versions that were in use.

mod cause;
mod collect;
mod error;
mod files;
mod in_use;
mod intake;
mod made_from;
mod records;
mod staged;
mod writer;

pub use cause::{Cause, CauseKind};
pub use collect::Collected;
pub use error::StoreError;
pub use files::write_whole;
pub use in_use::Damage;
pub use intake::{Incoming, IntakeError, Unpacked, unpack};
pub(crate) use made_from::{MadeFrom, MadeWith};
pub use records::{Change, ChangeOf, HeldBack, Lock, Locked, Retrieval, Stale, Standing};
pub use writer::{Reader, Writer};

use crate::catalogue::Catalogue;
use crate::source::Described;
use crate::source::ees::Meta;
use crate::source::{Provenance, Seen, Snapshot};
use files::{file_name, folders, in_json, in_toml, move_whole, read_json, read_toml};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Checksums of files outside of the store.
const SEEN: &str = "seen.json";

/// A folder of versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    folder: PathBuf,
    lock_file: PathBuf,
    /// Whether staged figures are not kept in it either.
    reads_only: bool,
}

impl Store {
    /// The store in `folder`, which need not exist yet; `lock_file` may be elsewhere, so
    /// that it can be committed.
    #[must_use]
    pub fn at(folder: &Path, lock_file: Option<&Path>) -> Self {
        let lock_file = lock_file.map_or_else(|| folder.join("store.lock"), Path::to_path_buf);
        Self { folder: folder.to_path_buf(), lock_file, reads_only: false }
    }

    /// The same store, in which nothing is written.
    #[must_use]
    pub fn to_read(self) -> Self {
        Self { reads_only: true, ..self }
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where its lock file is.
    #[must_use]
    pub fn lock_file(&self) -> &Path {
        &self.lock_file
    }

    /// Takes the right to change it, and clears what an earlier process left unfinished.
    ///
    /// # Errors
    /// Another process holds it, or the folder cannot be written.
    pub fn writer(&self, verb: &str, patience: Duration) -> Result<Writer, StoreError> {
        fs::create_dir_all(&self.folder).map_err(StoreError::file(&self.folder))?;
        let writer = Writer::take(&self.folder, verb, patience)?;
        let incoming = self.folder.join(".incoming");
        match fs::remove_dir_all(&incoming) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(StoreError::file(&incoming)(e)),
            _ => Ok(writer),
        }
    }

    /// Holds off deletions while versions are read, where the file system lets us.
    ///
    /// # Errors
    /// There is no store.
    pub fn reader(&self) -> Result<Reader, StoreError> {
        if !self.folder.is_dir() {
            return Err(StoreError::Empty { folder: self.folder.clone() });
        }
        if self.reads_only {
            return Reader::take_if_there(&self.folder);
        }
        Reader::take(&self.folder)
    }

    /// The lock file; empty where there is none.
    ///
    /// # Errors
    /// It is not a lock file.
    pub fn lock(&self) -> Result<Lock, StoreError> {
        let lock: Lock = read_toml(&self.lock_file)?.unwrap_or_default();
        let wrong = lock.all().find(|(_, locked)| !is_checksum(&locked.sha256));
        match wrong {
            None => Ok(lock),
            Some((id, locked)) => Err(StoreError::Damaged {
                path: self.lock_file.clone(),
                what: format!(
                    "the sha256 of '{id}' is '{}', which is not a checksum: restore the lock file",
                    locked.sha256
                ),
            }),
        }
    }

    /// What is known about a data set besides its versions.
    ///
    /// # Errors
    /// The record is damaged.
    pub fn standing(&self, id: &str) -> Result<Standing, StoreError> {
        Ok(read_toml(&self.home(id).join("data-set.toml"))?.unwrap_or_default())
    }

    /// Writes what is known of a data set.
    ///
    /// # Errors
    /// The disk is full or closed to us.
    pub fn set_standing(
        &self,
        _: &Writer,
        id: &str,
        standing: &Standing,
    ) -> Result<(), StoreError> {
        let path = self.home(id).join("data-set.toml");
        write_whole(&path, in_toml(&path, standing)?.as_bytes())
    }

    /// What is remembered of the files of the folder that was fetched from last. It spares
    /// reading them and nothing depends on it: a record that cannot be read is ignored.
    #[must_use]
    pub fn seen(&self) -> Seen {
        read_json(&self.folder.join(SEEN)).ok().flatten().unwrap_or_default()
    }

    /// Writes what is remembered of the files of a folder.
    ///
    /// # Errors
    /// The disk is full or closed to us.
    pub fn set_seen(&self, _: &Writer, seen: &Seen) -> Result<(), StoreError> {
        let path = self.folder.join(SEEN);
        write_whole(&path, in_json(&path, seen)?.as_bytes())
    }

    /// The record of one version, if it is held.
    ///
    /// # Errors
    /// The record is damaged.
    pub fn retrieval(&self, id: &str, version: &str) -> Result<Option<Retrieval>, StoreError> {
        read_json(&self.version_home(id, version).join("retrieval.json"))
    }

    /// The description of one version by its publisher, if it came with one.
    ///
    /// # Errors
    /// The record is damaged.
    pub fn meta(&self, id: &str, version: &str) -> Result<Option<Meta>, StoreError> {
        read_json(&self.version_home(id, version).join("meta.json"))
    }

    /// The record of the version that runs read.
    ///
    /// # Errors
    /// A record is damaged.
    pub fn current(&self, id: &str) -> Result<Option<Retrieval>, StoreError> {
        match self.lock()?.data_sets.get(id) {
            Some(locked) => self.retrieval_of(id, locked),
            None => Ok(None),
        }
    }

    /// The record of exactly these bytes.
    ///
    /// # Errors
    /// A record is damaged.
    pub fn retrieval_of(&self, id: &str, locked: &Locked) -> Result<Option<Retrieval>, StoreError> {
        for version in [locked.version.clone(), aside(&locked.version, &locked.sha256)] {
            let found = self.retrieval(id, &version)?.filter(|r| r.sha256 == locked.sha256);
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// Every version of a data set, oldest retrieval first.
    ///
    /// # Errors
    /// A record is damaged or the folder cannot be read.
    pub fn versions(&self, id: &str) -> Result<Vec<Retrieval>, StoreError> {
        let mut found = Vec::new();
        for folder in folders(&self.home(id).join("versions"))? {
            let record: Option<Retrieval> = read_json(&folder.join("retrieval.json"))?;
            found.extend(record);
        }
        found.sort_by(|a, b| (&a.retrieved_at, &a.version).cmp(&(&b.retrieved_at, &b.version)));
        Ok(found)
    }

    /// Ids of the data sets that have a folder.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn data_sets(&self) -> Result<Vec<String>, StoreError> {
        let folders = folders(&self.folder.join("data-sets"))?;
        Ok(folders
            .iter()
            .filter_map(|f| Some(f.file_name()?.to_string_lossy().into_owned()))
            .collect())
    }

    /// A folder for a data set's files on their way.
    ///
    /// # Errors
    /// The disk is full or closed to us.
    pub fn incoming(&self, _: &Writer, id: &str) -> Result<Incoming, StoreError> {
        Incoming::below(&self.folder, id)
    }

    /// Whether the bytes of a version are there, in the size that was written.
    #[must_use]
    pub fn holds(&self, sha256: &str) -> bool {
        self.object(sha256).is_file()
    }

    /// Puts a whole file and its records in their places. Runs do not read it until
    /// [`Store::switch`].
    ///
    /// # Errors
    /// The disk is full or closed to us; nothing that was there is changed.
    pub fn add(
        &self,
        _: &Writer,
        incoming: &Incoming,
        retrieval: &Retrieval,
        meta: Option<&Meta>,
    ) -> Result<(), StoreError> {
        let object = self.object(&retrieval.sha256);
        if !object.is_file() {
            move_whole(&incoming.packed(), &object)?;
        }
        let home = self.version_home(&retrieval.data_set, &retrieval.version);
        let Some(mut old) = self.retrieval(&retrieval.data_set, &retrieval.version)? else {
            let made = incoming.version();
            write_records(&made, retrieval, meta)?;
            // What a process left here that ended before its record was whole.
            if home.exists() {
                fs::remove_dir_all(&home).map_err(StoreError::file(&home))?;
            }
            return move_whole(&made, &home);
        };
        if old.sha256 != retrieval.sha256 {
            // The publisher changed the file under one version: both are kept.
            let meta = self.meta(&old.data_set, &old.version)?;
            old.version = aside(&old.version, &old.sha256);
            write_records(&self.version_home(&old.data_set, &old.version), &old, meta.as_ref())?;
        }
        write_records(&home, retrieval, meta)
    }

    /// The versions that runs read, in order of id.
    ///
    /// # Errors
    /// The store is empty, or lacks a version that its lock file names.
    pub fn snapshots(&self, catalogue: &Catalogue) -> Result<Vec<Snapshot>, StoreError> {
        let lock = self.lock()?;
        let mut found = Vec::new();
        for (id, locked) in lock.all() {
            if catalogue.data_sets.contains_key(id) {
                found.push(self.snapshot(id, locked)?);
            }
        }
        if found.is_empty() {
            return Err(StoreError::Empty { folder: self.folder.clone() });
        }
        found.sort_by(|a, b| a.data_set.cmp(&b.data_set));
        Ok(found)
    }

    /// One version, ready to be read.
    ///
    /// # Errors
    /// It is not held.
    pub fn snapshot(&self, id: &str, locked: &Locked) -> Result<Snapshot, StoreError> {
        let missing = |what: String| StoreError::Damaged { path: self.lock_file.clone(), what };
        let retrieval =
            self.retrieval_of(id, locked)?.filter(|retrieval| self.holds(&retrieval.sha256));
        let retrieval = retrieval.ok_or_else(|| {
            missing(format!(
                "data set '{id}' version {} ({}) is not in {}; fetch it with --locked",
                locked.version,
                locked.sha256.get(..12).unwrap_or_default(),
                self.folder.display()
            ))
        })?;
        let stale = self.standing(id)?.stale.map(|s| s.reason);
        let mut snapshot = snapshot_of(&retrieval, &self.object(&retrieval.sha256), stale);
        // Without a readable description, columns are recognised by what they contain.
        let meta = self.meta(id, &retrieval.version).ok().flatten();
        if let Some(meta) = &meta {
            snapshot.described = Described::from(meta);
        }
        Ok(snapshot)
    }

    /// A version that is not in its place yet, to be looked at before it is.
    #[must_use]
    pub fn candidate(&self, incoming: &Incoming, retrieval: &Retrieval) -> Snapshot {
        let packed = incoming.packed();
        let path = if packed.is_file() { packed } else { self.object(&retrieval.sha256) };
        snapshot_of(retrieval, &path, None)
    }

    fn home(&self, id: &str) -> PathBuf {
        self.folder.join("data-sets").join(file_name(id))
    }

    fn version_home(&self, id: &str, version: &str) -> PathBuf {
        self.home(id).join("versions").join(file_name(version))
    }

    fn object(&self, sha256: &str) -> PathBuf {
        let folder = self.folder.join("objects").join(file_name(sha256.get(..2).unwrap_or("00")));
        folder.join(format!("{}.csv.zst", file_name(sha256)))
    }
}

/// Whether a text is a SHA-256 as printed: it is part of the names of files.
fn is_checksum(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

fn snapshot_of(retrieval: &Retrieval, path: &Path, stale: Option<String>) -> Snapshot {
    let mut snapshot = Snapshot::compressed(
        (&retrieval.data_set, &retrieval.version),
        (&retrieval.sha256, retrieval.bytes),
        path,
        Provenance {
            url: Some(retrieval.url.clone()),
            release: retrieval.release.clone(),
            published_on: retrieval.published.clone(),
            retrieved_at: Some(retrieval.retrieved_at.clone()),
            stale,
        },
    );
    snapshot.described = retrieval.described.clone();
    snapshot.synthetic = retrieval.is_made_up();
    snapshot
}

/// The name of a version whose file the publisher has since changed.
fn aside(version: &str, sha256: &str) -> String {
    format!("{version}+{}", sha256.get(..8).unwrap_or_default())
}

/// Writes the records of a version; the one that makes it a version comes last.
fn write_records(
    home: &Path,
    retrieval: &Retrieval,
    meta: Option<&Meta>,
) -> Result<(), StoreError> {
    if let Some(meta) = meta {
        let description = home.join("meta.json");
        write_whole(&description, in_json(&description, meta)?.as_bytes())?;
    }
    let record = home.join("retrieval.json");
    write_whole(&record, in_json(&record, retrieval)?.as_bytes())
}

#[cfg(test)]
mod tests;

//! What can be wrong with a store, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};

/// What is wrong with a store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file cannot be read or written.
    #[error("cannot read or write {}: {source}; the store is as it was", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// Someone else changes or reads the store.
    #[error(
        "the store {} is in use by {}; wait until it has finished, or use --wait SECONDS",
        folder.display(),
        if holder.is_empty() { "another process" } else { holder }
    )]
    Held {
        /// The store.
        folder: PathBuf,
        /// Who, as noted.
        holder: String,
    },
    /// It is not known whether another process changes or reads the store.
    #[error(
        "the store {} cannot be locked: its file system does not support locks ({source}); move \
         the store to one that does, or ask for its lock service to be started",
        folder.display()
    )]
    NoLocks {
        /// The store.
        folder: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A record is not what this program writes.
    #[error("{}: {what}", path.display())]
    Damaged {
        /// The record.
        path: PathBuf,
        /// What is wrong, and what to do.
        what: String,
    },
    /// There is nothing to read.
    #[error(
        "the store {} is empty; run 'send-outcomes fetch --store {}' first",
        folder.display(),
        folder.display()
    )]
    Empty {
        /// The store.
        folder: PathBuf,
    },
}

impl StoreError {
    /// For `map_err`: names the file at fault.
    pub fn file(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |source| Self::File { path: path.to_path_buf(), source }
    }

    /// Whether the figures themselves are at fault, rather than the disk or another process.
    #[must_use]
    pub fn rejects_data(&self) -> bool {
        matches!(self, Self::Damaged { .. } | Self::Empty { .. })
    }
}

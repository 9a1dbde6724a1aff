//! One writer at a time, and no reader while something is deleted. The locks are
//! the system's: they end with the process, however it ends.

use super::StoreError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// The right to change a store; given back when it is dropped.
#[derive(Debug)]
pub struct Writer {
    _file: File,
}

/// The promise that nothing is deleted from a store; given back when it is dropped. Where the
/// store can only be read, or its file system has no locks, there is none.
#[derive(Debug)]
pub struct Reader {
    _file: Option<File>,
}

impl Writer {
    /// Takes the right to change the store in `folder`, waiting at most `patience`.
    ///
    /// # Errors
    /// Another process holds it: the message says which.
    pub fn take(folder: &Path, verb: &str, patience: Duration) -> Result<Self, StoreError> {
        let path = folder.join(".writer");
        let mut file = open(&path)?;
        let start = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(error)) => return Err(no_locks(folder, error)),
                Err(TryLockError::WouldBlock) => {}
            }
            if start.elapsed() >= patience {
                let mut holder = String::new();
                // The note of the holder is for the message only.
                let _ = file.read_to_string(&mut holder);
                let holder = holder.trim().to_string();
                return Err(StoreError::Held { folder: folder.to_path_buf(), holder });
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let note = format!(
            "process {} ({verb}) since {}\n",
            std::process::id(),
            crate::source::ees::written(std::time::SystemTime::now())
        );
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(note.as_bytes()))
            .map_err(StoreError::file(&path))?;
        Ok(Self { _file: file })
    }
}

impl Reader {
    /// Holds off deletions in `folder`; the file of the lock is made if it is not there.
    ///
    /// # Errors
    /// The lock is there and cannot be read.
    pub fn take(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(READERS);
        match open(&path) {
            Ok(file) => Self::shared(file, &path),
            Err(StoreError::File { source, .. }) if is_closed(&source) => {
                Self::take_if_there(folder)
            }
            Err(error) => Err(error),
        }
    }

    /// As [`Reader::take`], and writes nothing.
    ///
    /// # Errors
    /// As [`Reader::take`].
    pub fn take_if_there(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(READERS);
        match File::open(&path) {
            Ok(file) => Self::shared(file, &path),
            // No process that deletes has been here, or we may not read what it would look at.
            Err(_) => Ok(Self { _file: None }),
        }
    }

    fn shared(file: File, path: &Path) -> Result<Self, StoreError> {
        match file.lock_shared() {
            Ok(()) => Ok(Self { _file: Some(file) }),
            Err(error) if has_no_locks(&error) => Ok(Self { _file: None }),
            Err(error) => Err(StoreError::file(path)(error)),
        }
    }

    /// Waits for readers to be gone and keeps new ones out.
    ///
    /// # Errors
    /// Another process reads, or that is not known.
    pub fn none(folder: &Path) -> Result<Self, StoreError> {
        let file = open(&folder.join(READERS))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: Some(file) }),
            Err(TryLockError::Error(error)) => Err(no_locks(folder, error)),
            Err(TryLockError::WouldBlock) => Err(StoreError::Held {
                folder: folder.to_path_buf(),
                holder: "a run that reads it".to_string(),
            }),
        }
    }
}

/// The file that readers lock.
const READERS: &str = ".readers";

/// Whether a file may not be written here, by rights or because the file system is for reading.
pub(super) fn is_closed(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
}

/// Whether the file system has no locks, or none to be had.
fn has_no_locks(error: &io::Error) -> bool {
    /// `No locks available`: a network folder whose service of locks does not run.
    const NO_LOCKS: Option<i32> = match () {
        () if cfg!(target_os = "linux") => Some(37),
        () if cfg!(target_vendor = "apple") => Some(77),
        () => None,
    };
    error.kind() == ErrorKind::Unsupported
        || (NO_LOCKS.is_some() && error.raw_os_error() == NO_LOCKS)
}

fn no_locks(folder: &Path, source: io::Error) -> StoreError {
    StoreError::NoLocks { folder: folder.to_path_buf(), source }
}

fn open(path: &Path) -> Result<File, StoreError> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map_err(StoreError::file(path))
}

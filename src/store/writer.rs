//! One writer at a time, and no reader while something is deleted. The locks are
//! the system's: they end with the process, however it ends.

use super::StoreError;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// The right to change a store; given back when it is dropped.
#[derive(Debug)]
pub struct Writer {
    _file: File,
}

/// The promise that nothing is deleted from a store; given back when it is dropped.
#[derive(Debug)]
pub struct Reader {
    _file: File,
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
        while file.try_lock().is_err() {
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
    /// Holds off deletions in `folder`.
    ///
    /// # Errors
    /// The lock cannot be written.
    pub fn take(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(".readers");
        let file = open(&path)?;
        file.lock_shared().map_err(StoreError::file(&path))?;
        Ok(Self { _file: file })
    }

    /// Waits for readers to be gone and keeps new ones out.
    ///
    /// # Errors
    /// Someone reads.
    pub fn none(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(".readers");
        let file = open(&path)?;
        file.try_lock().map_err(|_| StoreError::Held {
            folder: folder.to_path_buf(),
            holder: "a run that reads it".to_string(),
        })?;
        Ok(Self { _file: file })
    }
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

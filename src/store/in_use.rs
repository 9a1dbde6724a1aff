//! The lock file: which versions runs read, and whether they are as they were written.

use super::files::{checksum, in_toml, write_whole};
use super::{Lock, Locked, Retrieval, Store, StoreError, Writer};

/// A version that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// Of which data set.
    pub data_set: String,
    /// What is wrong with it, and what to do.
    pub message: String,
}

impl Store {
    /// Makes a version the one that runs read.
    ///
    /// # Errors
    /// The lock file cannot be written; it is then as it was.
    pub fn switch(&self, _: &Writer, retrieval: &Retrieval) -> Result<(), StoreError> {
        let mut lock = self.lock()?;
        let locked =
            Locked { version: retrieval.version.clone(), sha256: retrieval.sha256.clone() };
        if lock.data_sets.insert(retrieval.data_set.clone(), locked.clone()) == Some(locked) {
            return Ok(());
        }
        self.write_lock(&lock)
    }

    /// Names the files of other topics that are used besides the version of a data set.
    ///
    /// # Errors
    /// The lock file cannot be written; it is then as it was.
    pub fn set_further(&self, _: &Writer, id: &str, files: Vec<Locked>) -> Result<(), StoreError> {
        let mut lock = self.lock()?;
        if lock.further.get(id).map_or(&[][..], Vec::as_slice) == files {
            return Ok(());
        }
        if files.is_empty() {
            lock.further.remove(id);
        } else {
            lock.further.insert(id.to_string(), files);
        }
        self.write_lock(&lock)
    }

    fn write_lock(&self, lock: &Lock) -> Result<(), StoreError> {
        let head = "# The versions that runs use; written by 'send-outcomes fetch'. Commit it to \
                    rerun on the same bytes\n# with 'send-outcomes fetch --locked'.\n\n";
        let text = format!("{head}{}", in_toml(&self.lock_file, lock)?);
        write_whole(&self.lock_file, text.as_bytes())
    }

    /// Reads every version that the lock file names, and says what is not as it was written.
    ///
    /// # Errors
    /// The lock file cannot be read.
    pub fn damage(&self) -> Result<Vec<Damage>, StoreError> {
        enum Wrong {
            Record(String),
            Bytes(String),
        }
        let mut damage = Vec::new();
        for (id, locked) in self.lock()?.all() {
            let found = self.snapshot(id, locked).map_err(|e| Wrong::Record(e.to_string()));
            let found = found.and_then(|s| {
                let mut reader = s.open().map_err(|e| Wrong::Record(e.to_string()))?;
                // A packed file that cannot be unpacked is not what was fetched either.
                let read = checksum(&mut reader).map_err(|_| Wrong::Bytes(s.altered()))?;
                Ok((read, s.altered()))
            });
            let message = match found {
                Ok((sha256, _)) if sha256 == locked.sha256 => continue,
                Ok((_, altered)) | Err(Wrong::Bytes(altered)) => altered,
                Err(Wrong::Record(what)) => format!("{id} {}: {what}", locked.version),
            };
            damage.push(Damage { data_set: id.clone(), message });
        }
        Ok(damage)
    }
}

//! Folders for what is needed on the way.

use crate::error::Error;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A folder among the system's temporary files that goes when it is dropped.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// A new one, which nobody else uses.
    ///
    /// # Errors
    /// The system's folder for temporary files cannot be written.
    pub fn new() -> Result<Self, Error> {
        let place = std::env::temp_dir();
        // A process of the same number may have left its own behind.
        for number in 0_u32.. {
            let folder = place.join(format!("send-outcomes-{}-{number}", std::process::id()));
            match std::fs::create_dir(&folder) {
                Ok(()) => return Ok(Self(folder)),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(Error::file(&folder)(error)),
            }
        }
        Err(Error::file(&place)(ErrorKind::AlreadyExists.into()))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nothing more can be done for a folder that cannot be removed.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_folders_are_apart_and_go_with_all_that_is_in_them() {
        let (one, other) = (Scratch::new().unwrap(), Scratch::new().unwrap());
        assert_ne!(one.path(), other.path());
        let (kept, gone) = (one.path().to_path_buf(), other.path().to_path_buf());
        std::fs::write(other.path().join("table"), "rows").unwrap();
        drop(other);
        assert_eq!((kept.is_dir(), gone.exists()), (true, false));
    }
}

//! Folders for what is needed on the way.

use crate::error::Error;
use std::path::Path;
use tempfile::TempDir;

/// A folder among the system's temporary files that goes when it is dropped. Its name is random:
/// in containers, two processes may have one number.
#[derive(Debug)]
pub struct Scratch(TempDir);

impl Scratch {
    /// A new one, which nothing else uses.
    ///
    /// # Errors
    /// The system's folder for temporary files cannot be written.
    pub fn new() -> Result<Self, Error> {
        let place = std::env::temp_dir();
        let made = tempfile::Builder::new().prefix("send-outcomes-").tempdir_in(&place);
        made.map(Self).map_err(Error::file(&place))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
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

//! A data set as it was staged.

use crate::error::Error;
use crate::source::Snapshot;
use crate::stage::Staged;

/// A data set as it was staged.
#[derive(Debug)]
pub struct Loaded {
    /// What was read.
    pub snapshot: Snapshot,
    /// What came of it.
    pub staged: Staged,
    /// Its place among all files, 1 the newest: of several figures with one key the one
    /// of the lowest place counts.
    pub precedence: i32,
    /// Cells of the file that count.
    pub used: u64,
}

impl Loaded {
    pub(super) fn new(snapshot: Snapshot, staged: Result<Staged, Error>) -> Result<Self, Error> {
        Ok(Self { snapshot, staged: staged?, precedence: 0, used: 0 })
    }
}

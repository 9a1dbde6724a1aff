//! What ends a run early, and the exit code that says so to a scheduler.

use crate::catalogue::CatalogueError;
use crate::engine::EngineError;
use crate::findings::{ClaimError, ExplainError};
use crate::period::PeriodError;
use crate::source::SourceError;
use crate::source::ees::EesError;
use crate::stage::StageError;
use crate::store::StoreError;
use std::path::PathBuf;

/// Done.
pub const DONE: u8 = 0;
/// Anything that has no code of its own.
pub const OTHER: u8 = 1;
/// The command line asks for what does not exist.
pub const USAGE: u8 = 2;
/// Nothing is new, and that was asked for.
pub const NOTHING_NEW: u8 = 3;
/// Input data were rejected.
pub const REJECTED: u8 = 4;
/// A source is out of reach; the last good versions are kept.
pub const UNREACHABLE: u8 = 5;
/// Finished, but some measures could not be refreshed.
pub const INCOMPLETE: u8 = 6;

/// A failure of the program as a whole.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The command line names what does not exist.
    #[error("{0}")]
    Usage(String),
    /// Input data were rejected, and the run was asked to be strict or has nothing left.
    #[error("{0}")]
    Rejected(String),
    /// The catalogue is broken.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The source cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A service is out of reach, or answers what cannot be used.
    #[error(transparent)]
    Ees(#[from] EesError),
    /// The store cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No publisher can be reached and nothing is held.
    #[error("nothing could be fetched, and the store is empty: {0}")]
    OutOfReach(String),
    /// The verb was asked to stop before it was done.
    #[error("stopped before it was finished; the store and the outputs are as they were")]
    Stopped,
    /// Staging failed for a reason outside the data.
    #[error(transparent)]
    Stage(#[from] StageError),
    /// A query or table failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A claim cannot be expressed.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// A finding could not be explained.
    #[error(transparent)]
    Explain(#[from] ExplainError),
    /// A chart could not be drawn.
    #[error(transparent)]
    Chart(#[from] crate::charts::ChartError),
    /// A page could not be written.
    #[error(transparent)]
    Report(#[from] crate::report::ReportError),
    /// A workbook could not be written.
    #[error(transparent)]
    Workbook(#[from] crate::workbook::WorkbookError),
    /// A file cannot be read or written.
    #[error("cannot write or read {}: {source}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
}

impl From<PeriodError> for Error {
    fn from(error: PeriodError) -> Self {
        Self::Usage(error.to_string())
    }
}

impl Error {
    /// The exit code of the program.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_)
            | Self::Claim(_)
            | Self::Catalogue(CatalogueError::Local(_))
            | Self::Explain(ExplainError::OtherVersion { .. })
            | Self::Source(SourceError::Unknown(_)) => USAGE,
            Self::Engine(error) if error.is_of_an_edited_query() => USAGE,
            Self::OutOfReach(_)
            | Self::Engine(EngineError::Cluster { .. } | EngineError::Bucket(_)) => UNREACHABLE,
            Self::Ees(error) if error.is_unreachable() => UNREACHABLE,
            Self::Store(error) if !error.rejects_data() => OTHER,
            Self::Rejected(_)
            | Self::Source(_)
            | Self::Ees(_)
            | Self::Store(_)
            | Self::Stage(StageError::Source(SourceError::Altered(_)))
            | Self::Explain(ExplainError::Source(SourceError::Altered(_))) => REJECTED,
            _ => OTHER,
        }
    }

    /// For `map_err`: names the file at fault.
    pub fn file(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::File { path: path.to_path_buf(), source }
    }
}

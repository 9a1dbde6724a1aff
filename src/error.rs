//! What ends a run early, and the exit code that says so to a scheduler.

use crate::catalogue::CatalogueError;
use crate::engine::EngineError;
use crate::findings::{ClaimError, ExplainError};
use crate::period::PeriodError;
use crate::source::SourceError;
use crate::stage::StageError;
use std::path::PathBuf;

/// Done.
pub const DONE: u8 = 0;
/// Anything that has no code of its own.
pub const OTHER: u8 = 1;
/// The command line asks for what does not exist.
pub const USAGE: u8 = 2;
/// Input data were rejected.
pub const REJECTED: u8 = 4;
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
    /// A file cannot be read or written.
    #[error("cannot write or read {}: {source}; the earlier outputs are as they were", path.display())]
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
            | Self::Explain(ExplainError::OtherVersion { .. }) => USAGE,
            Self::Source(SourceError::Unknown(_) | SourceError::NotBuilt(_)) => USAGE,
            Self::Rejected(_) | Self::Source(_) => REJECTED,
            _ => OTHER,
        }
    }

    /// For `map_err`: names the file at fault.
    pub fn file(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::File { path: path.to_path_buf(), source }
    }
}

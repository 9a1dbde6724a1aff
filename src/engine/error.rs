//! Why something cannot be computed.

use super::words::in_words;
use crate::edited::{Edited, Kind};
use std::path::PathBuf;

/// Why a query or a table failed: a fault of the program or of an edited query.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// A query does not parse, plan or run.
    #[error("{}: {}", Kind::Queries.path_of(file), in_words(source))]
    Query {
        /// File of the query.
        file: String,
        /// The engine's message.
        source: Box<datafusion::error::DataFusionError>,
    },
    /// A query of a folder gives other columns than the one whose place it takes.
    #[error("{}: {message}", Kind::Queries.path_of(file))]
    Columns {
        /// File of the query.
        file: String,
        /// Which, and the nearest that it gives.
        message: String,
    },
    /// Rows are not as they must be to be read.
    #[error("{origin}: {message}")]
    Rows {
        /// What gave them: the file of the query, or the statement.
        origin: String,
        /// The column and what is wrong with it.
        message: String,
    },
    /// The engine failed outside a query.
    #[error("the query engine failed: {}", in_words(_0))]
    Engine(#[from] Box<datafusion::error::DataFusionError>),
    /// A table cannot be written.
    #[error("cannot write {}: {message}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The reason.
        message: String,
    },
    /// The cluster that was to compute it is out of reach, or not as it must be.
    #[error("the cluster at {address}: {message}")]
    Cluster {
        /// Where it was looked for.
        address: String,
        /// The reason.
        message: String,
    },
    /// The bucket that a cluster shares cannot be used.
    #[error("{0}; no output was changed")]
    Bucket(#[from] BucketFault),
    /// The catalogue cannot be written as tables.
    #[error("the catalogue does not fit its tables: {0}")]
    Table(String),
}

impl EngineError {
    /// Whether a query of a folder that was given is at fault, and not the program.
    #[must_use]
    pub fn is_of_an_edited_query(&self) -> bool {
        match self {
            Self::Query { file, .. } | Self::Columns { file, .. } => Kind::Queries.is_edited(file),
            Self::Rows { origin, .. } => {
                let file = |edited: &Edited| Some(edited.file.split_once('/')?.1.to_string());
                let files = Kind::Queries.edited().iter().filter_map(file);
                files.into_iter().any(|file| Kind::Queries.path_of(&file) == *origin)
            }
            _ => false,
        }
    }

    /// As the failure of the query in `file`.
    #[must_use]
    pub fn in_query(self, file: &str) -> Self {
        match self {
            Self::Engine(source) => Self::Query { file: file.to_string(), source },
            other => other,
        }
    }
}

impl From<datafusion::error::DataFusionError> for EngineError {
    fn from(error: datafusion::error::DataFusionError) -> Self {
        // A bucket that fails during a query is not a fault of the query.
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
        while let Some(error) = cause {
            if let Some(fault) = error.downcast_ref::<BucketFault>() {
                return Self::Bucket(fault.clone());
            }
            cause = error.source();
        }
        Self::Engine(Box::new(error))
    }
}

/// Why a bucket cannot be used, without a word of what its store answered: that may quote keys.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the bucket {address}: {message}")]
pub struct BucketFault {
    /// The bucket and its prefix.
    pub address: String,
    /// The reason, and what to set.
    pub message: String,
}

impl BucketFault {
    /// A fault of the bucket at `address`.
    #[must_use]
    pub fn new(address: &str, message: String) -> Self {
        Self { address: address.to_string(), message }
    }
}

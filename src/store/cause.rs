//! Why a version in use may not be the newest, by which the same trouble is known again: its words
//! may name another address or another time.

use crate::source::ees::EesError;
use crate::words::words;
use serde::{Deserialize, Serialize};

words! {
    /// What kind of trouble it is.
    pub enum CauseKind {
        /// No such data set or version.
        NotFound = "not_found",
        /// The service or a gateway refuses.
        Refused = "refused",
        /// The request is wrong.
        RequestRejected = "request_rejected",
        /// Asked too often.
        TooManyRequests = "too_many_requests",
        /// The service fails.
        ServiceFails = "service_fails",
        /// Nothing came in time.
        NoAnswer = "no_answer",
        /// The connection failed.
        NoConnection = "no_connection",
        /// A proxy refuses.
        Proxy = "proxy",
        /// The answer is not what the contract says.
        UnreadableAnswer = "unreadable_answer",
        /// The file is not the one that was published.
        IncompleteFile = "incomplete_file",
        /// The published version is older than the one held.
        OlderVersion = "older_version",
        /// The version was withdrawn.
        WithdrawnVersion = "withdrawn_version",
        /// The header is not that of the description.
        OtherColumns = "other_columns",
        /// A file could not be written.
        Disk = "disk",
        /// The file is not a table.
        NoTable = "no_table",
        /// A newer version breaks measures.
        HeldBack = "held_back",
    }
}

/// Why a version in use may not be the newest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// What kind of trouble it is.
    pub kind: CauseKind,
    /// The version, check or columns that it is about, where one of the kind may follow another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

impl Cause {
    /// A trouble of which there is one at a time.
    #[must_use]
    pub fn of(kind: CauseKind) -> Self {
        Self { kind, about: None }
    }

    /// A trouble with one of several things.
    #[must_use]
    pub fn about(kind: CauseKind, about: &impl ToString) -> Self {
        Self { kind, about: Some(about.to_string()) }
    }
}

impl From<&EesError> for Cause {
    fn from(error: &EesError) -> Self {
        match error {
            EesError::NotFound { .. } => Self::of(CauseKind::NotFound),
            EesError::Forbidden { .. } => Self::of(CauseKind::Refused),
            EesError::Validation { .. } => Self::of(CauseKind::RequestRejected),
            EesError::RateLimited { .. } => Self::of(CauseKind::TooManyRequests),
            EesError::Server { .. } => Self::of(CauseKind::ServiceFails),
            EesError::Timeout { .. } => Self::of(CauseKind::NoAnswer),
            EesError::Transport { .. } => Self::of(CauseKind::NoConnection),
            EesError::Proxy { .. } => Self::of(CauseKind::Proxy),
            EesError::Decode { .. } => Self::of(CauseKind::UnreadableAnswer),
            EesError::Integrity { check, .. } => Self::about(CauseKind::IncompleteFile, check),
            EesError::VersionRegression { got, .. } => Self::about(CauseKind::OlderVersion, got),
            EesError::Withdrawn { version, .. } => {
                Self::about(CauseKind::WithdrawnVersion, version)
            }
            EesError::SchemaDrift { missing } => {
                Self::about(CauseKind::OtherColumns, &missing.join(", "))
            }
            EesError::Disk { .. } => Self::of(CauseKind::Disk),
        }
    }
}

//! What can go wrong between the program and a publisher's service, and
//! whether trying again may help.

use super::version::Version;
use std::time::Duration;

/// One message of the service about a request.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
pub struct ApiMessage {
    /// In words.
    #[serde(default)]
    pub message: String,
    /// Stable code, `IndicatorsNotFound`.
    #[serde(default)]
    pub code: Option<String>,
    /// The part of the request it is about.
    #[serde(default)]
    pub path: Option<String>,
    /// More, of any shape.
    #[serde(default)]
    pub detail: serde_json::Value,
}

/// A failed request, or an answer that cannot be trusted.
#[derive(Debug, Clone, thiserror::Error)]
pub enum EesError {
    /// No such data set or version.
    #[error(
        "{url} does not exist at the publisher (404): the id or version is unknown or was taken down"
    )]
    NotFound {
        /// Address asked for.
        url: String,
    },
    /// The service or a gateway before it refuses.
    #[error(
        "{url} is refused (403){}",
        if *json { ": the data set or version is not public" } else { " by a gateway before the service" }
    )]
    Forbidden {
        /// Address asked for.
        url: String,
        /// Whether the service itself reported it.
        json: bool,
    },
    /// The request was wrong: a fault of the program or of saved ids.
    #[error("the publisher rejects the request (status {status}) {url}{}", listed(errors))]
    Validation {
        /// Status code.
        status: u16,
        /// Address asked for.
        url: String,
        /// What the service says of it.
        errors: Vec<ApiMessage>,
    },
    /// Asked too often.
    #[error(
        "the publisher asks for fewer requests (429){}; try again later",
        after.map(|a| format!(", next after {} s", a.as_secs())).unwrap_or_default()
    )]
    RateLimited {
        /// When to come back, where it says so.
        after: Option<Duration>,
    },
    /// The service fails.
    #[error("the publisher's service fails (status {status}) on {url}")]
    Server {
        /// Status code.
        status: u16,
        /// Address asked for.
        url: String,
        /// When to come back, where it says so.
        after: Option<Duration>,
    },
    /// Nothing came in time.
    #[error("no answer in time from {url}")]
    Timeout {
        /// Address asked for.
        url: String,
    },
    /// The connection failed.
    #[error("no connection to {url}: {reason}")]
    Transport {
        /// Address asked for, or the service's own where none of its addresses can be reached.
        url: String,
        /// The innermost reason.
        reason: String,
        /// Whether trying again may help.
        again: bool,
    },
    /// A proxy on the way refuses.
    #[error("{proxy} {what}")]
    Proxy {
        /// Its address, and the setting that names it.
        proxy: String,
        /// What it wants, and what to do.
        what: String,
    },
    /// The answer is not what the contract says.
    #[error("the answer of {url} cannot be read: {what}")]
    Decode {
        /// Address asked for.
        url: String,
        /// What is wrong with it.
        what: String,
    },
    /// The file that came is not the file that was published.
    #[error("the file from {url} is incomplete: {check}: {what}")]
    Integrity {
        /// Address asked for.
        url: String,
        /// Which check failed: `version`, `gzip`, `crc`, `length`, `oversize`, `encoding`,
        /// `row count`, `periods`, `paging`.
        check: &'static str,
        /// What was seen.
        what: String,
    },
    /// The published version is older than the one that is held.
    #[error("the publisher now offers version {got}, older than version {have} in the store")]
    VersionRegression {
        /// Held.
        have: Version,
        /// Offered.
        got: Version,
    },
    /// The version was withdrawn by its publisher.
    #[error("version {version} was withdrawn by its publisher{}", when.as_ref().map(|w| format!(" on {w}")).unwrap_or_default())]
    Withdrawn {
        /// The version.
        version: String,
        /// When, where it says so.
        when: Option<String>,
    },
    /// The header of a file is not that of its description.
    #[error("the file's columns are not those described: {}", missing.join("; "))]
    SchemaDrift {
        /// What is missing or doubled.
        missing: Vec<String>,
    },
    /// A file could not be written.
    #[error("cannot write {path}: {reason}")]
    Disk {
        /// The file.
        path: String,
        /// The system's reason.
        reason: String,
    },
}

fn listed(errors: &[ApiMessage]) -> String {
    let texts: Vec<String> = errors
        .iter()
        .map(|e| {
            let path = e.path.as_deref().map(|p| format!(" at {p}")).unwrap_or_default();
            let detail = if e.detail.is_null() { String::new() } else { format!(" {}", e.detail) };
            let code = e.code.as_deref().unwrap_or("no code");
            format!("{code}{path}: {}{detail}", e.message)
        })
        .collect();
    if texts.is_empty() { String::new() } else { format!(": {}", texts.join("; ")) }
}

impl EesError {
    /// How often it is worth trying again, after the first try.
    #[must_use]
    pub fn further_tries(&self) -> usize {
        match self {
            Self::RateLimited { .. } | Self::Server { status: 408 | 502 | 503, .. } => 4,
            Self::Transport { again, .. } => 4 * usize::from(*again),
            Self::Server { .. }
            | Self::Timeout { .. }
            | Self::Integrity { check: "gzip" | "length", .. } => 2,
            Self::Decode { .. }
            | Self::Forbidden { json: false, .. }
            | Self::Integrity { check: "crc", .. } => 1,
            _ => 0,
        }
    }

    /// The address that did not answer.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        match self {
            Self::Transport { url, .. } | Self::Timeout { url } => Some(url),
            _ => None,
        }
    }

    /// How long the publisher asks to wait, where it says so.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { after } | Self::Server { after, .. } => *after,
            _ => None,
        }
    }

    /// Whether the source as a whole is out of reach, rather than one data set at fault.
    #[must_use]
    pub fn is_unreachable(&self) -> bool {
        matches!(
            self,
            Self::RateLimited { .. }
                | Self::Server { .. }
                | Self::Timeout { .. }
                | Self::Transport { .. }
                | Self::Proxy { .. }
                | Self::Forbidden { json: false, .. }
        )
    }

    /// Whether other data sets of the same source must not be asked for now.
    #[must_use]
    pub fn stops_the_source(&self) -> bool {
        matches!(self, Self::RateLimited { .. } | Self::Proxy { .. })
    }
}

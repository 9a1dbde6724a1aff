//! What the store writes down: the lock file, one record a version, and one a data set.

use super::Cause;
use crate::source::{Described, FileShape, is_made_up_version};
use crate::words::words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `store.lock`: the version of each data set that runs read. It can be committed, and a
/// later fetch with `--locked` brings the same bytes or fails.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// Data set by id.
    #[serde(default, rename = "data-set")]
    pub data_sets: BTreeMap<String, Locked>,
    /// Files of other topics of a data set, used besides it: its publisher gives it in parts.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub further: BTreeMap<String, Vec<Locked>>,
}

impl Lock {
    /// Every file in use, with its data set.
    pub fn all(&self) -> impl Iterator<Item = (&String, &Locked)> {
        let further = self.further.iter();
        let further = further.flat_map(|(id, files)| files.iter().map(move |file| (id, file)));
        self.data_sets.iter().chain(further)
    }
}

/// One data set of a lock file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locked {
    /// The publisher's version, or `sha256:` and twelve digits.
    pub version: String,
    /// Checksum of the published bytes, hexadecimal.
    pub sha256: String,
}

/// One version as it was retrieved (`retrieval.json`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Retrieval {
    /// Data set.
    pub data_set: String,
    /// Version.
    pub version: String,
    /// Checksum of the published bytes, hexadecimal.
    pub sha256: String,
    /// Published bytes, unpacked.
    pub bytes: u64,
    /// Bytes as sent.
    pub sent_bytes: u64,
    /// `gzip`, `plain`.
    pub sent_as: String,
    /// Address.
    pub url: String,
    /// `api`, `catalogue site`, `url` or `directory`.
    pub route: String,
    /// When it was fetched, RFC 3339.
    pub retrieved_at: String,
    /// When it was published.
    pub published: Option<String>,
    /// Release it belongs to.
    pub release: Option<String>,
    /// `Major`, `Minor` or `Patch`.
    pub kind: Option<String>,
    /// What the publisher says of it.
    pub notes: Option<String>,
    /// Its id in the API or on the catalogue site.
    pub source_id: String,
    /// Its page on the catalogue site.
    pub file_id: Option<String>,
    /// For the next conditional request.
    pub etag: Option<String>,
    /// For the next conditional request.
    pub last_modified: Option<String>,
    /// Rows that the publisher counts, where it does; the file may have more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted: Option<i64>,
    /// Which columns distinguish rows and which have figures, as its description says.
    #[serde(skip_serializing_if = "Described::is_empty")]
    pub described: Described,
    /// Columns, rows, periods, labels.
    pub shape: FileShape,
    /// What changed from the version held before.
    pub changes: Vec<Change>,
    /// Whether the figures are made up; records of earlier versions of the program do not have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub synthetic: Option<bool>,
}

impl Retrieval {
    /// Whether the figures are made up: where the record does not have it, the version does.
    #[must_use]
    pub fn is_made_up(&self) -> bool {
        self.synthetic.unwrap_or_else(|| is_made_up_version(&self.version))
    }
}

words! {
    /// What something that changed is a matter of.
    pub enum ChangeOf {
        /// A column came, went or has another name.
        Column = "column",
        /// A label came, went or is spelt in another way.
        Label = "label",
        /// Anything else.
        Other = "other",
        /// An earlier version of the program recorded the words alone.
        NotRecorded = "not_recorded",
    }
}

/// Something that a version changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "WrittenChange")]
pub struct Change {
    /// What it is a matter of.
    pub of: ChangeOf,
    /// In words.
    pub words: String,
}

/// A change as it is read: in records of earlier versions of the program it has words alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenChange {
    Words(String),
    Whole { of: ChangeOf, words: String },
}

impl From<WrittenChange> for Change {
    fn from(written: WrittenChange) -> Self {
        match written {
            WrittenChange::Words(words) => Self { of: ChangeOf::NotRecorded, words },
            WrittenChange::Whole { of, words } => Self { of, words },
        }
    }
}

/// What is known about a data set besides its versions (`data-set.toml`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Standing {
    /// Its id in the API, from the catalogue or found.
    pub api_id: Option<String>,
    /// Its file on the catalogue site, where it is not in the API.
    pub file_id: Option<String>,
    /// How the id came to be known: `catalogue`, or what was searched and matched.
    pub found_by: Option<String>,
    /// When the publisher was asked last, RFC 3339.
    pub checked_at: Option<String>,
    /// What the publisher's list said about the file last time.
    pub listed: Option<String>,
    /// The data set that the publisher names as its successor.
    pub successor: Option<String>,
    /// Why the version held may not be the newest.
    pub stale: Option<Stale>,
    /// A newer version that is held back, and why.
    pub held_back: Option<HeldBack>,
    /// Other data sets seen in its publication, to notice new ones.
    pub siblings: Vec<String>,
}

/// The version held is not known to be the newest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stale {
    /// Since when.
    pub since: String,
    /// Why, in words.
    pub reason: String,
    /// The same, to be compared; records of earlier versions of the program do not have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
}

/// A version that was fetched and not put in use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldBack {
    /// The version.
    pub version: String,
    /// Checksum of the catalogue by which it was judged: a changed catalogue judges again.
    pub catalogue: String,
    /// What breaks, and the edit that would repair it.
    pub reasons: Vec<String>,
}

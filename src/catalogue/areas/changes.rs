//! `catalogue/areas.toml` as it is written.

use crate::catalogue::reorganised::Reorganised;
use serde::Deserialize;

/// `catalogue/areas.toml`: what happened to areas, and what else they are called.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::catalogue) struct AreasFile {
    #[serde(default)]
    pub(super) with_article: Vec<String>,
    #[serde(default)]
    pub(super) not_compared: Vec<String>,
    #[serde(default, rename = "recoded")]
    pub(super) recoded: Vec<Recoded>,
    #[serde(default, rename = "area")]
    pub(super) added: Vec<Added>,
    #[serde(default, rename = "reorganised")]
    pub(super) reorganised: Vec<Reorganised>,
    #[serde(default)]
    pub(super) not_yet: Vec<NotYet>,
    #[serde(default, rename = "alias")]
    pub(super) aliases: Vec<Alias>,
}

/// Another code of the same area: one area, one series.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recoded {
    /// The other code.
    pub code: String,
    /// The code under which the area is held.
    pub is: String,
    /// Year from which on it is printed, where it is the newer code.
    #[serde(default)]
    pub from: Option<i32>,
    /// Year until which it was printed, where it is the older code.
    #[serde(default)]
    pub until: Option<i32>,
    /// When and why.
    #[serde(default)]
    pub note: String,
}

/// An authority that is newer than `data/embedded/areas.csv`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Added {
    /// Nine-character ONS code.
    pub(super) code: String,
    /// Name.
    pub(super) name: String,
    /// Code of its region.
    pub(super) region: String,
    /// Three-digit code, where it has one already.
    #[serde(default)]
    pub(super) old_la_code: String,
}

/// A data set that prints an area in periods before it had anyone to count.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotYet {
    /// Code of the area.
    pub area: String,
    /// Id of the data set.
    pub data_set: String,
    /// First period that is of the area, `2021/22`.
    pub first: String,
    /// Why, for the table of quality.
    pub note: String,
}

/// Another name of an area.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Alias {
    pub(super) name: String,
    pub(super) is: String,
}

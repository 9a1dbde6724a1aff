//! Answers of the service as types. Unknown keys are ignored, unknown words of
//! an enumeration are kept as `Unknown`, and what may be missing has a default.

use super::error::ApiMessage;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

/// Where one is in a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Paging {
    /// This page, from 1.
    pub page: i64,
    /// Entries of a page.
    #[serde(default)]
    pub page_size: i64,
    /// Entries in all.
    pub total_results: i64,
    /// Pages in all; 1 for an empty list.
    pub total_pages: i64,
}

/// One page of a list.
#[derive(Debug, Clone, Deserialize)]
pub struct Page<T> {
    /// Where one is.
    pub paging: Paging,
    /// The entries.
    pub results: Vec<T>,
}

/// A publication with at least one data set in the API.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Publication {
    /// GUID.
    pub id: String,
    /// Title.
    pub title: String,
    /// Last part of its address.
    #[serde(default)]
    pub slug: String,
}

/// Whether a data set or version may be used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum Status {
    /// It may.
    Published,
    /// It may, and has a successor.
    Deprecated,
    /// It may not.
    Withdrawn,
    /// A word that this program does not know.
    #[default]
    #[serde(other)]
    Unknown,
}

/// A data set in brief.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DataSetSummary {
    /// GUID.
    pub id: String,
    /// Title.
    #[serde(default)]
    pub title: String,
    /// Whether it may be used.
    #[serde(default)]
    pub status: Status,
    /// The data set that replaces it.
    #[serde(default)]
    pub superseding_data_set_id: Option<String>,
    /// Its latest version; none before the first is out.
    #[serde(default)]
    pub latest_version: Option<VersionSummary>,
}

/// A file of the catalogue site.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct FileId {
    /// GUID; the page of the version is `/data-catalogue/data-set/{id}`.
    #[serde(default)]
    pub id: String,
}

/// One version of a data set.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VersionSummary {
    /// `2.1` or `2.1.1`.
    pub version: String,
    /// `Major`, `Minor` or `Patch`; not in the summary of a data set.
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    /// Whether it may be used; not in the summary of a data set.
    #[serde(default)]
    pub status: Option<Status>,
    /// When it was published, RFC 3339.
    #[serde(default)]
    pub published: Option<String>,
    /// When it was withdrawn.
    #[serde(default)]
    pub withdrawn: Option<String>,
    /// What the publisher says of it.
    #[serde(default)]
    pub notes: Option<String>,
    /// Rows of its file without the header.
    #[serde(default)]
    pub total_results: i64,
    /// Its page.
    #[serde(default)]
    pub file: Option<FileId>,
    /// The release it belongs to.
    #[serde(default)]
    pub release: Option<Release>,
}

/// A release of a publication.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Release {
    /// `Academic year 2024/25`.
    pub title: String,
    /// `2024-25`.
    #[serde(default)]
    pub slug: String,
}

/// What the columns and labels of a version's file mean.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Meta {
    /// Columns that distinguish rows.
    pub filters: Vec<Filter>,
    /// Columns of figures.
    pub indicators: Vec<Indicator>,
    /// Levels.
    pub geographic_levels: Vec<Coded>,
    /// Places.
    pub locations: Vec<LocationGroup>,
    /// Periods.
    pub time_periods: Vec<TimePeriod>,
}

/// One filter column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Id within the data set.
    pub id: String,
    /// Column of the file.
    pub column: String,
    /// Title.
    pub label: String,
    /// Its values.
    pub options: Vec<FilterOption>,
}

/// One value of a filter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FilterOption {
    /// Id within the data set, kept when the label changes.
    pub id: String,
    /// As printed in the file.
    pub label: String,
}

/// One column of figures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Indicator {
    /// Id within the data set.
    pub id: String,
    /// Column of the file.
    pub column: String,
    /// Title.
    pub label: String,
    /// Unit; empty for counts.
    pub unit: Option<String>,
}

/// A code and its words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Coded {
    /// `LA`.
    pub code: String,
    /// `Local authority`.
    pub label: String,
}

/// The places of one level.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LocationGroup {
    /// The level.
    pub level: Coded,
    /// Places with their codes, by name of the code.
    pub options: Vec<BTreeMap<String, serde_json::Value>>,
}

/// The columns of time and place with which a file of the service begins, in their order.
pub const GEOGRAPHY: [&str; 10] = [
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
];

/// One period.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct TimePeriod {
    /// `AY`, `CY` and so on.
    pub code: String,
    /// `2024/2025` or `2024`.
    pub period: String,
    /// As printed on pages.
    pub label: String,
}

impl TimePeriod {
    /// The period as a file has it in `time_period`: `2024/2025` is `202425`.
    #[must_use]
    pub fn in_file(&self) -> String {
        match self.period.split_once('/').map(|(start, end)| (start, end.len(), end.get(2..))) {
            Some((start, 4, Some(end))) => format!("{start}{end}"),
            _ => self.period.clone(),
        }
    }
}

/// What changed from the version before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Changes {
    /// What the publisher says.
    pub notes: Option<String>,
    /// What is gone or replaced.
    pub major_changes: ChangeSet,
    /// What is added or renamed.
    pub minor_changes: ChangeSet,
}

/// Changes by kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ChangeSet {
    /// Filter columns.
    pub filters: Vec<Change<Filter>>,
    /// Values of filters.
    pub filter_options: Vec<FilterOptionChanges>,
    /// Levels.
    pub geographic_levels: Vec<Change<Coded>>,
    /// Columns of figures.
    pub indicators: Vec<Change<Indicator>>,
    /// Periods.
    pub time_periods: Vec<Change<TimePeriod>>,
}

/// Before and after; one of them is missing for what was added or deleted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Change<T> {
    /// After.
    pub current_state: Option<T>,
    /// Before.
    pub previous_state: Option<T>,
}

/// Changed values of one filter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct FilterOptionChanges {
    /// The filter.
    pub filter: Filter,
    /// Its values.
    pub options: Vec<Change<FilterOption>>,
}

/// One page of the rows that a query asks for.
#[derive(Debug, Clone, Deserialize)]
pub struct QueryPage {
    /// Where one is.
    pub paging: Paging,
    /// What the service has to say of the query.
    #[serde(default)]
    pub warnings: Vec<ApiMessage>,
    /// The rows.
    #[serde(default)]
    pub results: Vec<QueryRow>,
}

/// One row of a query.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct QueryRow {
    /// Period.
    pub time_period: TimePeriod,
    /// Code of the level.
    pub geographic_level: String,
    /// Level → id of the place.
    pub locations: BTreeMap<String, String>,
    /// Filter → id of the value; a filter without a value is left out.
    pub filters: BTreeMap<String, String>,
    /// Indicator → text of the figure; `None` where it is null.
    #[serde(deserialize_with = "texts")]
    pub values: BTreeMap<String, Option<String>>,
}

/// Figures come as text; a number or null is accepted as well.
fn texts<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, Option<String>>, D::Error> {
    let values = BTreeMap::<String, serde_json::Value>::deserialize(deserializer)?;
    Ok(values
        .into_iter()
        .map(|(key, value)| {
            let text = match value {
                serde_json::Value::Null => None,
                serde_json::Value::String(text) => Some(text),
                other => Some(other.to_string()),
            };
            (key, text)
        })
        .collect())
}

/// A file of the catalogue site in a list.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SiteFile {
    /// GUID; the stable address is `/data-catalogue/data-set/{id}/csv`.
    pub id: String,
    /// Title.
    #[serde(default)]
    pub title: String,
    /// Publication: title and slug.
    #[serde(default)]
    pub publication: SitePublication,
    /// Release: title and slug.
    #[serde(default)]
    pub release: SitePublication,
    /// When it was published.
    #[serde(default)]
    pub published: Option<String>,
    /// When it was changed last.
    #[serde(default)]
    pub last_updated: Option<String>,
    /// Its data set in the API, if it has one.
    #[serde(default)]
    pub api: Option<SiteApi>,
}

/// A publication or release as the catalogue site names it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SitePublication {
    /// Title.
    pub title: String,
    /// Last part of the address.
    pub slug: String,
}

/// The API's side of a file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SiteApi {
    /// GUID.
    pub id: String,
    /// Version.
    pub version: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_described_period_is_written_as_a_file_writes_it_whatever_the_publisher_sends() {
        for (described, in_file) in [
            ("2024/2025", "202425"),
            ("2024", "2024"),
            ("2024/25", "2024/25"),
            ("2024/a€", "2024/a€"),
        ] {
            let period = TimePeriod { period: described.to_string(), ..TimePeriod::default() };
            assert_eq!(period.in_file(), in_file);
        }
    }
}

//! One data set: who publishes it, under which names its files come, which layouts it has had.

use super::layout::Layout;
use crate::period::PeriodKind;
use serde::Deserialize;
use std::path::PathBuf;

/// One data set and the layouts in which it has been published.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataSet {
    /// Stable id.
    pub id: String,
    /// Title of the publication.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// Slug of the publication in Explore Education Statistics, or empty.
    #[serde(default)]
    pub slug: String,
    /// Id in the publisher's API where evidenced, or empty.
    #[serde(default)]
    pub api_id: String,
    /// Title of the data set within its publication, where it is not `title`.
    #[serde(default)]
    pub api_title: String,
    /// Id of its file on the publisher's catalogue site where evidenced, or empty.
    #[serde(default)]
    pub file_id: String,
    /// Address of the file, for a publisher without an API, or empty.
    #[serde(default)]
    pub url: String,
    /// Licence of the figures.
    pub licence: String,
    /// Whether figures ship with the program.
    pub held: bool,
    /// Stem of the file in a directory source.
    #[serde(default)]
    pub file_pattern: String,
    /// Further names under which files of this data set come, newest release first.
    #[serde(default, rename = "file")]
    pub files: Vec<PublishedFile>,
    /// What is not established about the published files.
    #[serde(default)]
    pub unknown: Vec<String>,
    /// Which year a period is.
    pub period_kind: PeriodKind,
    /// Spans of time that are its own, as `catalogue/spans.toml` names them; without any, the
    /// whole year of its kind of period.
    #[serde(default)]
    pub spans: Vec<String>,
    /// What the period means.
    #[serde(default)]
    pub period_meaning: String,
    /// Month of a period from which its figures can be known, where that is before its end: 1 for a
    /// census of January. Figures of a period that was not over when they were published are not used.
    #[serde(default)]
    pub known_from: Option<u32>,
    /// Latest period that its publisher is known to have published, held or not; or empty.
    #[serde(default)]
    pub newest: String,
    /// Periods whose figures are provisional.
    #[serde(default)]
    pub provisional_periods: Vec<String>,
    /// Cohort labels that are dropped on purpose.
    #[serde(default)]
    pub ignored_labels: Vec<String>,
    /// The cohort of every row, for a data set without a cohort column.
    #[serde(default)]
    pub fixed_cohort: String,
    /// What a reader must know.
    #[serde(default)]
    pub caveats: Vec<String>,
    /// Ways in which the file is laid out; the header picks one.
    #[serde(default, rename = "layout")]
    pub layouts: Vec<Layout>,
    /// The CSV file of a local data set.
    #[serde(skip)]
    pub local_file: Option<PathBuf>,
    /// The TOML file of a local data set.
    #[serde(skip)]
    pub local_toml: Option<PathBuf>,
    /// Whether a local data set holds made-up figures.
    #[serde(skip)]
    pub synthetic: bool,
    /// A local data set's own threshold of suppression.
    #[serde(skip)]
    pub suppress_below: Option<u32>,
}

impl DataSet {
    /// The file that describes it, as its reader knows it.
    #[must_use]
    pub fn described_in(&self) -> String {
        match &self.local_toml {
            Some(path) => path.display().to_string(),
            None => format!("catalogue/data-sets/{}.toml", self.id),
        }
    }
}

/// A name under which files of a data set come.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedFile {
    /// Stem of the file, `*` for any letters: `ks4_dm_ud_*_nat_*`.
    pub stem: String,
    /// Month of the release, `2019-10`, where known; of two releases with the same
    /// last period the later one counts.
    #[serde(default)]
    pub released: String,
}

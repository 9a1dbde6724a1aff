//! A data set as it was staged.

use crate::catalogue::Catalogue;
use crate::engine::AsOf;
use crate::error::Error;
use crate::source::Snapshot;
use crate::stage::Staged;
use chrono::NaiveDate;

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
    /// Latest starting year of a period that had begun when the file was published; a later one
    /// is a mistake.
    pub begun: i32,
}

impl Loaded {
    pub(super) fn new(
        snapshot: Snapshot,
        staged: Result<Staged, Error>,
        catalogue: &Catalogue,
    ) -> Result<Self, Error> {
        let kind = catalogue.data_sets.get(&snapshot.data_set).map(|d| d.period_kind);
        let begun = kind.map_or(i32::MAX, |kind| kind.begun_by(seen(&snapshot).0));
        Ok(Self { snapshot, staged: staged?, precedence: 0, used: 0, begun })
    }

    /// The latest starting year of a period in it that had begun.
    pub(super) fn last_start(&self) -> Option<i32> {
        self.staged.periods.map(|(_, last)| last.min(self.begun))
    }

    /// The day by which its periods had begun, in words.
    pub(super) fn begun_by(&self) -> String {
        let (day, what) = seen(&self.snapshot);
        format!("{what} ({day})")
    }
}

/// The day on which a file was published, else fetched, else today; and which of them it is. A date
/// in the future says nothing.
fn seen(snapshot: &Snapshot) -> (NaiveDate, &'static str) {
    let today = AsOf::latest().day;
    let provenance = &snapshot.provenance;
    let day = |text: &Option<String>| {
        let day: NaiveDate = text.as_deref()?.get(..10)?.parse().ok()?;
        (day <= today).then_some(day)
    };
    let published = day(&provenance.published_on).map(|day| (day, "the day it was published"));
    let fetched = || day(&provenance.retrieved_at).map(|day| (day, "the day it was fetched"));
    published.or_else(fetched).unwrap_or((today, "today"))
}

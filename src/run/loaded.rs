//! A data set as it was staged.

use crate::catalogue::{Catalogue, DataSet, Span};
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
    /// Spans of time, and the latest starting year of a period of which each was over when the file was
    /// published: of a later one it has a part.
    pub over: Vec<(String, i32)>,
}

impl Loaded {
    pub(super) fn new(
        snapshot: Snapshot,
        staged: Result<Staged, Error>,
        catalogue: &Catalogue,
    ) -> Result<Self, Error> {
        let data_set = catalogue.data_sets.get(&snapshot.data_set);
        let day = seen(&snapshot).0;
        let begun = data_set.map_or(i32::MAX, |d| d.period_kind.begun_by(day));
        let over = data_set.map(|d| spans_over(d, catalogue, day)).unwrap_or_default();
        Ok(Self { snapshot, staged: staged?, precedence: 0, used: 0, begun, over })
    }

    /// The latest starting year of a period in it that had begun, and of which a span was over.
    pub(super) fn last_start(&self) -> Option<i32> {
        let over = self.over.iter().map(|(_, over)| *over).max().unwrap_or(i32::MAX);
        self.staged.periods.map(|(_, last)| last.min(self.begun).min(over))
    }

    /// The day by which its periods had begun, in words.
    pub(super) fn begun_by(&self) -> String {
        let (day, what) = seen(&self.snapshot);
        format!("{what} ({day})")
    }
}

/// The spans of time that a data set may be about, each with the latest starting year of a period of
/// which it was over by `day`. An area knows what its own figures are of.
fn spans_over(data_set: &DataSet, catalogue: &Catalogue, day: NaiveDate) -> Vec<(String, i32)> {
    if data_set.local_file.is_some() {
        return Vec::new();
    }
    let over = |span: &Span| {
        let known_from = data_set.known_from.or(span.known_from);
        (span.span.clone(), data_set.period_kind.over_by(day, known_from))
    };
    catalogue.spans.iter().map(over).collect()
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

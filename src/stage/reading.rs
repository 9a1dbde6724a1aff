//! One file on its way into cells: what its pieces yielded is joined in their order, and
//! what stops is told with its line.

use super::gaps::{Covered, Once, Seen};
use super::identity::Names;
use super::losses::{Losses, Note};
use super::output::Output;
use super::pieces::Pieces;
use super::plan::FilePlan;
use super::rejection::Lost;
use super::row::{PieceRead, StagedCell, read_piece};
use super::side_by_side::in_order;
use super::{Published, Rejection, Sink, StageError, Staged};
use crate::catalogue::Catalogue;
use std::io::{self, Read};

/// The state of reading one file.
pub struct Reading<'a> {
    published: &'a Published<'a>,
    catalogue: &'a Catalogue,
    pub staged: Staged,
    /// Lines of the pieces that were taken, the header's among them.
    pub lines: u64,
    stopped: Vec<u16>,
    losses: Losses,
    seen: Seen,
    met: u64,
    covered: Covered,
    whole: bool,
    names: Names,
}

impl<'a> Reading<'a> {
    pub fn new(published: &'a Published<'a>, catalogue: &'a Catalogue) -> Self {
        Self {
            published,
            catalogue,
            staged: Staged::default(),
            lines: 0,
            stopped: Vec::new(),
            losses: Losses::default(),
            seen: Seen::default(),
            met: 0,
            covered: Covered::default(),
            whole: true,
            names: Names::default(),
        }
    }

    /// Reads the first rows and all that follow, in pieces of `size` bytes.
    pub fn read_rows<R: Read + Send>(
        &mut self,
        plan: &FilePlan<'_>,
        first: &[u8],
        pieces: &mut Pieces<R>,
        (threads, size): (usize, usize),
        sink: &mut Sink<'_>,
    ) -> Result<(), StageError> {
        let mut output = Output::new(self.published, plan, sink);
        if self.take(read_piece(first, plan), &mut output)? {
            let read = |piece: &[u8]| read_piece(piece, plan);
            let mut take = |piece| self.take(piece, &mut output);
            let failure = in_order(pieces, (threads.max(1), size), &read, &mut take)?;
            if let Some(error) = failure {
                self.whole = false;
                self.reject(&unreadable(&error));
            }
        }
        let written = output.finish()?;
        self.covered = written.covered;
        self.staged.cells = written.cells;
        self.staged.repeats = written.repeats;
        self.staged.held = written.held;
        self.staged.unheld = written.unheld;
        let told = self.losses.told(plan, &written.periods);
        self.staged.notes.extend(told.notes);
        if let Some((one, other)) = written.twins.first() {
            let rows = written.twins.len() as u64;
            self.staged.notes.push(Note {
                check: "duplicate_key".to_string(),
                key: format!("lines {one} and {other}"),
                severity: "note".to_string(),
                message: format!(
                    "{rows} figures stand twice and are the same, first in lines {one} and \
                     {other}; each is used once"
                ),
                rows,
            });
        }
        self.staged.notes.extend(self.names.told(&plan.areas));
        for (measures, message) in told.stops {
            self.push(&measures, None, format!("{} {message}", self.published.file));
        }
        for (lost, message) in told.gaps.into_iter().chain(written.gaps) {
            let message = format!("{}: {message}", self.published.file);
            self.push(&[], Some(lost), message);
        }
        Ok(())
    }

    /// Names what the file has rows of and no figure; `again` opens it a second time, where
    /// there is anything to be named.
    pub fn name_gaps(
        &mut self,
        plan: &FilePlan<'_>,
        again: &dyn Fn() -> Option<Box<dyn Read + Send>>,
    ) {
        if !self.whole {
            return;
        }
        let lost = self.staged.rejections.iter().filter_map(|r| r.lost.as_ref());
        let told = lost.flat_map(|lost| lost.periods.iter().copied()).collect();
        let Self { seen, met, covered, .. } = self;
        let once = Once { plan, seen, met: *met, covered, told };
        let missing = once.missing(again);
        self.staged.notes.extend(missing.notes);
        for (measures, lost, message) in missing.lost {
            let message = format!("{}: {message}", self.published.file);
            self.push(&measures, Some(lost), message);
        }
    }

    /// Hands on what a piece yielded; `false` when nothing further should be read.
    fn take(&mut self, read: PieceRead, output: &mut Output<'_, '_>) -> Result<bool, StageError> {
        let before = self.lines;
        self.staged.rows += read.rows;
        self.lines += read.lines;
        if let Some((first, last)) = read.periods {
            self.staged.periods = Some(
                self.staged.periods.map_or((first, last), |(a, b)| (a.min(first), b.max(last))),
            );
        }
        self.losses.join(read.losses, before);
        self.seen.join(read.seen);
        self.met |= read.met;
        self.names.join(read.names, before);
        let mixes = output.join(&read.mixes);
        // What stopped in an earlier piece yields nothing more in a later one.
        let going = |cell: &StagedCell| !self.stopped.contains(&cell.measure);
        for mut cell in read.cells.into_iter().filter(going) {
            cell.line += before + 1;
            cell.mix = mixes.get(cell.mix as usize).copied().unwrap_or_default();
            output.push(cell)?;
        }
        if let Some(problem) = read.problem {
            self.whole = false;
            self.reject_at(&format!("line {}: {}", before + problem.line + 1, problem.message));
            return Ok(false);
        }
        Ok(true)
    }

    pub fn reject(&mut self, message: &str) {
        self.push_all(format!("{}: {message}", self.published.file));
    }

    fn reject_at(&mut self, message: &str) {
        self.push_all(format!("{} {message}", self.published.file));
    }

    fn push_all(&mut self, message: String) {
        self.staged.rejections.push(Rejection {
            data_set: self.published.data_set.id.clone(),
            version: self.published.version.to_string(),
            measures: self.all_measures(),
            column_missing: false,
            lost: None,
            message,
        });
    }

    /// Names what is missing without stopping what is there; of all measures where none is named.
    fn push(&mut self, measures: &[u16], lost: Option<Lost>, message: String) {
        let id = |place: &u16| Some(self.catalogue.measures.get(usize::from(*place))?.id.clone());
        let mut named: Vec<String> = measures.iter().filter_map(id).collect();
        if named.is_empty() {
            named = self.all_measures();
        }
        self.staged.rejections.push(Rejection {
            data_set: self.published.data_set.id.clone(),
            version: self.published.version.to_string(),
            measures: named,
            column_missing: false,
            lost,
            message,
        });
    }

    fn all_measures(&self) -> Vec<String> {
        let id = &self.published.data_set.id;
        let read = self.catalogue.measures.iter().filter(|m| m.reads(id));
        read.map(|m| m.id.clone()).collect()
    }

    pub fn reject_missing(&mut self, measure: u16, message: &str) {
        self.push_one(measure, true, format!("{}: {message}", self.published.file));
    }

    fn push_one(&mut self, measure: u16, column_missing: bool, message: String) {
        if self.stopped.contains(&measure) {
            return;
        }
        self.stopped.push(measure);
        let id = self.catalogue.measures.get(usize::from(measure)).map(|m| m.id.clone());
        self.staged.rejections.push(Rejection {
            data_set: self.published.data_set.id.clone(),
            version: self.published.version.to_string(),
            measures: id.into_iter().collect(),
            column_missing,
            lost: None,
            message,
        });
    }
}

pub fn unreadable(error: &io::Error) -> String {
    format!("the file cannot be read to its end ({error}): it is damaged, fetch it again")
}

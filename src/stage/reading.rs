//! One file on its way into cells: what its pieces yielded is joined in their order, and
//! what stops is reported with its line.

use super::covered::{Covered, Seen};
use super::gaps::{MissingPart, Once};
use super::identity::Names;
use super::losses::{Losses, Note, Severity};
use super::output::Output;
use super::pieces::Pieces;
use super::plan::FilePlan;
use super::rejection::{Fault, Refused};
use super::row::{PieceRead, read_piece};
use super::side_by_side::in_order;
use super::staged_cell::StagedCell;
use super::{Published, Rejection, Sink, StageError, Staged};
use crate::catalogue::Catalogue;
use std::io::{self, Read};

/// The state of reading one file.
pub struct Reading<'a> {
    published: &'a Published<'a>,
    catalogue: &'a Catalogue,
    pub staged: Staged,
    /// Lines of the pieces that were used, including the header's.
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

    /// Notes what the header alone says: the layout, doubled names, columns that are missing.
    pub fn begin(&mut self, plan: &FilePlan<'_>, lines: u64) {
        self.lines = lines;
        self.staged.layout.clone_from(&plan.layout.id);
        let doubled = plan.header.doubled_names().into_iter().map(|name| Note {
            check: "doubled_column".to_string(),
            key: name.to_string(),
            severity: Severity::Note,
            message: format!("several columns are called '{name}'; none of them is read"),
            rows: 0,
        });
        self.staged.notes.extend(doubled);
        for (measure, refused) in &plan.missing {
            self.reject_missing(*measure, refused);
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
                self.reject(Fault::DamagedFile, &unreadable(&error));
            }
        }
        let written = output.finish()?;
        self.covered = written.covered;
        self.staged.cells = written.cells;
        self.staged.repeats = written.repeats;
        self.staged.held = written.held;
        self.staged.unheld = written.unheld;
        let report = self.losses.report(plan, &written.periods);
        self.staged.notes.extend(report.notes);
        if let Some((one, other)) = written.twins.first() {
            let rows = written.twins.len() as u64;
            self.staged.notes.push(Note {
                check: "duplicate_key".to_string(),
                key: format!("lines {one} and {other}"),
                severity: Severity::Note,
                message: format!(
                    "{rows} figures appear twice and are the same, first in lines {one} and \
                     {other}; each is used once"
                ),
                rows,
            });
        }
        self.staged.notes.extend(self.names.notes(&plan.areas));
        for (measures, Refused { fault, message }) in report.stops {
            let message = format!("{} {message}", self.published.file);
            self.push(&measures, (fault, None), message);
        }
        for (lost, message) in report.gaps.into_iter().chain(written.gaps) {
            let message = format!("{}: {message}", self.published.file);
            self.push(&[], (lost.fault, Some(lost.periods)), message);
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
        let reported = lost.flatten().copied().collect();
        let Self { seen, met, covered, .. } = self;
        let once = Once { plan, seen, met: *met, covered, reported };
        let missing = once.missing(again);
        self.staged.notes.extend(missing.notes);
        for MissingPart { measures, lost, message } in missing.lost {
            let message = format!("{}: {message}", self.published.file);
            self.push(&measures, (lost.fault, Some(lost.periods)), message);
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
            let line = before + problem.line + 1;
            let message = format!("{} line {line}: {}", self.published.file, problem.message);
            self.push(&[], (Fault::DamagedFile, None), message);
            return Ok(false);
        }
        Ok(true)
    }

    /// Stops every measure.
    pub fn reject(&mut self, fault: Fault, message: &str) {
        self.push(&[], (fault, None), format!("{}: {message}", self.published.file));
    }

    /// Names what is wrong; of all measures where none is named. They stop, unless it is periods
    /// or another part that is lost.
    fn push(
        &mut self,
        measures: &[u16],
        (fault, lost): (Fault, Option<Vec<i32>>),
        message: String,
    ) {
        let id = |place: &u16| Some(self.catalogue.measures.get(usize::from(*place))?.id.clone());
        let mut named: Vec<String> = measures.iter().filter_map(id).collect();
        if named.is_empty() {
            named = self.all_measures();
        }
        self.staged.rejections.push(Rejection {
            data_set: self.published.data_set.id.clone(),
            version: self.published.version.to_string(),
            measures: named,
            fault,
            lost,
            message,
        });
    }

    fn all_measures(&self) -> Vec<String> {
        let id = &self.published.data_set.id;
        let read = self.catalogue.measures.iter().filter(|m| m.reads(id));
        read.map(|m| m.id.clone()).collect()
    }

    /// Stops a measure of which a column cannot be read.
    fn reject_missing(&mut self, measure: u16, refused: &Refused) {
        if self.stopped.contains(&measure) {
            return;
        }
        self.stopped.push(measure);
        let message = format!("{}: {}", self.published.file, refused.message);
        self.push(&[measure], (refused.fault, None), message);
    }
}

pub fn unreadable(error: &io::Error) -> String {
    format!("the file cannot be read to its end ({error}): it is damaged, fetch it again")
}

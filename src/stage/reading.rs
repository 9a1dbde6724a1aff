//! One file on its way into cells: what its pieces yielded is joined in their order, and
//! what stops is told with its line.

use super::builder::CellsBuilder;
use super::merge;
use super::pieces::Pieces;
use super::plan::FilePlan;
use super::row::{PieceRead, StagedCell, read_piece};
use super::side_by_side::in_order;
use super::{Published, Rejection, Sink, StageError, Staged};
use crate::catalogue::Catalogue;
use std::collections::HashSet;
use std::io::{self, Read};

/// Rows in a batch that is handed on.
const BATCH_ROWS: usize = 8192;

/// The state of reading one file.
pub struct Reading<'a> {
    published: &'a Published<'a>,
    catalogue: &'a Catalogue,
    pub staged: Staged,
    /// Lines of the pieces that were taken, the header's among them.
    pub lines: u64,
    stopped: Vec<u16>,
}

impl<'a> Reading<'a> {
    pub fn new(published: &'a Published<'a>, catalogue: &'a Catalogue) -> Self {
        Self { published, catalogue, staged: Staged::default(), lines: 0, stopped: Vec::new() }
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
                self.reject(&unreadable(&error));
            }
        }
        (self.staged.cells, self.staged.repeats) = output.finish()?;
        Ok(())
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
        // What stopped in an earlier piece yields nothing more in a later one.
        let going = |cell: &StagedCell| !self.stopped.contains(&cell.measure);
        for mut cell in read.cells.into_iter().filter(going) {
            cell.line += before + 1;
            output.push(cell)?;
        }
        for problem in read.problems {
            let line = before + problem.line + 1;
            let message = format!("line {line}: {}", problem.message);
            match problem.measure {
                Some(measure) => self.reject_one_at(measure, &message),
                None => {
                    self.reject_at(&message);
                    return Ok(false);
                }
            }
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
        let id = &self.published.data_set.id;
        let read = self.catalogue.measures.iter().filter(|m| m.reads(id));
        let measures = read.map(|m| m.id.clone()).collect();
        self.staged.rejections.push(Rejection {
            data_set: id.clone(),
            version: self.published.version.to_string(),
            measures,
            column_missing: false,
            message,
        });
    }

    pub fn reject_missing(&mut self, measure: u16, message: &str) {
        self.push_one(measure, true, format!("{}: {message}", self.published.file));
    }

    fn reject_one_at(&mut self, measure: u16, message: &str) {
        self.push_one(measure, false, format!("{} {message}", self.published.file));
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
            message,
        });
    }
}

/// Cells on their way into batches; those that must be joined first wait for the end.
struct Output<'p, 's> {
    plan: &'p FilePlan<'p>,
    builder: CellsBuilder,
    waiting: Option<Vec<StagedCell>>,
    sink: &'p mut Sink<'s>,
    pushed: u64,
    /// Measure, cohort, area and period of what was handed on.
    keys: HashSet<(u16, u16, u32, i32)>,
    repeats: bool,
}

impl<'p, 's> Output<'p, 's> {
    fn new(published: &Published<'_>, plan: &'p FilePlan<'p>, sink: &'p mut Sink<'s>) -> Self {
        let joins = plan.kinds.is_some() || plan.largest.is_some() || plan.layout.summed;
        Self {
            plan,
            builder: CellsBuilder::new(&published.data_set.id, published.version),
            waiting: joins.then(Vec::new),
            sink,
            pushed: 0,
            keys: HashSet::new(),
            repeats: false,
        }
    }

    fn push(&mut self, cell: StagedCell) -> Result<(), StageError> {
        match &mut self.waiting {
            Some(waiting) => {
                waiting.push(cell);
                Ok(())
            }
            None => self.write(&cell),
        }
    }

    fn write(&mut self, cell: &StagedCell) -> Result<(), StageError> {
        self.builder.push(cell, self.plan);
        self.pushed += 1;
        self.repeats |= !self.keys.insert((cell.measure, cell.cohort, cell.area, cell.period));
        if self.builder.len() >= BATCH_ROWS {
            (self.sink)(self.builder.finish()?)?;
        }
        Ok(())
    }

    /// How many cells were handed on, and whether any stands twice.
    fn finish(mut self) -> Result<(u64, bool), StageError> {
        if let Some(waiting) = self.waiting.take() {
            let rule = merge::Rule {
                kinds: self.plan.kinds.is_some(),
                largest: self.plan.largest.is_some(),
                summed: self.plan.layout.summed,
            };
            for cell in merge::join(waiting, rule) {
                self.write(&cell)?;
            }
        }
        if self.builder.len() > 0 {
            (self.sink)(self.builder.finish()?)?;
        }
        Ok((self.pushed, self.repeats))
    }
}

pub fn unreadable(error: &io::Error) -> String {
    format!("the file cannot be read to its end ({error}): it is damaged, fetch it again")
}

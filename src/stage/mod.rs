//! Published CSV → cells: one row a measure, cohort, area and period, whatever
//! the layout of the file. A layout is resolved once a file into a plan; the file
//! is then read in pieces of whole records, side by side, and what the pieces
//! yield is joined in their order, so the result does not depend on the threads.

mod areas;
mod builder;
mod cell;
mod layout;
mod merge;
mod pieces;
mod plan;
mod record;
mod row;
mod side_by_side;
pub mod suppression;
#[cfg(test)]
mod tests;

pub use builder::{CELLS, schema};

use crate::catalogue::{Catalogue, DataSet};
use crate::source::{Snapshot, SourceError};
use builder::CellsBuilder;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::error::ArrowError;
use layout::Header;
use pieces::{PIECE, Pieces};
use plan::FilePlan;
use record::Records;
use row::{PieceRead, StagedCell, read_piece};
use side_by_side::in_order;
use std::collections::HashSet;
use std::io::{self, Read};

/// Rows in a batch that is handed on.
const BATCH_ROWS: usize = 8192;

/// Why a measure, or every measure of a data set, could not be staged.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Rejection {
    /// Data set.
    pub data_set: String,
    /// Version of the file at fault.
    pub version: String,
    /// Measures that stop.
    pub measures: Vec<String>,
    /// Whether the file merely lacks a column of theirs.
    pub column_missing: bool,
    /// What is wrong, where, and what to edit.
    pub message: String,
}

impl Rejection {
    /// The check that it failed, by what its message says.
    #[must_use]
    pub fn check(&self) -> &'static str {
        let says = |words: &str| self.message.contains(words);
        match () {
            () if says("fits no layout") => "unknown_layout",
            () if says("stands twice") => "duplicate_key",
            () if says("is missing") => "missing_column",
            () if says("SEN label") => "unknown_label",
            () if says("area code") => "unknown_area",
            () if says("known symbol") => "unknown_symbol",
            () if says("damaged") => "damaged_file",
            () if says("is not a period") => "unknown_period",
            () => "rejected",
        }
    }
}

/// What staging one file came to.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Staged {
    /// Rows of the published file that were read.
    pub rows: u64,
    /// Cells that were handed on.
    pub cells: u64,
    /// Whether any measure, cohort, area and period stands twice.
    pub repeats: bool,
    /// Name of the layout that the header fits.
    pub layout: String,
    /// First and last period seen, as starting years.
    pub periods: Option<(i32, i32)>,
    /// Measures that stopped.
    pub rejections: Vec<Rejection>,
    /// What was kept back of a local data set.
    #[serde(skip)]
    pub kept_back: Option<KeptBack>,
}

/// What suppression did to a local data set.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct KeptBack {
    /// SHA-256 of the figures that are left.
    pub sha256: String,
    /// Figures in all.
    pub figures: usize,
    /// Of them, figures that are not written.
    pub lost: usize,
    /// Measures for which nothing could be decided: shares without numbers of children.
    pub undecided: Vec<String>,
}

/// Says by sixteen digits in which way the figures of a data set are staged: figures that were
/// staged from the same bytes in the same way are the same. Grows with every change here
/// that stages a figure differently.
const WAY: u32 = 2;

/// The way in which `snapshot` is staged: by what of the catalogue it rests on.
#[must_use]
pub fn way_of(snapshot: &Snapshot, catalogue: &Catalogue) -> String {
    let Catalogue { cohorts, labels, symbols, areas, .. } = catalogue;
    let data_set = catalogue.data_sets.get(&snapshot.data_set);
    let measures: Vec<_> =
        catalogue.measures.iter().filter(|m| m.reads(&snapshot.data_set)).collect();
    let (file, version) = (&snapshot.file, &snapshot.version);
    let told = format!(
        "{WAY} {} {file} {version} {data_set:?} {measures:?} {cohorts:?} {labels:?} {symbols:?} \
         {areas:?}",
        env!("CARGO_PKG_VERSION")
    );
    crate::source::sha256(told.as_bytes()).chars().take(16).collect()
}

/// A failure that is not the input's fault.
#[derive(Debug, thiserror::Error)]
pub enum StageError {
    /// The source went away.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A batch could not be built or written.
    #[error("cannot write staged figures: {0}")]
    Write(String),
}

impl From<ArrowError> for StageError {
    fn from(error: ArrowError) -> Self {
        Self::Write(error.to_string())
    }
}

/// Where batches of cells go.
pub type Sink<'a> = dyn FnMut(RecordBatch) -> Result<(), StageError> + 'a;

/// What a header lets be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeaderFit {
    /// Measures whose columns are all there.
    pub readable: Vec<String>,
    /// What is missing of the others, and what to edit.
    pub missing: Vec<String>,
}

/// Holds a header against the layouts and measures of a data set, before a file is read.
///
/// # Errors
/// It fits no layout: which column the nearest one lacks, and what to edit.
pub fn header_fit(
    header: &[String],
    data_set: &DataSet,
    catalogue: &Catalogue,
) -> Result<HeaderFit, String> {
    let names = header.iter().map(|name| name.trim().to_string()).collect();
    let plan = FilePlan::new(Header { names }, data_set, catalogue)?;
    let id = |place: u16| catalogue.measures.get(usize::from(place)).map(|m| m.id.clone());
    let mut places: Vec<u16> =
        plan.ways.iter().flat_map(|way| way.measures.iter().map(|m| m.measure)).collect();
    places.sort_unstable();
    places.dedup();
    Ok(HeaderFit {
        readable: places.into_iter().filter_map(id).collect(),
        missing: plan.missing.into_iter().map(|(_, message)| message).collect(),
    })
}

/// Reads one snapshot on `threads` threads and gives its cells to `sink` in
/// batches of [`schema`].
///
/// Bad input stops the measures it touches and is reported in
/// [`Staged::rejections`]; cells of a measure that stopped late may already
/// have been handed on and must be dropped by the caller.
///
/// # Errors
/// Only for what is not the input's fault: a source that went away, a full disk.
pub fn stage(
    snapshot: &Snapshot,
    catalogue: &Catalogue,
    threads: usize,
    sink: &mut Sink<'_>,
) -> Result<Staged, StageError> {
    let Some(data_set) = catalogue.data_sets.get(&snapshot.data_set) else {
        return Ok(Staged::default());
    };
    let published = Published { file: &snapshot.file, version: &snapshot.version, data_set };
    stage_bytes(&published, snapshot.open()?, catalogue, threads, sink)
}

/// Which file is read, for messages and for the columns of provenance.
#[derive(Debug, Clone, Copy)]
pub struct Published<'a> {
    /// Name of the file.
    pub file: &'a str,
    /// Version of the data set.
    pub version: &'a str,
    /// The data set.
    pub data_set: &'a DataSet,
}

/// As [`stage`], from any reader.
///
/// # Errors
/// As [`stage`].
pub fn stage_bytes(
    published: &Published<'_>,
    reader: impl Read + Send,
    catalogue: &Catalogue,
    threads: usize,
    sink: &mut Sink<'_>,
) -> Result<Staged, StageError> {
    let mut reading = Reading::new(published, catalogue);
    let mut pieces = Pieces::new(reader);
    // A first piece of modest size, so that small files need no large buffers.
    let first = match pieces.next(Vec::new(), PIECE >> 3) {
        Ok(Some(piece)) => piece,
        Ok(None) => {
            reading.reject("the file is empty: fetch it again");
            return Ok(reading.staged);
        }
        Err(error) => {
            reading.reject(&unreadable(&error));
            return Ok(reading.staged);
        }
    };
    let start = if first.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let (header, body, lines) = header_of(&first[start..]);
    let plan = match FilePlan::new(header, published.data_set, catalogue) {
        Ok(plan) => plan,
        Err(message) => {
            reading.reject(&message);
            return Ok(reading.staged);
        }
    };
    reading.staged.layout.clone_from(&plan.layout.id);
    for (measure, message) in &plan.missing {
        reading.reject_missing(*measure, message);
    }
    reading.lines = lines;
    reading.read_rows(&plan, &first[start + body..], &mut pieces, (threads, PIECE), sink)?;
    let silent = reading.staged.cells == 0 && reading.staged.rejections.is_empty();
    if silent && plan.reads_measures() {
        let message = plan.nothing_fits(&first[start + body..]);
        reading.reject(&message);
    }
    Ok(reading.staged)
}

/// The header, the bytes and the lines that it takes.
fn header_of(piece: &[u8]) -> (Header, usize, u64) {
    let mut records = Records::new(piece);
    let names = match records.next() {
        Some(record) => (0..record.len())
            .map(|i| String::from_utf8_lossy(record.field(i)).trim().to_string())
            .collect(),
        None => Vec::new(),
    };
    (Header { names }, records.passed(), records.lines())
}

fn unreadable(error: &io::Error) -> String {
    format!("the file cannot be read to its end ({error}): it is damaged, fetch it again")
}

/// The state of reading one file.
struct Reading<'a> {
    published: &'a Published<'a>,
    catalogue: &'a Catalogue,
    staged: Staged,
    /// Lines of the pieces that were taken, the header's among them.
    lines: u64,
    stopped: Vec<u16>,
}

impl<'a> Reading<'a> {
    fn new(published: &'a Published<'a>, catalogue: &'a Catalogue) -> Self {
        Self { published, catalogue, staged: Staged::default(), lines: 0, stopped: Vec::new() }
    }

    /// Reads the first rows and all that follow, in pieces of `size` bytes.
    fn read_rows<R: Read + Send>(
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

    fn reject(&mut self, message: &str) {
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

    fn reject_missing(&mut self, measure: u16, message: &str) {
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

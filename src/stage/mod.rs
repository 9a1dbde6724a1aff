//! Published CSV → cells: one row a measure, cohort, area and period, whatever
//! the layout of the file. A layout is resolved once a file into a plan; the file
//! is then read in pieces of whole records, side by side, and what the pieces
//! yield is joined in their order, so the result does not depend on the threads.

mod advice;
mod areas;
mod builder;
mod cell;
mod census;
mod choice;
mod columns;
mod covered;
mod fields;
mod gaps;
mod identity;
mod labels;
mod layout;
mod loss_words;
mod losses;
mod merge;
mod misfit;
mod named_period;
mod offer;
mod others;
mod output;
mod pieces;
mod plan;
mod reading;
mod record;
mod rejection;
mod row;
mod side_by_side;
mod silent;
mod span;
mod staged_cell;
pub mod suppression;
mod tally;
#[cfg(test)]
mod tests;
mod way;
mod wholes;

pub use builder::schema;
pub use losses::{Note, Severity};
pub use offer::offers;
pub use rejection::{Fault, Rejection};
pub use way::way_of;

use crate::catalogue::{Catalogue, DataSet};
use crate::source::{self, Described, Snapshot, SourceError};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::error::ArrowError;
use layout::Header;
use pieces::{PIECE, Pieces};
use plan::FilePlan;
use reading::{Reading, unreadable};
use record::Records;
use rejection::Refused;
use std::io::Read;

/// What staging one file came to.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Staged {
    /// Rows of the published file that were read.
    pub rows: u64,
    /// Cells that were handed on.
    pub cells: u64,
    /// Whether any measure, cohort, area and period appears twice.
    pub repeats: bool,
    /// Name of the layout that the header fits.
    pub layout: String,
    /// First and last period seen, as starting years.
    pub periods: Option<(i32, i32)>,
    /// Filters that were held at their total.
    pub held: Vec<String>,
    /// Why several rows have one key, where filters without a total part them.
    pub unheld: String,
    /// What else to report about the file.
    pub notes: Vec<Note>,
    /// Measures that stopped, and what the others lack.
    pub rejections: Vec<Rejection>,
    /// What was suppressed in a local data set.
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

/// A failure that is not the input's fault.
#[derive(Debug, thiserror::Error)]
pub enum StageError {
    /// The source went away, or its bytes are not those of its checksum.
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
    let names: Vec<String> = header.iter().map(|name| name.trim().to_string()).collect();
    let plan = FilePlan::new(Header::new(&names), data_set, catalogue).map_err(|r| r.message)?;
    let id = |place: u16| catalogue.measures.get(usize::from(place)).map(|m| m.id.clone());
    let mut places: Vec<u16> =
        plan.ways.iter().flat_map(|way| way.measures.iter().map(|m| m.measure)).collect();
    places.sort_unstable();
    places.dedup();
    Ok(HeaderFit {
        readable: places.into_iter().filter_map(id).collect(),
        missing: plan.missing.into_iter().map(|(_, refused)| refused.message).collect(),
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
    let mut reader = snapshot.checked()?;
    let again = || snapshot.open().ok();
    let staged = stage_read(
        (&published, &snapshot.described),
        (&mut reader, &again),
        catalogue,
        threads,
        sink,
    )?;
    // Bytes that are not those that were fetched are reported as such, not by what they contain.
    reader.finish()?;
    Ok(staged)
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

/// As [`stage`], from any reader that is read once: what is missing is not explained.
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
    stage_read((published, &Described::default()), (reader, &|| None), catalogue, threads, sink)
}

/// Opens a file a second time.
type Again<'a> = dyn Fn() -> Option<Box<dyn Read + Send>> + 'a;

fn stage_read(
    (published, described): (&Published<'_>, &Described),
    (reader, again): (impl Read + Send, &Again<'_>),
    catalogue: &Catalogue,
    threads: usize,
    sink: &mut Sink<'_>,
) -> Result<Staged, StageError> {
    let mut reading = Reading::new(published, catalogue);
    let mut pieces = Pieces::new(reader);
    let Some(first) = first_piece(&mut pieces, &mut reading) else { return Ok(reading.staged) };
    let Head { header, bytes, lines } = header_of(&first);
    let rows = &first[bytes..];
    let plan = match plan_of(header, (published, described), rows, catalogue) {
        Ok(plan) if plan.reads_measures() => plan,
        // That it is not a table at all says more than the columns that it lacks.
        other => match (source::no_table(&first), other) {
            (None, Ok(plan)) => plan,
            (Some(what), _) => {
                reading.reject(Fault::FileForm, &format!("no table: {what}"));
                return Ok(reading.staged);
            }
            (None, Err(Refused { fault, message })) => {
                reading.reject(fault, &message);
                return Ok(reading.staged);
            }
        },
    };
    reading.begin(&plan, lines);
    reading.read_rows(&plan, rows, &mut pieces, (threads, PIECE), sink)?;
    // A column that is missing as well does not excuse labels that fit no row.
    let silent = reading.staged.cells == 0
        && reading.staged.rejections.iter().all(|r| r.fault.is_of_a_column());
    if silent && plan.reads_measures() {
        let Refused { fault, message } = plan.nothing_used(rows);
        reading.reject(fault, &message);
    } else if reading.staged.cells > 0 {
        reading.name_gaps(&plan, again);
    }
    Ok(reading.staged)
}

/// The beginning of a file, of modest size, so that small files need no large buffers; what keeps it
/// from being read is reported.
fn first_piece<R: Read + Send>(
    pieces: &mut Pieces<R>,
    reading: &mut Reading<'_>,
) -> Option<Vec<u8>> {
    match pieces.next(Vec::new(), PIECE >> 3) {
        Ok(Some(piece)) => return Some(piece),
        Ok(None) => reading.reject(Fault::DamagedFile, "the file is empty: fetch it again"),
        Err(error) => reading.reject(Fault::DamagedFile, &unreadable(&error)),
    }
    None
}

/// How a file with this header and these first rows is read.
fn plan_of<'a>(
    header: Header,
    (published, described): (&Published<'a>, &Described),
    rows: &[u8],
    catalogue: &'a Catalogue,
) -> Result<FilePlan<'a>, Refused> {
    let plan = FilePlan::new(header, published.data_set, catalogue)?;
    Ok(plan.named(published.file)?.watching(rows, described))
}

/// The first record of a file.
struct Head {
    header: Header,
    /// How many bytes it takes.
    bytes: usize,
    /// How many lines it takes.
    lines: u64,
}

fn header_of(piece: &[u8]) -> Head {
    let mut records = Records::new(piece);
    let names = match records.next() {
        Some(record) => (0..record.len())
            .map(|i| String::from_utf8_lossy(record.field(i)).trim().to_string())
            .collect(),
        None => Vec::new(),
    };
    Head { header: Header::new(&names), bytes: records.passed(), lines: records.lines() }
}

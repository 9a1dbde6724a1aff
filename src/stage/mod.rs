//! Published CSV → cells: one row a measure, cohort, area and period, whatever
//! the layout of the file. Rows are read one at a time and handed on in batches.

mod builder;
mod cell;
mod layout;

pub use builder::{CELLS, schema};

use crate::catalogue::{Catalogue, DataSet, Measure, nearest};
use crate::source::{Snapshot, SourceError};
use builder::{CellRow, CellsBuilder};
use cell::{Cell, read_cell};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::error::ArrowError;
use layout::{Columns, RowPlace};

/// Rows in a batch that is handed on.
const BATCH_ROWS: usize = 8192;

/// Why a measure, or every measure of a data set, could not be staged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// Data set.
    pub data_set: String,
    /// Measures that stop.
    pub measures: Vec<String>,
    /// What is wrong, where, and what to edit.
    pub message: String,
}

/// What staging one data set came to.
#[derive(Debug, Default)]
pub struct Staged {
    /// Rows of the published file that were read.
    pub rows: u64,
    /// First and last period seen, as starting years.
    pub periods: Option<(i32, i32)>,
    /// Measures that stopped.
    pub rejections: Vec<Rejection>,
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

/// Reads one snapshot and gives its cells to `sink` in batches of [`schema`].
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
    sink: &mut dyn FnMut(RecordBatch) -> Result<(), StageError>,
) -> Result<Staged, StageError> {
    let mut staged = Staged::default();
    let Some(data_set) = catalogue.data_sets.get(&snapshot.data_set) else { return Ok(staged) };
    let mut reader = csv::ReaderBuilder::new().from_reader(skip_byte_order_mark(snapshot.open()?));
    let wanted: Vec<&Measure> = catalogue
        .measures
        .iter()
        .filter(|m| m.data_set == data_set.id && !m.cohorts.is_empty())
        .collect();
    let reject_all = |message: String| Rejection {
        data_set: data_set.id.clone(),
        measures: wanted.iter().map(|m| m.id.clone()).collect(),
        message,
    };
    let columns = match reader.headers().map_err(|e| e.to_string()).and_then(|header| {
        Columns::of(header, data_set, &wanted)
            .map_err(|message| format!("{}: {message}", snapshot.file))
    }) {
        Ok(columns) => columns,
        Err(message) => {
            staged.rejections.push(reject_all(message));
            return Ok(staged);
        }
    };
    for (measure, message) in &columns.missing {
        staged.rejections.push(reject_one(
            data_set,
            measure,
            format!("{}: {message}", snapshot.file),
        ));
    }
    let mut active: Vec<bool> = columns.measures.iter().map(Option::is_some).collect();
    let mut builder = CellsBuilder::new(&snapshot.data_set, &snapshot.version);
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                let message = format!(
                    "{}: {error}; the file is cut short or damaged: fetch it again",
                    snapshot.file
                );
                staged.rejections.push(reject_all(message));
                return Ok(staged);
            }
        }
        staged.rows += 1;
        let line = record.position().map_or(0, csv::Position::line);
        let place = match columns.place(&record, data_set, catalogue) {
            Ok(Some(place)) => place,
            Ok(None) => continue,
            Err(message) => {
                let message = format!("{} line {line}: {message}", snapshot.file);
                staged.rejections.push(reject_all(message));
                return Ok(staged);
            }
        };
        let start = place.period.start;
        staged.periods = Some(
            staged
                .periods
                .map_or((start, start), |(first, last)| (first.min(start), last.max(start))),
        );
        for (index, measure) in wanted.iter().enumerate() {
            let Some(read) = columns.measures[index].as_ref().filter(|_| active[index]) else {
                continue;
            };
            if !measure.cohorts.contains(&place.cohort) {
                continue;
            }
            match read_row(&record, read, catalogue) {
                Ok(figures) => builder.push(&CellRow { measure, place: &place, line, figures }),
                Err(message) => {
                    active[index] = false;
                    let message = format!("{} line {line}: {message}", snapshot.file);
                    staged.rejections.push(reject_one(data_set, &measure.id, message));
                }
            }
        }
        if builder.len() >= BATCH_ROWS {
            sink(builder.finish()?)?;
        }
    }
    if builder.len() > 0 {
        sink(builder.finish()?)?;
    }
    Ok(staged)
}

/// The cells of one measure in one published row.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    pub value: Cell,
    pub numerator: Cell,
    pub denominator: Cell,
    pub lower: Cell,
    pub upper: Cell,
}

fn read_row(
    record: &csv::StringRecord,
    columns: &layout::MeasureColumns,
    catalogue: &Catalogue,
) -> Result<Figures, String> {
    let cell = |column: Option<usize>| match column {
        None => Ok(Cell::default()),
        Some(index) => {
            let text = record.get(index).unwrap_or_default();
            read_cell(text, catalogue).map_err(|known| {
                let name = columns.names.get(&index).map_or("", String::as_str);
                format!(
                    "column '{name}' holds '{text}', which is neither a number nor a known symbol{known}; \
                     if the publisher now prints it, add it to catalogue/symbols.toml"
                )
            })
        }
    };
    Ok(Figures {
        value: cell(columns.value)?,
        numerator: cell(columns.numerator)?,
        denominator: cell(columns.denominator)?,
        lower: cell(columns.lower)?,
        upper: cell(columns.upper)?,
    })
}

fn reject_one(data_set: &DataSet, measure: &str, message: String) -> Rejection {
    Rejection { data_set: data_set.id.clone(), measures: vec![measure.to_string()], message }
}

/// Some publishers' files open with a byte-order mark, which is no part of the first column's name.
fn skip_byte_order_mark(mut reader: Box<dyn std::io::Read + Send>) -> impl std::io::Read {
    use std::io::Read;
    let mut start = Vec::with_capacity(3);
    // A file that cannot be read here fails again, with its error, when the header is read.
    let _ = reader.by_ref().take(3).read_to_end(&mut start);
    if start == b"\xef\xbb\xbf" {
        start.clear();
    }
    std::io::Cursor::new(start).chain(reader)
}

/// The text that `nearest` finds among the names of a header.
fn nearest_column(name: &str, header: &csv::StringRecord) -> String {
    nearest(name, header.iter())
}

pub(crate) type Place = RowPlace;

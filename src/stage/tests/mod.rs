//! The loader on small files of every kind of layout, and on what damage makes of them.

mod corpus;
mod damage;
mod described;
mod gaps;
mod layouts;
mod meaning;
mod odd_rows;
mod records;
mod sums;
mod tiers;

use super::{Again, Published, Rejection, StageError, Staged, stage_read};
use crate::catalogue::Catalogue;
use crate::source::Described;
use datafusion::arrow::array::{Array, AsArray, Float64Array, RecordBatch};
use datafusion::arrow::datatypes::Float64Type;
use std::io::Read;

/// What a file yields: its cells, and what stopped.
#[derive(Debug, PartialEq)]
struct Yield {
    batches: Vec<RecordBatch>,
    rejections: Vec<Rejection>,
    rows: u64,
}

impl Yield {
    fn text(&self, row: usize, column: &str) -> String {
        let array = self.batches[0].column_by_name(column).unwrap().as_string::<i32>();
        if array.is_null(row) { String::new() } else { array.value(row).to_string() }
    }

    fn number(&self, row: usize, column: &str) -> Option<f64> {
        let array: &Float64Array =
            self.batches[0].column_by_name(column).unwrap().as_primitive::<Float64Type>();
        array.is_valid(row).then(|| array.value(row))
    }

    /// `measure cohort area period value numerator/denominator symbol` of each cell.
    fn lines(&self) -> Vec<String> {
        let rows = self.batches.iter().map(RecordBatch::num_rows).sum();
        let number = |row, column| self.number(row, column).map_or("-".into(), |n| n.to_string());
        (0..rows)
            .map(|row| {
                format!(
                    "{} {} {} {} {} {}/{} {}",
                    self.text(row, "measure_id"),
                    self.text(row, "cohort"),
                    self.text(row, "area_code"),
                    self.text(row, "period"),
                    number(row, "value"),
                    number(row, "numerator"),
                    number(row, "denominator"),
                    self.text(row, "symbol"),
                )
                .trim_end()
                .to_string()
            })
            .collect()
    }
}

/// The lines of a file, and all that is reported of it.
struct Staging {
    lines: Vec<String>,
    staged: Staged,
}

fn staging(catalogue: &Catalogue, data_set: &str, text: &[u8]) -> Staging {
    let (found, staged) = staged(catalogue, data_set, text, (1, true));
    Staging { lines: found.lines(), staged }
}

fn load(catalogue: &Catalogue, data_set: &str, text: &[u8], threads: usize) -> Yield {
    staged(catalogue, data_set, text, (threads, false)).0
}

fn staged(
    catalogue: &Catalogue,
    data_set: &str,
    text: &[u8],
    (threads, twice): (usize, bool),
) -> (Yield, Staged) {
    let mut batches = Vec::new();
    let mut sink = |batch: RecordBatch| -> Result<(), StageError> {
        batches.push(batch);
        Ok(())
    };
    let published =
        Published { file: "file.csv", version: "1", data_set: &catalogue.data_sets[data_set] };
    let again = || Some(Box::new(std::io::Cursor::new(text.to_vec())) as Box<dyn Read + Send>);
    let again: &Again<'_> = if twice { &again } else { &|| None };
    let (published, described) = (&published, &Described::default());
    let staged =
        stage_read((published, described), (text, again), catalogue, threads, &mut sink).unwrap();
    let rejections = staged.rejections.clone();
    (Yield { batches, rejections, rows: staged.rows }, staged)
}

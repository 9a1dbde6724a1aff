//! The plotted values of a picture as CSV that no spreadsheet takes for formulas.

use crate::inert::inert_row;

/// A table in the making.
pub(super) struct Table(csv::Writer<Vec<u8>>);

impl Table {
    /// With its header.
    pub(super) fn new(header: &[&str]) -> Self {
        let mut table = Self(csv::Writer::from_writer(Vec::new()));
        // Writing to memory cannot fail.
        let _ = table.0.write_record(header);
        table
    }

    /// Adds a row; text that would start a formula is made inert, numbers stay.
    pub(super) fn row(&mut self, cells: &[&str]) {
        let _ = self.0.write_record(&inert_row(cells.iter().copied()));
    }

    /// The whole text.
    pub(super) fn text(self) -> String {
        self.0.into_inner().ok().and_then(|b| String::from_utf8(b).ok()).unwrap_or_default()
    }
}

/// A number as written by Rust, empty where there is none.
pub(super) fn number(value: Option<f64>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

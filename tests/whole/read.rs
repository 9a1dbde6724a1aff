//! Single cells of a result, for tests that look at a few of them: a column that is not there stops
//! the test.

use send_outcomes::engine::{Cell, Rows};

pub trait Read {
    /// A cell that may be null.
    fn cell<T: Cell>(&self, row: usize, column: &str) -> Option<T>;

    /// A text, or nothing where it is null.
    fn maybe_text(&self, row: usize, column: &str) -> Option<String>;

    /// A text, empty where it is null.
    fn text(&self, row: usize, column: &str) -> String {
        self.maybe_text(row, column).unwrap_or_default()
    }

    /// A number, or nothing where it is null.
    fn number(&self, row: usize, column: &str) -> Option<f64> {
        self.cell(row, column)
    }

    /// A whole number, 0 where it is null.
    fn integer(&self, row: usize, column: &str) -> i32 {
        self.cell(row, column).unwrap_or_default()
    }

    /// A list of texts, empty where it is null.
    fn list(&self, row: usize, column: &str) -> Vec<String> {
        self.cell(row, column).unwrap_or_default()
    }
}

impl Read for Rows {
    fn cell<T: Cell>(&self, row: usize, column: &str) -> Option<T> {
        self.column::<Option<T>>(column).and_then(|cells| cells.at(row)).unwrap()
    }

    fn maybe_text(&self, row: usize, column: &str) -> Option<String> {
        // A truth value is looked at as a text too.
        match self.column::<Option<bool>>(column) {
            Ok(truths) => truths.at(row).unwrap().map(|truth| truth.to_string()),
            Err(_) => self.cell(row, column),
        }
    }
}

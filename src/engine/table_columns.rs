//! Small tables, column by column.

use super::error::EngineError;
use datafusion::arrow::array::{ArrayRef, Float64Array, Int32Array, RecordBatch, StringArray};
use datafusion::execution::context::SessionContext;
use std::sync::Arc;

/// The columns of a table.
pub(super) struct Columns(Vec<(&'static str, ArrayRef)>);

impl Columns {
    /// None yet.
    pub(super) fn new() -> Self {
        Self(Vec::new())
    }

    /// One of texts.
    pub(super) fn text<S: AsRef<str>>(
        mut self,
        name: &'static str,
        values: impl Iterator<Item = S>,
    ) -> Self {
        let array: StringArray = values.map(|v| Some(v.as_ref().to_string())).collect();
        self.0.push((name, Arc::new(array)));
        self
    }

    /// One of whole numbers.
    pub(super) fn integer(mut self, name: &'static str, values: impl Iterator<Item = i32>) -> Self {
        self.0.push((name, Arc::new(Int32Array::from_iter_values(values))));
        self
    }

    /// One of numbers.
    pub(super) fn number(mut self, name: &'static str, values: impl Iterator<Item = f64>) -> Self {
        self.0.push((name, Arc::new(Float64Array::from_iter_values(values))));
        self
    }

    /// One of numbers that some rows lack.
    pub(super) fn maybe_number(
        mut self,
        name: &'static str,
        values: impl Iterator<Item = Option<f64>>,
    ) -> Self {
        self.0.push((name, Arc::new(values.collect::<Float64Array>())));
        self
    }

    /// Registers them as `table`.
    ///
    /// # Errors
    /// They differ in length, or there is such a table.
    pub(super) fn register(self, context: &SessionContext, table: &str) -> Result<(), EngineError> {
        let batch =
            RecordBatch::try_from_iter(self.0).map_err(|e| EngineError::Table(e.to_string()))?;
        context.register_batch(table, batch)?;
        Ok(())
    }
}

/// The place of each id among all, as text is sorted: a number that queries sort and join by
/// in its stead.
pub(super) fn ranks<'a>(ids: impl Iterator<Item = &'a str>) -> impl Iterator<Item = i32> {
    let ids: Vec<&str> = ids.collect();
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    ids.into_iter().map(move |id| sorted.partition_point(|other| *other < id) as i32)
}

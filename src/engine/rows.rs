//! Rows of a query by column name, for code that puts them into words and pictures.

use super::columns::complete;
use super::{EngineError, Layer, Purpose, Workers, address_of, query, run_query};
use crate::threads::joined;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::compute::{cast, concat_batches};
use datafusion::arrow::datatypes::{DataType, Float64Type};
use datafusion::execution::context::SessionContext;
use datafusion::prelude::ParquetReadOptions;
use std::collections::HashMap;
use std::path::Path;

/// All rows of one query. A row that is not there reads as null. A column must be there, of the kind
/// that is asked for: a file in the place of a built-in one is refused without it
/// (`engine/columns.rs`), and a built-in one without it fails every test that reads it.
#[derive(Debug, Default)]
pub struct Rows {
    texts: HashMap<String, ArrayRef>,
    numbers: HashMap<String, ArrayRef>,
    lists: HashMap<String, ArrayRef>,
    len: usize,
}

impl Rows {
    /// Runs `sql` and holds what it gives.
    ///
    /// # Errors
    /// The statement does not parse, plan or run.
    pub async fn of(context: &SessionContext, sql: &str) -> Result<Self, EngineError> {
        Self::of_batches(&run_query(context, sql).await?)
    }

    /// Runs files of `queries/` side by side and holds what each of them gives.
    ///
    /// # Errors
    /// A statement does not parse, plan or run: names its file.
    pub async fn of_each<const N: usize>(
        context: &SessionContext,
        files: [&'static str; N],
    ) -> Result<[Self; N], EngineError> {
        let begun = files.map(|file| {
            let context = context.clone();
            // Its own task, so that it is planned on another thread too.
            tokio::spawn(async move { Self::of_file(&context, file).await })
        });
        let mut held = [const { None }; N];
        for (place, ended) in held.iter_mut().zip(begun) {
            *place = Some(joined(ended.await)?);
        }
        Ok(held.map(Option::unwrap_or_default))
    }

    /// Runs a file of `queries/` and holds what it gives.
    ///
    /// # Errors
    /// The statement does not parse, plan or run, or lacks a column of the one whose place it takes:
    /// names its file.
    pub async fn of_file(
        context: &SessionContext,
        file: &'static str,
    ) -> Result<Self, EngineError> {
        complete(context, &Layer::of((file, ""))).await?;
        Self::of(context, query(file)).await.map_err(|e| e.in_query(file))
    }

    fn of_batches(batches: &[RecordBatch]) -> Result<Self, EngineError> {
        let Some(first) = batches.first() else { return Ok(Self::default()) };
        let whole = concat_batches(&first.schema(), batches)
            .map_err(|e| EngineError::Table(e.to_string()))?;
        Self::hold(&whole)
    }

    /// Holds what `layer` gives, computed where the workers are: by way of a file below
    /// `folder` where that is a cluster.
    ///
    /// # Errors
    /// The statement does not parse, plan or run.
    pub async fn computed(
        context: &SessionContext,
        layer: &Layer<'_>,
        workers: &Workers,
        folder: &Path,
    ) -> Result<Self, EngineError> {
        let Some(cluster) = &workers.cluster else {
            return Self::of(context, layer.sql).await.map_err(|e| e.in_query(layer.file));
        };
        let path = folder.join(format!("{}.parquet", layer.file.replace('/', "-")));
        cluster.compute(context, layer, &[], &path, Purpose::Step, &[]).await?;
        let options = ParquetReadOptions::default();
        let rows = context.read_parquet(address_of(context, &path)?, options).await?;
        Self::of_batches(&rows.collect().await?)
    }

    fn hold(batch: &RecordBatch) -> Result<Self, EngineError> {
        let mut rows = Self { len: batch.num_rows(), ..Self::default() };
        for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
            let name = field.name().clone();
            let wrong = |e: datafusion::arrow::error::ArrowError| EngineError::Table(e.to_string());
            match column.data_type() {
                DataType::List(_) => {
                    rows.lists.insert(name, column.clone());
                }
                // Null in every row, of whatever kind it is asked for.
                DataType::Null => {
                    let texts = cast(column, &DataType::Utf8).map_err(wrong)?;
                    rows.texts.insert(name.clone(), texts);
                    let numbers = cast(column, &DataType::Float64).map_err(wrong)?;
                    rows.numbers.insert(name, numbers);
                }
                DataType::Boolean | DataType::Utf8 | DataType::Utf8View | DataType::LargeUtf8 => {
                    rows.texts.insert(name, cast(column, &DataType::Utf8).map_err(wrong)?);
                }
                _ => {
                    rows.numbers.insert(name, cast(column, &DataType::Float64).map_err(wrong)?);
                }
            }
        }
        Ok(rows)
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// A column of one kind; a development build stops at one that the query does not give.
    fn held<'a>(&self, of: &'a HashMap<String, ArrayRef>, column: &str) -> Option<&'a ArrayRef> {
        let held = of.get(column);
        debug_assert!(
            held.is_some() || self.is_empty(),
            "the query gives no column {column} of this kind"
        );
        held
    }

    /// A text, or nothing where it is null.
    #[must_use]
    pub fn maybe_text(&self, row: usize, column: &str) -> Option<String> {
        let array = self.held(&self.texts, column)?.as_string_opt::<i32>()?;
        (row < array.len() && array.is_valid(row)).then(|| array.value(row).to_string())
    }

    /// A text, empty where it is null.
    #[must_use]
    pub fn text(&self, row: usize, column: &str) -> String {
        self.maybe_text(row, column).unwrap_or_default()
    }

    /// A truth value; null is false.
    #[must_use]
    pub fn truth(&self, row: usize, column: &str) -> bool {
        self.text(row, column) == "true"
    }

    /// A number, or nothing where it is null.
    #[must_use]
    pub fn number(&self, row: usize, column: &str) -> Option<f64> {
        let array = self.held(&self.numbers, column)?.as_primitive_opt::<Float64Type>()?;
        (row < array.len() && array.is_valid(row)).then(|| array.value(row))
    }

    /// A whole number, 0 where it is null.
    #[must_use]
    pub fn integer(&self, row: usize, column: &str) -> i32 {
        // Periods, counts of rows and ranks: far inside the range of i32.
        self.number(row, column).map_or(0, |n| n as i32)
    }

    /// A list of texts, empty where it is null.
    #[must_use]
    pub fn list(&self, row: usize, column: &str) -> Vec<String> {
        let lists = self.held(&self.lists, column);
        let Some(lists) = lists.and_then(|a| a.as_list_opt::<i32>()) else {
            return Vec::new();
        };
        if row >= lists.len() || lists.is_null(row) {
            return Vec::new();
        }
        let Ok(texts) = cast(&lists.value(row), &DataType::Utf8) else { return Vec::new() };
        texts.as_string::<i32>().iter().flatten().map(str::to_string).collect()
    }
}

//! Rows of a query, for code that puts them into words and pictures.

use super::columns::complete;
use super::error::EngineError;
use super::layer::{Layer, query};
use super::parquet_file::Purpose;
use super::reading::{address_of, frame_of};
use super::workers::Workers;
use crate::edited::Kind;
use crate::threads::joined;
use datafusion::arrow::array::{ArrayRef, RecordBatch};
use datafusion::arrow::compute::{cast, concat_batches};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::dataframe::DataFrame;
use datafusion::execution::context::SessionContext;
use datafusion::prelude::ParquetReadOptions;
use std::path::Path;
use std::sync::Arc;

/// All rows of one query, its columns as one of a few kinds: text, numbers, true and false, lists of
/// text. `Rows::read` makes structs of them.
#[derive(Debug, Default)]
pub struct Rows {
    /// What gave them, for messages.
    origin: String,
    names: Vec<String>,
    columns: Vec<ArrayRef>,
    len: usize,
}

impl Rows {
    /// Runs `sql` and holds what it gives.
    ///
    /// # Errors
    /// The statement does not parse, plan or run.
    pub async fn of(context: &SessionContext, sql: &str) -> Result<Self, EngineError> {
        let frame = Box::pin(frame_of(context, sql)).await?;
        Self::of_frame(frame, format!("\"{sql}\"")).await
    }

    /// Runs `sql`, which reads what `file` of `queries/` gave: the one to look at if it lacks
    /// something.
    ///
    /// # Errors
    /// The statement does not parse, plan or run: names the file.
    pub async fn of_query(
        context: &SessionContext,
        file: &str,
        sql: &str,
    ) -> Result<Self, EngineError> {
        let rows = Self::of(context, sql).await.map_err(|e| e.in_query(file))?;
        Ok(rows.given_by(file))
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
        Self::of_query(context, file, query(file)).await
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
            return Self::of_query(context, layer.file, layer.sql).await;
        };
        let path = folder.join(format!("{}.parquet", layer.file.replace('/', "-")));
        cluster.compute(context, layer, &[], &path, Purpose::Step, &[]).await?;
        let options = ParquetReadOptions::default();
        let frame = context.read_parquet(address_of(context, &path)?, options).await?;
        Ok(Self::of_frame(frame, String::new()).await?.given_by(layer.file))
    }

    /// The columns of a frame are known without a row.
    async fn of_frame(frame: DataFrame, origin: String) -> Result<Self, EngineError> {
        let planned = Arc::clone(frame.schema().inner());
        let batches = Box::pin(frame.collect()).await?;
        let schema = batches.first().map_or(planned, RecordBatch::schema);
        let whole = concat_batches(&schema, &batches);
        let whole = whole.map_err(|e| EngineError::Table(e.to_string()))?;
        Self::hold(&schema, &whole, origin)
    }

    fn hold(schema: &Schema, batch: &RecordBatch, origin: String) -> Result<Self, EngineError> {
        let names = schema.fields().iter().map(|field| field.name().clone()).collect();
        let columns = batch.columns().iter().map(|column| {
            let cast = cast(column, &plain(column.data_type()));
            cast.map_err(|e| EngineError::Table(e.to_string()))
        });
        let columns = columns.collect::<Result<_, _>>()?;
        Ok(Self { origin, names, columns, len: batch.num_rows() })
    }

    /// Says in messages that `file` of `queries/` gave them.
    fn given_by(mut self, file: &str) -> Self {
        self.origin = Kind::Queries.path_of(file);
        self
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

    pub(super) fn array(&self, name: &str) -> Option<&ArrayRef> {
        let place = self.names.iter().position(|known| known == name)?;
        self.columns.get(place)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// An error of what these rows are.
    pub(super) fn fault(&self, message: String) -> EngineError {
        EngineError::Rows { origin: self.origin.clone(), message }
    }
}

/// The kind that a column is held as.
fn plain(kind: &DataType) -> DataType {
    match kind {
        DataType::Utf8 | DataType::Utf8View | DataType::LargeUtf8 => DataType::Utf8,
        DataType::Dictionary(_, of) => plain(of),
        DataType::List(_) => DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true))),
        DataType::Boolean => DataType::Boolean,
        DataType::Null => DataType::Null,
        number if number.is_numeric() => DataType::Float64,
        other => other.clone(),
    }
}

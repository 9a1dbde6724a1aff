//! Runs `queries/`: one statement a file, in the order of the numbers in their
//! names, each into a Parquet file that the next ones read as a table.

use super::{EngineError, ParquetFile};
use datafusion::arrow::array::RecordBatch;
use datafusion::execution::context::SessionContext;
use datafusion::prelude::ParquetReadOptions;
use futures::StreamExt;
use include_dir::{Dir, include_dir};
use std::path::Path;

static QUERIES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/queries");

/// One file of `queries/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layer {
    /// File name, `15_comparisons.sql`.
    pub file: &'static str,
    /// The table it makes, `comparisons`.
    pub table: &'static str,
    /// Its one statement, with the header.
    pub sql: &'static str,
}

/// Every query in running order.
#[must_use]
pub fn layers() -> Vec<Layer> {
    let mut layers: Vec<Layer> = QUERIES
        .files()
        .filter_map(|file| {
            let name = file.path().to_str()?;
            let table = name.strip_suffix(".sql")?.split_once('_')?.1;
            Some(Layer { file: name, table, sql: file.contents_utf8()? })
        })
        .collect();
    layers.sort_by_key(|layer| layer.file);
    layers
}

/// The statement of the layer that makes `table`.
#[must_use]
pub fn statement_of(table: &str) -> Option<Layer> {
    layers().into_iter().find(|layer| layer.table == table)
}

/// Streams one layer into `folder` and registers the file as its table.
///
/// # Errors
/// Names the query that failed, or the file that could not be written.
pub async fn run_layer(
    context: &SessionContext,
    layer: &Layer,
    folder: &Path,
    metadata: &[(String, String)],
) -> Result<u64, EngineError> {
    let in_query = |e: datafusion::error::DataFusionError| EngineError::Query {
        file: layer.file.to_string(),
        source: Box::new(e),
    };
    let path = folder.join(format!("{}.parquet", layer.table));
    let frame = Box::pin(context.sql(layer.sql)).await.map_err(in_query)?;
    let mut stream = Box::pin(frame.execute_stream()).await.map_err(in_query)?;
    let mut file = ParquetFile::create(&path, stream.schema(), metadata)?;
    while let Some(batch) = stream.next().await {
        file.push(batch.map_err(in_query)?)?;
    }
    let rows = file.close()?;
    let options = ParquetReadOptions::default();
    Box::pin(context.register_parquet(layer.table, path.to_string_lossy(), options)).await?;
    Ok(rows)
}

/// Runs ad-hoc SQL and gives all its rows.
///
/// # Errors
/// The statement does not parse, plan or run.
pub async fn run_query(
    context: &SessionContext,
    sql: &str,
) -> Result<Vec<RecordBatch>, EngineError> {
    let frame = Box::pin(context.sql(sql)).await?;
    Ok(Box::pin(frame.collect()).await?)
}

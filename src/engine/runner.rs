//! Runs `queries/`: one statement a file, in the order of the numbers in their
//! names, each into a Parquet file that the next ones read as a table.

use super::parts::{Part, parted, session_of};
use super::schedule::inputs_of;
use super::{EngineError, ParquetFile, Purpose};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::error::DataFusionError;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::context::SessionContext;
use datafusion::logical_expr::SortExpr;
use datafusion::physical_plan::expressions::Column;
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties, execute_stream};
use datafusion::prelude::{ParquetReadOptions, col};
use futures::StreamExt;
use include_dir::{Dir, include_dir};
use std::path::Path;
use std::sync::Arc;

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

/// Every statement of a folder of `queries/`, with its path, in order of name.
pub fn queries_in(folder: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let files = QUERIES.get_dir(folder).map(Dir::files).into_iter().flatten();
    let mut found: Vec<(&str, &str)> = files
        .filter_map(|file| Some((file.path().to_str()?, file.contents_utf8()?)))
        .filter(|(name, _)| name.ends_with(".sql"))
        .collect();
    found.sort_unstable();
    found.into_iter()
}

/// The statement of the layer that makes `table`.
#[must_use]
pub fn statement_of(table: &str) -> Option<Layer> {
    layers().into_iter().find(|layer| layer.table == table)
}

/// Header line of a query whose rows depend on no order of addition: it takes
/// whole numbers, counts, least and greatest values only, and sorts by a whole key.
const SPREADS: &str = "-- threads: any";

/// Streams one layer into `folder` and registers the file as its table, in the
/// order in which it was written, so that what reads it need not sort again.
///
/// A layer runs in one partition, unless its header says that its result is
/// the same in any number of them: then it takes `jobs`.
///
/// # Errors
/// Names the query that failed, or the file that could not be written.
pub async fn run_layer(
    context: &SessionContext,
    layer: &Layer,
    jobs: usize,
    folder: &Path,
    purpose: Purpose,
    metadata: &[(String, String)],
) -> Result<u64, EngineError> {
    run_parts(context, layer, &[], jobs, folder, purpose, metadata).await
}

/// As [`run_layer`], in `parts` where there are several and the header of the layer says that
/// it can be parted: `jobs` at a time, written in their order.
pub(super) async fn run_parts(
    context: &SessionContext,
    layer: &Layer,
    parts: &[Part],
    jobs: usize,
    folder: &Path,
    purpose: Purpose,
    metadata: &[(String, String)],
) -> Result<u64, EngineError> {
    let path = folder.join(format!("{}.parquet", layer.table));
    let parted = parted(layer);
    let (rows, order) = if parts.len() < 2 || parted.is_empty() {
        whole(context, layer, jobs, &path, purpose, metadata).await?
    } else {
        let (of, layer) = (context.clone(), *layer);
        // Tasks of their own, so that parts are computed on several threads.
        let begin = move |part: Part| {
            let (context, parted) = (of.clone(), parted.clone());
            tokio::spawn(async move { part_of(&context, &layer, &part, &parted).await })
        };
        let waiting = futures::stream::iter(parts.to_vec());
        let mut computed = waiting.map(begin).buffered(jobs.max(1));
        let mut open: Option<(ParquetFile, Order)> = None;
        while let Some(part) = computed.next().await {
            let (schema, order, batches) = part.map_err(|e| match e.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(ended) => EngineError::Table(ended.to_string()),
            })??;
            let file = match &mut open {
                Some((file, _)) => file,
                None => {
                    let file = ParquetFile::create(&path, schema, purpose, metadata)?;
                    &mut open.insert((file, order)).0
                }
            };
            for batch in batches {
                file.push(batch)?;
            }
        }
        match open {
            Some((file, order)) => (file.close()?, order),
            None => (0, Vec::new()),
        }
    };
    let options = ParquetReadOptions::default().file_sort_order(order);
    Box::pin(context.register_parquet(layer.table, path.to_string_lossy(), options)).await?;
    Ok(rows)
}

type Order = Vec<Vec<SortExpr>>;

async fn whole(
    context: &SessionContext,
    layer: &Layer,
    jobs: usize,
    path: &Path,
    purpose: Purpose,
    metadata: &[(String, String)],
) -> Result<(u64, Order), EngineError> {
    let spreads = layer.sql.lines().any(|line| line.starts_with(SPREADS));
    let planned = if spreads { in_partitions(context, jobs) } else { context.clone() };
    let (mut stream, order) = started(&planned, layer).await?;
    let mut file = ParquetFile::create(path, stream.schema(), purpose, metadata)?;
    while let Some(batch) = stream.next().await {
        file.push(batch.map_err(|e| EngineError::from(e).in_query(layer.file))?)?;
    }
    Ok((file.close()?, order))
}

/// The rows of one part, which are few enough to be held.
async fn part_of(
    context: &SessionContext,
    layer: &Layer,
    part: &Part,
    parted: &[&'static str],
) -> Result<(SchemaRef, Order, Vec<RecordBatch>), EngineError> {
    let own = session_of(context, part, &inputs_of(layer), parted).await?;
    let (mut stream, order) = started(&own, layer).await?;
    let mut batches = Vec::new();
    while let Some(batch) = stream.next().await {
        batches.push(batch.map_err(|e| EngineError::from(e).in_query(layer.file))?);
    }
    Ok((stream.schema(), order, batches))
}

async fn started(
    context: &SessionContext,
    layer: &Layer,
) -> Result<(SendableRecordBatchStream, Order), EngineError> {
    let in_query = |e: DataFusionError| EngineError::from(e).in_query(layer.file);
    let frame = Box::pin(context.sql(layer.sql)).await.map_err(in_query)?;
    let plan = Box::pin(frame.create_physical_plan()).await.map_err(in_query)?;
    let order = order_of(&plan);
    Ok((execute_stream(plan, context.task_ctx()).map_err(in_query)?, order))
}

/// The same session, tables and functions, with `jobs` partitions a query.
fn in_partitions(context: &SessionContext, jobs: usize) -> SessionContext {
    let mut state = context.state();
    state.config_mut().options_mut().execution.target_partitions = jobs;
    SessionContext::new_with_state(state)
}

/// The columns by which the rows of a plan are sorted, as the reader of its file may rely on.
fn order_of(plan: &Arc<dyn ExecutionPlan>) -> Order {
    let Some(ordering) = plan.output_ordering() else { return Vec::new() };
    let sorted = ordering.iter().map_while(|by| {
        let column = by.expr.downcast_ref::<Column>()?;
        Some(col(column.name()).sort(!by.options.descending, by.options.nulls_first))
    });
    vec![sorted.collect()]
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

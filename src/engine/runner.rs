//! Runs the layers of `queries/`, each into a Parquet file that the next ones read as a table.

use super::by_measure::narrowed;
use super::columns::complete;
use super::error::EngineError;
use super::layer::{Computed, Layer, is_view, register_view};
use super::orders::{holds_across_parts, orders_of, written_orders};
use super::parquet_file::{ParquetFile, Purpose};
use super::part_scan::of_part;
use super::parts::{Part, plan_of_all, plan_of_part};
use super::reading::{frame_of, register_table};
use super::workers::Workers;
use crate::threads::joined;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::compute::concat_batches;
use datafusion::common::tree_node::TreeNode;
use datafusion::dataframe::DataFrame;
use datafusion::datasource::listing::ListingTable;
use datafusion::error::DataFusionError;
use datafusion::execution::context::{SessionContext, SessionState};
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::scalar_subquery::ScalarSubqueryExec;
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use futures::{StreamExt, TryStreamExt};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// Parts that are begun beyond the number of threads: a part that is computed waits for those
/// before it, and leaves its thread to another one.
const AHEAD: usize = 1;

/// Streams one layer into `folder` and registers the file as its table, in the
/// order in which it was written, so that what reads it need not sort again.
///
/// A layer runs in one partition, so that sums add in one order.
///
/// # Errors
/// Names the query that failed, or the file that could not be written.
pub async fn run_layer(
    context: &SessionContext,
    layer: &Layer<'static>,
    workers: &Workers,
    folder: &Path,
    purpose: Purpose,
    metadata: &[(String, String)],
) -> Result<u64, EngineError> {
    run_parts(context, layer, &[], workers, folder, purpose, metadata).await
}

/// As [`run_layer`], in `parts` where there are several and the layer can be computed by measure:
/// some at a time, written in their order.
pub(super) async fn run_parts(
    context: &SessionContext,
    layer: &Layer<'static>,
    parts: &[Part],
    workers: &Workers,
    folder: &Path,
    purpose: Purpose,
    metadata: &[(String, String)],
) -> Result<u64, EngineError> {
    complete(context, layer).await?;
    if is_view(layer) && workers.cluster.is_none() {
        return register_view(context, layer).await.map(|()| 0);
    }
    let path = folder.join(format!("{}.parquet", layer.table));
    let plan = unoptimised(context, layer).await?;
    let parted = match parts {
        [] | [_] => BTreeSet::new(),
        _ => narrowed(&plan).map_err(|e| EngineError::from(e).in_query(layer.file))?,
    };
    let parts = if parted.is_empty() { &[] } else { parts };
    let computed = match (&workers.cluster, parts) {
        (Some(cluster), parts) => {
            cluster.compute(context, layer, parts, &path, purpose, metadata).await?
        }
        (None, []) => stream(context, layer, plan, (&path, purpose, metadata)).await?,
        (None, parts) => {
            let planned = PlannedParts::new(context, layer.file, plan, parts, &parted).await?;
            side_by_side(planned, parts.len(), workers.jobs, &path, purpose, metadata).await?
        }
    };
    register_table(context, layer.table, &path, &computed.orders).await?;
    Ok(computed.rows)
}

/// The plan of a layer as its statement has it.
async fn unoptimised(
    context: &SessionContext,
    layer: &Layer<'_>,
) -> Result<LogicalPlan, EngineError> {
    let frame = Box::pin(frame_of(context, layer.sql)).await;
    let plan = frame.map(DataFrame::into_unoptimized_plan);
    plan.map_err(|e| EngineError::from(e).in_query(layer.file))
}

/// Computes the parts of a layer, `jobs` at a time, and writes them in their order.
async fn side_by_side(
    planned: PlannedParts,
    parts: usize,
    jobs: usize,
    path: &Path,
    purpose: Purpose,
    metadata: &[(String, String)],
) -> Result<Computed, EngineError> {
    let planned = Arc::new(planned);
    // Tasks of their own, so that parts are computed on several threads.
    let begin = |number: usize| {
        let planned = Arc::clone(&planned);
        tokio::spawn(async move { planned.rows_of(number).await })
    };
    let mut computed = futures::stream::iter(0..parts).map(begin).buffered(jobs.max(1) + AHEAD);
    let mut file = ParquetFile::create(path, planned.plan.schema(), purpose, metadata)?;
    while let Some(part) = computed.next().await {
        for batch in joined(part)? {
            file.push(batch)?;
        }
    }
    // One plan gives the rows of every part in the same orders.
    let mut orders = orders_of(&planned.plan);
    orders.retain(|order| holds_across_parts(order));
    Ok(Computed { rows: file.close()?, orders })
}

/// Streams a layer, or a part of it, into the file `path`.
///
/// # Errors
/// As [`run_layer`].
pub async fn compute(
    context: &SessionContext,
    layer: &Layer<'_>,
    part: Option<&Part>,
    path: &Path,
    purpose: Purpose,
    metadata: &[(String, String)],
) -> Result<Computed, EngineError> {
    let plan = unoptimised(context, layer).await?;
    let plan = match part {
        Some(part) => narrowed(&plan).and_then(|parted| plan_of_part(plan, part, &parted)),
        None => Ok(plan),
    };
    let plan = plan.map_err(|e| EngineError::from(e).in_query(layer.file))?;
    let mut computed = stream(context, layer, plan, (path, purpose, metadata)).await?;
    if part.is_some() {
        computed.orders.retain(|order| holds_across_parts(order));
    }
    Ok(computed)
}

/// Streams the rows of a plan that is not optimised yet into a file.
async fn stream(
    context: &SessionContext,
    layer: &Layer<'_>,
    plan: LogicalPlan,
    (path, purpose, metadata): (&Path, Purpose, &[(String, String)]),
) -> Result<Computed, EngineError> {
    let in_query = |e: DataFusionError| EngineError::from(e).in_query(layer.file);
    let state = context.state();
    let plan = Box::pin(state.create_physical_plan(&plan)).await.map_err(in_query)?;
    let orders = orders_of(&plan);
    let mut stream = execute_stream(plan, state.task_ctx()).map_err(in_query)?;
    let mut file = ParquetFile::create(path, stream.schema(), purpose, metadata)?;
    while let Some(batch) = stream.next().await {
        file.push(batch.map_err(in_query)?)?;
    }
    Ok(Computed { rows: file.close()?, orders })
}

/// Has a table that was registered from a file be read from a copy of it.
///
/// # Errors
/// There is no such table, or the copy cannot be read.
pub async fn move_table(
    context: &SessionContext,
    table: &str,
    copy: &Path,
) -> Result<(), EngineError> {
    let provider = context.table_provider(table).await?;
    let orders = provider.downcast_ref::<ListingTable>().map(written_orders).unwrap_or_default();
    context.deregister_table(table)?;
    register_table(context, table, copy, &orders).await
}

/// A layer that is computed in parts, from one plan where its parts have nothing in common that
/// is only known once it is computed.
struct PlannedParts {
    state: SessionState,
    /// The path of its query.
    file: &'static str,
    /// Its statement, as the planner has made it quick.
    statement: LogicalPlan,
    plan: Arc<dyn ExecutionPlan>,
    /// Whether all parts can be computed from that plan; otherwise each has its own.
    shared: bool,
}

impl PlannedParts {
    async fn new(
        context: &SessionContext,
        file: &'static str,
        plan: LogicalPlan,
        parts: &[Part],
        parted: &BTreeSet<String>,
    ) -> Result<Self, EngineError> {
        let of_all = plan_of_all(plan, parts, parted);
        let planned = async { Self::planned(context.state(), file, of_all?).await };
        planned.await.map_err(|e| EngineError::from(e).in_query(file))
    }

    async fn planned(
        state: SessionState,
        file: &'static str,
        plan: LogicalPlan,
    ) -> Result<Self, DataFusionError> {
        let statement = state.optimize(&plan)?;
        let plan = plan_of(&state, &statement).await?;
        // What a subquery gave is kept in the plan, and may be another for another part.
        let shared = !plan.exists(|node| Ok(node.is::<ScalarSubqueryExec>()))?;
        Ok(Self { state, file, statement, plan, shared })
    }

    /// The rows of one part, which are few enough to be held.
    async fn rows_of(&self, number: usize) -> Result<Vec<RecordBatch>, EngineError> {
        let computed = self.compute(number).await;
        computed.map_err(|e| EngineError::from(e).in_query(self.file))
    }

    async fn compute(&self, number: usize) -> Result<Vec<RecordBatch>, DataFusionError> {
        let steps = if self.shared {
            of_part(&self.plan, number)?
        } else {
            of_part(&plan_of(&self.state, &self.statement).await?, number)?
        };
        execute_stream(steps, self.state.task_ctx())?.try_collect().await
    }
}

async fn plan_of(
    state: &SessionState,
    statement: &LogicalPlan,
) -> Result<Arc<dyn ExecutionPlan>, DataFusionError> {
    state.query_planner().create_physical_plan(statement, state).await
}

/// Runs ad-hoc SQL that reads and gives its rows as one batch, which has the columns of the
/// statement even without a row.
///
/// # Errors
/// The statement does not parse, plan or run, or does more than read.
pub async fn whole_table(context: &SessionContext, sql: &str) -> Result<RecordBatch, EngineError> {
    let frame = Box::pin(frame_of(context, sql)).await?;
    let schema = Arc::clone(frame.schema().inner());
    let batches = Box::pin(frame.collect()).await?;
    concat_batches(&schema, &batches).map_err(|e| EngineError::Table(e.to_string()))
}

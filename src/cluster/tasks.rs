//! The node of a plan that does tasks: each row it is given is a task, each row it yields
//! an outcome. It keeps no state, so that its input can be split by partitions.

use super::task::{Outcome, Station, Task};
use datafusion::arrow::array::{ArrayRef, AsArray, RecordBatch, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{DataFusionError, Result, internal_err};
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, PlanProperties,
};
use futures::{StreamExt, TryStreamExt};
use std::fmt;
use std::sync::{Arc, LazyLock};

static TASKS: LazyLock<SchemaRef> = LazyLock::new(|| one_text("task"));
static OUTCOMES: LazyLock<SchemaRef> = LazyLock::new(|| one_text("outcome"));

fn one_text(name: &str) -> SchemaRef {
    Arc::new(Schema::new(vec![Field::new(name, DataType::Utf8, false)]))
}

/// Does the tasks of its input.
#[derive(Debug)]
pub struct TasksExec {
    input: Arc<dyn ExecutionPlan>,
    station: Option<Arc<Station>>,
    properties: Arc<PlanProperties>,
}

impl TasksExec {
    /// Over rows of tasks, at the station of an executor or on its way there.
    #[must_use]
    pub fn new(input: Arc<dyn ExecutionPlan>, station: Option<Arc<Station>>) -> Self {
        let properties = PlanProperties::new(
            EquivalenceProperties::new(OUTCOMES.clone()),
            input.output_partitioning().clone(),
            EmissionType::Incremental,
            Boundedness::Bounded,
        );
        Self { input, station, properties: Arc::new(properties) }
    }

    /// A plan of one partition a task, each with its number.
    ///
    /// # Errors
    /// A task that cannot be written down.
    pub fn of(tasks: &[Task]) -> Result<Arc<dyn ExecutionPlan>> {
        let mut partitions = Vec::with_capacity(tasks.len());
        for task in tasks.iter().enumerate() {
            let text =
                serde_json::to_string(&task).map_err(|e| DataFusionError::External(Box::new(e)))?;
            let column: ArrayRef = Arc::new(StringArray::from(vec![text]));
            partitions.push(vec![RecordBatch::try_new(TASKS.clone(), vec![column])?]);
        }
        let input = MemorySourceConfig::try_new_exec(&partitions, TASKS.clone(), None)?;
        Ok(Arc::new(Self::new(input, None)))
    }
}

/// The outcomes in rows that came back, in the order of their tasks.
///
/// # Errors
/// A row that is none.
pub fn outcomes(batches: &[RecordBatch]) -> Result<Vec<Outcome>> {
    let texts = batches.iter().filter_map(|batch| batch.column(0).as_string_opt::<i32>());
    let parsed = texts
        .flatten()
        .flatten()
        .map(|text| serde_json::from_str(text).map_err(|e| DataFusionError::External(Box::new(e))));
    let mut numbered: Vec<(usize, Outcome)> = parsed.collect::<Result<_>>()?;
    // They come back as they were done.
    numbered.sort_by_key(|(number, _)| *number);
    Ok(numbered.into_iter().map(|(_, outcome)| outcome).collect())
}

impl DisplayAs for TasksExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TasksExec")
    }
}

impl ExecutionPlan for TasksExec {
    fn name(&self) -> &'static str {
        "TasksExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        match (children.pop(), children.pop()) {
            (Some(input), None) => Ok(Arc::new(Self::new(input, self.station.clone()))),
            _ => internal_err!("TasksExec has one input"),
        }
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let Some(station) = self.station.clone() else {
            return internal_err!("only executors run tasks");
        };
        let tasks = self.input.execute(partition, context)?;
        let done = tasks.then(move |batch| done(batch, station.clone()));
        Ok(Box::pin(RecordBatchStreamAdapter::new(OUTCOMES.clone(), done.boxed())))
    }
}

async fn done(batch: Result<RecordBatch>, station: Arc<Station>) -> Result<RecordBatch> {
    let batch = batch?;
    let texts: Vec<String> =
        batch.column(0).as_string::<i32>().iter().flatten().map(str::to_string).collect();
    let outcomes = futures::stream::iter(texts).then(|text| one(text, station.clone()));
    let outcomes: Vec<String> = outcomes.try_collect().await?;
    let column: ArrayRef = Arc::new(StringArray::from(outcomes));
    Ok(RecordBatch::try_new(OUTCOMES.clone(), vec![column])?)
}

async fn one(text: String, station: Arc<Station>) -> Result<String> {
    let failed = |e: serde_json::Error| DataFusionError::External(Box::new(e));
    let (number, task): (usize, Task) = serde_json::from_str(&text).map_err(failed)?;
    // Staging never waits: on its own thread it does not stop other tasks from running.
    let outcome = match task {
        Task::Stage { .. } => {
            let handle = tokio::runtime::Handle::current();
            let staging =
                tokio::task::spawn_blocking(move || handle.block_on(station.perform(task)));
            staging.await.map_err(|e| DataFusionError::External(Box::new(e)))?
        }
        task => station.perform(task).await,
    };
    serde_json::to_string(&(number, outcome)).map_err(failed)
}

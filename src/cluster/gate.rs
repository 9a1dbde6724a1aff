//! What of Ballista's own an executor and a scheduler let through: plans that do our tasks, and no
//! others. Ballista would run any plan that reaches it: scans of any file, and sinks to any path.

use super::tasks::TasksExec;
use ballista_core::JobId;
use ballista_executor::execution_engine::{
    DefaultExecutionEngine, ExecutionEngine, QueryStageExecutor,
};
use datafusion::catalog::memory::DataSourceExec;
use datafusion::common::{DataFusionError, Result, plan_err};
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::execution::object_store::ObjectStoreRegistry;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::object_store::ObjectStore;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::SessionConfig;
use reqwest::Url;
use std::path::Path;
use std::sync::Arc;

/// Nodes of a plan that pass rows on, or write them into the executor's own work folder.
const PASSING: [&str; 6] = [
    "ShuffleWriterExec",
    "SortShuffleWriterExec",
    "RangeShuffleWriterExec",
    "CoalescePartitionsExec",
    "CooperativeExec",
    "RuntimeStatsExec",
];

/// Ballista's own way of running a plan, for plans of ours.
#[derive(Default)]
pub struct Gate(DefaultExecutionEngine);

impl ExecutionEngine for Gate {
    fn create_query_stage_exec(
        &self,
        job_id: JobId,
        stage_id: usize,
        task_id: usize,
        global_output_partition_ids: Vec<usize>,
        plan: Arc<dyn ExecutionPlan>,
        work_dir: &str,
        config: &SessionConfig,
    ) -> Result<Arc<dyn QueryStageExecutor>> {
        admitted(job_id.as_str(), &plan)?;
        let ids = global_output_partition_ids;
        self.0.create_query_stage_exec(job_id, stage_id, task_id, ids, plan, work_dir, config)
    }
}

/// # Errors
/// The plan does more than our tasks, or its results would be outside the work folder.
fn admitted(job: &str, plan: &Arc<dyn ExecutionPlan>) -> Result<()> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if job.is_empty() || !job.chars().all(plain) {
        return plan_err!("'{job}' is not the name of a job");
    }
    let mut tasks = 0;
    let mut nodes = vec![plan];
    while let Some(node) = nodes.pop() {
        let held_rows = node.downcast_ref::<DataSourceExec>().is_some_and(|source| {
            source.data_source().downcast_ref::<MemorySourceConfig>().is_some()
        });
        let ours = node.is::<TasksExec>();
        if !ours && !held_rows && !PASSING.contains(&node.name()) {
            let name = node.name();
            log::warn!("a plan was refused: it contains {name}");
            return plan_err!(
                "an executor runs only tasks of send-outcomes, and this plan contains {name}"
            );
        }
        tasks += usize::from(ours);
        nodes.extend(node.children());
    }
    if tasks == 1 { Ok(()) } else { plan_err!("this plan has {tasks} nodes of tasks, and not one") }
}

/// No place at all to read from or to write to: for whatever plans would name of themselves.
#[derive(Debug, Default)]
pub struct NoStores;

impl ObjectStoreRegistry for NoStores {
    fn register_store(&self, _: &Url, _: Arc<dyn ObjectStore>) -> Option<Arc<dyn ObjectStore>> {
        None
    }

    fn get_store(&self, url: &Url) -> Result<Arc<dyn ObjectStore>> {
        Err(DataFusionError::Plan(format!("{url} is not read here: tasks name what they read")))
    }
}

/// What plans run in: without any store, spilling into `work`.
///
/// # Errors
/// The folder cannot be used.
pub fn closed_runtime(work: &Path) -> Result<Arc<RuntimeEnv>> {
    RuntimeEnvBuilder::new()
        .with_temp_file_path(work)
        .with_object_store_registry(Arc::new(NoStores))
        .build_arc()
}

#[cfg(test)]
mod tests {
    use super::super::task::Task;
    use super::*;
    use datafusion::dataframe::DataFrameWriteOptions;
    use datafusion::prelude::{ParquetReadOptions, SessionContext};

    #[tokio::test]
    async fn plans_of_ours_are_admitted_and_no_others() {
        let ours = TasksExec::of(&[Task::Greet("".into())]).unwrap();
        admitted("job-1", &ours).unwrap();
        for job in ["", "..", "../up", "a/b", "/abs"] {
            assert!(admitted(job, &ours).is_err(), "{job}");
        }
        let place = tempfile::tempdir().unwrap();
        let context = SessionContext::new();
        let path = place.path().join("t.parquet").display().to_string();
        let rows = context.sql("select 1 as n").await.unwrap();
        rows.write_parquet(&path, DataFrameWriteOptions::default(), None).await.unwrap();
        context.register_parquet("t", &path, ParquetReadOptions::default()).await.unwrap();
        let out = place.path().join("out.csv").display().to_string();
        for (sql, node) in [
            ("select n from t".to_string(), "DataSourceExec"),
            (format!("copy (select 1) to '{out}'"), "DataSinkExec"),
            ("select 1".to_string(), "PlaceholderRowExec"),
        ] {
            let plan = context.sql(&sql).await.unwrap().create_physical_plan().await.unwrap();
            let message = admitted("job-1", &plan).unwrap_err().to_string();
            assert!(message.contains("only tasks of send-outcomes"), "{sql}: {message}");
            assert!(message.contains(node) || node == "PlaceholderRowExec", "{sql}: {message}");
        }
    }

    #[tokio::test]
    async fn a_closed_runtime_reads_no_file() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("secret.csv");
        std::fs::write(&file, "a\n1\n").unwrap();
        let runtime = closed_runtime(place.path()).unwrap();
        let context = SessionContext::new_with_config_rt(SessionConfig::new(), runtime);
        let sql = format!("create external table t stored as csv location '{}'", file.display());
        let message = context.sql(&sql).await.unwrap_err().to_string();
        assert!(message.contains("tasks name what they read"), "{message}");
    }
}

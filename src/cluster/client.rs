//! The client's side: hands a run's work to the scheduler and waits for what comes of it.

use super::codec::Codec;
use super::shared::Shared;
use super::tables::{Copies, tables_of};
use super::task::{Fault, Outcome, Table, Task};
use super::tasks::{TasksExec, outcomes};
use super::version::same_version;
use crate::engine::{BucketFault, Cluster, Computed, EngineError, Layer, Part, Purpose};
use crate::error::Error;
use crate::source::{Snapshot, SourceError};
use crate::stage::{StageError, Staged};
use ballista_core::config::{BALLISTA_CLIENT_PULL, BALLISTA_SCHEDULER_MAX_PARTITIONS_PER_TASK};
use ballista_core::execution_plans::execute_physical_plan;
use ballista_core::extension::SessionConfigExt;
use datafusion::arrow::array::RecordBatch;
use datafusion::common::DataFusionError;
use datafusion::execution::context::SessionContext;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::SessionConfig;
use datafusion_proto::protobuf::PhysicalPlanNode;
use futures::TryStreamExt;
use futures::future::BoxFuture;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How long the cluster may take to greet: executors that start with it need a moment.
const GREETING: Duration = Duration::from_mins(1);
/// How often work is handed in again after its results were lost with an executor.
const TRIES: u32 = 3;
/// Between two of them.
const PAUSE: Duration = Duration::from_secs(1);

/// A scheduler, as the client uses it.
#[derive(Debug, Clone)]
struct Connection {
    scheduler: String,
    session: String,
}

/// Why a plan gave no rows.
enum Failure {
    /// The scheduler says that the job failed.
    Job(String),
    /// The scheduler or an executor did not answer.
    Lost(String),
}

impl Connection {
    fn to(scheduler: &str) -> Self {
        Self { scheduler: scheduler.to_string(), session: ballista_core::ids::new_instance_id() }
    }

    fn error(&self, message: &str) -> EngineError {
        let address = format!("ballista://{}", self.scheduler);
        EngineError::Cluster { address, message: format!("{message}; no output was changed") }
    }

    /// Runs a plan; where its rows were lost but the scheduler still answers, runs it again.
    async fn rows_of(
        &self,
        name: &str,
        plan: &Arc<dyn ExecutionPlan>,
    ) -> Result<Result<Vec<RecordBatch>, String>, EngineError> {
        let mut tried = 1;
        loop {
            match self.submit(name, plan.clone()).await {
                Ok(rows) => return Ok(Ok(rows)),
                Err(Failure::Job(message)) => return Ok(Err(message)),
                Err(Failure::Lost(message)) if tried == TRIES => {
                    return Err(self.error(&in_short(&message)));
                }
                Err(Failure::Lost(_)) => {
                    tried += 1;
                    tokio::time::sleep(PAUSE).await;
                    self.greet(Path::new("")).await?;
                }
            }
        }
    }

    async fn submit(
        &self,
        name: &str,
        plan: Arc<dyn ExecutionPlan>,
    ) -> Result<Vec<RecordBatch>, Failure> {
        // Asking again and again notices a scheduler that went away; a status that is pushed
        // would be waited for for ever. One task a partition: each is long.
        let config = SessionConfig::new_with_ballista()
            .with_ballista_job_name(name)
            .set_bool(BALLISTA_CLIENT_PULL, true)
            .set_usize(BALLISTA_SCHEDULER_MAX_PARTITIONS_PER_TASK, 1);
        let ballista = config.ballista_config();
        let url = format!("http://{}", self.scheduler);
        let codec = Codec::new("this client", None);
        let running = async {
            let session = self.session.clone();
            let rows = execute_physical_plan::<PhysicalPlanNode>(
                url, &ballista, plan, &codec, session, config,
            );
            rows.await?.try_collect::<Vec<_>>().await
        };
        running.await.map_err(|error: DataFusionError| {
            let message = error.to_string();
            // The scheduler's own words for a job that it gave up; all else is the way there.
            let of_the_job =
                message.contains("failed: ") || message.contains("Fail to execute query due to");
            if of_the_job && !message.contains("all executors were lost") {
                Failure::Job(message)
            } else {
                Failure::Lost(message)
            }
        })
    }

    /// Has one executor answer: there is a scheduler, of this version, with an executor that
    /// sees `folder`, where one is named.
    async fn greet(&self, folder: &Path) -> Result<(), EngineError> {
        let plan = TasksExec::of(&[Task::Greet(folder.to_path_buf())])?;
        let greeting = self.submit("greeting", plan);
        let rows = match tokio::time::timeout(GREETING, greeting).await {
            Ok(Ok(rows)) => rows,
            Ok(Err(Failure::Job(message))) => return Err(self.error(&in_short(&message))),
            Ok(Err(Failure::Lost(message))) => {
                let message = format!("its scheduler does not answer: {}", in_short(&message));
                return Err(self.error(&message));
            }
            Err(_) => {
                let message = format!(
                    "no executor answered within {} s: start one with 'send-outcomes executor \
                     --scheduler {} --shared FOLDER'",
                    GREETING.as_secs(),
                    self.scheduler
                );
                return Err(self.error(&message));
            }
        };
        match outcomes(&rows)?.pop() {
            Some(Outcome::Greeting(theirs)) => {
                same_version(("its executor", &theirs), "this client").map_err(|m| self.error(&m))
            }
            Some(Outcome::Failed { at: Fault::Bucket(address), message }) => {
                Err(BucketFault { address, message }.into())
            }
            Some(Outcome::Failed { message, .. }) => Err(self.error(&message)),
            _ => Err(self.error("an executor answered something that was not asked")),
        }
    }
}

/// The innermost message, without the layers that it came through.
pub(super) fn in_short(message: &str) -> String {
    const END: &str = "on every machine";
    if let Some(place) = message.find("the sender of this work is send-outcomes") {
        let text = &message[place..];
        let end = text.find(END).map_or(text.len(), |at| at + END.len());
        return text[..end]
            .replace("the sender of this work", "this client")
            .replace("this scheduler", "its scheduler");
    }
    if message.contains("ConnectionRefused") {
        return "nothing is listening there".to_string();
    }
    // A status opens its own words with this.
    let last = message.rsplit_once("message: \"").map_or(message, |(_, last)| last);
    last.split_once('"').map_or(last, |(text, _)| text).to_string()
}

/// A cluster at the service of one run.
#[derive(Debug)]
pub struct Client {
    connection: Connection,
    shared: Shared,
    folder: PathBuf,
    /// Tables in memory.
    copies: Copies,
}

impl Client {
    /// Asks the cluster to greet, and makes the folder of a run below `shared`; what is made for
    /// a bucket is made below `scratch`.
    ///
    /// # Errors
    /// The folder is none, the bucket cannot be used, the cluster is out of reach or of another
    /// version.
    pub async fn connect(scheduler: &str, shared: &Path, scratch: &Path) -> Result<Self, Error> {
        let shared = Shared::at(shared).await?;
        let folder = shared.make_run().await?;
        let copies = folder.join("catalogue");
        // From here on the folder goes when the client does.
        let client = Self {
            connection: Connection::to(scheduler),
            copies: Copies::new(shared.clone(), copies, scratch.to_path_buf()),
            shared,
            folder,
        };
        let copies = &client.copies.folder;
        client.shared.make_folder(copies).map_err(Error::file(copies))?;
        client.connection.greet(&client.folder).await?;
        Ok(client)
    }

    /// Has tasks done side by side, each of which computes something.
    async fn computed(
        &self,
        layer: &Layer<'_>,
        tasks: &[Task],
    ) -> Result<Vec<Computed>, EngineError> {
        let rows = self.connection.rows_of(layer.file, &TasksExec::of(tasks)?).await?;
        let rows = rows.map_err(|message| in_query(layer, message))?;
        let done = outcomes(&rows)?;
        if done.len() != tasks.len() {
            let message = format!("{} of {} tasks came back", done.len(), tasks.len());
            return Err(in_query(layer, message));
        }
        let computed = done.into_iter().map(|outcome| match outcome {
            Outcome::Computed(computed) => Ok(computed),
            Outcome::Failed { at: Fault::File(path), message } => {
                Err(EngineError::Write { path, message })
            }
            Outcome::Failed { at: Fault::Bucket(address), message } => {
                Err(BucketFault { address, message }.into())
            }
            Outcome::Failed { message, .. } => Err(in_query(layer, message)),
            _ => Err(in_query(layer, "an executor did another task".to_string())),
        });
        computed.collect()
    }

    async fn layer(
        &self,
        context: &SessionContext,
        layer: &Layer<'_>,
        parts: &[Part],
        table: Table,
    ) -> Result<Computed, EngineError> {
        let tables = tables_of(context, layer.sql, &self.copies).await?;
        let task = |part: Option<&Part>, table: Table| Task::Compute {
            file: layer.file.to_string(),
            sql: layer.sql.to_string(),
            part: part.cloned(),
            tables: tables.clone(),
            table,
        };
        if parts.is_empty() {
            let computed = self.computed(layer, &[task(None, table)]).await?;
            return Ok(computed.into_iter().next().unwrap_or_default());
        }
        let path = |n: usize| table.path.with_extension(format!("{n}.parquet"));
        let step = |n: usize| Table { path: path(n), published: false, metadata: Vec::new() };
        let tasks: Vec<Task> =
            parts.iter().enumerate().map(|(n, part)| task(Some(part), step(n))).collect();
        let computed = self.computed(layer, &tasks).await?;
        let files: Vec<PathBuf> = (0..parts.len()).map(path).collect();
        let joined = Task::Join { parts: files.clone(), table };
        let rows = self.computed(layer, &[joined]).await?.iter().map(|joined| joined.rows).sum();
        for file in files {
            self.shared.remove(&file).await;
        }
        let orders = computed.into_iter().map(|part| part.orders).reduce(|mut all, part| {
            all.retain(|order| part.contains(order));
            all
        });
        let orders = orders.unwrap_or_default();
        Ok(Computed { rows, orders })
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.shared.remove_run(&self.folder);
    }
}

impl Cluster for Client {
    fn folder(&self) -> &Path {
        &self.folder
    }

    fn make_folder(&self, folder: &Path) -> std::io::Result<()> {
        self.shared.make_folder(folder)
    }

    fn mount(&self, context: &SessionContext) {
        self.shared.mount(context);
    }

    fn fetch<'a>(&'a self, from: &'a Path, to: &'a Path) -> BoxFuture<'a, Result<(), EngineError>> {
        Box::pin(self.shared.fetch(from, to))
    }

    fn compute<'a>(
        &'a self,
        context: &'a SessionContext,
        layer: &'a Layer<'a>,
        parts: &'a [Part],
        path: &'a Path,
        purpose: Purpose,
        metadata: &'a [(String, String)],
    ) -> BoxFuture<'a, Result<Computed, EngineError>> {
        let table = Table {
            path: path.to_path_buf(),
            published: purpose == Purpose::Published,
            metadata: metadata.to_vec(),
        };
        Box::pin(async move {
            let computed = self.layer(context, layer, parts, table).await;
            computed.map_err(|e| e.in_query(layer.file))
        })
    }

    fn stage<'a>(
        &'a self,
        files: &'a [(&'a Snapshot, PathBuf)],
    ) -> BoxFuture<'a, Result<Vec<Result<Staged, StageError>>, EngineError>> {
        Box::pin(async move {
            // The largest first, so that none is begun last.
            let mut order: Vec<usize> = (0..files.len()).collect();
            order.sort_by_key(|place| std::cmp::Reverse(files[*place].0.bytes));
            let task = |place: &usize| {
                let (snapshot, path) = &files[*place];
                let snapshot = snapshot.with_absolute_path().map_err(|e| EngineError::Write {
                    path: PathBuf::from(&snapshot.file),
                    message: e.to_string(),
                })?;
                Ok::<_, EngineError>(Task::Stage {
                    snapshot: Box::new(snapshot),
                    path: path.clone(),
                })
            };
            let tasks = order.iter().map(task).collect::<Result<Vec<_>, _>>()?;
            let rows = self.connection.rows_of("staging", &TasksExec::of(&tasks)?).await?;
            let rows = rows.map_err(|message| self.connection.error(&message))?;
            let mut staged: Vec<Option<Result<Staged, StageError>>> =
                files.iter().map(|_| None).collect();
            let done = outcomes(&rows)?;
            if done.len() != files.len() {
                let message = format!("{} of {} files were staged", done.len(), files.len());
                return Err(self.connection.error(&message));
            }
            for (place, outcome) in order.into_iter().zip(done) {
                staged[place] = Some(match outcome {
                    Outcome::Staged(staged) => Ok(*staged),
                    Outcome::Failed { at: Fault::Bucket(address), message } => {
                        return Err(BucketFault { address, message }.into());
                    }
                    Outcome::Failed { at: Fault::Bytes, message } => {
                        Err(StageError::Source(SourceError::Altered(message)))
                    }
                    Outcome::Failed { message, .. } => Err(StageError::Write(message)),
                    _ => Err(StageError::Write("an executor did another task".to_string())),
                });
            }
            Ok(staged.into_iter().flatten().collect())
        })
    }
}

fn in_query(layer: &Layer<'_>, message: String) -> EngineError {
    let source = Box::new(DataFusionError::Execution(message));
    EngineError::Query { file: layer.file.to_string(), source }
}

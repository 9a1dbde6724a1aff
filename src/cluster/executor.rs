//! The executor: Ballista's own, with our functions, our nodes and one place to write to.

use super::client::in_short;
use super::codec::Codec;
use super::gate::{Gate, closed_runtime};
use super::shared::Shared;
use super::task::Station;
use super::version::executor_id;
use crate::catalogue::Catalogue;
use crate::engine::{self, EngineError};
use crate::error::Error;
use crate::scratch::Scratch;
use ballista_core::config::TaskSchedulingPolicy;
use ballista_core::registry::BallistaFunctionRegistry;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use datafusion::prelude::SessionConfig;
use std::net::{IpAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How an executor is started.
#[derive(Debug, Clone)]
pub struct Executor {
    /// Its scheduler, `HOST:PORT`.
    pub scheduler: String,
    /// The only folder, or bucket, that it writes results to.
    pub shared: PathBuf,
    /// Folders that it reads published files from, besides a shared folder.
    pub published: Vec<PathBuf>,
    /// The address it listens on.
    pub bind: IpAddr,
    /// The name under which scheduler and client reach it.
    pub advertise: String,
    /// Ports for results and for tasks; 0 takes a free one.
    pub ports: (u16, u16),
    /// Tasks at a time.
    pub cores: usize,
    /// Where it keeps what passes between the stages of a query.
    pub work: Option<PathBuf>,
    /// Seconds between two signs of life.
    pub heartbeat: u64,
    /// Seconds to wait for the scheduler to be there.
    pub patience: u16,
}

/// Runs an executor until it is stopped.
///
/// # Errors
/// The scheduler is out of reach or refuses it, or a folder cannot be used.
pub async fn executor(settings: &Executor) -> Result<(), Error> {
    let (scheduler_host, scheduler_port) = settings
        .scheduler
        .rsplit_once(':')
        .and_then(|(host, port)| Some((host.to_string(), port.parse::<u16>().ok()?)))
        .ok_or_else(|| {
            let given = &settings.scheduler;
            Error::Usage(format!(
                "'{given}' is not the address of a scheduler: write HOST:PORT, as in \
                 127.0.0.1:50050"
            ))
        })?;
    let shared = Shared::at(&settings.shared).await?;
    let work = Work::at(settings.work.as_deref())?;
    let published = settings.published.iter().map(|folder| read_from(folder));
    let published = published.collect::<Result<_, _>>()?;
    let (port, grpc_port) = free_ports(settings.bind, settings.ports)?;
    let station = Arc::new(Station {
        name: format!("{}:{port}", settings.advertise),
        shared,
        published,
        scratch: work.folder.clone(),
        cores: settings.cores,
        catalogue: Catalogue::embedded()?,
    });
    let state = engine::session(&work.folder)?.state();
    // Tasks have sessions of their own; what Ballista runs around them has no files to read.
    let runtime = closed_runtime(&work.folder).map_err(EngineError::from)?;
    let config = ExecutorProcessConfig {
        executor_id: executor_id(),
        bind_host: settings.bind.to_string(),
        external_host: Some(settings.advertise.clone()),
        port,
        grpc_port,
        scheduler_host,
        scheduler_port,
        scheduler_connect_timeout_seconds: settings.patience,
        vcores: settings.cores,
        task_scheduling_policy: TaskSchedulingPolicy::PushStaged,
        work_dir: Some(work.folder.display().to_string()),
        executor_heartbeat_interval_seconds: settings.heartbeat,
        override_function_registry: Some(Arc::new(BallistaFunctionRegistry::from(&state))),
        override_execution_engine: Some(Arc::new(Gate::default())),
        override_runtime_producer: Some(Arc::new(move |_: &SessionConfig| Ok(runtime.clone()))),
        override_physical_codec: Some(Arc::new(Codec::new("this executor", Some(station)))),
        ..ExecutorProcessConfig::default()
    };
    let failed = |e: ballista_core::error::BallistaError| EngineError::Cluster {
        address: format!("ballista://{}", settings.scheduler),
        message: format!("this executor stopped: {}", in_short(&e.to_string())),
    };
    let stopped = start_executor_process(Arc::new(config)).await.map_err(failed);
    drop(work);
    Ok(stopped?)
}

/// A folder of published files, by its absolute path.
fn read_from(folder: &Path) -> Result<PathBuf, Error> {
    if !folder.is_dir() {
        let message = format!("--published {} is not a folder", folder.display());
        return Err(Error::Usage(message));
    }
    std::path::absolute(folder).map_err(Error::file(folder))
}

/// The ports that are wanted, or for each 0 one that no one listens on.
fn free_ports(bind: IpAddr, wanted: (u16, u16)) -> Result<(u16, u16), Error> {
    let held = |wanted| {
        let listener = (wanted == 0).then(|| TcpListener::bind((bind, 0))).transpose()?;
        let port = listener
            .as_ref()
            .map_or(Ok::<_, std::io::Error>(wanted), |l| Ok(l.local_addr()?.port()))?;
        Ok((listener, port))
    };
    // Both are held until both are known, so that they differ.
    let both = held(wanted.0).and_then(|first| Ok((first, held(wanted.1)?)));
    let ((_first, port), (_second, grpc_port)) =
        both.map_err(Error::file(Path::new(&bind.to_string())))?;
    Ok((port, grpc_port))
}

/// A folder for what is passed on, which goes with the executor unless it was named.
struct Work {
    folder: PathBuf,
    _ours: Option<Scratch>,
}

impl Work {
    fn at(named: Option<&Path>) -> Result<Self, Error> {
        let Some(folder) = named else {
            let ours = Scratch::new()?;
            return Ok(Self { folder: ours.path().to_path_buf(), _ours: Some(ours) });
        };
        std::fs::create_dir_all(folder).map_err(Error::file(folder))?;
        Ok(Self { folder: folder.to_path_buf(), _ours: None })
    }
}

//! The scheduler: Ballista's own, which lets in executors of its own version only.

use super::codec::Codec;
use super::gate::closed_runtime;
use super::version::{same_version, version_of_executor};
use crate::engine;
use crate::error::Error;
use async_trait::async_trait;
use ballista_core::JobId;
use ballista_core::config::TaskSchedulingPolicy;
use ballista_core::error::{BallistaError, Result as BallistaResult};
use ballista_core::extension::SessionConfigExt;
use ballista_core::serde::protobuf::ExecutorHeartbeat;
use ballista_core::serde::scheduler::{ExecutorData, ExecutorMetadata};
use ballista_scheduler::cluster::memory::{InMemoryClusterState, InMemoryJobState};
use ballista_scheduler::cluster::{
    BallistaCluster, BoundTask, ClusterState, ClusterStateEventStream, ExecutorSlot,
};
use ballista_scheduler::config::{SchedulerConfig, TaskDistributionPolicy};
use ballista_scheduler::scheduler_process::start_server;
use ballista_scheduler::state::task_manager::JobInfoCache;
use datafusion::execution::SessionStateBuilder;
use datafusion::prelude::SessionConfig;
use std::collections::{HashMap, HashSet};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// How a scheduler is started.
#[derive(Debug, Clone)]
pub struct Scheduler {
    /// The address it listens on.
    pub bind: IpAddr,
    /// Its port.
    pub port: u16,
    /// The name under which executors reach it.
    pub advertise: String,
    /// Seconds without a sign of life after which an executor is given up.
    pub executor_timeout: u64,
}

/// Runs a scheduler until it is stopped.
///
/// # Errors
/// The address is already in use.
pub async fn scheduler(settings: &Scheduler) -> Result<(), Error> {
    let config = SchedulerConfig {
        external_host: settings.advertise.clone(),
        bind_host: settings.bind.to_string(),
        bind_port: settings.port,
        scheduling_policy: TaskSchedulingPolicy::PushStaged,
        task_distribution: TaskDistributionPolicy::RoundRobin,
        executor_timeout_seconds: settings.executor_timeout,
        expire_dead_executor_interval_seconds: (settings.executor_timeout / 4).max(1),
        no_executors_grace_period_seconds: settings.executor_timeout,
        override_physical_codec: Some(Arc::new(Codec::new("this scheduler", None))),
        ..SchedulerConfig::default()
    };
    let place = std::env::temp_dir();
    let state = engine::session(&place)?.state();
    // Plans of others may name files: none is looked at here, however a plan came by it.
    let runtime = closed_runtime(&place).map_err(engine::EngineError::from)?;
    let jobs = InMemoryJobState::new(
        config.scheduler_id.clone(),
        Arc::new(move |config: SessionConfig| {
            let ours = SessionStateBuilder::new_from_existing(state.clone());
            Ok(ours.with_config(config).with_runtime_env(runtime.clone()).build())
        }),
        Arc::new(SessionConfig::new_with_ballista),
    );
    let cluster = BallistaCluster::new(Arc::new(OneVersion::default()), Arc::new(jobs));
    let address = SocketAddr::new(settings.bind, settings.port);
    let failed = |e: BallistaError| engine::EngineError::Cluster {
        address: format!("ballista://{address}"),
        message: format!("the scheduler stopped: {e}"),
    };
    Ok(start_server(cluster, address, Arc::new(config)).await.map_err(failed)?)
}

/// The executors, all of the scheduler's version.
#[derive(Default)]
struct OneVersion(InMemoryClusterState);

/// # Errors
/// Names both versions.
fn admitted(id: &str) -> BallistaResult<()> {
    let refused = |message: String| {
        log::warn!("an executor was refused: {message}");
        Err(BallistaError::Configuration(message))
    };
    match version_of_executor(id) {
        Some(theirs) => same_version(("this executor", theirs), "its scheduler").or_else(refused),
        None => refused(format!(
            "{id} is not an executor of send-outcomes: start 'send-outcomes \
                             executor'"
        )),
    }
}

#[async_trait]
impl ClusterState for OneVersion {
    async fn init(&self) -> BallistaResult<()> {
        self.0.init().await
    }

    async fn bind_schedulable_tasks(
        &self,
        distribution: TaskDistributionPolicy,
        active_jobs: Arc<HashMap<JobId, JobInfoCache>>,
        executors: Option<HashSet<String>>,
    ) -> BallistaResult<Vec<BoundTask>> {
        self.0.bind_schedulable_tasks(distribution, active_jobs, executors).await
    }

    async fn unbind_tasks(&self, executor_slots: Vec<ExecutorSlot>) -> BallistaResult<()> {
        self.0.unbind_tasks(executor_slots).await
    }

    async fn register_executor(
        &self,
        metadata: ExecutorMetadata,
        spec: ExecutorData,
    ) -> BallistaResult<()> {
        admitted(&metadata.id)?;
        self.0.register_executor(metadata, spec).await
    }

    async fn save_executor_metadata(&self, metadata: ExecutorMetadata) -> BallistaResult<()> {
        admitted(&metadata.id)?;
        self.0.save_executor_metadata(metadata).await
    }

    async fn get_executor_metadata(&self, executor_id: &str) -> BallistaResult<ExecutorMetadata> {
        self.0.get_executor_metadata(executor_id).await
    }

    async fn registered_executor_metadata(&self) -> Vec<ExecutorMetadata> {
        self.0.registered_executor_metadata().await
    }

    async fn save_executor_heartbeat(&self, heartbeat: ExecutorHeartbeat) -> BallistaResult<()> {
        self.0.save_executor_heartbeat(heartbeat).await
    }

    async fn remove_executor(&self, executor_id: &str) -> BallistaResult<()> {
        self.0.remove_executor(executor_id).await
    }

    fn executor_heartbeats(&self) -> HashMap<String, ExecutorHeartbeat> {
        self.0.executor_heartbeats()
    }

    fn get_executor_heartbeat(&self, executor_id: &str) -> Option<ExecutorHeartbeat> {
        self.0.get_executor_heartbeat(executor_id)
    }

    async fn cluster_state_events(&self) -> BallistaResult<ClusterStateEventStream> {
        self.0.cluster_state_events().await
    }
}

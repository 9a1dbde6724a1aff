//! `scheduler` and `executor`: the two programs of a cluster.

use crate::cluster;
use crate::error::{DONE, Error};
use clap::Args;
use std::future::Future;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// Flags of `scheduler`.
#[derive(Debug, Args)]
pub struct SchedulerFlags {
    /// Address to listen on. Use a private one: anyone who reaches it can run queries and read
    /// what the executors can.
    #[arg(long, value_name = "ADDRESS", default_value_t = LOOPBACK)]
    bind: IpAddr,
    /// The port.
    #[arg(long, value_name = "PORT", default_value_t = 50050)]
    port: u16,
    /// The name under which executors reach it (default: the address).
    #[arg(long, value_name = "HOST")]
    advertise: Option<String>,
    /// Seconds without a heartbeat after which the work of an executor goes to others.
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    executor_timeout: u64,
}

/// Flags of `executor`.
#[derive(Debug, Args)]
pub struct ExecutorFlags {
    /// The scheduler to work for.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:50050")]
    scheduler: String,
    /// The folder that client and executors reach under the same path, or a bucket,
    /// `s3://BUCKET/PREFIX`, with credentials in the environment. Nothing is written elsewhere.
    #[arg(long, value_name = "DIR|ADDRESS")]
    shared: PathBuf,
    /// Another folder of published files to read, besides the shared one; give it several times
    /// for several. Nothing else is read.
    #[arg(long, value_name = "DIR")]
    published: Vec<PathBuf>,
    /// Address to listen on. Use a private one.
    #[arg(long, value_name = "ADDRESS", default_value_t = LOOPBACK)]
    bind: IpAddr,
    /// The name under which scheduler and client reach it (default: the address).
    #[arg(long, value_name = "HOST")]
    advertise: Option<String>,
    /// Port for results; 0 for any free one.
    #[arg(long, value_name = "PORT", default_value_t = 50051)]
    port: u16,
    /// Port for tasks; 0 for any free one.
    #[arg(long, value_name = "PORT", default_value_t = 50052)]
    task_port: u16,
    /// Number of tasks at a time (default: one per core).
    #[arg(long, value_name = "N")]
    cores: Option<usize>,
    /// Folder for data between the stages of a query (default: a temporary folder).
    #[arg(long, value_name = "DIR")]
    work: Option<PathBuf>,
    /// Seconds between two heartbeats; the timeout of the scheduler must be several times that.
    #[arg(long, value_name = "SECONDS", default_value_t = 5)]
    heartbeat: u64,
    /// Seconds to wait for the scheduler to start.
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    patience: u16,
}

/// Runs a scheduler until it is stopped.
///
/// # Errors
/// The address is already in use.
pub fn scheduler(flags: &SchedulerFlags, quiet: bool) -> Result<u8, Error> {
    let settings = cluster::Scheduler {
        bind: flags.bind,
        port: flags.port,
        advertise: advertised(flags.advertise.as_ref(), flags.bind)?,
        executor_timeout: flags.executor_timeout.max(1),
    };
    if !quiet {
        let (host, port) = (&settings.advertise, settings.port);
        eprintln!("scheduler {} at ballista://{host}:{port}", cluster::version());
    }
    serve(cluster::scheduler(&settings), 2)
}

/// Runs an executor until it is stopped.
///
/// # Errors
/// The scheduler is out of reach or refuses it.
pub fn executor(flags: &ExecutorFlags, quiet: bool) -> Result<u8, Error> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let settings = cluster::Executor {
        scheduler: flags.scheduler.clone(),
        shared: flags.shared.clone(),
        published: flags.published.clone(),
        bind: flags.bind,
        advertise: advertised(flags.advertise.as_ref(), flags.bind)?,
        ports: (flags.port, flags.task_port),
        cores: flags.cores.unwrap_or(cores).max(1),
        work: flags.work.clone(),
        heartbeat: flags.heartbeat.max(1),
        patience: flags.patience,
    };
    if !quiet {
        let (scheduler, cores) = (&settings.scheduler, settings.cores);
        eprintln!("executor {} of {scheduler}, {cores} tasks at a time", cluster::version());
    }
    serve(cluster::executor(&settings), settings.cores + 2)
}

fn serve(service: impl Future<Output = Result<(), Error>>, threads: usize) -> Result<u8, Error> {
    cluster::log_to_standard_error();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build()
        .map_err(Error::file(Path::new(".")))?;
    runtime.block_on(Box::pin(service))?;
    Ok(DONE)
}

/// An address that listens everywhere is not a name that others can use.
fn advertised(named: Option<&String>, bind: IpAddr) -> Result<String, Error> {
    match named {
        Some(host) => Ok(host.clone()),
        None if bind.is_unspecified() => Err(Error::Usage(format!(
            "--bind {bind} listens everywhere: name with --advertise HOST how the others reach \
             this machine"
        ))),
        None => Ok(bind.to_string()),
    }
}

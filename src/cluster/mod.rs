//! Beyond one machine: the same queries on a Ballista cluster.
//!
//! The client ([`Client`]) hands out tasks and queries, the scheduler ([`scheduler`])
//! gives them to executors ([`executor`]), and all of them read and write one shared
//! folder or bucket. The same bytes come out as on one machine:
//!
//! - each published file is staged by one task, with the code of one machine;
//! - each layer, or each of the parts in which one machine computes it, is one task: an
//!   executor plans and runs it as that machine would, with the same code and the same
//!   tables; what does not wait for one another runs side by side.
//!
//! No query is cut into stages that pass rows between executors: a trial of Ballista 55
//! lost rows of merge joins without a word, and cores of executors that outlived another.
//!
//! All three programs must be one build: versions are compared before anything runs.

#[cfg(test)]
mod attacks;
mod bucket;
mod client;
mod codec;
mod executor;
mod gate;
mod logging;
mod scheduler;
mod shared;
mod tables;
mod task;
mod tasks;
mod version;

pub use client::Client;
pub use executor::{Executor, executor};
pub use logging::log_to_standard_error;
pub use scheduler::{Scheduler, scheduler};
pub use version::version;

//! The program: what was typed becomes a plan, the plan is run, the result is an exit code.

use std::process::ExitCode;

/// Queries and pictures take and leave memory all the time: an eighth of a run's work goes
/// with it, and what several threads leave is given back. Its C takes too long for a first build.
#[cfg(all(feature = "allocator", unix, not(target_env = "musl")))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    ExitCode::from(send_outcomes::cli::main())
}

//! The machines that a plan asks for.

use super::plan::{Engine, Plan};
use crate::catalogue::Catalogue;
use crate::engine::Workers;
use crate::error::Error;
use std::path::Path;

/// This machine, or the cluster that the plan names, once it has answered. What is made for a
/// bucket is made below `scratch`.
///
/// # Errors
/// The cluster is out of reach or of another version; a local measure would leave this
/// machine; the program was built without the feature.
pub async fn of(plan: &Plan, catalogue: &Catalogue, scratch: &Path) -> Result<Workers, Error> {
    let Engine::Ballista { scheduler, shared } = &plan.engine else {
        return Ok(Workers::local(plan.jobs));
    };
    let local = catalogue.data_sets.values().find(|d| d.local_file.is_some());
    if let Some(local) = local {
        return Err(Error::Usage(format!(
            "'{}' is a local data set: its small counts are suppressed on this machine before \
             anything is written, so it never goes to a cluster; run it with --engine local",
            local.id
        )));
    }
    cluster(scheduler, (shared, scratch), plan.jobs).await
}

#[cfg(feature = "ballista")]
async fn cluster(
    scheduler: &str,
    (shared, scratch): (&Path, &Path),
    jobs: usize,
) -> Result<Workers, Error> {
    let cluster = crate::cluster::Client::connect(scheduler, shared, scratch).await?;
    Ok(Workers { jobs, cluster: Some(std::sync::Arc::new(cluster)) })
}

#[cfg(not(feature = "ballista"))]
#[expect(clippy::unused_async, reason = "called as the one that awaits a cluster")]
async fn cluster(scheduler: &str, _: (&Path, &Path), _: usize) -> Result<Workers, Error> {
    Err(crate::engine::built_without_ballista(scheduler).into())
}

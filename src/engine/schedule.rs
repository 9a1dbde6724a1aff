//! Layers side by side: each starts as soon as the tables that its header names
//! as inputs are there. How many run at a time can never change a byte of what
//! they write.

use super::{EngineError, Layer, Purpose, layers, run_layer};
use datafusion::execution::context::SessionContext;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use tokio::task::JoinSet;

/// Tables named in a layer's line `-- inputs:`.
#[must_use]
pub fn inputs_of(layer: &Layer) -> Vec<&'static str> {
    let line = layer.sql.lines().find_map(|line| line.strip_prefix("-- inputs:"));
    line.unwrap_or("").split(',').map(str::trim).filter(|name| !name.is_empty()).collect()
}

/// Runs every layer, at most `jobs` at a time, and tells the rows of each table.
/// `place_of` gives the folder in which a table is written, and what for.
///
/// # Errors
/// The first layer that fails; those already begun are stopped.
pub async fn run_layers(
    context: &SessionContext,
    jobs: usize,
    place_of: &dyn Fn(&str) -> (PathBuf, Purpose),
    metadata: &[(String, String)],
    progress: &dyn Fn(&str),
) -> Result<BTreeMap<&'static str, u64>, EngineError> {
    let mut waiting = layers();
    let names: BTreeSet<&str> = waiting.iter().map(|layer| layer.table).collect();
    let mut rows = BTreeMap::new();
    let mut running = JoinSet::new();
    while !waiting.is_empty() || !running.is_empty() {
        while running.len() < jobs {
            let ready = waiting.iter().position(|layer| {
                inputs_of(layer).iter().all(|name| !names.contains(name) || rows.contains_key(name))
            });
            let Some(ready) = ready else { break };
            let layer = waiting.remove(ready);
            progress(&format!("computing {}", layer.table.replace('_', " ")));
            let (context, metadata) = (context.clone(), metadata.to_vec());
            let (folder, purpose) = place_of(layer.table);
            running.spawn(async move {
                let rows = run_layer(&context, &layer, jobs, &folder, purpose, &metadata).await?;
                Ok::<_, EngineError>((layer.table, rows))
            });
        }
        match running.join_next().await {
            Some(Ok(finished)) => {
                let (table, count) = finished?;
                rows.insert(table, count);
            }
            Some(Err(broken)) if broken.is_panic() => {
                std::panic::resume_unwind(broken.into_panic())
            }
            Some(Err(_)) => {}
            None => {
                let stuck: Vec<&str> = waiting.iter().map(|layer| layer.file).collect();
                return Err(EngineError::Table(format!(
                    "the inputs that these queries name wait for one another: {}",
                    stuck.join(", ")
                )));
            }
        }
    }
    Ok(rows)
}

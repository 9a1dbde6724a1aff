//! DataFusion, set up so that the same inputs give the same bytes: a session
//! with the statistical functions, the catalogue as tables, and the layered
//! queries, each streamed into its own Parquet file.

mod as_of;
mod by_measure;
mod catalogue_tables;
mod cell;
mod check_tables;
mod columns;
mod cut;
mod error;
mod figure;
mod functions;
mod layer;
mod measure_tables;
mod memory;
mod methods;
mod number_text;
mod orders;
mod parameters;
mod parquet_file;
mod part_scan;
mod parts;
mod planned;
mod reading;
mod rows;
mod runner;
mod schedule;
mod shorthand;
mod table_columns;
mod typed;
mod words;
mod workers;

pub use as_of::AsOf;
pub use catalogue_tables::{register_catalogue, register_compared_areas, register_judged_measures};
pub use cell::{Cell, Decimals, Kind as ColumnKind, Value};
pub use check_tables::register_check_tables;
pub use error::{BucketFault, EngineError};
pub use layer::{
    Computed, Layer, inputs_of, layers, made_by, queries_checksum, queries_in, query, query_texts,
    statement_of,
};
pub use number_text::{printed_figure, printed_number, signed_number};
pub use orders::{SortedBy, written_orders};
pub use parameters::{THRESHOLDS, names_thresholds};
pub use parquet_file::{ParquetFile, Purpose, write_batches};
pub use parts::Part;
pub use planned::plan_edited;
pub use reading::{address_of, frame_of, register_address, register_file, register_table};
pub use rows::Rows;
pub use runner::{compute, move_table, run_layer, whole_table};
pub use schedule::run_layers;
pub(crate) use typed::row;
pub use typed::{Column, Row};
pub use words::in_words;
pub use workers::{Address, Cluster, Workers, built_without_ballista};

use datafusion::catalog::MemoryCatalogProviderList;
use datafusion::execution::context::SessionContext;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::physical_optimizer::optimizer::PhysicalOptimizer;
use datafusion::prelude::SessionConfig;
use memory::QueryMemory;
use std::path::Path;
use std::sync::Arc;

/// Memory that queries may hold before they spill to disk, bytes.
const QUERY_MEMORY: usize = 1 << 30;

/// Steps of the planner that take longer than what they gain these queries: filters that a join or a
/// sort finds while it runs, for readers that came through most of their rows by then, and the
/// moving of projections within a plan whose statement reads no column too many.
const LEFT_OUT: [&str; 2] = ["FilterPushdown(Post)", "ProjectionPushdown"];

/// A session with the statistical functions, that spills to `scratch`.
///
/// Queries run in one partition: sums of floating-point numbers then add in
/// one order, so that the number of threads can never change a byte.
///
/// # Errors
/// The scratch folder cannot be used.
pub fn session(scratch: &Path) -> Result<SessionContext, EngineError> {
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(QueryMemory::new(QUERY_MEMORY)))
        .with_temp_file_path(scratch)
        .build_arc()?;
    let config = SessionConfig::new()
        .with_target_partitions(1)
        .with_information_schema(true)
        // A second pass over a statement finds next to nothing, and takes as long as the first.
        .set_usize("datafusion.optimizer.max_passes", 1)
        .set_bool("datafusion.execution.parquet.schema_force_view_types", false)
        .set_bool("datafusion.sql_parser.map_string_types_to_utf8view", false);
    let mut rules = PhysicalOptimizer::new().rules;
    rules.retain(|rule| !LEFT_OUT.contains(&rule.name()));
    let state = SessionStateBuilder::new()
        .with_config(config)
        .with_runtime_env(runtime)
        .with_default_features()
        .with_physical_optimizer_rules(rules)
        .build();
    let context = SessionContext::new_with_state(state);
    methods::register(&context);
    Ok(context)
}

/// A second session: the same functions, memory and files, and no tables.
#[must_use]
pub fn second_session(context: &SessionContext) -> SessionContext {
    let catalogs = Arc::new(MemoryCatalogProviderList::new());
    // A copy of a session shares its catalogue of tables unless it is given its own.
    let config = context.copied_config().with_create_default_catalog_and_schema(true);
    let state = SessionStateBuilder::new_from_existing(context.state())
        .with_catalog_list(catalogs)
        .with_config(config)
        .build();
    SessionContext::new_with_state(state)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_of_the_planner_is_a_step_of_it() {
        let all = PhysicalOptimizer::new().rules;
        let known: Vec<&str> = all.iter().map(|rule| rule.name()).collect();
        assert!(LEFT_OUT.iter().all(|name| known.contains(name)), "{known:?}");
        let session = session(&std::env::temp_dir()).unwrap();
        let state = session.state();
        let kept = state.physical_optimizers().iter().map(|rule| rule.name());
        assert!(kept.clone().all(|name| !LEFT_OUT.contains(&name)) && kept.count() > 10);
    }
}

//! DataFusion, set up so that the same inputs give the same bytes: a session
//! with the statistical functions, the catalogue as tables, and the layered
//! queries, each streamed into its own Parquet file.

mod as_of;
mod build_side;
mod catalogue_tables;
mod check_tables;
mod columns;
mod eager_case;
mod figure;
mod functions;
mod measure_tables;
mod methods;
mod number_text;
mod orders;
mod parameters;
mod parquet_file;
mod part_scan;
mod parts;
mod reading;
mod rows;
mod runner;
mod schedule;
mod sort_groups;
mod table_columns;
mod typed;
mod workers;

pub use as_of::AsOf;
pub use catalogue_tables::{register_catalogue, register_compared_areas};
pub use check_tables::register_check_tables;
pub use number_text::{printed_figure, printed_number, signed_number};
pub use orders::{SortedBy, written_orders};
pub use parameters::{THRESHOLDS, names_thresholds};
pub use parquet_file::{ParquetFile, Purpose, write_batches};
pub use parts::Part;
pub use reading::{address_of, frame_of, register_address, register_file, register_table};
pub use rows::Rows;
pub use runner::{
    Computed, Layer, compute, layers, move_table, queries_checksum, queries_in, query, query_texts,
    run_layer, run_query, statement_of, whole_table,
};
pub use schedule::{inputs_of, run_layers};
pub(crate) use typed::row;
pub use typed::{Cell, Column, Decimals, Kind as ColumnKind, Row, Value};
pub use workers::{Address, Cluster, Workers, built_without_ballista};

use crate::edited::Kind;
use datafusion::catalog::MemoryCatalogProviderList;
use datafusion::execution::context::SessionContext;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::prelude::SessionConfig;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Memory that queries may hold before they spill to disk, bytes.
const QUERY_MEMORY: usize = 1 << 30;

/// Why a query or a table failed: a fault of the program or of an edited query.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// A query does not parse, plan or run.
    #[error("{}: {source}", Kind::Queries.path_of(file))]
    Query {
        /// File of the query.
        file: String,
        /// The engine's message.
        source: Box<datafusion::error::DataFusionError>,
    },
    /// A query of a folder gives other columns than the one whose place it takes.
    #[error("{}: {message}", Kind::Queries.path_of(file))]
    Columns {
        /// File of the query.
        file: String,
        /// Which, and the nearest that it gives.
        message: String,
    },
    /// Rows are not as they must be to be read.
    #[error("{origin}: {message}")]
    Rows {
        /// What gave them: the file of the query, or the statement.
        origin: String,
        /// The column and what is wrong with it.
        message: String,
    },
    /// The engine failed outside a query.
    #[error("the query engine failed: {0}")]
    Engine(#[from] Box<datafusion::error::DataFusionError>),
    /// A table cannot be written.
    #[error("cannot write {}: {message}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The reason.
        message: String,
    },
    /// The cluster that was to compute it is out of reach, or not as it must be.
    #[error("the cluster at {address}: {message}")]
    Cluster {
        /// Where it was looked for.
        address: String,
        /// The reason.
        message: String,
    },
    /// The bucket that a cluster shares cannot be used.
    #[error("{0}; no output was changed")]
    Bucket(#[from] BucketFault),
    /// The catalogue cannot be written as tables.
    #[error("the catalogue does not fit its tables: {0}")]
    Table(String),
}

impl EngineError {
    /// As the failure of the query in `file`.
    #[must_use]
    pub fn in_query(self, file: &str) -> Self {
        match self {
            Self::Engine(source) => Self::Query { file: file.to_string(), source },
            other => other,
        }
    }
}

impl From<datafusion::error::DataFusionError> for EngineError {
    fn from(error: datafusion::error::DataFusionError) -> Self {
        // A bucket that fails during a query is not a fault of the query.
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
        while let Some(error) = cause {
            if let Some(fault) = error.downcast_ref::<BucketFault>() {
                return Self::Bucket(fault.clone());
            }
            cause = error.source();
        }
        Self::Engine(Box::new(error))
    }
}

/// Why a bucket cannot be used, without a word of what its store answered: that may quote keys.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the bucket {address}: {message}")]
pub struct BucketFault {
    /// The bucket and its prefix.
    pub address: String,
    /// The reason, and what to set.
    pub message: String,
}

impl BucketFault {
    /// A fault of the bucket at `address`.
    #[must_use]
    pub fn new(address: &str, message: String) -> Self {
        Self { address: address.to_string(), message }
    }
}

/// A session with the statistical functions, that spills to `scratch`.
///
/// Queries run in one partition: sums of floating-point numbers then add in
/// one order, so that the number of threads can never change a byte.
///
/// # Errors
/// The scratch folder cannot be used.
pub fn session(scratch: &Path) -> Result<SessionContext, EngineError> {
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(FairSpillPool::new(QUERY_MEMORY)))
        .with_temp_file_path(scratch)
        .build_arc()?;
    let config = SessionConfig::new()
        .with_target_partitions(1)
        .with_information_schema(true)
        .set_bool("datafusion.execution.parquet.schema_force_view_types", false)
        .set_bool("datafusion.sql_parser.map_string_types_to_utf8view", false);
    let state = SessionStateBuilder::new()
        .with_config(config)
        .with_runtime_env(runtime)
        .with_default_features()
        .with_physical_optimizer_rules(build_side::rules())
        .build();
    let context = SessionContext::new_with_state(state);
    functions::register(&context);
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

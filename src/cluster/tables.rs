//! The tables of a query as another machine finds them: files in what is shared.

use super::shared::Shared;
use crate::engine::{
    EngineError, ParquetFile, Purpose, SortedBy, THRESHOLDS, names_thresholds, register_address,
    written_orders,
};
use crate::threads::lock;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::compute::concat_batches;
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use datafusion::datasource::listing::ListingTable;
use datafusion::execution::context::SessionContext;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use reqwest::Url;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// One table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableAt {
    /// Its name in SQL.
    name: String,
    /// File or folder.
    place: Place,
}

impl TableAt {
    /// Where its file or folder is: a path, in a bucket one that begins with its address.
    ///
    /// # Errors
    /// It has the address of neither.
    pub fn path(&self) -> Result<PathBuf, EngineError> {
        let url = match &self.place {
            Place::Memory(path) => return Ok(path.clone()),
            Place::Files { url, .. } => url,
        };
        let none = || EngineError::Table(format!("'{url}' is not the address of a file"));
        let address = Url::parse(url).map_err(|_| none())?;
        match address.scheme() {
            "file" => address.to_file_path().map_err(|()| none()),
            "s3" if !url.contains('%') => Ok(PathBuf::from(url.trim_end_matches('/'))),
            _ => Err(none()),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Place {
    /// A small table that is held in memory: there too, so that it is planned alike.
    Memory(PathBuf),
    /// A Parquet file or a folder of them.
    Files {
        /// As an address.
        url: String,
        /// The orders of the rows.
        orders: Vec<Vec<SortedBy>>,
    },
}

/// Copies of tables that one machine holds in memory.
#[derive(Debug)]
pub struct Copies {
    /// Where they are shared.
    pub shared: Shared,
    /// Their folder there.
    pub folder: PathBuf,
    /// Where they are made for a bucket.
    pub scratch: PathBuf,
    made: Mutex<BTreeSet<PathBuf>>,
}

/// The tables that `sql` reads in `context`; those in memory are copied.
///
/// # Errors
/// The statement does not parse, a table is not there, or a copy cannot be written.
pub async fn tables_of(
    context: &SessionContext,
    sql: &str,
    copies: &Copies,
) -> Result<Vec<TableAt>, EngineError> {
    let state = context.state();
    let dialect = state.config().options().sql_parser.dialect;
    let statement = state.sql_to_statement(sql, &dialect)?;
    let mut references = state.resolve_table_references(&statement)?;
    let read = references.iter().any(|reference| reference.table() == THRESHOLDS);
    if names_thresholds(&statement) && !read {
        references.push(THRESHOLDS.into());
    }
    let mut tables = Vec::new();
    for reference in references {
        let name = reference.table().to_string();
        let table = context.table_provider(reference).await?;
        let place = if let Some(listing) = table.downcast_ref::<ListingTable>() {
            Place::Files { url: url_of(listing, &name)?, orders: written_orders(listing) }
        } else if table.is::<MemTable>() {
            Place::Memory(copies.of(context, &name, table).await?)
        } else {
            return Err(EngineError::Table(format!(
                "'{name}' has no file that a cluster can read"
            )));
        };
        tables.push(TableAt { name, place });
    }
    tables.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(tables)
}

fn url_of(table: &ListingTable, name: &str) -> Result<String, EngineError> {
    match table.table_paths().as_slice() {
        [one] => Ok(one.as_str().to_string()),
        _ => Err(EngineError::Table(format!("'{name}' is in several places"))),
    }
}

impl Copies {
    /// None yet.
    #[must_use]
    pub fn new(shared: Shared, folder: PathBuf, scratch: PathBuf) -> Self {
        Self { shared, folder, scratch, made: Mutex::default() }
    }

    /// Writes a table in memory once a run: its content is in the name.
    async fn of(
        &self,
        context: &SessionContext,
        name: &str,
        table: Arc<dyn TableProvider>,
    ) -> Result<PathBuf, EngineError> {
        let held = Arc::as_ptr(&table).cast::<()>() as usize;
        let path = self.folder.join(format!("{name}-{held:x}.parquet"));
        let made = || lock(&self.made);
        if made().contains(&path) {
            return Ok(path);
        }
        let schema = table.schema();
        let batches = context.read_table(table)?.collect().await?;
        // Two layers may copy one table at a time: the last to be whole takes the name.
        let written = self.shared.draft(&path, "client", &self.scratch);
        let mut file = ParquetFile::create(&written.part, schema, Purpose::Step, &[])?;
        for batch in batches {
            file.push(batch)?;
        }
        file.close()?;
        written.keep().await?;
        made().insert(path.clone());
        Ok(path)
    }
}

/// Registers `tables` of `shared` in `context` as they are on the machine that sent them; what
/// must be fetched whole is fetched into `scratch`.
///
/// # Errors
/// A file cannot be read.
pub async fn register(
    context: &SessionContext,
    tables: &[TableAt],
    shared: &Shared,
    scratch: &Path,
) -> Result<(), EngineError> {
    for table in tables {
        match &table.place {
            Place::Memory(path) => {
                let local = shared.local(path, scratch).await?;
                context.register_batch(&table.name, held_in(&local.path)?)?;
            }
            Place::Files { url, orders } => {
                register_address(context, &table.name, url, orders).await?;
            }
        }
    }
    Ok(())
}

fn held_in(path: &Path) -> Result<RecordBatch, EngineError> {
    let unreadable =
        |e: &dyn std::fmt::Display| EngineError::Table(format!("{}: {e}", path.display()));
    let file = File::open(path).map_err(|e| unreadable(&e))?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| unreadable(&e))?;
    let schema = reader.schema().clone();
    let reader = reader.build().map_err(|e| unreadable(&e))?;
    let batches: Vec<RecordBatch> = reader.collect::<Result<_, _>>().map_err(|e| unreadable(&e))?;
    concat_batches(&schema, &batches).map_err(|e| unreadable(&e))
}

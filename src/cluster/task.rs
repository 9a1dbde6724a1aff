//! What an executor is asked to do in one piece, and what comes of it.

use super::shared::{Shared, Written, lies_in};
use super::tables::{TableAt, register};
use super::version::version;
use crate::catalogue::Catalogue;
use crate::engine::{self, BucketFault, Computed, EngineError, Layer, ParquetFile, Part, Purpose};
use crate::error::Error;
use crate::source::{Snapshot, SourceError};
use crate::stage::{self, StageError, Staged};
use datafusion::arrow::array::RecordBatch;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde::{Deserialize, Serialize};
use std::fmt::Display;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Bytes from which on a file is read on all cores of an executor.
const LARGE: u64 = 32 << 20;

/// One piece of work.
#[derive(Debug, Serialize, Deserialize)]
pub enum Task {
    /// Say who you are, and whether you see the folder of the run.
    Greet(PathBuf),
    /// Stage a published file.
    Stage {
        /// The file.
        snapshot: Box<Snapshot>,
        /// Where its cells go.
        path: PathBuf,
    },
    /// Compute a layer, or a part of it, as one machine would.
    Compute {
        /// File of the query, for messages.
        file: String,
        /// The statement.
        sql: String,
        /// The measures of the part.
        part: Option<Part>,
        /// The tables it reads.
        tables: Vec<TableAt>,
        /// Where its rows go.
        table: Table,
    },
    /// Write parts one behind the other.
    Join {
        /// Their files, in order.
        parts: Vec<PathBuf>,
        /// Where their rows go.
        table: Table,
    },
}

/// A table to be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The file.
    pub path: PathBuf,
    /// Whether it is one of the contract.
    pub published: bool,
    /// What its footer says.
    pub metadata: Vec<(String, String)>,
}

impl Table {
    fn purpose(&self) -> Purpose {
        if self.published { Purpose::Published } else { Purpose::Step }
    }
}

/// What came of a task.
#[derive(Debug, Serialize, Deserialize)]
pub enum Outcome {
    /// The version of the executor.
    Greeting(String),
    /// A file that was read.
    Staged(Box<Staged>),
    /// A layer that was written.
    Computed(Computed),
    /// Nothing: the task cannot be done, here or elsewhere.
    Failed {
        /// What is at fault.
        at: Fault,
        /// The reason, with the executor it was seen on.
        message: String,
    },
}

/// What is at fault where a task cannot be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// What was asked for: the client knows what it was.
    Work,
    /// A file that cannot be written.
    File(PathBuf),
    /// The bucket of this address.
    Bucket(String),
    /// Published bytes, which are not those of their checksum.
    Bytes,
}

/// The place at which an executor works.
#[derive(Debug)]
pub struct Station {
    /// What to call the executor in messages.
    pub name: String,
    /// The only place that it writes results to.
    pub shared: Shared,
    /// Folders that it reads published files from, besides a shared folder.
    pub published: Vec<PathBuf>,
    /// Where queries spill, and where files on their way from and to a bucket are kept.
    pub scratch: PathBuf,
    /// Cores.
    pub cores: usize,
    /// How published files are read: the same as everywhere, since all are one build.
    pub catalogue: Catalogue,
}

impl Station {
    /// A file in the making, in place of `path`.
    ///
    /// # Errors
    /// The path is not below what is shared.
    fn written(&self, path: &Path) -> Result<Written, EngineError> {
        if !self.shared.holds(path) {
            let message = format!(
                "executor {} writes only below its --shared {}",
                self.name,
                self.shared.name()
            );
            return Err(EngineError::Write { path: path.to_path_buf(), message });
        }
        Ok(self.shared.draft(path, &self.name, &self.scratch))
    }

    /// Refuses to read what is neither in the shared folder nor, for a published file, in a
    /// folder of them.
    ///
    /// # Errors
    /// Names the path and what to set.
    fn readable(&self, path: &Path, published: bool) -> Result<(), EngineError> {
        let named = published && self.published.iter().any(|folder| lies_in(path, folder));
        if named || self.shared.holds(path) {
            return Ok(());
        }
        let more = if published { ", or below a folder that --published names" } else { "" };
        Err(EngineError::Table(format!(
            "{} is not read by executor {}: it reads below its --shared {}{more}",
            path.display(),
            self.name,
            self.shared.name()
        )))
    }

    /// Runs a task; the outcome reports whatever goes wrong with it.
    pub async fn perform(&self, task: Task) -> Outcome {
        let done = match task {
            Task::Greet(folder) => self.greet(&folder).await,
            Task::Stage { snapshot, path } => {
                self.stage(*snapshot, &path).await.map(Box::new).map(Outcome::Staged)
            }
            Task::Compute { file, sql, part, tables, table } => {
                let layer = Layer { file: &file, table: "", sql: &sql };
                let computed = self.compute(&layer, part.as_ref(), &tables, &table).await;
                computed.map(Outcome::Computed).map_err(Error::from)
            }
            Task::Join { parts, table } => {
                self.join(&parts, &table).await.map(Outcome::Computed).map_err(Error::from)
            }
        };
        done.unwrap_or_else(|error| self.failed(error))
    }

    fn failed(&self, error: Error) -> Outcome {
        let with_executor =
            |reason: &dyn std::fmt::Display| format!("{reason} (executor {})", self.name);
        match error {
            Error::Engine(EngineError::Write { path, message }) => {
                Outcome::Failed { message: with_executor(&message), at: Fault::File(path) }
            }
            Error::Engine(EngineError::Bucket(BucketFault { address, message })) => {
                Outcome::Failed { message: with_executor(&message), at: Fault::Bucket(address) }
            }
            Error::Stage(StageError::Source(SourceError::Altered(message))) => {
                Outcome::Failed { at: Fault::Bytes, message: with_executor(&message) }
            }
            // The client names the query itself.
            Error::Engine(EngineError::Query { source, .. }) => {
                Outcome::Failed { at: Fault::Work, message: with_executor(&source) }
            }
            other => Outcome::Failed { at: Fault::Work, message: with_executor(&other) },
        }
    }

    async fn greet(&self, folder: &Path) -> Result<Outcome, Error> {
        if !folder.as_os_str().is_empty() && !self.shared.sees(folder).await? {
            return Err(Error::Usage(format!(
                "{} is not a folder below --shared {}: name the same shared folder or bucket on \
                 every machine",
                folder.display(),
                self.shared.name()
            )));
        }
        Ok(Outcome::Greeting(version().to_string()))
    }

    async fn stage(&self, snapshot: Snapshot, path: &Path) -> Result<Staged, Error> {
        let snapshot = snapshot.with_embedded_bytes();
        if let Some(file) = snapshot.path() {
            self.readable(file, true)?;
        }
        let threads = if snapshot.bytes > LARGE { self.cores } else { 1 };
        let written = self.written(path)?;
        let mut file = ParquetFile::create(&written.part, stage::schema(), Purpose::Step, &[])?;
        let mut sink = |batch: RecordBatch| {
            file.push(batch).map_err(|e: EngineError| StageError::Write(e.to_string()))
        };
        let staged = stage::stage(&snapshot, &self.catalogue, threads, &mut sink)?;
        file.close()?;
        written.keep().await?;
        Ok(staged)
    }

    async fn compute(
        &self,
        layer: &Layer<'_>,
        part: Option<&Part>,
        tables: &[TableAt],
        table: &Table,
    ) -> Result<Computed, EngineError> {
        let context = engine::session(&self.scratch)?;
        self.shared.mount(&context);
        for table in tables {
            self.readable(&table.path()?, false)?;
        }
        register(&context, tables, &self.shared, &self.scratch).await?;
        let written = self.written(&table.path)?;
        let (path, purpose) = (&written.part, table.purpose());
        let computed = engine::compute(&context, layer, part, path, purpose, &table.metadata);
        let computed = computed.await?;
        written.keep().await?;
        Ok(computed)
    }

    async fn join(&self, parts: &[PathBuf], table: &Table) -> Result<Computed, EngineError> {
        let written = self.written(&table.path)?;
        let mut open: Option<ParquetFile> = None;
        for part in parts {
            let unreadable =
                |e: &dyn Display| EngineError::Table(format!("{}: {e}", part.display()));
            self.readable(part, false)?;
            let local = self.shared.local(part, &self.scratch).await?;
            let file = File::open(&local.path).map_err(|e| unreadable(&e))?;
            let rows =
                ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| unreadable(&e))?;
            let file = match &mut open {
                Some(file) => file,
                None => {
                    let (path, schema) = (&written.part, rows.schema().clone());
                    let metadata = &table.metadata;
                    open.insert(ParquetFile::create(path, schema, table.purpose(), metadata)?)
                }
            };
            for batch in rows.build().map_err(|e| unreadable(&e))? {
                file.push(batch.map_err(|e| unreadable(&e))?)?;
            }
        }
        let rows = open.map_or(Ok(0), ParquetFile::close)?;
        written.keep().await?;
        Ok(Computed { rows, orders: Vec::new() })
    }
}

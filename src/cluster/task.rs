//! What an executor is asked to do in one piece, and what comes of it.

use super::tables::{TableAt, register};
use super::version::version;
use crate::catalogue::Catalogue;
use crate::engine::{self, Computed, EngineError, Layer, ParquetFile, Part, Purpose};
use crate::error::Error;
use crate::source::Snapshot;
use crate::stage::{self, StageError, Staged};
use datafusion::arrow::array::RecordBatch;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde::{Deserialize, Serialize};
use std::fmt::Display;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

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
    /// What stands in its footer.
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
        /// The file that could not be written, or nothing for a fault of the query.
        path: Option<PathBuf>,
        /// The reason, with the executor it was seen on.
        message: String,
    },
}

/// The place at which an executor works.
#[derive(Debug)]
pub struct Station {
    /// What to call the executor in messages.
    pub name: String,
    /// The only folder it writes results to.
    pub shared: PathBuf,
    /// Where queries spill.
    pub scratch: PathBuf,
    /// Cores.
    pub cores: usize,
    /// How published files are read: the same as everywhere, since all are one build.
    pub catalogue: Catalogue,
}

impl Station {
    /// A file in the making, in the place of `path`.
    ///
    /// # Errors
    /// The path is not below the shared folder.
    fn written(&self, path: &Path) -> Result<Written, EngineError> {
        let climbs = path.components().any(|c| c == std::path::Component::ParentDir);
        if climbs || !path.starts_with(&self.shared) {
            let message = format!(
                "executor {} writes only below its --shared {}",
                self.name,
                self.shared.display()
            );
            return Err(EngineError::Write { path: path.to_path_buf(), message });
        }
        static PARTS: AtomicU64 = AtomicU64::new(0);
        let number = PARTS.fetch_add(1, Ordering::Relaxed);
        // An executor that was given up may still be writing: each try has its own file.
        let mut name = path.file_name().unwrap_or_default().to_os_string();
        name.push(format!(".{}.{}.{number}.part", self.name.replace(':', "-"), std::process::id()));
        let hidden = format!(".{}", name.to_string_lossy());
        Ok(Written { path: path.to_path_buf(), part: path.with_file_name(hidden) })
    }

    /// Does a task; whatever goes wrong with it is told in the outcome.
    pub async fn perform(&self, task: Task) -> Outcome {
        let done = match task {
            Task::Greet(folder) => self.greet(&folder),
            Task::Stage { snapshot, path } => {
                self.stage(*snapshot, &path).map(Box::new).map(Outcome::Staged)
            }
            Task::Compute { file, sql, part, tables, table } => {
                let layer = Layer { file: &file, table: "", sql: &sql };
                let computed = self.compute(&layer, part.as_ref(), &tables, &table).await;
                computed.map(Outcome::Computed).map_err(Error::from)
            }
            Task::Join { parts, table } => {
                self.join(&parts, &table).map(Outcome::Computed).map_err(Error::from)
            }
        };
        done.unwrap_or_else(|error| self.failed(error))
    }

    fn failed(&self, error: Error) -> Outcome {
        let told = |reason: &dyn std::fmt::Display| format!("{reason} (executor {})", self.name);
        match error {
            Error::Engine(EngineError::Write { path, message }) => {
                Outcome::Failed { message: told(&message), path: Some(path) }
            }
            // The client names the query itself.
            Error::Engine(EngineError::Query { source, .. }) => {
                Outcome::Failed { path: None, message: told(&source) }
            }
            other => Outcome::Failed { path: None, message: told(&other) },
        }
    }

    fn greet(&self, folder: &Path) -> Result<Outcome, Error> {
        if !folder.as_os_str().is_empty() && !(folder.is_dir() && folder.starts_with(&self.shared))
        {
            return Err(Error::Usage(format!(
                "{} is not a folder below --shared {}: name the same shared folder on every machine",
                folder.display(),
                self.shared.display()
            )));
        }
        Ok(Outcome::Greeting(version().to_string()))
    }

    fn stage(&self, snapshot: Snapshot, path: &Path) -> Result<Staged, Error> {
        let snapshot = snapshot.with_embedded_bytes();
        let threads = if snapshot.bytes > LARGE { self.cores } else { 1 };
        let written = self.written(path)?;
        let mut file = ParquetFile::create(&written.part, stage::schema(), Purpose::Step, &[])?;
        let mut sink = |batch: RecordBatch| {
            file.push(batch).map_err(|e: EngineError| StageError::Write(e.to_string()))
        };
        let staged = stage::stage(&snapshot, &self.catalogue, threads, &mut sink)?;
        file.close()?;
        written.keep()?;
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
        register(&context, tables).await?;
        let written = self.written(&table.path)?;
        let (path, purpose) = (&written.part, table.purpose());
        let computed =
            engine::compute(&context, layer, part, self.cores, path, purpose, &table.metadata);
        let computed = computed.await?;
        written.keep()?;
        Ok(computed)
    }

    fn join(&self, parts: &[PathBuf], table: &Table) -> Result<Computed, EngineError> {
        let written = self.written(&table.path)?;
        let mut open: Option<ParquetFile> = None;
        for part in parts {
            let unreadable =
                |e: &dyn Display| EngineError::Table(format!("{}: {e}", part.display()));
            let file = File::open(part).map_err(|e| unreadable(&e))?;
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
        written.keep()?;
        Ok(Computed { rows, order: Vec::new() })
    }
}

/// A file that takes its place only when it is whole.
#[derive(Debug)]
struct Written {
    path: PathBuf,
    /// Where to write until then.
    part: PathBuf,
}

impl Written {
    /// Puts the file in its place.
    ///
    /// # Errors
    /// The file system refuses.
    fn keep(self) -> Result<(), EngineError> {
        std::fs::rename(&self.part, &self.path)
            .map_err(|e| EngineError::Write { path: self.path.clone(), message: e.to_string() })
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        // After it was kept there is nothing under this name.
        let _ = std::fs::remove_file(&self.part);
    }
}

//! What is compared: the outputs of a run, or the versions that a store has in use.

use super::DataSetChange;
use crate::catalogue::Catalogue;
use crate::engine::{EngineError, ParquetFile, Purpose, register_file};
use crate::error::Error;
use crate::stage::{self, StageError};
use crate::store::{Locked, MadeFrom, Retrieval, Store};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::execution::context::SessionContext;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A folder that is neither outputs nor a store, or two that are not alike.
#[derive(Debug, thiserror::Error)]
pub enum SideError {
    /// Nothing that can be compared.
    #[error(
        "{} contains neither outputs (tables/facts.parquet) nor a store (store.lock): name two \
         folders written by run, or two stores",
        .0.display()
    )]
    Nothing(PathBuf),
    /// A run and a store.
    #[error("{} is {first} and {} is {second}: compare two runs or two stores", old.display(), new.display())]
    Unlike {
        /// The old folder.
        old: PathBuf,
        /// What it is.
        first: &'static str,
        /// The new folder.
        new: PathBuf,
        /// What it is.
        second: &'static str,
    },
}

/// One side of a comparison.
#[derive(Debug, Clone)]
pub struct Side {
    name: String,
    kind: Kind,
    versions: BTreeMap<String, Locked>,
}

#[derive(Debug, Clone)]
enum Kind {
    Outputs(PathBuf),
    Store(Store),
}

impl Side {
    /// The outputs or the store in `folder`.
    ///
    /// # Errors
    /// It is neither, or cannot be read.
    pub fn of(folder: &Path) -> Result<Self, Error> {
        let name = folder.display().to_string();
        let facts = folder.join("tables/facts.parquet");
        if facts.is_file() {
            return Self::outputs(&name, folder, &folder.join("manifest.json"));
        }
        if folder.join("store.lock").is_file() {
            let store = Store::at(folder, None);
            let versions = store.lock()?.data_sets;
            return Ok(Self { name, kind: Kind::Store(store), versions });
        }
        Err(Error::Usage(SideError::Nothing(folder.to_path_buf()).to_string()))
    }

    /// Outputs in `folder`, whose inputs a manifest names; one that is not there names none.
    ///
    /// # Errors
    /// The manifest cannot be read as one.
    pub fn outputs(name: &str, folder: &Path, manifest: &Path) -> Result<Self, Error> {
        let mut versions = BTreeMap::new();
        if let Ok(text) = std::fs::read_to_string(manifest) {
            let read: MadeFrom = serde_json::from_str(&text)
                .map_err(|e| Error::Rejected(format!("{}: {e}", manifest.display())))?;
            for input in read.inputs {
                let locked = Locked { version: input.version, sha256: input.sha256 };
                versions.insert(input.data_set, locked);
            }
        }
        Ok(Self { name: name.to_string(), kind: Kind::Outputs(folder.to_path_buf()), versions })
    }

    /// The same side with the versions that a run has read, before its manifest is written.
    #[must_use]
    pub fn with_versions(mut self, versions: BTreeMap<String, Locked>) -> Self {
        self.versions = versions;
        self
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    fn word(&self) -> &'static str {
        match self.kind {
            Kind::Outputs(_) => "a run",
            Kind::Store(_) => "a store",
        }
    }

    /// Whether two sides can be compared.
    ///
    /// # Errors
    /// One is a run and the other a store.
    pub fn comparable(&self, new: &Self) -> Result<(), Error> {
        if self.word() == new.word() {
            return Ok(());
        }
        let path = |side: &Self| PathBuf::from(&side.name);
        let unlike = SideError::Unlike {
            old: path(self),
            first: self.word(),
            new: path(new),
            second: new.word(),
        };
        Err(Error::Usage(unlike.to_string()))
    }

    /// Registers `{prefix}_facts` and `{prefix}_findings`; a store has no findings.
    pub(super) async fn register(
        &self,
        context: &SessionContext,
        prefix: &str,
        catalogue: &Catalogue,
        scratch: &Path,
    ) -> Result<(), Error> {
        let (facts, findings) = match &self.kind {
            Kind::Outputs(folder) => {
                let tables = folder.join("tables");
                (tables.join("facts.parquet"), Some(tables.join("findings.parquet")))
            }
            Kind::Store(store) => (cells(store, catalogue, prefix, scratch)?, None),
        };
        register_file(context, &format!("{prefix}_facts"), &facts).await?;
        let table = format!("{prefix}_findings");
        match findings.filter(|path| path.is_file()) {
            Some(path) => register_file(context, &table, &path).await?,
            None => {
                let columns = [
                    "measure_id",
                    "cohort",
                    "area_code",
                    "comparator",
                    "period",
                    "level",
                    "direction",
                    "judgement",
                ];
                let fields: Vec<Field> =
                    columns.iter().map(|c| Field::new(*c, DataType::Utf8, true)).collect();
                let none = RecordBatch::new_empty(Arc::new(Schema::new(fields)));
                context.register_batch(&table, none).map_err(EngineError::from)?;
            }
        }
        Ok(())
    }
}

/// Registers the statements of both sides and their results as `old_statements`,
/// `old_statement_results` and the same of the new side. Where either side did not judge any,
/// there is nothing to set side by side, and all are empty.
pub(super) async fn register_statements(
    context: &SessionContext,
    old: &Side,
    new: &Side,
) -> Result<(), Error> {
    for table in ["statements", "statement_results"] {
        let path = |side: &Side| match &side.kind {
            Kind::Outputs(folder) => {
                Some(folder.join(format!("tables/{table}.parquet"))).filter(|path| path.is_file())
            }
            Kind::Store(_) => None,
        };
        let paths = path(old).zip(path(new)).map(|(old, new)| [old, new]);
        for (place, prefix) in ["old", "new"].into_iter().enumerate() {
            let name = format!("{prefix}_{table}");
            if let Some(paths) = &paths {
                register_file(context, &name, &paths[place]).await?;
            } else {
                let texts = ["statement_id", "text", "result", "reason"];
                let text = |name: &str| Field::new(name, DataType::Utf8, true);
                let mut fields: Vec<Field> = texts.into_iter().map(text).collect();
                fields.push(Field::new("clause", DataType::Int32, true));
                let none = RecordBatch::new_empty(Arc::new(Schema::new(fields)));
                context.register_batch(&name, none).map_err(EngineError::from)?;
            }
        }
    }
    Ok(())
}

/// The figures of every version that a store has in use, in one file.
fn cells(
    store: &Store,
    catalogue: &Catalogue,
    prefix: &str,
    scratch: &Path,
) -> Result<PathBuf, Error> {
    let _reading = store.reader()?;
    let path = scratch.join(format!("{prefix}_cells.parquet"));
    let mut file = ParquetFile::create(&path, stage::schema(), Purpose::Step, &[])?;
    for snapshot in store.snapshots(catalogue)? {
        let mut sink =
            |batch: RecordBatch| file.push(batch).map_err(|e| StageError::Write(e.to_string()));
        stage::stage(&snapshot, catalogue, 1, &mut sink)?;
    }
    file.close()?;
    Ok(path)
}

/// Data sets whose version differs, with what is recorded of each.
pub(super) fn data_sets(old: &Side, new: &Side) -> Result<Vec<DataSetChange>, Error> {
    let ids: BTreeSet<&String> = old.versions.keys().chain(new.versions.keys()).collect();
    let mut changes = Vec::new();
    for id in ids {
        let (before, after) = (old.versions.get(id), new.versions.get(id));
        if before == after {
            continue;
        }
        let mut events = Vec::new();
        match (before, after) {
            (None, _) => events.push("new data set".to_string()),
            (_, None) => events.push("no longer read".to_string()),
            _ => {}
        }
        if let (Some(before), Some(after)) = (before, after) {
            events.extend(recorded(old, new, id, before, after)?);
        }
        changes.push(DataSetChange {
            data_set: id.clone(),
            old: before.map(|l| l.version.clone()),
            new: after.map(|l| l.version.clone()),
            events,
        });
    }
    Ok(changes)
}

/// What the records of two stores say of the step from one version to another.
fn recorded(
    old: &Side,
    new: &Side,
    id: &str,
    before: &Locked,
    after: &Locked,
) -> Result<Vec<String>, Error> {
    let record = |side: &Side, locked: &Locked| -> Result<Option<Retrieval>, Error> {
        match &side.kind {
            Kind::Store(store) => Ok(store.retrieval(id, &locked.version)?),
            Kind::Outputs(_) => Ok(None),
        }
    };
    let (Some(before), Some(after)) = (record(old, before)?, record(new, after)?) else {
        return Ok(Vec::new());
    };
    if !after.changes.is_empty() {
        return Ok(after.changes.into_iter().map(|change| change.words).collect());
    }
    let mut events = Vec::new();
    for period in after.shape.periods.difference(&before.shape.periods) {
        events.push(format!("new period '{period}'"));
    }
    for period in before.shape.periods.difference(&after.shape.periods) {
        events.push(format!("period gone '{period}'"));
    }
    for (column, labels) in &after.shape.labels {
        let none = BTreeSet::new();
        let held = before.shape.labels.get(column).unwrap_or(&none);
        events.extend(labels.difference(held).map(|l| format!("label added '{l}' in '{column}'")));
        events.extend(held.difference(labels).map(|l| format!("label gone '{l}' in '{column}'")));
    }
    Ok(events)
}

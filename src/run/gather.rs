//! Source → staged Parquet, with what had to be left out and why.

use super::Plan;
use super::tables::QualityRow;
use crate::catalogue::Catalogue;
use crate::engine::{EngineError, ParquetFile, Purpose, run_query};
use crate::error::Error;
use crate::source::{self, Snapshot};
use crate::stage::{self, Rejection, StageError, Staged};
use datafusion::arrow::array::{Array, AsArray, RecordBatch, StringArray};
use datafusion::arrow::datatypes::Int64Type;
use datafusion::execution::context::SessionContext;
use datafusion::prelude::ParquetReadOptions;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const DUPLICATES: &str = include_str!("../../queries/checks/duplicates.sql");

/// A data set as it was staged.
#[derive(Debug)]
pub struct Taken {
    /// What was read.
    pub snapshot: Snapshot,
    /// What came of it.
    pub staged: Staged,
}

/// Everything that was staged.
#[derive(Debug)]
pub struct Gathered {
    /// One entry a data set.
    pub taken: Vec<Taken>,
    /// Measures that stopped, each with its reason.
    pub rejections: Vec<Rejection>,
    /// Notes for the table of quality.
    pub quality: Vec<QualityRow>,
}

/// Stages every data set of the source below `scratch` and registers `staged`.
///
/// # Errors
/// The source cannot be read, the disk is full, or nothing at all is left.
pub async fn gather(
    plan: &Plan,
    catalogue: &Catalogue,
    context: &SessionContext,
    scratch: &Path,
) -> Result<Gathered, Error> {
    let folder = scratch.join("staged");
    std::fs::create_dir_all(&folder).map_err(Error::file(&folder))?;
    let mut taken =
        stage_all(source::snapshots(&plan.source, catalogue)?, plan, catalogue, &folder)?;
    let location = format!("{}/", folder.display());
    Box::pin(context.register_parquet("staged", &location, ParquetReadOptions::default()))
        .await
        .map_err(EngineError::from)?;
    let mut rejections: Vec<Rejection> =
        taken.iter_mut().flat_map(|t| std::mem::take(&mut t.staged.rejections)).collect();
    let mut quality = Vec::new();
    let repeated = context.sql(DUPLICATES).await.map_err(EngineError::from)?;
    let repeated = repeated.cache().await.map_err(EngineError::from)?;
    let copies = repeated.clone().into_view();
    context.register_table("repeated_keys", copies).map_err(EngineError::from)?;
    for batch in repeated.collect().await.map_err(EngineError::from)? {
        duplicates(&batch, catalogue, &mut rejections, &mut quality)?;
    }
    for rejection in &rejections {
        quality.push(QualityRow {
            check: "rejected".to_string(),
            data_set: rejection.data_set.clone(),
            key: rejection.measures.join(", "),
            severity: "error".to_string(),
            message: rejection.message.clone(),
            rows: 0,
        });
    }
    if !rejections.is_empty() {
        leave_out(&rejections, context, &location).await?;
    }
    if taken.iter().all(|t| t.staged.rows == 0) {
        let reasons: Vec<&str> = rejections.iter().map(|r| r.message.as_str()).collect();
        return Err(Error::Rejected(format!("no figures could be read. {}", reasons.join("\n"))));
    }
    Ok(Gathered { taken, rejections, quality })
}

/// Makes `staged` leave out the measures that stopped; the files stay as they are.
async fn leave_out(
    rejections: &[Rejection],
    context: &SessionContext,
    location: &str,
) -> Result<(), Error> {
    let stopped: StringArray =
        rejections.iter().flat_map(|r| &r.measures).map(|m| Some(m.as_str())).collect();
    let batch = RecordBatch::try_from_iter([("measure_id", Arc::new(stopped) as _)])
        .map_err(|e| EngineError::Table(e.to_string()))?;
    context.register_batch("stopped_measures", batch).map_err(EngineError::from)?;
    context.deregister_table("staged").map_err(EngineError::from)?;
    Box::pin(context.register_parquet("staged_files", location, ParquetReadOptions::default()))
        .await
        .map_err(EngineError::from)?;
    run_query(
        context,
        "create view staged as select * from staged_files \
         where measure_id not in (select measure_id from stopped_measures)",
    )
    .await?;
    Ok(())
}

/// Stages each data set into its own file, the largest first, `jobs` at a time;
/// what comes back is in the order that came in.
fn stage_all(
    snapshots: Vec<Snapshot>,
    plan: &Plan,
    catalogue: &Catalogue,
    folder: &Path,
) -> Result<Vec<Taken>, Error> {
    let mut order: Vec<usize> = (0..snapshots.len()).collect();
    order.sort_by_key(|place| std::cmp::Reverse(snapshots[*place].bytes));
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some(place) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push((*place, stage_one(&snapshots[*place], catalogue, folder)));
        }
        done
    };
    let mut done = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..plan.jobs).map(|_| scope.spawn(work)).collect();
        let joined = workers.into_iter().map(|worker| worker.join());
        joined.flat_map(|d| d.unwrap_or_else(|p| std::panic::resume_unwind(p))).collect::<Vec<_>>()
    });
    done.sort_by_key(|(place, _)| *place);
    let staged = snapshots.into_iter().zip(done);
    staged.map(|(snapshot, (_, staged))| Ok(Taken { snapshot, staged: staged? })).collect()
}

fn stage_one(snapshot: &Snapshot, catalogue: &Catalogue, folder: &Path) -> Result<Staged, Error> {
    let path = folder.join(format!("{}.parquet", snapshot.data_set));
    let mut file = ParquetFile::create(&path, stage::schema(), Purpose::Step, &[])?;
    let mut sink = |batch: RecordBatch| {
        file.push(batch).map_err(|e: EngineError| StageError::Write(e.to_string()))
    };
    let staged = stage::stage(snapshot, catalogue, &mut sink)?;
    file.close()?;
    Ok(staged)
}

fn duplicates(
    batch: &RecordBatch,
    catalogue: &Catalogue,
    rejections: &mut Vec<Rejection>,
    quality: &mut Vec<QualityRow>,
) -> Result<(), Error> {
    let column = |name: &str| {
        batch.column_by_name(name).ok_or_else(|| {
            Error::from(EngineError::Table(format!("queries/checks/duplicates.sql lacks '{name}'")))
        })
    };
    let data_sets = datafusion::arrow::compute::cast(
        column("data_set")?,
        &datafusion::arrow::datatypes::DataType::Utf8,
    )
    .map_err(|e| EngineError::Table(e.to_string()))?;
    let keys = datafusion::arrow::compute::cast(
        column("key")?,
        &datafusion::arrow::datatypes::DataType::Utf8,
    )
    .map_err(|e| EngineError::Table(e.to_string()))?;
    let (data_sets, keys) = (data_sets.as_string::<i32>(), keys.as_string::<i32>());
    let rows = column("rows")?.as_primitive::<Int64Type>();
    let first = column("first_row")?.as_primitive::<Int64Type>();
    let last = column("last_row")?.as_primitive::<Int64Type>();
    let differ = column("differ")?.as_boolean();
    for row in 0..keys.len() {
        let data_set = data_sets.value(row).to_string();
        let lines = format!("lines {} and {}", first.value(row), last.value(row));
        if differ.value(row) {
            if !rejections.iter().any(|r| r.data_set == data_set && r.message.contains("twice")) {
                let measures = catalogue.measures.iter().filter(|m| m.data_set == data_set);
                rejections.push(Rejection {
                    measures: measures.map(|m| m.id.clone()).collect(),
                    message: format!(
                        "data set '{data_set}': {} stands twice with different figures, in {lines} \
                         of the file; keep the right one and run again",
                        keys.value(row)
                    ),
                    data_set,
                });
            }
        } else {
            quality.push(QualityRow {
                check: "duplicate_key".to_string(),
                data_set,
                key: keys.value(row).to_string(),
                severity: "note".to_string(),
                message: format!("the same figures stand twice, in {lines}; one is kept"),
                rows: rows.value(row),
            });
        }
    }
    Ok(())
}

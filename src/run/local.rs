//! Local data sets on their way to the staged figures: read whole, small counts suppressed,
//! and only then written anywhere.

use super::loaded::Loaded;
use super::quality_row::QualityRow;
use crate::catalogue::Catalogue;
use crate::engine::{EngineError, ParquetFile, Purpose};
use crate::error::Error;
use crate::source::{Snapshot, version_of};
use crate::stage::{self, Severity, Staged, suppression};
use datafusion::arrow::array::RecordBatch;
use std::path::Path;

/// Stages a local data set into `path` without what must not be known.
///
/// # Errors
/// The file went away, or the disk is full.
pub fn stage_local(
    snapshot: &Snapshot,
    catalogue: &Catalogue,
    path: &Path,
) -> Result<Staged, Error> {
    let mut batches = Vec::new();
    let mut sink = |batch: RecordBatch| {
        batches.push(batch);
        Ok(())
    };
    let mut staged = stage::stage(snapshot, catalogue, 1, &mut sink)?;
    let mut file = ParquetFile::create(path, stage::schema(), Purpose::Step, &[])?;
    if let Some(data_set) = catalogue.data_sets.get(&snapshot.data_set) {
        let (table, kept_back) = suppression::suppress(&batches, data_set, catalogue)
            .map_err(|e| EngineError::Table(e.to_string()))?;
        file.push(table)?;
        staged.kept_back = Some(kept_back);
    }
    file.close()?;
    Ok(staged)
}

/// Gives each local data set the version of what is left of it, and reports what was suppressed.
pub fn kept_back(loaded: &mut [Loaded]) -> Vec<QualityRow> {
    let mut rows = Vec::new();
    for Loaded { snapshot, staged, .. } in loaded {
        let Some(kept) = &staged.kept_back else { continue };
        snapshot.version = version_of(&kept.sha256);
        snapshot.sha256.clone_from(&kept.sha256);
        for rejection in &mut staged.rejections {
            rejection.version.clone_from(&snapshot.version);
        }
        let row = |check: &str, key: String, severity: Severity, message: String, rows: usize| {
            QualityRow {
                check: check.to_string(),
                data_set: snapshot.data_set.clone(),
                key,
                severity,
                message,
                rows: i64::try_from(rows).unwrap_or(i64::MAX),
                stops_measures: false,
            }
        };
        if kept.lost > 0 {
            let message = format!(
                "{} of {} local figures are not written (symbol c): they are based on small \
                 counts, or would reveal one",
                kept.lost, kept.figures
            );
            rows.push(row("suppressed", String::new(), Severity::Note, message, kept.lost));
        }
        for measure in &kept.undecided {
            let message = "a share without numbers of children: it may be based on a small count; \
                           add the column of its denominator"
                .to_string();
            rows.push(row("suppression_undecided", measure.clone(), Severity::Warning, message, 0));
        }
    }
    rows
}

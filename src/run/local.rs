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

/// A message goes into tables and pages: a cell such as `3*` must not go with it.
fn without_cell(message: &str) -> String {
    const HOLDS: &str = "holds '";
    let Some((before, rest)) = message.split_once(HOLDS) else { return message.to_string() };
    // Several cells are listed before the message about them.
    let after = match rest.find(", which ") {
        Some(end) => &rest[end..],
        None => rest.split_once('\'').map_or("", |(_, after)| after),
    };
    // The advice gives the line to write, with the cell in it.
    let after = match after.split_once("symbol = \"") {
        Some((advice, rest)) => {
            let end = rest.split_once('"').map_or("", |(_, end)| end);
            format!("{advice}symbol = \"…\"{end}")
        }
        None => after.to_string(),
    };
    format!("{before}holds a text{after}")
}

/// Gives each local data set the version of what is left of it, and reports what was suppressed.
pub fn kept_back(loaded: &mut [Loaded]) -> Vec<QualityRow> {
    let mut rows = Vec::new();
    for Loaded { snapshot, staged, .. } in loaded {
        let Some(kept) = &staged.kept_back else { continue };
        for rejection in &mut staged.rejections {
            rejection.message = without_cell(&rejection.message);
        }
        for note in &mut staged.notes {
            note.message = without_cell(&note.message);
            if note.check == "unknown_symbol" {
                note.key.clear();
            }
        }
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

#[cfg(test)]
mod tests {
    use super::without_cell;

    #[test]
    fn no_cell_of_a_local_file_goes_with_a_message() {
        let said = "column 'n' holds '3*' in 1 rows, '4*' in 2 rows, which are neither";
        assert_eq!(without_cell(said), "column 'n' holds a text, which are neither");
        assert_eq!(without_cell("nothing of the kind"), "nothing of the kind");
    }
}

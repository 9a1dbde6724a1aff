//! The checks of `queries/checks/`: each query whose header promises the columns of the
//! table of quality is run, so that a further check needs no Rust.

use super::quality_row::QualityRow;
use super::tables::release_address;
use crate::catalogue::{Catalogue, DataSet};
use crate::engine::{self, Layer, Rows, Workers, row};
use crate::error::Error;
use crate::stage::Severity;
use crate::threads::joined;
use datafusion::execution::context::SessionContext;
use std::path::Path;
use tokio::task::JoinSet;

/// The header line by which a query is known as a check.
const OUTPUT: &str = "-- output: check, data_set, key, severity, message, rows";

/// Folder of the checks that every run asks: they find figures that are not used, or must not be
/// quoted, and read only what the figures themselves are made from.
const EVERY_RUN: &str = "checks/every-run/";

/// Which checks are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// All of them: their rows are the table of quality.
    All,
    /// Those that no run leaves out.
    OfEveryRun,
}

impl Asked {
    fn includes(self, file: &str, sql: &str) -> bool {
        sql.contains(OUTPUT) && (self == Self::All || file.starts_with(EVERY_RUN))
    }
}

/// Layers that checks read; they are computed before any check.
pub const INPUTS: [&str; 3] = ["cells", "pupils", "materiality"];

row! {
    /// A row of a check.
    struct Reported {
        check: String,
        data_set: String | "",
        key: String | "",
        severity: Severity,
        message: String,
        rows: i64 | 0,
    }
}

impl Reported {
    fn noted(self) -> QualityRow {
        let Self { check, data_set, key, severity, message, rows } = self;
        QualityRow { check, data_set, key, severity, message, rows, stops_measures: false }
    }
}

/// What the checks say of the figures in `context`, where `staged` and for all of them [`INPUTS`] are
/// registered, and of the catalogue, sorted by check, data set and key.
///
/// # Errors
/// A query fails.
pub async fn checks(
    context: &SessionContext,
    catalogue: &Catalogue,
    workers: &Workers,
    folder: &Path,
    asked: Asked,
) -> Result<Vec<QualityRow>, Error> {
    engine::register_check_tables(context, catalogue, &release_address)?;
    let mut found = if asked == Asked::All { unconfirmed(catalogue) } else { Vec::new() };
    // Side by side: each reads the same tables, and the rows are sorted afterwards.
    let mut running = JoinSet::new();
    for (file, sql) in engine::queries_in("checks").filter(|(file, sql)| asked.includes(file, sql))
    {
        let layer = Layer { file, table: "checks", sql };
        let (context, workers) = (context.clone(), workers.clone());
        let folder = folder.to_path_buf();
        running.spawn(async move { Rows::computed(&context, &layer, &workers, &folder).await });
    }
    while let Some(finished) = running.join_next().await {
        let reported = joined(finished)?.read::<Reported>()?;
        found.extend(reported.into_iter().map(Reported::noted));
    }
    found.sort_by(|a, b| {
        (&a.check, &a.data_set, &a.key, &a.message).cmp(&(
            &b.check,
            &b.data_set,
            &b.key,
            &b.message,
        ))
    });
    Ok(found)
}

/// What the catalogue itself marks as not established.
fn unconfirmed(catalogue: &Catalogue) -> Vec<QualityRow> {
    let row = |data_set: &DataSet, place: usize| QualityRow {
        check: "unconfirmed".to_string(),
        data_set: data_set.id.clone(),
        key: format!("unknown {}", place + 1),
        severity: Severity::Note,
        message: data_set.unknown[place].clone(),
        rows: 0,
        stops_measures: false,
    };
    let places =
        catalogue.data_sets.values().flat_map(|d| (0..d.unknown.len()).map(move |n| (d, n)));
    places.map(|(data_set, place)| row(data_set, place)).collect()
}

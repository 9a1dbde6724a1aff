//! Queries of a folder that was given: they are planned before a run reads anything, and one that leaves
//! nothing is named, not the files that were read.

use super::releases;
use super::tables::release_address;
use crate::catalogue::Catalogue;
use crate::edited::Kind;
use crate::engine::{
    self, AsOf, EngineError, Layer, Rows, frame_of, register_catalogue, register_compared_areas,
};
use crate::error::Error;
use crate::findings::register_claims;
use crate::stage;
use datafusion::arrow::array::RecordBatch;
use datafusion::execution::context::SessionContext;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Plans them on tables without rows, where there are any.
///
/// # Errors
/// What is wrong with a query, as a wrong value: it was given with `--queries`.
pub(super) async fn plan(catalogue: &Catalogue) -> Result<(), Error> {
    if Kind::Queries.edited().is_empty() {
        return Ok(());
    }
    let context = engine::session(&std::env::temp_dir())?;
    register_catalogue(&context, catalogue, &AsOf::latest())?;
    register_compared_areas(&context, std::iter::empty())?;
    register_claims(&context, &[])?;
    engine::register_check_tables(&context, catalogue, &release_address)?;
    for table in ["staged", "staged_files"] {
        let none = RecordBatch::new_empty(stage::schema());
        context.register_batch(table, none).map_err(EngineError::from)?;
    }
    releases::register(&context, &[], &[], &[])?;
    let of_figures = [
        ("repeated_keys", engine::query("checks/duplicates.sql")),
        ("chosen_areas", "select area_code from compared_areas"),
    ];
    for (table, sql) in of_figures {
        let frame = Box::pin(frame_of(&context, sql)).await;
        let frame = frame.map_err(|e| EngineError::from(e).in_query("checks/duplicates.sql"));
        let frame = frame.map_err(|e| wrong(&e))?;
        let none = RecordBatch::new_empty(Arc::clone(frame.schema().inner()));
        context.register_batch(table, none).map_err(EngineError::from)?;
    }
    engine::plan_edited(&context).await.map_err(|e| wrong(&e))
}

fn wrong(error: &EngineError) -> Error {
    Error::Usage(format!("{error}; nothing was read or written"))
}

/// Queries of the folder, of those that made `rows`, that gave none.
///
/// # Errors
/// A table cannot be read.
pub(super) async fn without_rows(
    context: &SessionContext,
    rows: &BTreeMap<&'static str, u64>,
) -> Result<Vec<String>, EngineError> {
    let mut empty = Vec::new();
    for layer in own(rows) {
        // Of a view no rows were counted.
        let one = format!(
            "select count(*) as n from (select 1 as one from {} limit 1) as any_row",
            layer.table
        );
        if Rows::of(context, &one).await?.only::<i64>("n")? == 0 {
            empty.push(Kind::Queries.path_of(layer.file));
        }
    }
    Ok(empty)
}

/// Which queries of the folder are the reason that no figure is left, where the files have figures up to
/// `last_start`.
///
/// # Errors
/// A table cannot be read.
pub(super) async fn to_blame(
    context: &SessionContext,
    rows: &BTreeMap<&'static str, u64>,
    last_start: i32,
) -> Result<Option<String>, EngineError> {
    let own: Vec<String> = own(rows).map(|layer| Kind::Queries.path_of(layer.file)).collect();
    if own.is_empty() {
        return Ok(None);
    }
    let figures =
        format!("select count(value) as figures from staged where period_start <= {last_start}");
    if Rows::of(context, &figures).await?.only::<i64>("figures")? == 0 {
        return Ok(None);
    }
    let empty = without_rows(context, rows).await?;
    Ok(Some(match empty.first() {
        Some(file) => format!("{file} gives no row, so that no figure of the files is left"),
        None => format!("the files have figures, and {} leaves none of them", own.join(" or ")),
    }))
}

/// The layers of the folder among those that made `rows`.
fn own(rows: &BTreeMap<&'static str, u64>) -> impl Iterator<Item = Layer<'static>> {
    let made = |layer: &Layer<'_>| rows.contains_key(layer.table);
    engine::layers().into_iter().filter(move |l| made(l) && Kind::Queries.is_edited(l.file))
}

//! Queries of a folder that was given are planned before a run reads anything.

use super::releases;
use super::tables::release_address;
use crate::catalogue::Catalogue;
use crate::edited::Kind;
use crate::engine::{
    self, AsOf, EngineError, frame_of, register_catalogue, register_compared_areas,
};
use crate::error::Error;
use crate::findings::register_claims;
use crate::stage;
use datafusion::arrow::array::RecordBatch;
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

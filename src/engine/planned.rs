//! Queries of a folder are planned before a run begins, on tables without rows: what is wrong with
//! one is reported before anything is read or computed.

use super::columns::complete;
use super::error::EngineError;
use super::layer::{Layer, inputs_of, layers, queries_in};
use super::reading::frame_of;
use crate::edited::Kind;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{Field, Schema, SchemaRef};
use datafusion::execution::context::SessionContext;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Folders of queries that a run reads besides the layers.
const FOLDERS: [&str; 3] = ["checks", "present", "tidy"];

/// Plans every layer, and those of the other queries that come from a folder. `context` has the
/// tables of the catalogue and those of the figures, without rows; it gets an empty table for each
/// layer.
///
/// # Errors
/// A query does not parse or plan, or lacks a column of the one that it replaces.
pub async fn plan_edited(context: &SessionContext) -> Result<(), EngineError> {
    let mut waiting = layers();
    loop {
        let names: BTreeSet<&str> = waiting.iter().map(|layer| layer.table).collect();
        let (ready, rest): (Vec<Layer<'_>>, Vec<Layer<'_>>) = waiting
            .into_iter()
            .partition(|layer| inputs_of(layer).iter().all(|name| !names.contains(name)));
        // Those that wait for one another are named where they are run.
        if ready.is_empty() {
            break;
        }
        for layer in ready {
            let schema = planned(context, &layer).await?;
            empty_table(context, layer.table, &schema)?;
        }
        waiting = rest;
    }
    let others = FOLDERS.into_iter().flat_map(queries_in);
    for (file, sql) in others.filter(|(file, _)| Kind::Queries.is_edited(file)) {
        planned(context, &Layer { file, table: "", sql }).await?;
    }
    Ok(())
}

/// The columns of a query, as it is planned.
async fn planned(context: &SessionContext, layer: &Layer<'_>) -> Result<SchemaRef, EngineError> {
    complete(context, layer).await?;
    let frame = Box::pin(frame_of(context, layer.sql)).await;
    // The types of columns that are null in the first branch of a union are known once it is planned.
    let plan = frame.and_then(datafusion::dataframe::DataFrame::into_optimized_plan);
    let plan = plan.map_err(|e| EngineError::from(e).in_query(layer.file))?;
    Ok(Arc::clone(plan.schema().inner()))
}

/// Registers a table with the columns of `schema` and no row, instead of one of this name.
///
/// # Errors
/// It cannot be registered.
fn empty_table(context: &SessionContext, name: &str, schema: &Schema) -> Result<(), EngineError> {
    let fields = schema.fields().iter().map(|f| Field::new(f.name(), f.data_type().clone(), true));
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    context.deregister_table(name)?;
    context.register_batch(name, RecordBatch::new_empty(schema))?;
    Ok(())
}

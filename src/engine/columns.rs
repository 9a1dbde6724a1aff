//! A query of a folder has the columns of the one that it replaces: queries that read it
//! would miss them later, where the reason is hard to find.

use super::error::EngineError;
use super::layer::Layer;
use super::reading::frame_of;
use crate::catalogue::nearest;
use crate::edited::Kind;
use datafusion::execution::context::SessionContext;

/// Holds the columns of an edited `layer` against those of the query built in, by their names;
/// further ones are welcome.
///
/// # Errors
/// The statement cannot be planned, or lacks a column.
pub(super) async fn complete(
    context: &SessionContext,
    layer: &Layer<'_>,
) -> Result<(), EngineError> {
    let Some(replaced) = Kind::Queries.replaced(layer.file) else { return Ok(()) };
    let own = Box::pin(frame_of(context, layer.sql)).await;
    let own = own.map_err(|e| EngineError::from(e).in_query(layer.file))?;
    // Where what it reads was edited too, that has been held to its own columns.
    let Ok(replaced) = Box::pin(frame_of(context, replaced)).await else { return Ok(()) };
    let names = |frame: &datafusion::dataframe::DataFrame| -> Vec<String> {
        frame.schema().fields().iter().map(|field| field.name().clone()).collect()
    };
    let own = names(&own);
    match names(&replaced).iter().find(|name| !own.contains(name)) {
        None => Ok(()),
        Some(missing) => Err(EngineError::Columns {
            file: layer.file.to_string(),
            message: format!(
                "its rows have no column '{missing}'{}; it must have all columns of the built-in \
                 query that it replaces",
                nearest(missing, own.iter().map(String::as_str))
            ),
        }),
    }
}

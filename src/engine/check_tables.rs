//! The tables of the catalogue that only the checks of figures read.

use super::error::EngineError;
use super::table_columns::Columns;
use crate::catalogue::Catalogue;
use crate::period::Period;
use datafusion::execution::context::SessionContext;

/// Registers what only checks read: `check_limits`, `unavailable_periods` and `data_sets`, in
/// which `place` is where a data set is found, by `address` of its publication.
///
/// # Errors
/// A period under `[[unavailable]]` that is none, or a table that does not fit.
pub fn register_check_tables(
    context: &SessionContext,
    catalogue: &Catalogue,
    address: &dyn Fn(&str) -> String,
) -> Result<(), EngineError> {
    let limits = &catalogue.check_limits;
    Columns::new()
        .number("jump_multiple", std::iter::once(limits.jump_multiple))
        .integer("minimum_changes", std::iter::once(limits.minimum_changes))
        .number("count_units", std::iter::once(limits.count_units))
        .number("england_share", std::iter::once(limits.england_share))
        .integer("minimum_areas", std::iter::once(limits.minimum_areas))
        .number("coverage_loss", std::iter::once(limits.coverage_loss))
        .number("vanished_share", std::iter::once(limits.vanished_share))
        .number("suppressed_share", std::iter::once(limits.suppressed_share))
        .number("target_factor", std::iter::once(limits.target_factor))
        .register(context, "check_limits")?;

    Columns::new().text("area_code", limits.tiny_areas.iter()).register(context, "tiny_areas")?;

    let mut periods = Vec::new();
    for unavailable in &catalogue.unavailable {
        for period in &unavailable.periods {
            let start = Period::parse_any(period)
                .map_err(|e| EngineError::Table(format!("catalogue/breaks.toml: {e}")))?
                .start;
            periods.extend(unavailable.measures.iter().map(|m| (m.as_str(), start)));
        }
    }
    Columns::new()
        .text("measure_id", periods.iter().map(|p| p.0))
        .integer("period_start", periods.iter().map(|p| p.1))
        .register(context, "unavailable_periods")?;

    let data_sets: Vec<_> = catalogue.data_sets.values().collect();
    let place = |d: &&crate::catalogue::DataSet| match &d.local_file {
        Some(path) => path.display().to_string(),
        None => address(&d.slug),
    };
    Columns::new()
        .text("data_set", data_sets.iter().map(|d| &d.id))
        .text("title", data_sets.iter().map(|d| &d.title))
        .text("publisher", data_sets.iter().map(|d| &d.publisher))
        .text("place", data_sets.iter().map(place))
        .text("file_pattern", data_sets.iter().map(|d| &d.file_pattern))
        .integer("is_local", data_sets.iter().map(|d| i32::from(d.local_file.is_some())))
        .register(context, "data_sets")
}

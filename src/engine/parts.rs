//! A layer in parts, each of some measures: what belongs to one measure rests on nothing
//! of another, so the parts can be computed side by side and written one behind the
//! other, with the same bytes as all at once and the memory of a few.

use super::{EngineError, Layer, Rows};
use datafusion::catalog::{CatalogProvider, MemoryCatalogProvider, MemoryCatalogProviderList};
use datafusion::catalog::{MemorySchemaProvider, SchemaProvider};
use datafusion::execution::context::SessionContext;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::prelude::{col, lit};
use std::sync::Arc;

/// Line of a query's header that names the inputs of which a part reads its measures only.
const PARTED: &str = "-- parted:";
/// Compared figures of a part, at least: below it, planning costs more than it gains.
const FIGURES: u64 = 24_000;
const MOST_PARTS: u64 = 16;

/// Measures that follow one another by id.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Part {
    first: String,
    last: String,
}

/// Cuts the staged measures into parts of about as many figures. Which areas are compared
/// decides how much a figure costs: for a few of them one part is enough.
///
/// # Errors
/// `staged`, `compared_areas` or `areas` cannot be read.
pub(super) async fn parts(context: &SessionContext) -> Result<Vec<Part>, EngineError> {
    let sql = "select measure_id, cast(count(*) as double) as figures from staged group by measure_id \
               order by measure_id";
    let measures = Rows::of(context, sql).await?;
    let sql = "select cast((select count(*) from compared_areas) as double) \
               / cast((select count(*) from areas) as double) as compared";
    let areas = Rows::of(context, sql).await?;
    let compared = areas.number(0, "compared").filter(|share| share.is_finite()).unwrap_or(1.0);
    let figures: Vec<(String, u64)> = (0..measures.len())
        .map(|row| {
            (
                measures.text(row, "measure_id"),
                measures.number(row, "figures").unwrap_or(0.0) as u64,
            )
        })
        .collect();
    Ok(cut(&figures, compared.min(1.0)))
}

fn cut(measures: &[(String, u64)], compared: f64) -> Vec<Part> {
    let total: u64 = measures.iter().map(|(_, figures)| figures).sum();
    let wanted = (total as f64 * compared) as u64 / FIGURES;
    let each = total / wanted.clamp(1, MOST_PARTS) + 1;
    let mut parts: Vec<Part> = Vec::new();
    let (mut passed, mut begun) = (0, None);
    for (measure, figures) in measures {
        let number = passed / each;
        match parts.last_mut().filter(|_| begun == Some(number)) {
            Some(part) => part.last.clone_from(measure),
            None => parts.push(Part { first: measure.clone(), last: measure.clone() }),
        }
        begun = Some(number);
        passed += figures;
    }
    parts
}

/// The inputs of which a part of `layer` reads its measures only; none for a layer that is
/// computed as a whole.
pub(super) fn parted<'a>(layer: &Layer<'a>) -> Vec<&'a str> {
    let line = layer.sql.lines().find_map(|line| line.strip_prefix(PARTED));
    line.unwrap_or("").split(',').map(str::trim).filter(|name| !name.is_empty()).collect()
}

/// A session in which the `parted` inputs hold the measures of `part` only.
///
/// # Errors
/// An input is not there, or has no measures.
pub(super) async fn session_of(
    context: &SessionContext,
    part: &Part,
    inputs: &[&str],
    parted: &[&str],
) -> Result<SessionContext, EngineError> {
    let schema = MemorySchemaProvider::new();
    for name in inputs {
        let table = if parted.contains(name) {
            let within = col("measure_id")
                .gt_eq(lit(part.first.as_str()))
                .and(col("measure_id").lt_eq(lit(part.last.as_str())));
            context.table(*name).await?.filter(within)?.into_view()
        } else {
            context.table_provider(*name).await?
        };
        schema.register_table((*name).to_string(), table)?;
    }
    let state = context.state();
    let names = &state.config().options().catalog;
    let (catalogue_name, schema_name) = (&names.default_catalog, &names.default_schema);
    let catalogue = MemoryCatalogProvider::new();
    catalogue.register_schema(schema_name, Arc::new(schema))?;
    let list = MemoryCatalogProviderList::new();
    datafusion::catalog::CatalogProviderList::register_catalog(
        &list,
        catalogue_name.clone(),
        Arc::new(catalogue),
    );
    let own = SessionStateBuilder::new_from_existing(state.clone())
        .with_catalog_list(Arc::new(list))
        .build();
    Ok(SessionContext::new_with_state(own))
}

#[cfg(test)]
impl Part {
    /// Every measure a part, the last of them all that are left.
    pub(super) async fn cut_into(context: &SessionContext, wanted: usize) -> Vec<Self> {
        let sql = "select distinct measure_id from staged order by measure_id";
        let measures = Rows::of(context, sql).await.unwrap();
        let id = |row| measures.text(row, "measure_id");
        let last = measures.len() - 1;
        (0..wanted)
            .map(|part| Part {
                first: id(part),
                last: id(if part + 1 == wanted { last } else { part }),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_hold_every_measure_once_and_are_as_many_as_the_work_deserves() {
        let measures: Vec<(String, u64)> =
            (0..40).map(|n| (format!("m{n:02}"), 1_000 * (1 + n % 7))).collect();
        for (compared, most) in [(0.0, 1), (0.01, 1), (0.5, 3), (1.0, 6)] {
            let parts = cut(&measures, compared);
            assert!(parts.len() <= most && (compared < 0.5 || parts.len() == most), "{parts:?}");
            assert_eq!(parts[0].first, "m00");
            assert_eq!(parts[parts.len() - 1].last, "m39");
            let held = |part: &Part| {
                measures.iter().filter(|(m, _)| part.first <= *m && *m <= part.last).count()
            };
            assert_eq!(parts.iter().map(held).sum::<usize>(), 40);
        }
        let large: Vec<(String, u64)> = (0..40).map(|n| (format!("m{n:02}"), 1 << 20)).collect();
        assert_eq!(cut(&large, 1.0).len(), 16, "no more than can be written at once");
        assert_eq!(cut(&[], 1.0), []);
    }
}

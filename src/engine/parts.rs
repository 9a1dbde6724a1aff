//! A layer in parts, each of some measures: what belongs to one measure depends on nothing
//! of another, so the parts can be computed side by side and written one behind the
//! other, with the same bytes as all at once and the memory of a few.

use super::figure::first_figure;
use super::part_scan::PartedTable;
use super::runner::{is_view, register_view};
use super::schedule::inputs_of;
use super::{EngineError, Layer, Rows, row, statement_of};
use datafusion::arrow::datatypes::Schema;
use datafusion::catalog::{
    CatalogProvider, MemoryCatalogProvider, MemoryCatalogProviderList, MemorySchemaProvider,
    TableProvider,
};
use datafusion::datasource::{ViewTable, provider_as_source};
use datafusion::execution::context::SessionContext;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::logical_expr::{LogicalPlanBuilder, TableType};
use datafusion::prelude::{Expr, col, lit};
use std::sync::Arc;

/// Line of a query's header that names the inputs of which a part reads its measures only.
const PARTED: &str = "-- parted:";
/// Compared figures of a part, at least: below it, starting again costs more than it gains.
const FIGURES: u64 = 44_000;
const MAX_PARTS: u64 = 16;
const MEASURES: &str = "select staged.measure_id, min(measures.measure_no) as measure_no, \
                        cast(count(*) as double) as figures \
                        from staged inner join measures on staged.measure_id = measures.measure_id \
                        group by staged.measure_id order by staged.measure_id";

/// Measures that follow one another by id.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Part {
    first: String,
    last: String,
    /// Their numbers.
    numbers: (i32, i32),
}

row! {
    /// A measure that was staged, with its number and its figures.
    struct Measure {
        id: String = "measure_id",
        number: i32 = "measure_no",
        figures: u64,
    }
}

impl Part {
    fn from(measure: &Measure) -> Self {
        Self {
            first: measure.id.clone(),
            last: measure.id.clone(),
            numbers: (measure.number, measure.number),
        }
    }

    fn reach(&mut self, measure: &Measure) {
        self.last.clone_from(&measure.id);
        self.numbers.1 = measure.number;
    }

    /// The rows of its measures, in a table with this schema.
    fn rows_of(&self, schema: &Schema) -> Expr {
        let numbered = schema.column_with_name("figure").is_some();
        if numbered { self.by_figure() } else { self.by_id() }
    }

    fn by_id(&self) -> Expr {
        col("measure_id").between(lit(self.first.as_str()), lit(self.last.as_str()))
    }

    fn by_figure(&self) -> Expr {
        let (first, last) = self.numbers;
        col("figure").between(lit(first_figure(first)), lit(first_figure(last + 1) - 1))
    }
}

/// Cuts the staged measures into parts of about as many figures. Which areas are compared
/// decides how much a figure costs: for a few of them one part is enough.
///
/// # Errors
/// `staged`, `compared_areas` or `areas` cannot be read.
pub(super) async fn parts(context: &SessionContext) -> Result<Vec<Part>, EngineError> {
    let measures = Rows::of(context, MEASURES).await?;
    let sql = "select cast((select count(*) from compared_areas) as double) \
               / cast((select count(*) from areas) as double) as compared";
    let areas = Rows::of(context, sql).await?;
    let compared = areas.only::<Option<f64>>("compared")?.filter(|share| share.is_finite());
    Ok(cut(&measures.read::<Measure>()?, compared.unwrap_or(1.0).min(1.0)))
}

fn cut(measures: &[Measure], compared: f64) -> Vec<Part> {
    let total: u64 = measures.iter().map(|measure| measure.figures).sum();
    let wanted = (total as f64 * compared) as u64 / FIGURES;
    let each = total / wanted.clamp(1, MAX_PARTS) + 1;
    let mut parts: Vec<Part> = Vec::new();
    let (mut passed, mut begun) = (0, None);
    for measure in measures {
        let number = passed / each;
        match parts.last_mut().filter(|_| begun == Some(number)) {
            Some(part) => part.reach(measure),
            None => parts.push(Part::from(measure)),
        }
        begun = Some(number);
        passed += measure.figures;
    }
    parts
}

/// The inputs of which a part of `layer` reads its measures only; none for a layer that is
/// computed as a whole.
pub(super) fn parted<'a>(layer: &Layer<'a>) -> Vec<&'a str> {
    layer.listed(PARTED).next().unwrap_or_default()
}

/// A session in which `narrowed` replaces each input of `layer` that can be parted.
///
/// # Errors
/// An input is not there, or cannot be narrowed.
async fn session_with(
    context: &SessionContext,
    layer: &Layer<'_>,
    narrowed: impl Fn(&str, Arc<dyn TableProvider>) -> Result<Arc<dyn TableProvider>, EngineError>,
) -> Result<SessionContext, EngineError> {
    let own = empty_like(context)?;
    let mut views = Vec::new();
    let mut waiting = vec![*layer];
    while let Some(reader) = waiting.pop() {
        let parted = parted(&reader);
        for name in inputs_of(&reader) {
            if own.table_exist(name)? {
                continue;
            }
            let provider = context.table_provider(name).await?;
            if let Some(view) = view_behind(name, provider.as_ref()) {
                waiting.push(view);
                views.push(view);
                continue;
            }
            let table = if parted.contains(&name) { narrowed(name, provider)? } else { provider };
            own.register_table(name, table)?;
        }
    }
    // A view reads the tables of the part, and no view that is planned after it; one that several
    // read was met behind each of them.
    for view in views.iter().rev() {
        if !own.table_exist(view.table)? {
            register_view(&own, view).await?;
        }
    }
    Ok(own)
}

/// A session in which the inputs of `layer` that can be parted hold the measures of `part` only.
///
/// # Errors
/// An input is not there, or has no measures.
pub(super) async fn session_of(
    context: &SessionContext,
    part: &Part,
    layer: &Layer<'_>,
) -> Result<SessionContext, EngineError> {
    let of_part = |name: &str, table: Arc<dyn TableProvider>| {
        let rows = part.rows_of(&table.schema());
        let scan = LogicalPlanBuilder::scan(name, provider_as_source(table), None)?;
        let plan = scan.filter(rows)?.build()?;
        Ok(Arc::new(ViewTable::new(plan, None)) as Arc<dyn TableProvider>)
    };
    session_with(context, layer, of_part).await
}

/// A session in which the inputs of `layer` that can be parted are planned for all `parts`.
///
/// # Errors
/// An input is not there.
pub(super) async fn session_of_all(
    context: &SessionContext,
    parts: &[Part],
    layer: &Layer<'_>,
) -> Result<SessionContext, EngineError> {
    let of_all = |_: &str, table: Arc<dyn TableProvider>| {
        let rows = parts.iter().map(|part| part.rows_of(&table.schema())).collect();
        Ok(Arc::new(PartedTable::new(table, rows)) as Arc<dyn TableProvider>)
    };
    session_with(context, layer, of_all).await
}

/// The layer whose statement `name` refers to in a session: its rows were not written.
fn view_behind(name: &str, table: &dyn TableProvider) -> Option<Layer<'static>> {
    let layer = statement_of(name).filter(is_view)?;
    (table.table_type() == TableType::View).then_some(layer)
}

/// The same functions and settings, without a table.
fn empty_like(context: &SessionContext) -> Result<SessionContext, EngineError> {
    let state = context.state();
    let names = &state.config().options().catalog;
    let (catalogue_name, schema_name) = (&names.default_catalog, &names.default_schema);
    let catalogue = MemoryCatalogProvider::new();
    catalogue.register_schema(schema_name, Arc::new(MemorySchemaProvider::new()))?;
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
        let measures = Rows::of(context, MEASURES).await.unwrap().read::<Measure>().unwrap();
        let mut parts: Vec<Self> = measures[..wanted].iter().map(Self::from).collect();
        parts[wanted - 1].reach(&measures[measures.len() - 1]);
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_hold_every_measure_once_and_are_as_many_as_the_work_deserves() {
        let some = |figures: &dyn Fn(u64) -> u64| -> Vec<Measure> {
            let of = |n: u64| Measure {
                id: format!("m{n:02}"),
                number: 3 * n as i32,
                figures: figures(n),
            };
            (0..40).map(of).collect()
        };
        let measures = some(&|n| 1_500 * (1 + n % 7));
        for (compared, most) in [(0.0, 1), (0.01, 1), (0.5, 2), (1.0, 5)] {
            let parts = cut(&measures, compared);
            assert!(parts.len() <= most && (compared < 0.5 || parts.len() == most), "{parts:?}");
            assert_eq!(parts[0].first, "m00");
            assert_eq!(parts[parts.len() - 1].last, "m39");
            let held = |part: &Part| {
                let by_id = |m: &&Measure| part.first <= m.id && m.id <= part.last;
                let by_number =
                    |m: &&Measure| part.numbers.0 <= m.number && m.number <= part.numbers.1;
                let count = measures.iter().filter(by_id).count();
                assert_eq!(measures.iter().filter(by_number).count(), count);
                count
            };
            assert_eq!(parts.iter().map(held).sum::<usize>(), 40);
        }
        let large = some(&|_| 1 << 20);
        assert_eq!(cut(&large, 1.0).len(), 16, "no more than can be written at once");
        assert_eq!(cut(&[], 1.0), []);
    }
}

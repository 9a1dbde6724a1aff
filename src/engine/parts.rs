//! A layer in parts, each of some measures: what belongs to one measure depends on nothing
//! of another, so the parts can be computed side by side and written one behind the
//! other, with the same bytes as all at once and the memory of a few.

use super::by_measure::narrowed;
use super::error::EngineError;
use super::figure::first_figure;
use super::layer::{Layer, inputs_of, is_view, register_view, statement_of};
use super::part_scan::PartedTable;
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
use std::collections::BTreeSet;
use std::sync::Arc;

/// Measures that follow one another by id.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Part {
    first: String,
    last: String,
    /// Their numbers.
    numbers: (i32, i32),
}

impl Part {
    /// One measure.
    pub(super) fn of(id: &str, number: i32) -> Self {
        Self { first: id.to_string(), last: id.to_string(), numbers: (number, number) }
    }

    /// Goes on to a later measure.
    pub(super) fn reach(&mut self, id: &str, number: i32) {
        self.last = id.to_string();
        self.numbers.1 = number;
    }

    #[cfg(test)]
    pub(super) fn holds(&self, id: &str, number: i32) -> [bool; 2] {
        let (first, last) = self.numbers;
        [*self.first <= *id && *id <= *self.last, first <= number && number <= last]
    }

    /// The rows of its measures, in a table with this schema.
    fn rows_of(&self, schema: &Schema) -> Expr {
        let packed = ["figure", "year_no"];
        let packed = packed.into_iter().find(|name| schema.column_with_name(name).is_some());
        packed.map_or_else(|| self.by_id(), |key| self.by_key(key))
    }

    fn by_id(&self) -> Expr {
        col("measure_id").between(lit(self.first.as_str()), lit(self.last.as_str()))
    }

    /// By a column of keys that begin with the number of the measure.
    fn by_key(&self, key: &str) -> Expr {
        let (first, last) = self.numbers;
        col(key).between(lit(first_figure(first)), lit(first_figure(last + 1) - 1))
    }
}

/// A session with the inputs of `layer`, in which those of the names `parted` are replaced by what
/// `narrowed` makes of them.
///
/// # Errors
/// An input is not there, or cannot be narrowed.
async fn session_with(
    context: &SessionContext,
    layer: &Layer<'_>,
    parted: &BTreeSet<String>,
    narrowed: impl Fn(&str, Arc<dyn TableProvider>) -> Result<Arc<dyn TableProvider>, EngineError>,
) -> Result<SessionContext, EngineError> {
    let own = empty_like(context)?;
    let mut views = Vec::new();
    let mut waiting = vec![*layer];
    while let Some(reader) = waiting.pop() {
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
            let table = if parted.contains(name) { narrowed(name, provider)? } else { provider };
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
/// The layer does not plan, or an input is not there.
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
    session_with(context, layer, &narrowed(context, layer).await?, of_part).await
}

/// A session in which those inputs of `layer` of which a part reads its measures only are planned
/// for all `parts`.
///
/// # Errors
/// An input is not there.
pub(super) async fn session_of_all(
    context: &SessionContext,
    parts: &[Part],
    parted: &BTreeSet<String>,
    layer: &Layer<'_>,
) -> Result<SessionContext, EngineError> {
    let of_all = |_: &str, table: Arc<dyn TableProvider>| {
        let rows = parts.iter().map(|part| part.rows_of(&table.schema())).collect();
        Ok(Arc::new(PartedTable::new(table, rows)) as Arc<dyn TableProvider>)
    };
    session_with(context, layer, parted, of_all).await
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

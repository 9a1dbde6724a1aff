//! A layer in parts, each of some measures: what belongs to one measure depends on nothing
//! of another, so the parts can be computed side by side and written one behind the
//! other, with the same bytes as all at once and the memory of a few.

use super::figure::first_figure;
use super::part_scan::PartedTable;
use datafusion::arrow::datatypes::Schema;
use datafusion::common::DataFusionError;
use datafusion::common::tree_node::{Transformed, TransformedResult};
use datafusion::datasource::{provider_as_source, source_as_provider};
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder, TableScan};
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

/// The plan of a query in which the tables of the names `parted` hold the measures of `part` only.
///
/// # Errors
/// A table lacks the columns that tell the measure.
pub(super) fn plan_of_part(
    plan: LogicalPlan,
    part: &Part,
    parted: &BTreeSet<String>,
) -> Result<LogicalPlan, DataFusionError> {
    with_scans(plan, parted, |scan| {
        let rows = part.rows_of(&scan.source.schema());
        LogicalPlanBuilder::from(LogicalPlan::TableScan(scan)).filter(rows)?.build()
    })
}

/// The plan of a query in which those tables of which a part reads its measures only are read for
/// all `parts`.
///
/// # Errors
/// A table is of a kind that queries do not read.
pub(super) fn plan_of_all(
    plan: LogicalPlan,
    parts: &[Part],
    parted: &BTreeSet<String>,
) -> Result<LogicalPlan, DataFusionError> {
    with_scans(plan, parted, |mut scan| {
        let table = source_as_provider(&scan.source)?;
        let rows = parts.iter().map(|part| part.rows_of(&table.schema())).collect();
        scan.source = provider_as_source(Arc::new(PartedTable::new(table, rows)));
        Ok(LogicalPlan::TableScan(scan))
    })
}

/// A plan in which the scans of the tables `parted`, those of subqueries too, are what `narrowed`
/// makes of them.
fn with_scans(
    plan: LogicalPlan,
    parted: &BTreeSet<String>,
    narrowed: impl Fn(TableScan) -> Result<LogicalPlan, DataFusionError>,
) -> Result<LogicalPlan, DataFusionError> {
    // Upwards, so that what a scan became is not met again.
    let plan = plan.transform_up_with_subqueries(|step| match step {
        LogicalPlan::TableScan(scan) if parted.contains(scan.table_name.table()) => {
            narrowed(scan).map(Transformed::yes)
        }
        other => Ok(Transformed::no(other)),
    });
    plan.data()
}

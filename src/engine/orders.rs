//! The orders in which rows are written, so that who reads them need not sort again.

use datafusion::datasource::listing::ListingTable;
use datafusion::logical_expr::{Expr, SortExpr};
use datafusion::physical_plan::expressions::Column;
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A column by which a table is sorted, the first the outermost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SortedBy {
    /// Name of the column.
    pub column: String,
    /// From high to low.
    pub descending: bool,
    /// Nulls before values.
    pub nulls_first: bool,
}

/// The orders in which the rows of a registered file were written.
#[must_use]
pub fn written_orders(table: &ListingTable) -> Vec<Vec<SortedBy>> {
    let sorted = |by: &SortExpr| match &by.expr {
        Expr::Column(column) => Some(SortedBy {
            column: column.name.clone(),
            descending: !by.asc,
            nulls_first: by.nulls_first,
        }),
        _ => None,
    };
    let orders = table.options().file_sort_order.iter();
    orders.map(|order| order.iter().map_while(sorted).collect()).collect()
}

/// The orders in which the rows of a plan come, as the plan knows them and the reader of its file
/// may rely on.
pub(super) fn orders_of(plan: &Arc<dyn ExecutionPlan>) -> Vec<Vec<SortedBy>> {
    let mut orders: Vec<Vec<SortedBy>> = Vec::new();
    for order in plan.equivalence_properties().oeq_class().iter() {
        let sorted = order.iter().map_while(|by| {
            let column = by.expr.downcast_ref::<Column>()?;
            Some(SortedBy {
                column: column.name().to_string(),
                descending: by.options.descending,
                nulls_first: by.options.nulls_first,
            })
        });
        let sorted: Vec<SortedBy> = sorted.collect();
        if !sorted.is_empty() && !orders.contains(&sorted) {
            orders.push(sorted);
        }
    }
    orders
}

/// Whether rows that are in this order in every part are so in all of them, one behind the other:
/// within a part of one measure, the plan may know them sorted without it.
pub(super) fn holds_across_parts(order: &[SortedBy]) -> bool {
    let by = ["measure_id", "measure_no", "figure", "year_no"];
    order.first().is_some_and(|first| !first.descending && by.contains(&first.column.as_str()))
}

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

/// The orders in which the rows of a plan come, as the reader of its file may rely on: those that
/// the plan knows, and those that `declared` names by their columns.
pub(super) fn orders_of(
    plan: &Arc<dyn ExecutionPlan>,
    declared: &[Vec<&str>],
) -> Vec<Vec<SortedBy>> {
    let ascending = |column: &&str| SortedBy {
        column: column.to_string(),
        descending: false,
        nulls_first: false,
    };
    let declared = declared.iter().map(|columns| columns.iter().map(ascending).collect::<Vec<_>>());
    let known = plan.equivalence_properties().oeq_class().iter().map(|order| {
        let sorted = order.iter().map_while(|by| {
            let column = by.expr.downcast_ref::<Column>()?;
            Some(SortedBy {
                column: column.name().to_string(),
                descending: by.options.descending,
                nulls_first: by.options.nulls_first,
            })
        });
        sorted.collect::<Vec<_>>()
    });
    let mut orders: Vec<Vec<SortedBy>> = Vec::new();
    for order in known.chain(declared) {
        if !order.is_empty() && !orders.contains(&order) {
            orders.push(order);
        }
    }
    orders
}

/// Whether rows that are in this order in every part are so in all of them, one behind the other:
/// within a part of one measure, the plan may know them sorted without it.
pub(super) fn holds_across_parts(order: &[SortedBy]) -> bool {
    let by = ["measure_id", "measure_no", "figure"];
    order.first().is_some_and(|first| !first.descending && by.contains(&first.column.as_str()))
}

//! Scalar subqueries that give every part of a query the same value, asked once.
//!
//! The engine keeps what such a subquery gave in the plan that asked it, so that each part would
//! need its own plan. Where it reads nothing that is parted, it is replaced by its value,
//! and one plan serves all parts.

use super::part_scan::PartedTable;
use datafusion::arrow::array::RecordBatch;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::common::{Result, ScalarValue};
use datafusion::datasource::source_as_provider;
use datafusion::execution::context::SessionContext;
use datafusion::logical_expr::expr::Expr;
use datafusion::logical_expr::expr_rewriter::NamePreserver;
use datafusion::logical_expr::logical_plan::Subquery;
use datafusion::logical_expr::{LogicalPlan, lit};
use datafusion::prelude::DataFrame;
use std::collections::HashMap;

/// The statement with a value in place of each scalar subquery that has the same one for
/// every part.
///
/// # Errors
/// A subquery fails, or gives several rows.
pub(super) async fn settled(
    session: &SessionContext,
    statement: LogicalPlan,
) -> Result<LogicalPlan> {
    let mut values = HashMap::new();
    for subquery in asked(&statement)? {
        if !values.contains_key(&subquery)
            && let Some(value) = value_of(session, &subquery).await?
        {
            values.insert(subquery, value);
        }
    }
    if values.is_empty() {
        return Ok(statement);
    }
    let answered = |expr: Expr| {
        expr.transform_up(|expr| match &expr {
            Expr::ScalarSubquery(subquery) => Ok(match values.get(subquery) {
                Some(value) => Transformed::yes(lit(value.clone())),
                None => Transformed::no(expr),
            }),
            _ => Ok(Transformed::no(expr)),
        })
    };
    let in_node = |node: LogicalPlan| {
        let names = NamePreserver::new(&node);
        node.map_expressions(|expr| {
            let name = names.save(&expr);
            answered(expr).map(|done| done.update_data(|expr| name.restore(expr)))
        })?
        .map_data(LogicalPlan::recompute_schema)
    };
    statement.transform_up(in_node).data()
}

/// The scalar subqueries of a statement that do not depend on a row of it.
fn asked(statement: &LogicalPlan) -> Result<Vec<Subquery>> {
    let mut asked = Vec::new();
    statement.apply(|node| {
        node.apply_expressions(|expr| {
            expr.apply(|expr| {
                if let Expr::ScalarSubquery(subquery) = expr
                    && subquery.outer_ref_columns.is_empty()
                {
                    asked.push(subquery.clone());
                }
                Ok(TreeNodeRecursion::Continue)
            })
        })
    })?;
    Ok(asked)
}

/// What a subquery gives, if it is the same for every part and one value at most.
async fn value_of(session: &SessionContext, subquery: &Subquery) -> Result<Option<ScalarValue>> {
    let plan = subquery.subquery.as_ref();
    if reads_parts(plan)? {
        return Ok(None);
    }
    let rows = DataFrame::new(session.state(), plan.clone()).collect().await?;
    match rows.iter().map(RecordBatch::num_rows).sum() {
        0 => ScalarValue::try_from(plan.schema().field(0).data_type()).map(Some),
        1 => {
            let row = rows.iter().find(|rows| rows.num_rows() > 0);
            row.map(|row| ScalarValue::try_from_array(row.column(0), 0)).transpose()
        }
        // The engine says best what is wrong with it.
        _ => Ok(None),
    }
}

fn reads_parts(plan: &LogicalPlan) -> Result<bool> {
    let mut parted = false;
    plan.apply_with_subqueries(|node| {
        if let LogicalPlan::TableScan(scan) = node
            && source_as_provider(&scan.source)?.downcast_ref::<PartedTable>().is_some()
        {
            parted = true;
            return Ok(TreeNodeRecursion::Stop);
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(parted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::session;
    use datafusion::arrow::array::{ArrayRef, Int64Array};
    use datafusion::arrow::util::pretty::pretty_format_batches;
    use datafusion::prelude::{col, lit};
    use std::sync::Arc;

    #[tokio::test]
    async fn a_value_stands_where_every_part_would_get_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let context = session(folder.path()).unwrap();
        let numbers: ArrayRef = Arc::new(Int64Array::from_iter_values(0..6));
        let rows = RecordBatch::try_from_iter_with_nullable([("n", numbers, true)]).unwrap();
        context.register_batch("whole", rows).unwrap();
        let whole = context.table_provider("whole").await.unwrap();
        let parts = vec![col("n").lt(lit(3_i64)), col("n").gt_eq(lit(3_i64))];
        context.register_table("t", Arc::new(PartedTable::new(whole, parts))).unwrap();

        let sql = "select n, (select max(n) from whole), case when n < (select min(n) + 3 from whole) \
                   then (select n from whole where n > 9) else n end as other from whole \
                   where n > (select min(n) from whole) order by n";
        let statement = context.sql(sql).await.unwrap().into_optimized_plan().unwrap();
        let without = settled(&context, statement.clone()).await.unwrap();
        assert_eq!(asked(&statement).unwrap().len(), 4);
        assert!(asked(&without).unwrap().is_empty(), "{without}");
        let names = |plan: &LogicalPlan| {
            plan.schema().fields().iter().map(|f| f.name().clone()).collect::<Vec<_>>()
        };
        assert_eq!(names(&without), names(&statement));
        let mut printed = Vec::new();
        for plan in [statement, without] {
            let rows = DataFrame::new(context.state(), plan).collect().await.unwrap();
            assert_eq!(rows.iter().map(RecordBatch::num_rows).sum::<usize>(), 5);
            printed.push(pretty_format_batches(&rows).unwrap().to_string());
        }
        assert_eq!(printed[0], printed[1]);

        for left in [
            "select n, (select max(n) from t) as top from whole",
            "select n, (select max(n) from whole where n > (select min(n) from t)) from whole",
            "select n, (select n from whole) as several from whole",
        ] {
            let statement = context.sql(left).await.unwrap().into_optimized_plan().unwrap();
            let same = settled(&context, statement).await.unwrap();
            assert_eq!(asked(&same).unwrap().len(), 1, "{left}");
        }
    }
}

//! `$name` in a query: the threshold of that name.
//!
//! Its value is put in the place of the name before the query is planned, which then reads a
//! constant: it joins no table of one row, and asks no subquery that each part would ask again.

use crate::catalogue::nearest;
use datafusion::arrow::array::RecordBatch;
use datafusion::common::{DataFusionError, ScalarValue, plan_err};
use datafusion::execution::context::SessionContext;
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// The table of one row whose columns are the thresholds. A query that names one has the table
/// among the inputs of its header.
pub const THRESHOLDS: &str = "thresholds";

/// Whether a statement names a threshold.
#[must_use]
pub fn names_thresholds(statement: &Statement) -> bool {
    match statement {
        Statement::Statement(statement) => {
            let found = |expr: &ast::Expr| match name_in(expr) {
                Some(_) => ControlFlow::Break(()),
                None => ControlFlow::Continue(()),
            };
            ast::visit_expressions(statement, found).is_break()
        }
        Statement::Explain(explain) => names_thresholds(&explain.statement),
        _ => false,
    }
}

/// Puts the value of each threshold that `statement` names in the place of its name.
///
/// # Errors
/// There is no threshold of a name, or no table of them.
pub(super) async fn settle(
    context: &SessionContext,
    statement: &mut Statement,
) -> Result<(), DataFusionError> {
    if !names_thresholds(statement) {
        return Ok(());
    }
    let rows = context.table(THRESHOLDS).await?.collect().await?;
    put(&values(&rows)?, statement)
}

/// The name that a placeholder has behind its sign.
fn name_in(expr: &ast::Expr) -> Option<&str> {
    match expr {
        ast::Expr::Value(value) => match &value.value {
            ast::Value::Placeholder(name) => name.strip_prefix('$'),
            _ => None,
        },
        _ => None,
    }
}

/// Each threshold as a number is written.
fn values(rows: &[RecordBatch]) -> Result<BTreeMap<String, String>, DataFusionError> {
    let mut values = BTreeMap::new();
    for row in rows.iter().filter(|row| row.num_rows() == 1) {
        for (field, column) in row.schema().fields().iter().zip(row.columns()) {
            let text = match ScalarValue::try_from_array(column.as_ref(), 0)? {
                // With its point, lest 12.0 become a whole number.
                ScalarValue::Float64(Some(number)) => format!("{number:?}"),
                other => other.to_string(),
            };
            values.insert(field.name().clone(), text);
        }
    }
    Ok(values)
}

fn put(
    values: &BTreeMap<String, String>,
    statement: &mut Statement,
) -> Result<(), DataFusionError> {
    let statement = match statement {
        Statement::Statement(statement) => statement,
        Statement::Explain(explain) => return put(values, &mut explain.statement),
        _ => return Ok(()),
    };
    let put = |expr: &mut ast::Expr| {
        let Some(name) = name_in(expr) else { return ControlFlow::Continue(()) };
        let Some(value) = values.get(name) else { return ControlFlow::Break(name.to_string()) };
        *expr = ast::Expr::Value(ast::Value::Number(value.clone(), false).into());
        ControlFlow::Continue(())
    };
    match ast::visit_expressions_mut(statement, put) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(name) => {
            let near = nearest(&name, values.keys().map(String::as_str));
            plan_err!("there is no threshold '${name}'{near}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{frame_of, session};
    use datafusion::arrow::util::pretty::pretty_format_batches;

    #[tokio::test]
    async fn a_threshold_is_a_number_in_the_place_of_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let context = session(folder.path()).unwrap();
        let asked = "select n < $least as few, $share * n as part from (values (2), (3)) as t (n)";
        let without = frame_of(&context, asked).await.unwrap_err().to_string();
        assert!(without.contains("thresholds"), "{without}");
        let table = "create table thresholds as select cast(3 as int) as least, 2.0 as share";
        context.sql(table).await.unwrap();
        let rows = frame_of(&context, asked).await.unwrap().collect().await.unwrap();
        let shown = pretty_format_batches(&rows).unwrap().to_string();
        assert!(
            shown.contains("| true  | 4.0  |") && shown.contains("| false | 6.0  |"),
            "{shown}"
        );
        let explained = frame_of(&context, &format!("explain {asked}")).await.unwrap();
        assert!(!explained.collect().await.unwrap().is_empty());
        let wrong = frame_of(&context, "select $leest").await.unwrap_err().to_string();
        assert!(wrong.contains("no threshold '$leest'") && wrong.contains("'least'"), "{wrong}");
    }
}

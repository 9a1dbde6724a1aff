//! CASE over columns, without splitting the rows.
//!
//! The engine computes each branch of a CASE for the rows that reach it alone, for a branch may
//! fail or cost much: it copies those rows at every branch. Where all branches are columns,
//! constants and comparisons, that cannot fail and cost less than the copies, every condition is
//! computed for all rows here, and each row then takes its value from the first one that is met.

use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::compute::{interleave, prep_null_mask_filter};
use datafusion::arrow::datatypes::{DataType, Schema};
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::{ColumnarValue, Operator};
use datafusion::physical_expr::expressions::{
    BinaryExpr, CaseExpr, CastExpr, Column, InListExpr, IsNotNullExpr, IsNullExpr, Literal,
    NegativeExpr, NotExpr,
};
use datafusion::physical_expr::scalar_subquery::ScalarSubqueryExpr;
use datafusion::physical_expr::{PhysicalExpr, ScalarFunctionExpr};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::projection::{ProjectionExec, ProjectionExpr};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Puts [`EagerCase`] in place of each CASE of a projection that allows it.
#[derive(Debug)]
pub(super) struct EagerCases;

impl PhysicalOptimizerRule for EagerCases {
    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        _: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        plan.transform_up(|node| match node.downcast_ref::<ProjectionExec>() {
            Some(projection) => match with_eager_cases(projection)? {
                Some(eager) => Ok(Transformed::yes(Arc::new(eager) as Arc<dyn ExecutionPlan>)),
                None => Ok(Transformed::no(node)),
            },
            None => Ok(Transformed::no(node)),
        })
        .data()
    }

    fn name(&self) -> &'static str {
        "eager_cases"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

fn with_eager_cases(projection: &ProjectionExec) -> Result<Option<ProjectionExec>> {
    let input = projection.input();
    let schema = input.schema();
    let mut any = false;
    let mut columns = Vec::with_capacity(projection.expr().len());
    for column in projection.expr() {
        let eager = Arc::clone(&column.expr).transform_up(|expr| eager(expr, &schema))?;
        any |= eager.transformed;
        columns.push(ProjectionExpr { expr: eager.data, alias: column.alias.clone() });
    }
    any.then(|| ProjectionExec::try_new(columns, Arc::clone(input))).transpose()
}

/// `expr`, or what computes the same for all rows at once.
fn eager(
    expr: Arc<dyn PhysicalExpr>,
    schema: &Schema,
) -> Result<Transformed<Arc<dyn PhysicalExpr>>> {
    let Some(case) = expr.downcast_ref::<CaseExpr>() else { return Ok(Transformed::no(expr)) };
    let branches = case.when_then_expr();
    // The engine has a quicker way for one column or nothing.
    let column_or_null = case.else_expr().is_none()
        && branches.len() == 1
        && branches.iter().all(|(_, then)| then.is::<Column>());
    let kept_apart = match case.data_type(schema)? {
        DataType::Utf8 => false,
        other => !other.is_primitive(),
    };
    let may = case.expr().is_none()
        && !column_or_null
        && !kept_apart
        && branches.len() < usize::from(u8::MAX);
    if !may {
        return Ok(Transformed::no(expr));
    }
    for part in case.children() {
        if !is_plain(part, schema)? {
            return Ok(Transformed::no(expr));
        }
    }
    Ok(Transformed::yes(Arc::new(EagerCase { case: expr })))
}

/// Whether an expression cannot fail, whatever its rows hold, and costs less than a copy of them.
fn is_plain(expr: &Arc<dyn PhysicalExpr>, schema: &Schema) -> Result<bool> {
    use Operator::{And, Divide, Eq, Gt, GtEq, Lt, LtEq, Minus, Multiply, NotEq, Or, Plus};
    let itself = if let Some(binary) = expr.downcast_ref::<BinaryExpr>() {
        match binary.op() {
            And | Or | Eq | NotEq | Lt | LtEq | Gt | GtEq => true,
            // Whole numbers may overflow or be divided by 0; numbers with a point may not.
            Plus | Minus | Multiply | Divide => is_float(expr, schema)?,
            _ => false,
        }
    } else if let Some(cast) = expr.downcast_ref::<CastExpr>() {
        is_float(expr, schema)? && cast.expr().data_type(schema)?.is_numeric()
    } else if let Some(function) = expr.downcast_ref::<ScalarFunctionExpr>() {
        function.name() == "get_field"
    } else {
        expr.is::<Column>()
            || expr.is::<Literal>()
            || expr.is::<IsNullExpr>()
            || expr.is::<IsNotNullExpr>()
            || expr.is::<NotExpr>()
            || expr.is::<InListExpr>()
            || expr.is::<ScalarSubqueryExpr>()
            || expr.is::<EagerCase>()
            || (expr.is::<NegativeExpr>() && is_float(expr, schema)?)
    };
    if !itself {
        return Ok(false);
    }
    for part in expr.children() {
        if !is_plain(part, schema)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_float(expr: &Arc<dyn PhysicalExpr>, schema: &Schema) -> Result<bool> {
    Ok(expr.data_type(schema)? == DataType::Float64)
}

/// A CASE that is computed for all rows at once.
#[derive(Debug, Eq)]
struct EagerCase {
    /// A [`CaseExpr`].
    case: Arc<dyn PhysicalExpr>,
}

// By hand, for the reason that the engine gives: https://github.com/rust-lang/rust/issues/78808
impl PartialEq for EagerCase {
    fn eq(&self, other: &Self) -> bool {
        self.case.eq(&other.case)
    }
}

impl Hash for EagerCase {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.case.hash(state);
    }
}

impl fmt::Display for EagerCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EAGER {}", self.case)
    }
}

impl PhysicalExpr for EagerCase {
    fn data_type(&self, schema: &Schema) -> Result<DataType> {
        self.case.data_type(schema)
    }

    fn nullable(&self, schema: &Schema) -> Result<bool> {
        self.case.nullable(schema)
    }

    fn evaluate(&self, batch: &RecordBatch) -> Result<ColumnarValue> {
        match self.case.downcast_ref::<CaseExpr>() {
            Some(case) if batch.num_rows() > 0 => at_once(case, batch),
            _ => self.case.evaluate(batch),
        }
    }

    fn children(&self) -> Vec<&Arc<dyn PhysicalExpr>> {
        self.case.children()
    }

    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn PhysicalExpr>>,
    ) -> Result<Arc<dyn PhysicalExpr>> {
        let case = Arc::clone(&self.case).with_new_children(children)?;
        Ok(Arc::new(Self { case }))
    }

    fn fmt_sql(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.case.fmt_sql(f)
    }
}

fn at_once(case: &CaseExpr, batch: &RecordBatch) -> Result<ColumnarValue> {
    let branches = case.when_then_expr();
    let rows = batch.num_rows();
    // The branch of each row; behind the last one, ELSE.
    let mut taken = vec![branches.len() as u8; rows];
    for (place, (when, _)) in branches.iter().enumerate().rev() {
        match when.evaluate(batch)? {
            ColumnarValue::Scalar(ScalarValue::Boolean(Some(true))) => taken.fill(place as u8),
            ColumnarValue::Scalar(_) => {}
            ColumnarValue::Array(met) => {
                let met = met.as_boolean();
                let known = (met.null_count() > 0).then(|| prep_null_mask_filter(met));
                let met = known.as_ref().unwrap_or(met);
                met.values().set_indices().for_each(|row| taken[row] = place as u8);
            }
        }
    }
    let mut used = vec![false; branches.len() + 1];
    for place in &taken {
        used[usize::from(*place)] = true;
    }
    let value_of = |place: usize| match (branches.get(place), case.else_expr()) {
        (Some((_, then)), _) => then.evaluate(batch),
        (None, Some(otherwise)) => otherwise.evaluate(batch),
        (None, None) => {
            let kind = case.data_type(batch.schema_ref())?;
            Ok(ColumnarValue::Scalar(ScalarValue::try_new_null(&kind)?))
        }
    };
    let places: Vec<usize> = (0..used.len()).filter(|place| used[*place]).collect();
    if let [only] = places.as_slice() {
        return value_of(*only);
    }
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(places.len());
    // Where the value of each branch is, and whether it is the same for all rows.
    let mut stands = vec![(0, false); used.len()];
    for place in places {
        let (column, same) = match value_of(place)? {
            ColumnarValue::Scalar(value) => (value.to_array_of_size(1)?, true),
            ColumnarValue::Array(values) => (values, false),
        };
        stands[place] = (columns.len(), same);
        columns.push(column);
    }
    let columns: Vec<&dyn Array> = columns.iter().map(AsRef::as_ref).collect();
    let values: Vec<(usize, usize)> = taken
        .iter()
        .enumerate()
        .map(|(row, place)| {
            let (column, same) = stands[usize::from(*place)];
            (column, if same { 0 } else { row })
        })
        .collect();
    Ok(ColumnarValue::Array(interleave(&columns, &values)?))
}

#[cfg(test)]
mod tests {
    use crate::engine;
    use datafusion::arrow::array::RecordBatch;
    use datafusion::arrow::util::pretty::pretty_format_batches;
    use datafusion::physical_plan::displayable;
    use datafusion::prelude::SessionContext;

    /// All combinations of numbers, words and truths with nulls among them.
    const TABLE: &str = "create table t as select column1 as x, y, word, truth from \
        (values (-1.5), (0.0), (2.0), (null)), \
        (select column1 as y from (values (1.0), (0.0), (null))), \
        (select column1 as word from (values ('a'), ('b'), (null))), \
        (select column1 as truth from (values (true), (false), (null)))";

    async fn rows(context: &SessionContext, sql: &str) -> (String, Vec<RecordBatch>) {
        let frame = context.sql(sql).await.unwrap();
        let plan = frame.clone().create_physical_plan().await.unwrap();
        let plan = displayable(plan.as_ref()).indent(false).to_string();
        (plan, frame.collect().await.unwrap())
    }

    #[tokio::test]
    async fn every_row_has_what_the_engine_gives_it() {
        let folder = tempfile::tempdir().unwrap();
        let (ours, theirs) = (engine::session(folder.path()).unwrap(), SessionContext::new());
        for context in [&ours, &theirs] {
            context.sql(TABLE).await.unwrap().collect().await.unwrap();
        }
        let cases = [
            "case when x > y then 'above' when x < y then 'below' else 'same' end",
            "case when x > y then 'above' when truth then word end",
            "case when truth then x when word = 'a' then y else 0.5 end",
            "case when truth or x is null then 1 when not truth then 2 end",
            "case when word in ('a', 'c') then -x when word is null then 100.0 * y end",
            "case when truth then case when x > 0 then 'up' else word end when x = 0 then 'none' end",
            "case when x > (select max(y) from t) then 'most' else word end",
            "case when true then x else y end",
            "case when false then x when truth then y end",
            "coalesce(x, y, 7.0)",
            "case when x / 2.0 > y then x / 2.0 else 1.0 / y end",
        ];
        for case in cases {
            let sql = format!(
                "select x, y, word, truth, {case} as value from t \
                               order by x, y, word, truth"
            );
            let ((plan, found), (_, expected)) =
                (rows(&ours, &sql).await, rows(&theirs, &sql).await);
            let print =
                |batches: &[RecordBatch]| pretty_format_batches(batches).unwrap().to_string();
            assert_eq!(print(&found), print(&expected), "{case}");
            let constant = case.contains("when true") || case.contains("when false");
            assert!(plan.contains("EAGER") || constant, "{case}: {plan}");
        }
    }

    #[tokio::test]
    async fn what_may_fail_is_computed_for_its_own_rows_alone() {
        let folder = tempfile::tempdir().unwrap();
        let context = engine::session(folder.path()).unwrap();
        context.sql(TABLE).await.unwrap().collect().await.unwrap();
        for case in [
            "case when y > 0 then 1 / cast(y as int) else 0 end",
            "case when word = 'z' then cast(word as int) else 0 end",
        ] {
            let (plan, found) = rows(&context, &format!("select {case} as value from t")).await;
            assert!(!plan.contains("EAGER"), "{plan}");
            assert_eq!(found.iter().map(RecordBatch::num_rows).sum::<usize>(), 108);
        }
    }
}

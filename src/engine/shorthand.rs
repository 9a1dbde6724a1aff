//! Short names for what queries often say. The planner puts what they stand for in their place.

use datafusion::arrow::array::{ArrayRef, Float64Array};
use datafusion::arrow::compute::cast;
use datafusion::arrow::compute::kernels::cmp::gt_eq;
use datafusion::arrow::compute::kernels::numeric::sub;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::simplify::{ExprSimplifyResult, SimplifyContext};
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use datafusion::prelude::lit;
use std::sync::Arc;

/// What floating-point arithmetic may take from a number that is exactly as large as another: far
/// less than any figure is printed to.
const LAST_DIGITS: f64 = 1e-9;

/// A name and what it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Meaning {
    /// `at_least(a, b)`: `a >= b - 1e-9`.
    AtLeast,
    /// `coded(text)`: the same text, held once however often it is repeated.
    Coded,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Shorthand {
    meaning: Meaning,
    signature: Signature,
}

fn codes() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

impl ScalarUDFImpl for Shorthand {
    fn name(&self) -> &'static str {
        match self.meaning {
            Meaning::AtLeast => "at_least",
            Meaning::Coded => "coded",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(match self.meaning {
            Meaning::AtLeast => DataType::Boolean,
            Meaning::Coded => codes(),
        })
    }

    fn simplify(&self, args: Vec<Expr>, _: &SimplifyContext) -> Result<ExprSimplifyResult> {
        Ok(ExprSimplifyResult::Simplified(match (self.meaning, args.as_slice()) {
            (Meaning::AtLeast, [a, b]) => a.clone().gt_eq(b.clone() - lit(LAST_DIGITS)),
            (Meaning::Coded, [text]) => datafusion::logical_expr::cast(text.clone(), codes()),
            _ => return Ok(ExprSimplifyResult::Original(args)),
        }))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let rows = args.number_rows;
        let columns: Vec<ArrayRef> =
            args.args.into_iter().map(|a| a.into_array(rows)).collect::<Result<_>>()?;
        let found: ArrayRef = match (self.meaning, columns.as_slice()) {
            (Meaning::AtLeast, [a, b]) => {
                let least = sub(b, &Float64Array::new_scalar(LAST_DIGITS))?;
                Arc::new(gt_eq(a, &least)?)
            }
            (Meaning::Coded, [text]) => cast(text, &codes())?,
            _ => return exec_err!("{} takes another number of values", self.name()),
        };
        Ok(ColumnarValue::Array(found))
    }
}

/// Every short name.
pub(super) fn functions() -> [ScalarUDF; 2] {
    let of = |meaning, takes: Vec<DataType>| {
        let signature = Signature::exact(takes, Volatility::Immutable);
        ScalarUDF::from(Shorthand { meaning, signature })
    };
    [
        of(Meaning::AtLeast, vec![DataType::Float64, DataType::Float64]),
        of(Meaning::Coded, vec![DataType::Utf8]),
    ]
}

#[cfg(test)]
mod tests {
    use crate::engine::session;
    use datafusion::arrow::util::pretty::pretty_format_batches;
    use datafusion::logical_expr::LogicalPlan;

    async fn rows(sql: &str) -> String {
        let context = session(&std::env::temp_dir()).unwrap();
        let batches = context.sql(sql).await.unwrap().collect().await.unwrap();
        pretty_format_batches(&batches).unwrap().to_string()
    }

    #[tokio::test]
    async fn a_number_that_lost_its_last_digit_is_still_at_least_the_other() {
        for (a, b, held) in [
            ("0.1 + 0.2 - 0.3", "0.0", "true"),
            ("3", "3.0", "true"),
            ("2.999", "3", "false"),
            ("null", "3", ""),
        ] {
            let printed = rows(&format!("select at_least({a}, {b}) as held")).await;
            let last = printed.lines().nth(3).unwrap().trim_matches(['|', ' ']).to_string();
            assert_eq!(last, held, "{a} against {b}");
        }
    }

    #[tokio::test]
    async fn the_planner_reads_what_is_meant() {
        let context = session(&std::env::temp_dir()).unwrap();
        context.sql("create table t as select 1.5 as a, 2.5 as b, 'x' as c").await.unwrap();
        for (short, long) in [
            ("at_least(a, b)", "a >= b - 1e-9"),
            ("coded(c)", "arrow_cast(c, 'Dictionary(Int32, Utf8)')"),
        ] {
            let plan = async |said: &str| -> LogicalPlan {
                let sql = format!("select {said} as it from t");
                context.sql(&sql).await.unwrap().into_optimized_plan().unwrap()
            };
            assert_eq!(plan(short).await.to_string(), plan(long).await.to_string());
        }
        assert!(rows("select coded('x') as it").await.contains("| x  |"));
    }
}

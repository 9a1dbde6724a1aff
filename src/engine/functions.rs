//! The methods of `statistics` as SQL functions, callable from `queries/` and
//! from ad-hoc SQL. Arguments and results are double precision; a null
//! argument, or figures for which a method is not defined, give null.
//!
//! Proportions are shares between 0 and 1, counts are pupils; each function
//! that has several results gives a struct, read as `f(…)['lower']`.

use crate::statistics;
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, Float64Array, Float64Builder, StructArray,
};
use datafusion::arrow::buffer::NullBuffer;
use datafusion::arrow::datatypes::{DataType, Field, Fields, Float64Type};
use datafusion::common::{Result, exec_err};
use datafusion::execution::context::SessionContext;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

type NumbersBody = fn(&[f64]) -> Option<Vec<f64>>;
type ListsBody = fn(&[Vec<f64>]) -> Option<Vec<f64>>;

#[derive(Debug, Clone, Copy)]
enum Body {
    /// Scalar arguments.
    Numbers(NumbersBody),
    /// Lists of numbers, one element a year.
    Lists(ListsBody),
}

/// A method as a function of SQL.
#[derive(Debug)]
struct Method {
    name: &'static str,
    fields: &'static [&'static str],
    body: Body,
    signature: Signature,
}

// A method is known by its name: no two share one.
impl PartialEq for Method {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}
impl Eq for Method {}
impl Hash for Method {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

fn result_fields(names: &[&str]) -> Fields {
    names.iter().map(|name| Field::new(*name, DataType::Float64, true)).collect()
}

impl Method {
    fn numbers(
        name: &'static str,
        arguments: usize,
        fields: &'static [&'static str],
        body: NumbersBody,
    ) -> Self {
        let types = vec![DataType::Float64; arguments];
        let signature = Signature::exact(types, Volatility::Immutable);
        Self { name, fields, body: Body::Numbers(body), signature }
    }

    fn lists(
        name: &'static str,
        arguments: usize,
        fields: &'static [&'static str],
        body: ListsBody,
    ) -> Self {
        let list = DataType::List(Arc::new(Field::new_list_field(DataType::Float64, true)));
        let signature = Signature::exact(vec![list; arguments], Volatility::Immutable);
        Self { name, fields, body: Body::Lists(body), signature }
    }
}

impl ScalarUDFImpl for Method {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Struct(result_fields(self.fields)))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let rows = args.number_rows;
        let arrays: Vec<ArrayRef> =
            args.args.into_iter().map(|a| a.into_array(rows)).collect::<Result<_>>()?;
        let mut results: Vec<Float64Builder> =
            self.fields.iter().map(|_| Float64Builder::with_capacity(rows)).collect();
        let mut valid = Vec::with_capacity(rows);
        for row in 0..rows {
            let values = match self.body {
                Body::Numbers(body) => numbers_at(&arrays, row).and_then(|a| body(&a)),
                Body::Lists(body) => lists_at(&arrays, row).and_then(|a| body(&a)),
            };
            if values.as_ref().is_some_and(|v| v.len() != results.len()) {
                return exec_err!("{} gave another number of results than it declares", self.name);
            }
            valid.push(values.is_some());
            for (place, builder) in results.iter_mut().enumerate() {
                let value = values.as_ref().map(|v| v[place]).filter(|v| v.is_finite());
                builder.append_option(value);
            }
        }
        let columns = results.iter_mut().map(|b| Arc::new(b.finish()) as ArrayRef).collect();
        let nulls = NullBuffer::from(valid);
        let result = StructArray::try_new(result_fields(self.fields), columns, Some(nulls))?;
        Ok(ColumnarValue::Array(Arc::new(result)))
    }
}

fn numbers_at(arrays: &[ArrayRef], row: usize) -> Option<Vec<f64>> {
    arrays
        .iter()
        .map(|array| {
            let numbers: &Float64Array = array.as_primitive_opt::<Float64Type>()?;
            numbers.is_valid(row).then(|| numbers.value(row))
        })
        .collect()
}

fn lists_at(arrays: &[ArrayRef], row: usize) -> Option<Vec<Vec<f64>>> {
    arrays
        .iter()
        .map(|array| {
            let lists = array.as_list_opt::<i32>()?;
            if lists.is_null(row) {
                return None;
            }
            let list = lists.value(row);
            let numbers = list.as_primitive_opt::<Float64Type>()?;
            // One missing year makes the whole method undefined.
            (numbers.null_count() == 0).then(|| numbers.values().to_vec())
        })
        .collect()
}

const INTERVAL: [&str; 2] = ["lower", "upper"];
const DIFFERENCE: [&str; 4] = ["difference", "lower", "upper", "p_value"];
const TREND: [&str; 5] = ["slope", "statistic", "p_value", "agrees", "strict"];

fn difference(
    result: std::result::Result<statistics::Difference, statistics::StatisticsError>,
) -> Option<Vec<f64>> {
    result.ok().map(|d| vec![d.difference, d.lower, d.upper, d.p_value])
}

fn trend(
    result: std::result::Result<statistics::Trend, statistics::StatisticsError>,
) -> Option<Vec<f64>> {
    let truth = |b: bool| if b { 1.0 } else { 0.0 };
    result.ok().map(|t| {
        vec![t.slope, t.statistic, t.p_value, truth(t.leave_one_out_agrees), truth(t.strict)]
    })
}

fn zip3(lists: &[Vec<f64>]) -> Vec<(f64, f64, f64)> {
    let [a, b, c] = lists else { return Vec::new() };
    a.iter().zip(b).zip(c).map(|((a, b), c)| (*a, *b, *c)).collect()
}

fn methods() -> Vec<Method> {
    vec![
        // wilson_interval(x_low, x_high, n): statistics, section 1; a range of feasible counts, section 14.
        Method::numbers("wilson_interval", 3, &INTERVAL, |a| {
            let interval = statistics::wilson_union(a[0], a[1], a[2], a[2]).ok()?;
            Some(vec![interval.lower, interval.upper])
        }),
        // feasible_numerators(percent, decimals, n): the counts that print as this percentage.
        Method::numbers("feasible_numerators", 3, &["low", "high"], |a| {
            let (low, high) = statistics::feasible_numerators(a[0], a[1] as u32, a[2]).ok()?;
            Some(vec![low, high])
        }),
        // difference_of_proportions(x1_low, x1_high, x1, n1, x2_low, x2_high, x2, n2): section 2.
        Method::numbers("difference_of_proportions", 8, &DIFFERENCE, |a| {
            difference(statistics::difference_of_ranges(
                a[0], a[1], a[3], a[4], a[5], a[7], a[2], a[6],
            ))
        }),
        // part_whole_difference(…, the whole's counts …): the part is taken out of the whole, section 2.
        Method::numbers("part_whole_difference", 8, &DIFFERENCE, |a| {
            difference(statistics::part_whole_difference_of_ranges(
                a[0], a[1], a[3], a[4], a[5], a[7], a[2], a[6],
            ))
        }),
        // difference_of_means(m1, l1, u1, m2, l2, u2, w): published 95% limits, section 5.
        Method::numbers("difference_of_means", 7, &DIFFERENCE, |a| {
            difference(statistics::difference_of_means(a[0], a[1], a[2], a[3], a[4], a[5], a[6]))
        }),
        // change_in_gap(d1, l1, u1, d2, l2, u2): MOVER, section 8.
        Method::numbers("change_in_gap", 6, &["change", "lower", "upper"], |a| {
            let change = statistics::change_in_gap(a[0], a[1], a[2], a[3], a[4], a[5]).ok()?;
            Some(vec![change.change, change.lower, change.upper])
        }),
        // trend_of_counts(years, counts, pupils): Cochran–Armitage, section 7.1.
        Method::lists("trend_of_counts", 3, &TREND, |lists| {
            trend(statistics::cochran_armitage(&zip3(lists)))
        }),
        // trend_of_means(years, means, standard errors): inverse variance, section 7.2.
        Method::lists("trend_of_means", 3, &TREND, |lists| {
            trend(statistics::weighted_slope(&zip3(lists)))
        }),
    ]
}

/// Makes every method callable by SQL in `context`.
pub fn register(context: &SessionContext) {
    for method in methods() {
        context.register_udf(ScalarUDF::from(method));
    }
    for function in super::number_text::functions() {
        context.register_udf(function);
    }
}

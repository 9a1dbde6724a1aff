//! The methods of `statistics` as SQL functions, callable from `queries/` and
//! from ad-hoc SQL. Arguments and results are double precision; a null
//! argument, or figures for which a method is not defined, give null.
//!
//! Proportions are shares between 0 and 1, counts are pupils; each function
//! that has several results gives a struct, read as `f(…)['lower']`.

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, Float64Array, Float64Builder, ListArray, StructArray,
};
use datafusion::arrow::buffer::NullBuffer;
use datafusion::arrow::datatypes::{DataType, Field, Fields, Float64Type};
use datafusion::common::{Result, exec_datafusion_err, exec_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Most arguments that a method takes.
const MAX_ARGUMENTS: usize = 10;
/// Most results that a method gives.
const MAX_RESULTS: usize = 5;

type NumbersBody = dyn Fn(&[f64], &mut [f64]) -> bool + Send + Sync;
type ListsBody = dyn Fn(&[&[f64]], &mut [f64]) -> bool + Send + Sync;

/// Computes one row: it fills the results, or returns false if there are none.
#[derive(Clone)]
enum Body {
    /// Scalar arguments.
    Numbers(Arc<NumbersBody>),
    /// Lists of numbers, one element a year.
    Lists(Arc<ListsBody>),
}

/// A method as a function of SQL.
pub(super) struct Method {
    name: &'static str,
    fields: &'static [&'static str],
    body: Body,
    signature: Signature,
}

impl fmt::Debug for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name)
    }
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
    /// A method of numbers, whose results are named by `fields`.
    pub(super) fn numbers<const N: usize>(
        name: &'static str,
        arguments: usize,
        fields: &'static [&'static str; N],
        body: fn(&[f64]) -> Option<[f64; N]>,
    ) -> Self {
        const { assert!(N <= MAX_RESULTS) };
        let types = vec![DataType::Float64; arguments];
        let signature = Signature::exact(types, Volatility::Immutable);
        let body = move |numbers: &[f64], results: &mut [f64]| kept(body(numbers), results);
        Self { name, fields, body: Body::Numbers(Arc::new(body)), signature }
    }

    /// A method of lists that are as long as each other.
    pub(super) fn lists<const N: usize>(
        name: &'static str,
        arguments: usize,
        fields: &'static [&'static str; N],
        body: fn(&[&[f64]]) -> Option<[f64; N]>,
    ) -> Self {
        const { assert!(N <= MAX_RESULTS) };
        let list = DataType::List(Arc::new(Field::new_list_field(DataType::Float64, true)));
        let signature = Signature::exact(vec![list; arguments], Volatility::Immutable);
        let body = move |lists: &[&[f64]], results: &mut [f64]| kept(body(lists), results);
        Self { name, fields, body: Body::Lists(Arc::new(body)), signature }
    }

    /// Computes `rows` rows with `row`, which fills the results of one and returns whether it has
    /// any.
    fn columns(
        &self,
        rows: usize,
        mut row: impl FnMut(usize, &mut [f64]) -> bool,
    ) -> Result<ColumnarValue> {
        let mut columns: Vec<Float64Builder> =
            self.fields.iter().map(|_| Float64Builder::with_capacity(rows)).collect();
        let mut valid = Vec::with_capacity(rows);
        let mut results = [0.0; MAX_RESULTS];
        for place in 0..rows {
            let known = row(place, &mut results[..columns.len()]);
            valid.push(known);
            for (column, result) in columns.iter_mut().zip(results) {
                column.append_option(Some(result).filter(|r| known && r.is_finite()));
            }
        }
        let columns = columns.iter_mut().map(|b| Arc::new(b.finish()) as ArrayRef).collect();
        let nulls = NullBuffer::from(valid);
        let result = StructArray::try_new(result_fields(self.fields), columns, Some(nulls))?;
        Ok(ColumnarValue::Array(Arc::new(result)))
    }
}

fn kept<const N: usize>(values: Option<[f64; N]>, results: &mut [f64]) -> bool {
    values.is_some_and(|values| {
        results.copy_from_slice(&values);
        true
    })
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
        let other_type = || exec_datafusion_err!("{} got an argument of another type", self.name);
        if arrays.len() > MAX_ARGUMENTS {
            return exec_err!("{} got too many arguments", self.name);
        }
        match &self.body {
            Body::Numbers(body) => {
                let columns: Vec<&Float64Array> = arrays
                    .iter()
                    .map(|array| array.as_primitive_opt::<Float64Type>())
                    .collect::<Option<_>>()
                    .ok_or_else(other_type)?;
                let mut numbers = [0.0; MAX_ARGUMENTS];
                self.columns(rows, |row, results| {
                    for (number, column) in numbers.iter_mut().zip(&columns) {
                        if column.is_null(row) {
                            return false;
                        }
                        *number = column.value(row);
                    }
                    body(&numbers[..columns.len()], results)
                })
            }
            Body::Lists(body) => {
                let columns: Vec<(&ListArray, &Float64Array)> = arrays
                    .iter()
                    .map(|array| {
                        let lists = array.as_list_opt::<i32>()?;
                        Some((lists, lists.values().as_primitive_opt::<Float64Type>()?))
                    })
                    .collect::<Option<_>>()
                    .ok_or_else(other_type)?;
                let mut years: [&[f64]; MAX_ARGUMENTS] = [&[]; MAX_ARGUMENTS];
                self.columns(rows, |row, results| {
                    for (list, (lists, values)) in years.iter_mut().zip(&columns) {
                        let Some(numbers) = list_at(lists, values, row) else { return false };
                        *list = numbers;
                    }
                    body(&years[..columns.len()], results)
                })
            }
        }
    }
}

/// The numbers of a list; one missing year makes the whole method undefined.
fn list_at<'a>(lists: &ListArray, values: &'a Float64Array, row: usize) -> Option<&'a [f64]> {
    if lists.is_null(row) {
        return None;
    }
    let offsets = lists.value_offsets();
    let (from, to) = (offsets[row] as usize, offsets[row + 1] as usize);
    let whole = (from..to).all(|place| values.is_valid(place));
    whole.then(|| &values.values()[from..to])
}

//! The methods of `statistics` as SQL functions, callable from `queries/` and
//! from ad-hoc SQL. Arguments and results are double precision; a null
//! argument, or figures for which a method is not defined, give null.
//!
//! Proportions are shares between 0 and 1, counts are pupils; each function
//! that has several results gives a struct, read as `f(…)['lower']`.

use super::methods::methods;
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

pub(super) type NumbersBody = fn(&[f64]) -> Option<Vec<f64>>;
pub(super) type ListsBody = fn(&[Vec<f64>]) -> Option<Vec<f64>>;

#[derive(Debug, Clone, Copy)]
pub(super) enum Body {
    /// Scalar arguments.
    Numbers(NumbersBody),
    /// Lists of numbers, one element a year.
    Lists(ListsBody),
}

/// A method as a function of SQL.
#[derive(Debug)]
pub(super) struct Method {
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
    pub(super) fn numbers(
        name: &'static str,
        arguments: usize,
        fields: &'static [&'static str],
        body: NumbersBody,
    ) -> Self {
        let types = vec![DataType::Float64; arguments];
        let signature = Signature::exact(types, Volatility::Immutable);
        Self { name, fields, body: Body::Numbers(body), signature }
    }

    pub(super) fn lists(
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

/// Makes every method callable by SQL in `context`.
pub fn register(context: &SessionContext) {
    for method in methods() {
        context.register_udf(ScalarUDF::from(method));
    }
    for function in super::number_text::functions() {
        context.register_udf(function);
    }
}

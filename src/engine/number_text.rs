//! Numbers as a reader sees them: a true minus sign, separated thousands, the
//! decimals of the measure.

use datafusion::arrow::array::{Array, ArrayRef, AsArray, StringBuilder};
use datafusion::arrow::datatypes::{DataType, Float64Type, Int64Type};
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Beyond this no digit of a figure means anything, and a number has up to 309 of them.
const DIGITS_MEAN: f64 = 1e15;

/// `-1234.5` with one decimal becomes `−1,234.5`; a number of many digits is `9e200`.
#[must_use]
pub fn printed_number(value: f64, decimals: usize) -> String {
    if value.abs() >= DIGITS_MEAN {
        return format!("{value:.0e}").replace('-', "\u{2212}");
    }
    let plain = format!("{:.decimals$}", value.abs());
    let zero = plain.chars().all(|c| c == '0' || c == '.');
    let (whole, rest) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let mut text = String::with_capacity(plain.len() + 4);
    if value < 0.0 && !zero {
        text.push('\u{2212}');
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
}

/// A figure with the sign of its unit: `26.7%`, `33.5`.
#[must_use]
pub fn printed_figure(value: f64, unit: &str, decimals: usize) -> String {
    let sign = if unit == "%" { "%" } else { "" };
    format!("{}{sign}", printed_number(value, decimals))
}

/// As [`printed_number`], with a plus sign before what is greater than zero.
#[must_use]
pub fn signed_number(value: f64, decimals: usize) -> String {
    let text = printed_number(value, decimals);
    let positive = value > 0.0 && text.chars().any(|c| c.is_ascii_digit() && c != '0');
    if positive { format!("+{text}") } else { text }
}

#[derive(Debug)]
struct NumberText {
    name: &'static str,
    write: fn(f64, usize) -> String,
    signature: Signature,
}

impl PartialEq for NumberText {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}
impl Eq for NumberText {}
impl Hash for NumberText {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl ScalarUDFImpl for NumberText {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays: Vec<ArrayRef> =
            args.args.into_iter().map(|a| a.into_array(args.number_rows)).collect::<Result<_>>()?;
        let [values, decimals] = arrays.as_slice() else {
            return exec_err!("{} takes a number and its decimals", self.name);
        };
        let (values, decimals) =
            (values.as_primitive::<Float64Type>(), decimals.as_primitive::<Int64Type>());
        let mut texts = StringBuilder::new();
        for row in 0..args.number_rows {
            let present = values.is_valid(row) && decimals.is_valid(row);
            texts.append_option(present.then(|| {
                (self.write)(values.value(row), usize::try_from(decimals.value(row)).unwrap_or(0))
            }));
        }
        Ok(ColumnarValue::Array(Arc::new(texts.finish())))
    }
}

/// `printed_number(value, decimals)` and `signed_number(value, decimals)` for SQL.
pub(super) fn functions() -> Vec<ScalarUDF> {
    type Writer = fn(f64, usize) -> String;
    let writers: [(&str, Writer); 2] =
        [("printed_number", printed_number), ("signed_number", signed_number)];
    let types = vec![DataType::Float64, DataType::Int64];
    writers
        .into_iter()
        .map(|(name, write)| {
            let signature = Signature::exact(types.clone(), Volatility::Immutable);
            ScalarUDF::from(NumberText { name, write, signature })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_in_print() {
        assert_eq!(printed_number(-1234.56, 1), "\u{2212}1,234.6");
        assert_eq!(printed_number(-0.001, 2), "0.00");
        assert_eq!(printed_number(999.0, 0), "999");
        assert_eq!(printed_number(-9.1e300, 2), "\u{2212}9e300");
        assert_eq!(printed_number(999_999_999_999_999.0, 0), "999,999,999,999,999");
        assert_eq!(printed_number(1_234_567.0, 0), "1,234,567");
        assert_eq!(signed_number(0.3, 1), "+0.3");
        assert_eq!(signed_number(0.0, 1), "0.0");
    }
}

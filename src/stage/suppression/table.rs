//! Suppression of a staged table: which rows lose their figures, and the table without them.

use super::figures::{Row, RowArea, kept_back};
use crate::catalogue::{AreaLevel, Catalogue, DataSet, Suppression};
use crate::source::{sha256, version_of};
use crate::stage::KeptBack;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch, StringArray};
use datafusion::arrow::compute::{cast, concat_batches, is_not_null, kernels::zip::zip, nullif};
use datafusion::arrow::datatypes::{DataType, Float64Type, Int32Type};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Columns that a row loses when it is suppressed.
const FIGURES: [&str; 6] =
    ["value", "value_decimals", "numerator", "denominator", "value_lower", "value_upper"];

/// Suppresses what must not be known in `batches` of the staged table of one local data set:
/// the table with those figures null and their symbol `c`, and what was done. Its version is
/// made of what is left: the file's own checksum would let anyone try which counts it held.
///
/// # Errors
/// The batches are not of the staged table.
pub fn suppress(
    batches: &[RecordBatch],
    data_set: &DataSet,
    catalogue: &Catalogue,
) -> Result<(RecordBatch, KeptBack), ArrowError> {
    let schema = crate::stage::schema();
    let table = concat_batches(&schema, batches)?;
    let rule = Suppression {
        below: data_set.suppress_below.unwrap_or(catalogue.suppression.below),
        zero: catalogue.suppression.zero,
    };
    let staged = Staged::of(&table)?;
    let mut periods: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for row in 0..table.num_rows() {
        periods.entry(staged.period.value(row)).or_default().push(row);
    }
    let mut hidden = vec![false; table.num_rows()];
    for rows in periods.values() {
        let of_period: Vec<Row> = rows.iter().map(|row| staged.row(*row, catalogue)).collect();
        for (row, back) in rows.iter().zip(kept_back(&of_period, rule)) {
            hidden[*row] = back;
        }
    }
    let with_figure = is_not_null(column(&table, "value")?)?;
    let lost = (0..hidden.len()).filter(|row| hidden[*row] && with_figure.value(*row)).count();
    let left = without(&table, &BooleanArray::from(hidden))?;
    let sha256 = fingerprint(&left)?;
    let left = versioned(&left, &sha256)?;
    let shares = catalogue.measures.iter().filter(|m| m.data_set == data_set.id && m.unit == "%");
    let undecided = shares.filter(|m| m.denominator.is_empty()).map(|m| m.id.clone()).collect();
    Ok((left, KeptBack { sha256, figures: with_figure.true_count(), lost, undecided }))
}

fn column<'a>(table: &'a RecordBatch, name: &str) -> Result<&'a ArrayRef, ArrowError> {
    table
        .column_by_name(name)
        .ok_or_else(|| ArrowError::SchemaError(format!("the staged table lacks '{name}'")))
}

/// The columns of the staged table that suppression reads.
struct Staged {
    measure: StringArray,
    cohort: StringArray,
    area: StringArray,
    period: StringArray,
    symbol: StringArray,
    numbers: [ArrayRef; 3],
    decimals: ArrayRef,
}

impl Staged {
    fn of(table: &RecordBatch) -> Result<Self, ArrowError> {
        let text = |name: &str| -> Result<StringArray, ArrowError> {
            Ok(cast(column(table, name)?, &DataType::Utf8)?.as_string::<i32>().clone())
        };
        Ok(Self {
            measure: text("measure_id")?,
            cohort: text("cohort")?,
            area: text("area_code")?,
            period: text("period")?,
            symbol: text("symbol")?,
            numbers: [
                column(table, "value")?.clone(),
                column(table, "numerator")?.clone(),
                column(table, "denominator")?.clone(),
            ],
            decimals: column(table, "value_decimals")?.clone(),
        })
    }

    fn row(&self, row: usize, catalogue: &Catalogue) -> Row {
        let numbers = self.numbers.each_ref().map(|array| {
            let numbers = array.as_primitive::<Float64Type>();
            numbers.is_valid(row).then(|| numbers.value(row))
        });
        let decimals = self.decimals.as_primitive::<Int32Type>();
        let decimals = if decimals.is_valid(row) { decimals.value(row) } else { 0 };
        let area = self.area.value(row);
        let place = catalogue.areas.get(area);
        let measure = catalogue.measure(self.measure.value(row));
        let name = |of: fn(&crate::catalogue::Measure) -> &String| {
            measure.map(of).cloned().unwrap_or_default()
        };
        Row {
            columns: [name(|m| &m.value), name(|m| &m.numerator), name(|m| &m.denominator)],
            numbers,
            half_unit: 0.5 * 10_f64.powi(-decimals),
            unit: name(|m| &m.unit),
            partition: name(|m| &m.partition),
            cohort: self.cohort.value(row).to_string(),
            area: RowArea {
                code: area.to_string(),
                level: place.map_or(AreaLevel::LocalAuthority, |a| a.level),
                region: place.map(|a| a.region_code.clone()).unwrap_or_default(),
            },
            kept_back: self.symbol.is_valid(row) && self.symbol.value(row) == "c",
        }
    }
}

/// The table without the figures of `hidden` rows.
fn without(table: &RecordBatch, hidden: &BooleanArray) -> Result<RecordBatch, ArrowError> {
    let suppressed: ArrayRef = Arc::new(StringArray::from(vec!["c"; table.num_rows()]));
    let schema = table.schema();
    let columns = schema.fields().iter().zip(table.columns()).map(|(field, column)| {
        match field.name().as_str() {
            name if FIGURES.contains(&name) => nullif(column, hidden),
            "symbol" => zip(hidden, &suppressed, column),
            _ => Ok(column.clone()),
        }
    });
    RecordBatch::try_new(table.schema(), columns.collect::<Result<Vec<_>, _>>()?)
}

/// A checksum of every cell but the version.
fn fingerprint(table: &RecordBatch) -> Result<String, ArrowError> {
    let options = FormatOptions::default().with_null("\u{0}");
    let schema = table.schema();
    let columns: Vec<ArrayFormatter<'_>> = schema
        .fields()
        .iter()
        .zip(table.columns())
        .filter(|(field, _)| field.name() != "data_set_version")
        .map(|(_, column)| ArrayFormatter::try_new(column.as_ref(), &options))
        .collect::<Result<_, _>>()?;
    let mut text = String::new();
    for row in 0..table.num_rows() {
        for column in &columns {
            text.push_str(&column.value(row).to_string());
            text.push('\u{1f}');
        }
        text.push('\n');
    }
    Ok(sha256(text.as_bytes()))
}

/// The table with its version made of the checksum.
fn versioned(table: &RecordBatch, sha256: &str) -> Result<RecordBatch, ArrowError> {
    let version = version_of(sha256);
    let schema = table.schema();
    let columns = schema.fields().iter().zip(table.columns()).map(|(field, column)| {
        if field.name() == "data_set_version" {
            let versions = StringArray::from(vec![version.as_str(); table.num_rows()]);
            Arc::new(versions) as ArrayRef
        } else {
            column.clone()
        }
    });
    RecordBatch::try_new(table.schema(), columns.collect())
}

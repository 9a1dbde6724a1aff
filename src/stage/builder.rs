//! The typed boundary after staging: the Arrow schema of a cell, and its builder.

use super::{Figures, Place};
use crate::catalogue::Measure;
use datafusion::arrow::array::{
    ArrayRef, Float64Builder, Int32Builder, Int64Builder, RecordBatch, StringBuilder,
};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::arrow::error::ArrowError;
use std::sync::{Arc, LazyLock};

/// Name of the staged table in SQL.
pub const CELLS: &str = "staged";

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    let text = |name: &str| Field::new(name, DataType::Utf8, true);
    let number = |name: &str| Field::new(name, DataType::Float64, true);
    Arc::new(Schema::new(vec![
        text("measure_id"),
        text("cohort"),
        text("area_code"),
        text("area_name"),
        text("area_level"),
        text("period"),
        Field::new("period_start", DataType::Int32, true),
        number("value"),
        Field::new("value_decimals", DataType::Int32, true),
        text("symbol"),
        number("numerator"),
        number("denominator"),
        number("value_lower"),
        number("value_upper"),
        text("release_status"),
        text("data_set"),
        text("data_set_version"),
        Field::new("source_row", DataType::Int64, true),
    ]))
});

/// One row a measure, cohort, area and period, as printed: percentages in per
/// cent, counts in pupils, `source_row` the line of the published file.
#[must_use]
pub fn schema() -> SchemaRef {
    Arc::clone(&SCHEMA)
}

/// What one row of the table is made of.
pub(super) struct CellRow<'a> {
    pub measure: &'a Measure,
    pub place: &'a Place,
    pub line: u64,
    pub figures: Figures,
}

const TEXTS: usize = 10;

/// Collects cells into a batch.
pub(super) struct CellsBuilder {
    data_set: String,
    version: String,
    texts: [StringBuilder; TEXTS],
    numbers: [Float64Builder; 5],
    period_start: Int32Builder,
    decimals: Int32Builder,
    source_row: Int64Builder,
    rows: usize,
}

impl CellsBuilder {
    pub fn new(data_set: &str, version: &str) -> Self {
        Self {
            data_set: data_set.to_string(),
            version: version.to_string(),
            texts: std::array::from_fn(|_| StringBuilder::new()),
            numbers: std::array::from_fn(|_| Float64Builder::new()),
            period_start: Int32Builder::new(),
            decimals: Int32Builder::new(),
            source_row: Int64Builder::new(),
            rows: 0,
        }
    }

    pub fn len(&self) -> usize {
        self.rows
    }

    pub fn push(&mut self, row: &CellRow<'_>) {
        let CellRow { measure, place, line, figures } = row;
        let (value, decimals) = displayed_value(measure, figures);
        // A row whose value column has no symbol either (counts only) is "not available".
        let symbol = value
            .is_none()
            .then(|| figures.value.symbol.clone().unwrap_or_else(|| "x".to_string()));
        let period = place.period.to_string();
        let status = if place.provisional { "provisional" } else { "final" };
        let texts: [Option<&str>; TEXTS] = [
            Some(&measure.id),
            Some(&place.cohort),
            Some(&place.area_code),
            Some(&place.area_name),
            Some(place.area_level.as_str()),
            Some(&period),
            symbol.as_deref(),
            Some(status),
            Some(&self.data_set),
            Some(&self.version),
        ];
        for (builder, text) in self.texts.iter_mut().zip(texts) {
            builder.append_option(text);
        }
        let numbers = [
            value,
            figures.numerator.number,
            figures.denominator.number,
            figures.lower.number,
            figures.upper.number,
        ];
        for (builder, number) in self.numbers.iter_mut().zip(numbers) {
            builder.append_option(number);
        }
        self.period_start.append_value(place.period.start);
        self.decimals.append_option(value.map(|_| decimals));
        self.source_row.append_value(i64::try_from(*line).unwrap_or(i64::MAX));
        self.rows += 1;
    }

    pub fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        self.rows = 0;
        let mut texts = self.texts.iter_mut().map(|b| Arc::new(b.finish()) as ArrayRef);
        let mut numbers = self.numbers.iter_mut().map(|b| Arc::new(b.finish()) as ArrayRef);
        let mut columns: Vec<ArrayRef> = Vec::with_capacity(SCHEMA.fields().len());
        columns.extend(texts.by_ref().take(6));
        columns.push(Arc::new(self.period_start.finish()));
        columns.extend(numbers.by_ref().take(1));
        columns.push(Arc::new(self.decimals.finish()));
        columns.extend(texts.by_ref().take(1));
        columns.extend(numbers);
        columns.extend(texts);
        columns.push(Arc::new(self.source_row.finish()));
        RecordBatch::try_new(schema(), columns)
    }
}

/// The printed value, or the share that printed counts make where only they are published.
fn displayed_value(measure: &Measure, figures: &Figures) -> (Option<f64>, i32) {
    if figures.value.number.is_some() {
        return (figures.value.number, figures.value.decimals);
    }
    // Only for "not available": a suppressed share is never worked out from counts.
    let open = figures.value.symbol.as_deref().is_none_or(|symbol| symbol == "x");
    let share = match (figures.numerator.number, figures.denominator.number) {
        _ if !open => None,
        (Some(x), Some(n)) if measure.unit == "%" && n > 0.0 && (0.0..=n).contains(&x) => {
            let scale = 10_f64.powi(measure.decimals);
            Some((100.0 * x / n * scale).round() / scale)
        }
        _ => None,
    };
    (share, measure.decimals)
}

//! The typed boundary after staging: the Arrow schema of a cell, and its builder.

use super::plan::FilePlan;
use super::staged_cell::{CountsFrom, Figures, StagedCell, Status};
use crate::catalogue::{Catalogue, Measure};
use crate::period::Period;
use datafusion::arrow::array::{
    ArrayRef, Float64Builder, Int32Builder, Int64Builder, RecordBatch, StringBuilder,
};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::arrow::error::ArrowError;
use std::sync::{Arc, LazyLock};

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
        Field::new("counts_rounded_to", DataType::Int32, true),
        text("span"),
        text("counts_from"),
    ]))
});

/// One row a measure, cohort, area and period, as printed: percentages in per
/// cent, counts in pupils, `source_row` the line of the published file.
#[must_use]
pub fn schema() -> SchemaRef {
    Arc::clone(&SCHEMA)
}

const TEXTS: usize = 12;

/// Collects cells into a batch.
pub(super) struct CellsBuilder {
    data_set: String,
    version: String,
    texts: [StringBuilder; TEXTS],
    numbers: [Float64Builder; 5],
    period_start: Int32Builder,
    decimals: Int32Builder,
    source_row: Int64Builder,
    rounded_to: Int32Builder,
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
            rounded_to: Int32Builder::new(),
            rows: 0,
        }
    }

    pub fn len(&self) -> usize {
        self.rows
    }

    /// Adds a cell whose line is that of the file, from 1.
    pub fn push(&mut self, cell: &StagedCell, plan: &FilePlan<'_>) {
        let catalogue = plan.catalogue;
        let (Some(measure), Some(cohort), Some(area)) = (
            catalogue.measures.get(usize::from(cell.measure)),
            catalogue.cohorts.get(usize::from(cell.cohort)),
            plan.areas.areas.get(cell.area as usize),
        ) else {
            return;
        };
        let figures = &cell.figures;
        let (value, decimals) = displayed_value(measure, figures, catalogue);
        let empty = about_no_one(measure, figures);
        let symbol = value.is_none().then(|| missing_symbol(figures, catalogue));
        let symbol = symbol.map(|symbol| if empty { "z" } else { symbol });
        let period = Period { start: cell.period, kind: plan.data_set.period_kind }.to_string();
        let status = match cell.status {
            Status::Provisional => "provisional",
            Status::Revised => "revised",
            Status::Final => "final",
        };
        let counts_from = match cell.counts_from {
            CountsFrom::Published => "published",
            CountsFrom::Reconstructed => "reconstructed",
            CountsFrom::SumOfAuthorities => "sum_of_authorities",
        };
        let texts: [Option<&str>; TEXTS] = [
            Some(&measure.id),
            Some(&cohort.id),
            Some(&area.code),
            Some(&area.name),
            Some(area.level.as_str()),
            Some(&period),
            symbol,
            Some(status),
            Some(&self.data_set),
            Some(&self.version),
            Some(plan.spans.name(cell.span)),
            Some(counts_from),
        ];
        for (builder, text) in self.texts.iter_mut().zip(texts) {
            builder.append_option(text);
        }
        let numbers = [
            value,
            figures.numerator.number,
            figures.denominator.number,
            figures.lower.number.filter(|_| !empty),
            figures.upper.number.filter(|_| !empty),
        ];
        for (builder, number) in self.numbers.iter_mut().zip(numbers) {
            builder.append_option(number);
        }
        self.period_start.append_value(cell.period);
        self.decimals.append_option(value.map(|_| decimals));
        self.source_row.append_value(i64::try_from(cell.line).unwrap_or(i64::MAX));
        self.rounded_to.append_value(cell.rounded_to);
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
        columns.extend(texts.by_ref().take(3));
        columns.push(Arc::new(self.source_row.finish()));
        columns.push(Arc::new(self.rounded_to.finish()));
        columns.extend(texts);
        RecordBatch::try_new(schema(), columns)
    }
}

/// Whether a figure is a share, a rate or an average of no pupils: that is neither 0 nor a figure.
fn about_no_one(measure: &Measure, figures: &Figures) -> bool {
    let withheld = figures.value.number.is_none() && figures.value.symbol.is_some();
    measure.unit != "count" && figures.denominator.number == Some(0.0) && !withheld
}

/// The symbol of a value that is missing: its own, or in a file without the column that of
/// the counts it would follow from; a row without any is "not available".
fn missing_symbol<'a>(figures: &Figures, catalogue: &'a Catalogue) -> &'a str {
    let kept = |cell: super::cell::Cell| {
        Some(catalogue.symbols.get(usize::from(cell.symbol?))?.kept_as.as_str())
    };
    let counts = [figures.numerator, figures.denominator, figures.total];
    let of_counts = || counts.into_iter().filter_map(kept).find(|symbol| *symbol != "x");
    kept(figures.value).or_else(of_counts).unwrap_or("x")
}

/// The printed value, or what printed counts or sums make where only they are published:
/// a share in per cent, events per 100, or an average.
fn displayed_value(
    measure: &Measure,
    figures: &Figures,
    catalogue: &Catalogue,
) -> (Option<f64>, i32) {
    if about_no_one(measure, figures) {
        return (None, measure.decimals);
    }
    if figures.value.number.is_some() {
        return (figures.value.number, figures.value.decimals);
    }
    // A suppressed share is never worked out from counts.
    let symbol = figures.value.symbol.and_then(|s| catalogue.symbols.get(usize::from(s)));
    let withheld = symbol.is_some_and(|symbol| !symbol.may_be_counted());
    if withheld || figures.value.unreadable {
        return (None, measure.decimals);
    }
    let of = figures.denominator.number.filter(|n| *n > 0.0);
    let exact = match (measure.unit.as_str(), of) {
        ("%", Some(n)) => {
            figures.numerator.number.filter(|x| (0.0..=n).contains(x)).map(|x| 100.0 * x / n)
        }
        ("per 100", Some(n)) => {
            figures.numerator.number.filter(|x| *x >= 0.0).map(|x| 100.0 * x / n)
        }
        ("score", Some(n)) => figures.total.number.map(|sum| sum / n),
        _ => None,
    };
    let scale = 10_f64.powi(measure.decimals);
    (exact.map(|value| (value * scale).round() / scale + 0.0), measure.decimals)
}

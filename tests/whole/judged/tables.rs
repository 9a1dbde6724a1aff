//! Small tables for the queries, from Rust values.

use crate::read::Read;
use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray,
};
use datafusion::prelude::SessionContext;
use send_outcomes::catalogue::Catalogue;
use send_outcomes::engine::{self, AsOf, Rows, register_catalogue, statement_of, whole_table};
use std::sync::Arc;

pub fn text<S: AsRef<str>>(values: impl IntoIterator<Item = Option<S>>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<StringArray>())
}

pub fn number(values: impl IntoIterator<Item = Option<f64>>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<Float64Array>())
}

pub fn whole(values: impl IntoIterator<Item = i32>) -> ArrayRef {
    Arc::new(Int32Array::from_iter_values(values))
}

pub fn large(values: impl IntoIterator<Item = i64>) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(values))
}

pub fn truth(values: impl IntoIterator<Item = bool>) -> ArrayRef {
    Arc::new(values.into_iter().map(Some).collect::<BooleanArray>())
}

pub fn table(context: &SessionContext, name: &str, columns: Vec<(&str, ArrayRef)>) {
    let columns = columns.into_iter().map(|(name, array)| (name, array, true));
    let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    context.deregister_table(name).unwrap();
    context.register_batch(name, batch).unwrap();
}

/// A table without a row.
pub fn nothing(context: &SessionContext, name: &str, texts: &[&str], numbers: &[&str]) {
    let mut columns: Vec<(&str, ArrayRef)> = Vec::new();
    columns.extend(texts.iter().map(|column| (*column, text::<&str>([]))));
    columns.extend(numbers.iter().map(|column| (*column, number([]))));
    table(context, name, columns);
}

pub const KEY: [&str; 4] = ["measure_id", "cohort", "area_code", "period"];
pub const AREA: &str = "E08000025";

/// A session with the catalogue's tables and its thresholds.
pub fn session() -> SessionContext {
    let context = engine::session(&std::env::temp_dir()).unwrap();
    register_catalogue(&context, &Catalogue::embedded().unwrap(), &AsOf::latest()).unwrap();
    nothing(&context, "not_known", &KEY, &["not_known", "bound_low", "bound_high"]);
    nothing(&context, "rankings", &KEY, &["robust_place"]);
    without_pupils(&context);
    nothing(&context, "materiality", &KEY[..2], &["m_level", "printed_unit"]);
    context
}

/// No borrowed numbers of pupils, no noise and no gap across a break.
pub fn without_pupils(context: &SessionContext) {
    table(
        context,
        "pupils",
        vec![
            ("figure", large([])),
            ("pupils_used", number([])),
            ("pupils_from", text::<&str>([])),
            ("fewest_pupils", number([])),
            ("borrowed_error", number([])),
        ],
    );
    table(context, "noise", vec![("series", large([])), ("noise", number([]))]);
    let mut gaps: Vec<(&str, ArrayRef)> = Vec::new();
    gaps.extend(["measure_no", "cohort_no", "area_no"].map(|c| (c, whole([]))));
    gaps.extend(["gap_trend", "gap_from"].map(|c| (c, text::<&str>([]))));
    gaps.push(("p_value", number([])));
    table(context, "gap_trends", gaps);
}

/// One measure a polarity, named by its place.
pub fn measures(context: &SessionContext, polarities: &[i32], unit: &str) {
    let n = polarities.len();
    table(
        context,
        "measures",
        vec![
            ("measure_id", text(ids(n).iter().map(Some))),
            ("measure_no", whole(0..n as i32)),
            ("is_local", whole(vec![0; n])),
            ("theme", text(vec![Some("attainment"); n])),
            ("unit", text(vec![Some(unit); n])),
            ("events", text(vec![Some(""); n])),
            ("not_known_measure", text(vec![Some(""); n])),
            ("not_known_included", whole(vec![0; n])),
            ("decimals", whole(vec![1; n])),
            ("polarity", whole(polarities.iter().copied())),
        ],
    );
    let numbers = ("measure_no", whole(0..n as i32));
    table(context, "judged_measures", vec![("measure_id", text(ids(n).iter().map(Some))), numbers]);
}

/// The latest year of each measure for pupils on SEN support.
pub fn latest(context: &SessionContext, measures: &[String], year: i32) {
    let n = measures.len();
    table(
        context,
        "materiality",
        vec![
            ("measure_id", text(measures.iter().map(Some))),
            ("cohort", text(vec![Some("sen-support"); n])),
            ("latest_start", whole(vec![year; n])),
            ("m_level", number(vec![None; n])),
            ("printed_unit", number(vec![None; n])),
        ],
    );
}

/// `m0000`, `m0001`, …: sorted as counted.
pub fn ids(n: usize) -> Vec<String> {
    (0..n).map(|i| format!("m{i:04}")).collect()
}

/// The number by which queries join one entry of a table of the catalogue.
pub async fn number_of(context: &SessionContext, table: &str, entry: &str) -> i32 {
    let sql = format!("select {table}_no as n from {table}s where {table} = '{entry}'");
    Rows::of(context, &sql).await.unwrap().integer(0, "n")
}

/// Runs layers of `queries/` into tables of their names.
pub async fn run(context: &SessionContext, layers: &[&str]) {
    for name in layers {
        context.deregister_table(*name).unwrap();
        let rows = whole_table(context, statement_of(name).unwrap().sql).await.unwrap();
        context.register_batch(*name, rows).unwrap();
    }
}

/// A column of texts, in the order of the measures.
pub async fn column(context: &SessionContext, table: &str, column: &str) -> Vec<String> {
    let sql = format!("select {column} as c from {table} order by measure_id");
    let rows = Rows::of(context, &sql).await.unwrap();
    (0..rows.len()).map(|row| rows.text(row, "c")).collect()
}

//! The rules of level and direction, asked of the very queries that a run uses.

use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Float64Array, Int32Array, RecordBatch, StringArray,
};
use datafusion::prelude::SessionContext;
use send_outcomes::catalogue::Catalogue;
use send_outcomes::engine::{self, AsOf, Rows, register_catalogue, statement_of};
use send_outcomes::statistics::part_whole_difference_of_ranges;
use std::sync::Arc;

/// One vector: figures, thresholds, and what has to come of them.
struct Vector {
    id: &'static str,
    polarity: i32,
    counts: Option<(f64, f64, f64, f64)>,
    difference: f64,
    q: Option<f64>,
    rounding: f64,
    m_level: f64,
    m_change: f64,
    years: &'static [(f64, f64)],
    level: &'static str,
    direction: &'static str,
    judgement: &'static str,
}

#[expect(clippy::too_many_arguments, reason = "a line a vector reads best")]
const fn counted(
    id: &'static str,
    polarity: i32,
    counts: (f64, f64, f64, f64),
    q: f64,
    m_level: f64,
    m_change: f64,
    years: &'static [(f64, f64)],
    words: [&'static str; 3],
) -> Vector {
    Vector {
        id,
        polarity,
        counts: Some(counts),
        difference: 0.0,
        q: Some(q),
        rounding: 0.0,
        m_level,
        m_change,
        years,
        level: words[0],
        direction: words[1],
        judgement: words[2],
    }
}

#[expect(clippy::too_many_arguments, reason = "as counted")]
const fn bare(
    id: &'static str,
    polarity: i32,
    difference: f64,
    rounding: f64,
    m_level: f64,
    m_change: f64,
    years: &'static [(f64, f64)],
    words: [&'static str; 3],
) -> Vector {
    Vector {
        id,
        polarity,
        counts: None,
        difference,
        q: None,
        rounding,
        m_level,
        m_change,
        years,
        level: words[0],
        direction: words[1],
        judgement: words[2],
    }
}

/// The sixteen vectors; a year without counts is (value, 0).
const VECTORS: [Vector; 16] = [
    counted(
        "V1",
        1,
        (228.0, 600.0, 26100.0, 90000.0),
        0.0001,
        3.0,
        3.0,
        &[(192.0, 610.0), (210.0, 605.0), (228.0, 600.0)],
        ["significantly_above", "improving", "strength, improving"],
    ),
    counted(
        "V2",
        1,
        (8.0, 120.0, 2430.0, 27000.0),
        0.55,
        3.0,
        4.0,
        &[(7.0, 110.0), (9.0, 115.0), (8.0, 120.0)],
        ["broadly_in_line", "no_sustained_change", "in line"],
    ),
    counted(
        "V3",
        1,
        (412.0, 520.0, 63375.0, 75000.0),
        0.004,
        2.0,
        3.0,
        &[(450.0, 520.0), (430.0, 515.0), (412.0, 520.0)],
        ["significantly_below", "declining", "priority concern: weak and declining"],
    ),
    counted(
        "V4",
        1,
        (4700.0, 10000.0, 233_700.0, 510_000.0),
        0.02,
        2.0,
        2.0,
        &[(4650.0, 10000.0), (4680.0, 10000.0), (4700.0, 10000.0)],
        ["broadly_in_line", "no_sustained_change", "in line"],
    ),
    counted(
        "V5",
        1,
        (98.0, 250.0, 29098.0, 90250.0),
        0.09,
        3.0,
        3.0,
        &[(80.0, 245.0), (86.0, 248.0), (98.0, 250.0)],
        ["above", "no_sustained_change", "relative strength"],
    ),
    bare(
        "V6",
        1,
        4.0,
        1.0,
        3.0,
        4.0,
        &[(28.0, 0.0), (30.0, 0.0), (33.0, 0.0)],
        ["above", "improving", "relative strength, improving"],
    ),
    bare(
        "V7",
        1,
        2.0,
        1.0,
        3.0,
        4.0,
        &[(29.0, 0.0), (35.0, 0.0), (31.0, 0.0)],
        ["broadly_in_line", "volatile", "in line, volatile"],
    ),
    bare(
        "V8",
        -1,
        0.8,
        0.1,
        0.5,
        0.5,
        &[(6.9, 0.0), (7.2, 0.0), (7.6, 0.0)],
        ["above", "declining", "concern: weak and declining"],
    ),
    bare(
        "V9",
        -1,
        -0.7,
        0.1,
        0.5,
        0.5,
        &[(7.6, 0.0), (6.9, 0.0), (6.1, 0.0)],
        ["below", "improving", "relative strength, improving"],
    ),
    bare(
        "V10",
        1,
        -2.2,
        0.1,
        1.5,
        1.5,
        &[(13.9, 0.0), (14.2, 0.0), (12.6, 0.0)],
        ["below", "no_sustained_change", "concern"],
    ),
    bare(
        "V11",
        1,
        -8.0,
        0.1,
        5.0,
        12.0,
        &[(61.0, 0.0), (20.0, 0.0), (38.0, 0.0)],
        ["below", "volatile", "concern, volatile"],
    ),
    bare(
        "V12",
        0,
        6.0,
        0.1,
        5.0,
        5.0,
        &[(22.0, 0.0), (27.0, 0.0), (31.0, 0.0)],
        ["above", "rising", "contextual: above, rising"],
    ),
    bare(
        "V13",
        1,
        3.0,
        1.0,
        3.0,
        3.0,
        &[(10.0, 0.0), (12.0, 0.0)],
        ["broadly_in_line", "too_few_years", "in line (latest year only)"],
    ),
    bare(
        "V14",
        1,
        1.0,
        1.0,
        3.0,
        4.0,
        &[(24.0, 0.0), (31.0, 0.0), (26.0, 0.0)],
        ["broadly_in_line", "volatile", "in line, volatile"],
    ),
    bare(
        "V15",
        -1,
        1.2,
        0.1,
        1.0,
        1.0,
        &[(1.4, 0.0), (2.2, 0.0), (3.4, 0.0)],
        ["above", "declining", "concern: weak and declining"],
    ),
    counted(
        "V16",
        1,
        (1.0, 40.0, 2427.0, 27000.0),
        0.40,
        3.0,
        4.0,
        &[(3.0, 38.0), (2.0, 41.0), (1.0, 40.0)],
        ["no_clear_difference", "no_sustained_change", "no clear difference"],
    ),
];

fn text(values: Vec<Option<&str>>) -> ArrayRef {
    Arc::new(StringArray::from(values))
}

fn number(values: Vec<Option<f64>>) -> ArrayRef {
    Arc::new(Float64Array::from(values))
}

fn table(context: &SessionContext, name: &str, columns: Vec<(&str, ArrayRef)>) {
    let columns = columns.into_iter().map(|(name, array)| (name, array, true));
    let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    context.register_batch(name, batch).unwrap();
}

/// What was tested has a row of its own, with nothing but the outcome of the correction.
const CORRECTED: [&str; 2] = ["q_value", "family_size"];

/// The inputs of one vector, as the layers before would have left them.
fn inputs(context: &SessionContext, v: &Vector) {
    let d = v.counts.map(|(x, n, all_x, all_n)| {
        part_whole_difference_of_ranges(x, x, n, all_x, all_x, all_n, x, all_x).unwrap()
    });
    let grade = if d.is_some() { "A" } else { "C" };
    let key = || {
        vec![
            ("measure_id", text(vec![Some("m")])),
            ("cohort", text(vec![Some("sen-support")])),
            ("area_code", text(vec![Some("E08000025")])),
            ("period", text(vec![Some("2018/19")])),
            ("comparator", text(vec![Some("england-same-cohort")])),
        ]
    };
    let never = || -> ArrayRef { Arc::new(BooleanArray::from(vec![Some(false)])) };
    let mut columns = key();
    let share = |of: fn(send_outcomes::statistics::Difference) -> f64| number(vec![d.map(of)]);
    columns.extend([
        ("value", number(vec![Some(50.0)])),
        ("comparator_value", number(vec![Some(50.0)])),
        ("difference", number(vec![Some(d.map_or(v.difference, |d| 100.0 * d.difference))])),
        ("difference_lower", share(|d| 100.0 * d.lower)),
        ("difference_upper", share(|d| 100.0 * d.upper)),
        ("p_value", share(|d| d.p_value)),
        ("q_value", number(vec![v.q])),
        ("ratio", number(vec![None])),
        ("rounding", number(vec![Some(v.rounding)])),
        ("m_level", number(vec![Some(v.m_level)])),
        ("method", text(vec![Some("test")])),
        ("part_whole", text(vec![None])),
        ("reason", text(vec![None])),
        ("evidence_grade", text(vec![Some(grade)])),
        ("release_status", text(vec![Some("final")])),
        ("symbol", text(vec![None])),
        ("denominator", number(vec![v.counts.map(|c| c.1)])),
        ("family_size", Arc::new(Int32Array::from(vec![Some(1)]))),
        ("polarity", Arc::new(Int32Array::from(vec![Some(v.polarity)]))),
        ("period_start", Arc::new(Int32Array::from(vec![Some(2018)]))),
        ("is_latest", Arc::new(BooleanArray::from(vec![Some(true)]))),
        ("ratio_lower", number(vec![None])),
        ("ratio_upper", number(vec![None])),
        ("small_cohort", never()),
        ("small_count", never()),
        ("ci_rounding_sensitive", never()),
        ("limits_assumed", never()),
    ]);
    let (corrected, columns): (Vec<_>, Vec<_>) =
        columns.into_iter().partition(|(name, _)| CORRECTED.contains(name));
    table(context, "tests", key().into_iter().chain(corrected).collect());
    table(context, "differences", columns);
    let n = v.years.len();
    let first = 2019 - i32::try_from(n).unwrap();
    let periods: Vec<String> = (first..2019).map(|y| format!("{y}/{:02}", (y + 1) % 100)).collect();
    let all = |value: &'static str| text(vec![Some(value); n]);
    let same = |value: f64| number(vec![Some(value); n]);
    let whole = |values: Vec<i32>| -> ArrayRef { Arc::new(Int32Array::from(values)) };
    let is_count = |y: &&(f64, f64)| y.1 > 0.0;
    table(
        context,
        "series",
        vec![
            ("measure_id", all("m")),
            ("cohort", all("sen-support")),
            ("area_code", all("E08000025")),
            ("period", text(periods.iter().map(|p| Some(p.as_str())).collect())),
            ("period_start", whole((first..2019).collect())),
            ("latest_start", whole(vec![2018; n])),
            ("latest_period", all("2018/19")),
            ("segment_id", whole(vec![0; n])),
            ("m_change", same(v.m_change)),
            ("polarity", whole(vec![v.polarity; n])),
            (
                "value",
                number(
                    v.years
                        .iter()
                        .map(|y| Some(if y.1 > 0.0 { 100.0 * y.0 / y.1 } else { y.0 }))
                        .collect(),
                ),
            ),
            ("england_value", number(vec![None; n])),
            ("printed_unit", same(if v.counts.is_some() { 0.1 } else { v.rounding })),
            (
                "numerator",
                number(v.years.iter().map(|y| Some(y).filter(is_count).map(|y| y.0)).collect()),
            ),
            (
                "denominator",
                number(v.years.iter().map(|y| Some(y).filter(is_count).map(|y| y.1)).collect()),
            ),
            ("standard_error", number(vec![None; n])),
            ("events", number(vec![None; n])),
            ("exposure", number(vec![None; n])),
        ],
    );
}

/// A table of texts and numbers without a row.
fn nothing(context: &SessionContext, name: &str, texts: &[&str], numbers: &[&str]) {
    let mut columns: Vec<(&str, ArrayRef)> = Vec::new();
    columns.extend(texts.iter().map(|column| (*column, text(vec![]))));
    columns.extend(numbers.iter().map(|column| (*column, number(vec![]))));
    table(context, name, columns);
}

const KEY: [&str; 4] = ["measure_id", "cohort", "area_code", "period"];

#[tokio::test]
async fn the_sixteen_vectors_get_their_level_direction_and_judgement() {
    let catalogue = Catalogue::embedded().unwrap();
    let scratch = tempfile::tempdir().unwrap();
    for v in &VECTORS {
        let context = engine::session(scratch.path()).unwrap();
        register_catalogue(&context, &catalogue, &AsOf::latest()).unwrap();
        inputs(&context, v);
        context.deregister_table("measures").unwrap();
        table(
            &context,
            "measures",
            vec![
                ("measure_id", text(vec![Some("m")])),
                ("theme", text(vec![Some("attainment")])),
                ("not_known_measure", text(vec![Some("")])),
                ("not_known_included", Arc::new(Int32Array::from(vec![0]))),
                ("decimals", Arc::new(Int32Array::from(vec![1]))),
                ("polarity", Arc::new(Int32Array::from(vec![v.polarity]))),
            ],
        );
        nothing(&context, "not_known", &KEY, &["not_known", "bound_low", "bound_high"]);
        nothing(&context, "rankings", &KEY, &["robust_place"]);
        nothing(&context, "materiality", &KEY[..2], &["m_level", "printed_unit"]);
        for name in ["comparisons", "trends", "judgements_made"] {
            let sql = format!("create table {name} as {}", statement_of(name).unwrap().sql);
            engine::run_query(&context, &sql).await.unwrap();
        }
        let rows = Rows::of(&context, "select * from judgements_made").await.unwrap();
        let got = [rows.text(0, "level"), rows.text(0, "direction"), rows.text(0, "judgement")];
        assert_eq!(got, [v.level, v.direction, v.judgement].map(String::from), "{}", v.id);
    }
}

#[tokio::test]
async fn a_count_that_was_not_published_is_one_that_prints_as_the_share() {
    let scratch = tempfile::tempdir().unwrap();
    let context = engine::session(scratch.path()).unwrap();
    register_catalogue(&context, &Catalogue::embedded().unwrap(), &AsOf::latest()).unwrap();
    let cell = |area: &str, numerator: &str| {
        format!(
            "select 'ks4-sustained' as measure_id, 'ehc-plan' as cohort, '{area}' as area_code, \
             '{area}' as area_name, 'local_authority' as area_level, '2020/21' as period, \
             cast(2020 as int) as period_start, 89.7 as value, cast(1 as int) as value_decimals, \
             cast(null as varchar) as symbol, cast({numerator} as double) as numerator, \
             5000.0 as denominator, cast(null as double) as value_lower, \
             cast(null as double) as value_upper, 'final' as release_status, 'x' as data_set, \
             'x' as data_set_version, cast(2 as bigint) as source_row, \
             cast(1 as int) as counts_rounded_to"
        )
    };
    let rows = [cell("E08000025", "null"), cell("E08000026", "4485")].join(" union all ");
    engine::run_query(&context, &format!("create table staged as {rows}")).await.unwrap();
    let repeated =
        "create table repeated_keys as select *, source_row as first_row from staged where false";
    engine::run_query(&context, repeated).await.unwrap();
    let cells = format!("create table cells as {}", statement_of("cells").unwrap().sql);
    engine::run_query(&context, &cells).await.unwrap();
    let rows = Rows::of(&context, "select * from cells order by area_code").await.unwrap();
    let counts = |row| (rows.number(row, "numerator_low"), rows.number(row, "numerator_high"));
    // 4,483 to 4,487 of 5,000 are between 89.65% and 89.75%
    assert_eq!(counts(0), (Some(4483.0), Some(4487.0)));
    assert_eq!(counts(1), (Some(4485.0), Some(4485.0)));
}

#[tokio::test]
async fn every_query_has_a_header_and_is_named_in_order() {
    for layer in engine::layers() {
        for word in ["-- purpose:", "-- grain:", "-- inputs:", "-- output:", "-- rules:"] {
            assert!(layer.sql.contains(word), "{} lacks '{word}'", layer.file);
        }
    }
}

#[test]
fn every_table_that_a_query_reads_is_named_in_its_header() {
    // The scheduler starts a query when the inputs of its header are there.
    let layers = engine::layers();
    for layer in &layers {
        let named = engine::inputs_of(layer);
        let words: Vec<&str> = layer.sql.split_whitespace().collect();
        for pair in words.windows(2).filter(|pair| ["from", "join"].contains(&pair[0])) {
            let table = pair[1].trim_end_matches([',', ')', ';']);
            if layers.iter().any(|other| other.table == table && other.table != layer.table) {
                assert!(named.contains(&table), "{} reads {table}", layer.file);
            }
        }
    }
}

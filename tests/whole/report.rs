//! Pages and workbooks as a run writes them, and the year before that pages mention.

use crate::few::few;
use crate::read::Read;
use datafusion::prelude::SessionContext;
use send_outcomes::engine::{Rows, frame_of, session, statement_of};
use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

const CHANGES: &str = include_str!("../../queries/present/changes.sql");

/// Latest and earlier year of one series: value, England, pupils counted and in all; `noise` is that
/// of one year's figure.
async fn turn_of(
    years: &[&str],
    bands: &str,
    (polarity, noise): (i32, &str),
) -> Vec<(String, bool)> {
    let scratch = tempfile::tempdir().unwrap();
    let context: SessionContext = session(scratch.path()).unwrap();
    let rows: Vec<String> = years.iter().map(|y| format!("('m', 'c', 'A', {y})")).collect();
    for sql in [
        "create table chosen_areas as select * from (values ('A')) as t (area_code)".to_string(),
        format!(
            "create table series as select t.*, cast({polarity} as int) as polarity, \
             cast(3.0 as double) as m_change, cast(1.0 as double) as printed_unit, \
             cast(null as double) as standard_error, cast(null as double) as own_error, \
             cast(null as double) as borrowed_error, cast({noise} as double) as noise, max(period_start) over () as latest_start \
             from (values {}) as t (measure_id, cohort, area_code, period, period_start, value, \
             england_value, numerator, denominator)",
            rows.join(", ")
        ),
        format!(
            "create table bands as select * from (values {bands}) \
             as t (measure_id, from_start, to_start)"
        ),
        "create table measures as select * from (values ('m', 'M', 'm', 1, '%', 0, 'england-same-cohort', '')) \
         as t (measure_id, measure_title, story, measure_order, unit, decimals, main_comparator, people), \
         (values ('attainment', 'percentage', 1, 0, '')) as u (theme, kind, cohorts_n, of_destination_years, caveat)"
            .to_string(),
        "create table comparators as select * from (values ('england-same-cohort', 'England')) \
         as t (comparator, comparator_phrase)"
            .to_string(),
        "create table authority_values as select * from (values \
         ('m', 'c', '2022/23', 'england-same-cohort'), ('m', 'c', '2023/24', 'england-same-cohort')) \
         as t (measure_id, cohort, period, main_comparator)"
            .to_string(),
        "create table thresholds as select cast(1.96 as double) as noise_multiple, 2 as old_after"
            .to_string(),
        "create table held_cohorts as select * from (values ('c', 'B', 5.0, true)) \
         as t (cohort, area_code, most_pupils, is_small)"
            .to_string(),
        "create table cohorts as select * from (values ('c', 'C', 'pupils of C', 1)) \
         as t (cohort, cohort_short, cohort_title, cohort_order)"
            .to_string(),
        "create table comparisons as select * from (values \
         ('m', 'c', 'A', '2022/23', 'england-same-cohort', 'above', 'C'), \
         ('m', 'c', 'A', '2023/24', 'england-same-cohort', 'broadly_in_line', 'C')) \
         as t (measure_id, cohort, area_code, period, comparator, level, evidence_grade)"
            .to_string(),
    ] {
        context.sql(&sql).await.unwrap();
    }
    for table in ["measure_cohorts", "year_changes"] {
        let layer = statement_of(table).unwrap();
        let view = frame_of(&context, layer.sql).await.unwrap().into_view();
        context.register_table(table, view).unwrap();
    }
    let rows = Rows::of(&context, CHANGES).await.unwrap();
    (0..rows.len())
        .map(|row| (rows.text(row, "turn"), rows.text(row, "basis_mark").is_empty()))
        .collect()
}

#[tokio::test]
async fn a_year_is_worse_or_better_only_beyond_what_matters_and_chance() {
    let none = "('m', 1900, 1901)";
    let bare = |before: f64, now: f64| {
        [
            format!(
                "'2022/23', 2022, {before:?}, 20.0, cast(null as double), cast(null as double)"
            ),
            format!("'2023/24', 2023, {now:?}, 21.0, cast(null as double), cast(null as double)"),
        ]
    };
    let counted = |before: f64, now: f64, n: f64| {
        [
            format!("'2022/23', 2022, {:?}, 20.0, {before:?}, {n:?}", 100.0 * before / n),
            format!("'2023/24', 2023, {:?}, 21.0, {now:?}, {n:?}", 100.0 * now / n),
        ]
    };
    // England moved by one point and four rounded figures carry two: 6 points reach 3, 5 do not.
    for (years, polarity, noise, expected) in [
        (bare(20.0, 26.0), 1, "null", ("better", false)),
        (bare(20.0, 26.0), -1, "null", ("worse", false)),
        (bare(20.0, 26.0), 0, "null", ("higher", false)),
        (bare(20.0, 25.0), 1, "null", ("little_change", false)),
        // With a noise of 2 a year, 5.5 points of the gap are chance.
        (bare(20.0, 28.0), 1, "2.0", ("little_change", false)),
        (bare(20.0, 29.0), 1, "2.0", ("better", false)),
        // Eight points of 1,000 pupils are beyond chance, of 50 they are not.
        (counted(400.0, 320.0, 1000.0), 1, "null", ("worse", true)),
        (counted(20.0, 16.0, 50.0), 1, "null", ("little_change", true)),
    ] {
        let years: Vec<&str> = years.iter().map(String::as_str).collect();
        let found = turn_of(&years, none, (polarity, noise)).await;
        assert_eq!(found, [(expected.0.to_string(), expected.1)], "{years:?}");
        // Years marked as not comparable say nothing.
        assert!(turn_of(&years, "('m', 2022, 2022)", (polarity, noise)).await.is_empty());
    }
    let only = bare(20.0, 24.0);
    assert!(turn_of(&[&only[1]], none, (1, "null")).await.is_empty());
}

const STATEMENT: &str = r#"
title = "<script>alert(1)</script> self-evaluation"
area = "City of London"
[[statement]]
id = "<img src=x onerror=alert(1)>"
text = "=cmd|'/c calc'!A1 <b>bold</b>"
cohort = "sen-support"
from = "2021/22"
to = "2023/24"
[[statement.clause]]
text = "</script><script>alert(2)</script>"
measures = ["phonics-year-1"]
level = "above"
"#;

#[test]
fn a_run_writes_inert_pages_and_a_workbook_and_lists_them() {
    let place = tempfile::tempdir().unwrap();
    let (file, out) = (place.path().join("claims.toml"), place.path().join("output"));
    fs::write(&file, STATEMENT).unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_send-outcomes"))
        .args(["--quiet", "run", "--area", "City of London", "--only", "report,workbook"])
        .arg("--source")
        .arg(few(place.path(), &["key-stage-2-attainment", "phonics-screening-check"]))
        .arg("--statements")
        .arg(&file)
        .arg("--out")
        .arg(&out)
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(!out.join("charts").exists() && !out.join("tables").exists());
    let manifest = fs::read_to_string(out.join("manifest.json")).unwrap();
    for name in
        ["index", "city-of-london", "city-of-london-basis", "statements", "method", "sources"]
    {
        let html = fs::read_to_string(out.join(format!("report/{name}.html"))).unwrap();
        assert_eq!(html.matches("<script").count(), 1, "{name}: only the page's own script");
        assert!(!html.contains("<img src=x") && !html.contains("<b>bold"), "{name}");
        assert!(manifest.contains(&format!("report/{name}.html")), "{name}");
    }
    // With one area there is nothing to choose: the index opens its page.
    let index = fs::read_to_string(out.join("report/index.html")).unwrap();
    assert!(index.contains("http-equiv=\"refresh\" content=\"0; url=city-of-london.html\""));
    // Without a folder of charts the pictures are within the page.
    let page = fs::read_to_string(out.join("report/city-of-london.html")).unwrap();
    assert!(page.contains("role=\"img\" aria-label=\"") && !page.contains("plotted values"));
    assert!(page.contains("src:url(data:font/woff2;base64,") && !page.contains("<img"));
    // A page is to be opened on a phone: charts are lines and words, not pixels.
    assert!(page.len() < 1_500_000, "{} bytes", page.len());
    let statements = fs::read_to_string(out.join("report/statements.html")).unwrap();
    assert!(statements.contains("&lt;b&gt;bold") && statements.contains("Phonics"));
    assert!(manifest.contains("workbook/city-of-london.xlsx"));
}

#[test]
fn tables_asked_for_by_name_are_written_alone_and_are_those_among_all() {
    let place = tempfile::tempdir().unwrap();
    let source = few(place.path(), &["education-health-and-care-plans", "phonics-screening-check"]);
    let run = |only: &str, name: &str| {
        let out = place.path().join(name);
        let run = Command::new(env!("CARGO_BIN_EXE_send-outcomes"))
            .args(["--quiet", "run", "--area", "City of London", "--only", only])
            .args(["--source", &source, "--out"])
            .arg(&out)
            .output()
            .unwrap();
        assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
        let files = fs::read_dir(out.join("tables")).unwrap();
        let file = |entry: fs::DirEntry| {
            (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())
        };
        let tables: BTreeMap<String, Vec<u8>> = files.map(|entry| file(entry.unwrap())).collect();
        (tables, fs::read_to_string(out.join("manifest.json")).unwrap())
    };
    let (all, _) = run("tables", "all");
    let (some, manifest) = run("trends,quality", "some");
    assert!(some.keys().eq(["quality.parquet", "trends.parquet"]), "{:?}", some.keys());
    for (name, bytes) in &some {
        assert!(all[name] == *bytes, "{name}");
        assert!(manifest.contains(&format!("tables/{name}")), "{name}");
    }
    assert!(!manifest.contains("comparisons"), "{manifest}");
    // Besides pages, which depend on all tables, only those asked for are kept.
    let (beside, _) = run("facts,workbook", "beside");
    assert!(beside.keys().eq(["facts.parquet"]), "{:?}", beside.keys());
    assert!(all["facts.parquet"] == beside["facts.parquet"]);
}

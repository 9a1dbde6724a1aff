//! The rules of level and direction, asked of the very queries that a run uses.

use super::tables::{
    AREA, large, latest, number, number_of, run, session, table, text, truth, whole,
};
use super::vectors::{Known, LENT, VECTORS, Vector};
use crate::read::Read;
use datafusion::arrow::array::ArrayRef;
use datafusion::prelude::SessionContext;
use send_outcomes::engine::Rows;
use send_outcomes::statistics::part_whole_difference_of_ranges;

/// What the layers before leave of a vector's figure: its difference by counts, the pupils behind
/// it and the noise of its series.
async fn inputs(context: &SessionContext, v: &Vector) {
    let counts = match v.known {
        Known::Counts(counts, _) => Some(counts),
        _ => None,
    };
    let q = match v.known {
        Known::Counts(_, q) => Some(q),
        _ => None,
    };
    let d = counts.map(|(x, n, all_x, all_n)| {
        part_whole_difference_of_ranges(x, x, n, all_x, all_x, all_n, x, all_x).unwrap()
    });
    let grade = if d.is_some() { "A" } else { "C" };
    let comparator = number_of(context, "comparator", "england-same-cohort").await;
    let key = || vec![("figure", large([7])), ("comparator_no", whole([comparator]))];
    let never = || -> ArrayRef { truth([false]) };
    let share = |of: fn(send_outcomes::statistics::Difference) -> f64| number(vec![d.map(of)]);
    let mut corrected = key();
    corrected.extend([("q_value", number(vec![q])), ("family_size", whole([1]))]);
    table(context, "tests", corrected);
    known(context, v);
    let mut columns = key();
    columns.extend([
        ("series", large([70])),
        ("measure_id", text([Some("m")])),
        ("cohort", text([Some("sen-support")])),
        ("area_code", text([Some(AREA)])),
        ("period", text([Some("2018/19")])),
        ("comparator", text([Some("england-same-cohort")])),
        ("symbol", text::<&str>([None])),
        ("unavailable", text::<&str>([None])),
        ("is_provisional", never()),
        ("is_local", never()),
        ("polarity", whole([v.polarity])),
        ("value", number(vec![Some(v.figures.0)])),
        ("comparator_value", number(vec![Some(v.figures.1)])),
        (
            "difference",
            number(vec![Some(d.map_or(v.figures.0 - v.figures.1, |d| 100.0 * d.difference))]),
        ),
        ("difference_lower", share(|d| 100.0 * d.lower)),
        ("difference_upper", share(|d| 100.0 * d.upper)),
        ("p_value", share(|d| d.p_value)),
        ("ratio", number(vec![None])),
        ("ratio_lower", number(vec![None])),
        ("ratio_upper", number(vec![None])),
        ("rounding", number(vec![Some(v.rounding)])),
        ("printed_unit", number(vec![Some(v.rounding)])),
        ("comparator_unit", number(vec![Some(v.rounding)])),
        ("counts_pupils", truth([!matches!(v.known, Known::Scores(..))])),
        ("is_score", truth([matches!(v.known, Known::Scores(..))])),
        ("at_home", never()),
        ("m_level", number(vec![Some(v.m_level)])),
        ("sd_between", number(vec![Some(v.m_level)])),
        ("method", text(vec![Some("test")])),
        ("part_whole", text::<&str>([None])),
        ("hindrance", text::<&str>([None])),
        ("evidence_grade", text(vec![Some(grade)])),
        ("denominator", number(vec![counts.map(|c| c.1)])),
        ("others_n", whole([0])),
        ("small_cohort", never()),
        ("small_count", never()),
        ("ci_rounding_sensitive", never()),
        ("limits_assumed", never()),
        ("counts_reconstructed", never()),
        ("comparator_is_sum", never()),
        ("target_by", text::<&str>([None])),
    ]);
    table(context, "differences", columns);
    table(
        context,
        "cells",
        vec![
            ("measure_id", text([Some("m")])),
            ("cohort", text([Some("sen-support")])),
            ("area_code", text([Some(AREA)])),
            ("period", text([Some("2018/19")])),
            ("period_start", whole([2018])),
            ("value", number([Some(50.0)])),
            ("symbol", text::<&str>([None])),
            ("denominator", number([counts.map(|c| c.1)])),
            ("printed_unit", number([Some(v.rounding)])),
        ],
    );
    latest(context, &["m".to_string()], 2018);
    series(context, v);
}

/// The tables `pupils` and `noise` of a vector, and no gap across a break.
fn known(context: &SessionContext, v: &Vector) {
    let (pupils, error) = match v.known {
        Known::Pupils(n) => (Some(n), Some(1.0)),
        Known::Scores(n, spread) => (Some(n), Some(spread / n.sqrt())),
        Known::Few(n) => (Some(n), None),
        _ => (None, None),
    };
    table(
        context,
        "pupils",
        vec![
            ("figure", large([7])),
            ("pupils_used", number([pupils])),
            ("pupils_from", text([Some("pupils of another count")])),
            ("fewest_pupils", number([pupils])),
            ("borrowed_error", number([error])),
        ],
    );
    let noise = match v.known {
        Known::Noise(s) => Some(s / 2.0_f64.sqrt()),
        _ => None,
    };
    table(context, "noise", vec![("series", large([70])), ("noise", number([noise]))]);
}

/// The years of a vector.
fn series(context: &SessionContext, v: &Vector) {
    let n = v.years.len();
    let first = 2019 - i32::try_from(n).unwrap();
    let periods: Vec<String> = (first..2019).map(|y| format!("{y}/{:02}", (y + 1) % 100)).collect();
    let all = |value: &'static str| text(vec![Some(value); n]);
    let same = |value: f64| number(vec![Some(value); n]);
    let is_count = |y: &&(f64, f64)| y.1 > 0.0;
    let counted = matches!(v.known, Known::Counts(..));
    let noise = match v.known {
        Known::Noise(s) => Some(s / 2.0_f64.sqrt()),
        _ => None,
    };
    let error = |y: &(f64, f64)| {
        let p = y.0 / y.1;
        (y.1 > 0.0).then(|| 100.0 * (p * (1.0 - p) / y.1).sqrt())
    };
    table(
        context,
        "series",
        vec![
            ("measure_no", whole(vec![0; n])),
            ("cohort_no", whole(vec![0; n])),
            ("area_no", whole(vec![0; n])),
            ("measure_id", all("m")),
            ("cohort", all("sen-support")),
            ("area_code", all(AREA)),
            ("period", text(periods.iter().map(Some))),
            ("period_start", whole(first..2019)),
            ("latest_start", whole(vec![2018; n])),
            ("latest_period", all("2018/19")),
            ("segment_id", whole(vec![0; n])),
            ("m_change", same(v.m_change)),
            ("polarity", whole(vec![v.polarity; n])),
            (
                "value",
                number(
                    v.years.iter().map(|y| Some(if y.1 > 0.0 { 100.0 * y.0 / y.1 } else { y.0 })),
                ),
            ),
            ("england_value", number(vec![None; n])),
            ("printed_unit", same(if counted { 0.1 } else { v.rounding })),
            ("numerator", number(v.years.iter().map(|y| Some(y).filter(is_count).map(|y| y.0)))),
            ("denominator", number(v.years.iter().map(|y| Some(y).filter(is_count).map(|y| y.1)))),
            ("standard_error", number(vec![None; n])),
            ("own_error", number(v.years.iter().map(error))),
            ("borrowed_error", number(vec![None; n])),
            ("noise", number(vec![noise; n])),
            ("events", number(vec![None; n])),
            ("exposure", number(vec![None; n])),
        ],
    );
}

/// The verdict that the queries give a vector.
async fn verdict(v: &Vector) -> Rows {
    let context = session();
    inputs(&context, v).await;
    table(
        &context,
        "measures",
        vec![
            ("measure_id", text([Some("m")])),
            ("measure_no", whole([0])),
            ("theme", text([Some("attainment")])),
            ("unit", text([Some("%")])),
            ("kind", text([Some("percentage")])),
            ("people", text([Some("")])),
            ("not_known_measure", text([Some("")])),
            ("not_known_included", whole([0])),
            ("decimals", whole([1])),
            ("polarity", whole([v.polarity])),
        ],
    );
    run(&context, &["limits", "comparisons", "directions", "trends"]).await;
    run(&context, &["latest_levels", "judgements_made", "verdicts"]).await;
    Rows::of(&context, "select * from verdicts").await.unwrap()
}

/// Each rule of a level has its words, in one query.
fn says_how_its_level_is_known(rows: &Rows, v: &Vector) {
    let (basis, note, text) = match v.level_rule {
        1 => ("", "", ""),
        2 | 4 | 5 => ("tested", "", "tested"),
        3 => {
            let words = "could be chance, as many measures were tested";
            ("not_robust", words, words)
        }
        6 => ("tested", "too few pupils to say", "too few pupils to say"),
        7..=9 => ("indicative", "indicative", "indicative, from pupils of another count"),
        _ => ("not_tested", "not tested", "not tested"),
    };
    let got = ["basis", "basis_note", "basis_text"].map(|name| rows.text(0, name));
    assert_eq!(got, [basis, note, text].map(String::from), "{}", v.id);
    let mark = rows.text(0, "basis_mark");
    let weaker = matches!(basis, "indicative" | "not_tested");
    assert_eq!(mark, if weaker { format!(" ({note})") } else { String::new() }, "{}", v.id);
    assert_eq!(rows.text(0, "basis_caveat").is_empty(), mark.is_empty(), "{}", v.id);
}

#[tokio::test]
async fn every_vector_gets_its_level_direction_and_judgement() {
    for v in VECTORS.iter().chain(&LENT) {
        let rows = verdict(v).await;
        let got = [rows.text(0, "level"), rows.text(0, "direction")];
        assert_eq!(got, [v.level, v.direction].map(String::from), "{}", v.id);
        assert_eq!(rows.integer(0, "level_rule"), v.level_rule, "{}", v.id);
        says_how_its_level_is_known(&rows, v);
        if !v.judgement.is_empty() {
            assert_eq!(rows.text(0, "judgement"), v.judgement, "{}", v.id);
        }
        if let Some((lower, upper)) = v.limits {
            let limit = |name: &str| rows.number(0, name).unwrap();
            assert!((limit("difference_lower") - lower).abs() < 1e-6, "{}: {rows:?}", v.id);
            assert!((limit("difference_upper") - upper).abs() < 1e-6, "{}: {rows:?}", v.id);
            assert_eq!(rows.text(0, "evidence_grade"), "I", "{}", v.id);
            assert_eq!(rows.number(0, "p_value"), None, "{}", v.id);
        }
    }
}

#[tokio::test]
async fn a_single_pupil_gets_no_verdict_and_is_counted_in_words() {
    let few = VECTORS.iter().find(|v| v.id == "V20").unwrap();
    let rows = verdict(few).await;
    assert_eq!(rows.list(0, "flags")[0], "there is only 1 pupil");
}

#[tokio::test]
async fn a_count_that_was_not_published_is_one_that_prints_as_the_share() {
    let context = session();
    let cell = |area: &str, numerator: &str| {
        format!(
            "select 'ks4-sustained' as measure_id, 'ehc-plan' as cohort, '{area}' as area_code, \
             '{area}' as area_name, 'local_authority' as area_level, '2020/21' as period, \
             cast(2020 as int) as period_start, 89.7 as value, cast(1 as int) as value_decimals, \
             cast(null as varchar) as symbol, cast({numerator} as double) as numerator, \
             5000.0 as denominator, cast(null as double) as value_lower, \
             cast(null as double) as value_upper, 'final' as release_status, 'x' as data_set, \
             'x' as data_set_version, cast(2 as bigint) as source_row, \
             cast(1 as int) as counts_rounded_to, 'Academic year' as span, \
             'published' as counts_from"
        )
    };
    let rows = [cell(AREA, "null"), cell("E08000026", "4485")].join(" union all ");
    context.sql(&format!("create table staged as {rows}")).await.unwrap();
    let repeated =
        "create table repeated_keys as select *, source_row as first_row from staged where false";
    context.sql(repeated).await.unwrap();
    let releases = "create table releases as select data_set, data_set_version, period_start as begun_start, \
                    period_start as last_start from staged where false";
    context.sql(releases).await.unwrap();
    let unfinished = "create table unfinished_years as select data_set, data_set_version, span, \
                      period_start as over_start from staged where false";
    context.sql(unfinished).await.unwrap();
    run(&context, &["beyond_parts", "beyond_wholes", "sound", "usable", "measure_years"]).await;
    run(&context, &["counted_figures", "missed", "cells"]).await;
    let rows = Rows::of(&context, "select * from cells order by area_code").await.unwrap();
    let counts = |row| (rows.number(row, "numerator_low"), rows.number(row, "numerator_high"));
    // 4,483 to 4,487 of 5,000 are between 89.65% and 89.75%
    assert_eq!(counts(0), (Some(4483.0), Some(4487.0)));
    assert_eq!(counts(1), (Some(4485.0), Some(4485.0)));
}

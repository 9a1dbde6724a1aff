//! Directions: what reversing a series, turning its polarity and missing years do to them.

use super::tables::{
    AREA, column, ids, large, measures, nothing, number, number_of, run, session, table, text,
    truth, whole,
};
use crate::read::Read;
use datafusion::prelude::SessionContext;
use send_outcomes::engine::Rows;

const CASES: usize = 1500;
const LAST: i32 = 2023;

/// Years of one area, the last first published; a missing year is there without a figure.
#[derive(Debug, Clone)]
struct Series {
    /// (year, value or count, pupils or 0).
    years: Vec<(i32, Option<f64>, f64)>,
    m_change: f64,
    polarity: i32,
}

fn series(seed: u64) -> Vec<Series> {
    let mut random = fastrand::Rng::with_seed(seed);
    (0..CASES)
        .map(|_| {
            let counted = random.bool();
            let (length, slope) = (random.i32(3..9), (random.f64() - 0.5) * 6.0);
            let base = 40.0 + 20.0 * random.f64();
            let noise = 4.0 * random.f64();
            let years = (LAST + 1 - length..=LAST)
                .map(|year| {
                    let value =
                        base + slope * f64::from(year - LAST) + noise * (random.f64() - 0.5);
                    let value = value.clamp(1.0, 99.0);
                    if counted {
                        let pupils = random.i32(60..2000);
                        let pupils = f64::from(pupils);
                        (year, Some((value * pupils / 100.0).round()), pupils)
                    } else {
                        (year, Some((value * 10.0).round() / 10.0), 0.0)
                    }
                })
                .collect();
            Series {
                years,
                m_change: 0.5 + 4.0 * random.f64(),
                polarity: [-1, 1][random.usize(..2)],
            }
        })
        .collect()
}

/// Directions from the queries, with the flag of a test that was not made.
async fn directions(all: &[Series], latest: i32) -> Vec<(String, String)> {
    let context = session();
    measures(&context, &all.iter().map(|s| s.polarity).collect::<Vec<_>>(), "%");
    let measure_ids = ids(all.len());
    let mut rows: Vec<(&String, &Series, i32, Option<f64>, f64)> = measure_ids
        .iter()
        .zip(all)
        .flat_map(|(id, s)| s.years.iter().map(move |(y, v, n)| (id, s, *y, *v, *n)))
        .collect();
    // England has the latest year, whether or not the area does.
    let own = rows.len();
    rows.extend(measure_ids.iter().zip(all).map(|(id, s)| (id, s, latest, Some(50.0), 0.0)));
    let n = rows.len();
    let place = |own_text: &'static str, england: &'static str| {
        text((0..n).map(|row| Some(if row < own { own_text } else { england })))
    };
    let same = |value: &'static str| text(vec![Some(value); n]);
    let written = |year: i32| format!("{year}/{:02}", (year + 1) % 100);
    let periods: Vec<String> = rows.iter().map(|r| written(r.2)).collect();
    let value = |r: &(&String, &Series, i32, Option<f64>, f64)| {
        r.3.map(|v| if r.4 > 0.0 { 100.0 * v / r.4 } else { v })
    };
    let count = |r: &(&String, &Series, i32, Option<f64>, f64)| r.3.filter(|_| r.4 > 0.0);
    let cohort = number_of(&context, "cohort", "sen-support").await;
    let (here, england) =
        (area_number(&context, AREA).await, area_number(&context, "E92000001").await);
    let area = |row: usize| if row < own { here } else { england };
    let places: Vec<i32> =
        rows.iter().map(|r| measure_ids.binary_search(r.0).unwrap() as i32).collect();
    let series = |row: usize| key(places[row], cohort, area(row));
    let figure = |row: usize| series(row) + i64::from(rows[row].2);
    let year = |row: usize| key(places[row], cohort, 0) + i64::from(rows[row].2);
    table(
        &context,
        "cells",
        vec![
            ("figure", large((0..n).map(figure))),
            ("series", large((0..n).map(series))),
            ("year_no", large((0..n).map(year))),
            ("measure_no", whole(places.iter().copied())),
            ("cohort_no", whole(vec![cohort; n])),
            ("area_no", whole((0..n).map(area))),
            ("period_no", whole(rows.iter().map(|r| r.2))),
            ("measure_id", text(rows.iter().map(|r| Some(r.0)))),
            ("cohort", same("sen-support")),
            ("area_code", place(AREA, "E92000001")),
            ("period", text(periods.iter().map(Some))),
            ("period_start", whole(rows.iter().map(|r| r.2))),
            ("segment_id", whole(vec![0; n])),
            ("value", number(rows.iter().map(value))),
            ("numerator_low", number(rows.iter().map(count))),
            ("numerator_high", number(rows.iter().map(count))),
            ("denominator", number(rows.iter().map(|r| Some(r.4).filter(|n| *n > 0.0)))),
            ("value_lower", number(vec![None; n])),
            ("value_upper", number(vec![None; n])),
            ("printed_unit", number(vec![Some(0.1); n])),
            ("area_level", place("local_authority", "national")),
            ("release_status", same("final")),
        ],
    );
    let events = ["events", "pupils", "concerned", "dispersion"].map(|name| (name, number([])));
    let sure = ("sure", truth([]));
    table(&context, "events", [("figure", large([])), sure].into_iter().chain(events).collect());
    table(&context, "compared_areas", vec![("area_code", text([Some(AREA)]))]);
    let each = all.len();
    table(
        &context,
        "materiality",
        vec![
            ("measure_id", text(measure_ids.iter().map(Some))),
            ("cohort", text(vec![Some("sen-support"); each])),
            ("latest_start", whole(vec![latest; each])),
            ("latest_period", text(vec![Some(written(latest)); each])),
            ("m_change", number(all.iter().map(|s| Some(s.m_change)))),
        ],
    );
    let texts =
        ["measure_id", "cohort", "area_code", "period", "comparator", "level", "evidence_grade"];
    let numbers = ["difference", "difference_lower", "difference_upper"];
    nothing(&context, "comparisons", &texts, &numbers);
    // Every series of this area moves by chance as much as the made-up ones do.
    let noise: Vec<i64> = places
        .iter()
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .map(|m| key(*m, cohort, here))
        .collect();
    let each_noise = number(vec![Some(1.2); noise.len()]);
    table(&context, "noise", vec![("series", large(noise)), ("noise", each_noise)]);
    run(&context, &["series", "directions", "trends"]).await;
    let directions = column(&context, "trends", "direction").await;
    let flags = column(&context, "trends", "array_to_string(flags, ' ')").await;
    assert_eq!(directions.len(), all.len());
    directions.into_iter().zip(flags).collect()
}

/// What `figure_of` makes of a measure, cohort and area, without a period.
fn key(measure: i32, cohort: i32, area: i32) -> i64 {
    ((i64::from(measure) * (1 << 8) + i64::from(cohort)) * (1 << 16) + i64::from(area)) * (1 << 12)
}

async fn area_number(context: &SessionContext, code: &str) -> i32 {
    let sql = format!("select area_no from areas where area_code = '{code}'");
    Rows::of(context, &sql).await.unwrap().integer(0, "area_no")
}

fn turned(direction: &str) -> &str {
    match direction {
        "improving" => "declining",
        "declining" => "improving",
        same => same,
    }
}

#[tokio::test]
async fn reversing_a_series_swaps_improving_and_declining() {
    let forward = series(11);
    let backward: Vec<Series> = forward
        .iter()
        .map(|s| {
            let first = s.years[0].0;
            let mut years: Vec<_> =
                s.years.iter().map(|(y, v, n)| (first + LAST - y, *v, *n)).collect();
            years.reverse();
            Series { years, ..s.clone() }
        })
        .collect();
    let (forward, backward) = (directions(&forward, LAST).await, directions(&backward, LAST).await);
    let mut moved = 0;
    for ((there, _), (back, _)) in forward.iter().zip(&backward) {
        assert_eq!(turned(there), back);
        moved += usize::from(turned(there) != there);
    }
    assert!(moved > CASES / 5, "{moved} of {CASES}");
}

#[tokio::test]
async fn turning_the_good_direction_round_swaps_improving_and_declining() {
    let one = series(12);
    let other: Vec<Series> =
        one.iter().map(|s| Series { polarity: -s.polarity, ..s.clone() }).collect();
    let neutral: Vec<Series> = one.iter().map(|s| Series { polarity: 0, ..s.clone() }).collect();
    let (one, other, neutral) = (
        directions(&one, LAST).await,
        directions(&other, LAST).await,
        directions(&neutral, LAST).await,
    );
    for (((one, _), (other, _)), (neutral, _)) in one.iter().zip(&other).zip(&neutral) {
        assert_eq!(turned(one), other);
        assert!(!["improving", "declining"].contains(&neutral.as_str()), "{neutral}");
    }
}

#[tokio::test]
async fn a_missing_year_never_makes_a_trend() {
    let whole_years = series(13);
    let mut random = fastrand::Rng::with_seed(14);
    // A year before, or one between where the years are spread, was published without a figure.
    let spread: Vec<Series> = whole_years
        .iter()
        .map(|s| Series {
            years: s.years.iter().map(|(y, v, n)| (2 * y - LAST, *v, *n)).collect(),
            ..s.clone()
        })
        .collect();
    let gapped: Vec<Series> = spread
        .iter()
        .map(|s| {
            let mut years = s.years.clone();
            let place = random.usize(..years.len());
            years.insert(place, (years[place].0 - 1, None, 0.0));
            Series { years, ..s.clone() }
        })
        .collect();
    assert_eq!(directions(&spread, LAST).await, directions(&gapped, LAST).await);
    // The latest year of the measure is missing for this area: there is no verdict.
    for (direction, flags) in directions(&whole_years, LAST + 1).await {
        assert_eq!(direction, "too_few_years");
        assert!(flags.contains("latest_year_missing"), "{flags}");
    }
}

#[tokio::test]
async fn fewer_than_three_years_make_no_trend() {
    let short: Vec<Series> = series(15)
        .into_iter()
        .map(|s| Series { years: s.years[s.years.len() - 2..].to_vec(), ..s })
        .collect();
    for (direction, _) in directions(&short, LAST).await {
        assert_eq!(direction, "too_few_years");
    }
}

#[tokio::test]
async fn a_direction_without_counts_says_that_it_was_not_tested() {
    let all = series(16);
    for (s, (_, flags)) in all.iter().zip(directions(&all, LAST).await) {
        let counted = s.years.iter().all(|y| y.2 > 0.0);
        assert_eq!(flags.contains("not_tested"), !counted, "{s:?}");
        assert!(!flags.contains("indicative"), "no number of pupils was borrowed: {s:?}");
    }
}

//! The worked values of sections 11 and 12: false discovery and places, by the queries themselves.

use super::tables::{large, number, run, session, table, text, truth, whole};
use crate::read::Read;
use datafusion::prelude::SessionContext;
use proptest::prelude::*;
use send_outcomes::catalogue::Catalogue;
use send_outcomes::engine::{self, AsOf, Rows, register_catalogue};

/// q of each p, all of one area, comparator and latest year, in the order given.
async fn q_values(context: &SessionContext, p_values: &[f64]) -> Vec<f64> {
    let n = p_values.len();
    table(
        context,
        "differences",
        vec![
            ("figure", large(0..n as i64)),
            ("comparator_no", whole(vec![1; n])),
            ("area_no", whole(vec![1; n])),
            ("p_value", number(p_values.iter().copied().map(Some))),
            ("is_latest", truth(vec![true; n])),
            ("period_start", whole(vec![2018; n])),
            ("hindrance", text::<&str>(vec![None; n])),
        ],
    );
    run(context, &["tests"]).await;
    let rows = Rows::of(context, "select q_value from tests order by figure").await.unwrap();
    (0..rows.len()).map(|row| rows.number(row, "q_value").unwrap()).collect()
}

fn near(got: &[f64], wanted: &[f64]) {
    assert_eq!(got.len(), wanted.len());
    for (got, wanted) in got.iter().zip(wanted) {
        assert!((got - wanted).abs() < 1e-6, "{got} is not {wanted}");
    }
}

fn family(first: &[f64], other: f64, size: usize) -> Vec<f64> {
    let mut all = first.to_vec();
    all.resize(size, other);
    all
}

#[tokio::test]
async fn false_discovery_gives_the_worked_q_values() {
    let context = session();
    let eight = [0.0004, 0.0031, 0.0120, 0.0185, 0.0390, 0.0460, 0.21, 0.65];
    let wanted = [0.0032, 0.0124, 0.032, 0.037, 0.061333, 0.061333, 0.24, 0.65];
    near(&q_values(&context, &eight).await, &wanted);
    // The order of the figures makes no difference.
    let turned: Vec<f64> = eight.iter().rev().copied().collect();
    let back: Vec<f64> = q_values(&context, &turned).await.into_iter().rev().collect();
    near(&back, &wanted);
    let ten = q_values(&context, &family(&[0.04; 3], 0.3, 10)).await;
    near(&ten, &family(&[0.133_333_333; 3], 0.3, 10));
    let none = q_values(&context, &family(&[0.001, 0.01, 0.03, 0.03], 0.2, 60)).await;
    near(&none, &family(&[0.06], 0.2, 60));
    let five = q_values(&context, &family(&[0.0001, 0.0005, 0.0008, 0.002, 0.004], 0.5, 60)).await;
    near(&five, &family(&[0.006, 0.015, 0.016, 0.030, 0.048], 0.5, 60));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn q_values_reject_what_stepping_up_from_the_largest_p_rejects(
        p in proptest::collection::vec(prop_oneof![0.0..0.02_f64, 0.0..=1.0_f64], 1..40),
        rate in 0.01..0.3_f64,
    ) {
        // The procedure as printed: the largest k with p(k) ≤ k/m × rate, and all below it.
        let mut sorted = p.clone();
        sorted.sort_by(f64::total_cmp);
        let m = p.len() as f64;
        let last = (1..=p.len()).rev().find(|k| sorted[k - 1] <= *k as f64 / m * rate);
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let q = runtime.block_on(q_values(&session(), &p));
        prop_assert_eq!(q.iter().filter(|q| **q <= rate + 1e-12).count(), last.unwrap_or(0));
        for (p_one, q_one) in p.iter().zip(&q) {
            prop_assert!(p_one - 1e-12 <= *q_one && *q_one <= 1.0, "{} gives {}", p_one, q_one);
            for (p_other, q_other) in p.iter().zip(&q) {
                prop_assert!(p_one > p_other || q_one <= q_other);
            }
        }
    }
}

/// Rank, last place of the tie and both bands of twelve authorities, in the order of their names.
async fn places(values: &[f64], polarity: i32) -> Vec<(i32, i32, String, String)> {
    places_without(values, polarity, -1).await
}

/// The same where one of them, by its place, has a handful of pupils.
async fn places_without(
    values: &[f64],
    polarity: i32,
    small: i32,
) -> Vec<(i32, i32, String, String)> {
    let mut catalogue = Catalogue::embedded().unwrap();
    // A band is shown from a hundred authorities on; the worked example has twelve.
    catalogue.verdicts.evidence.minimum_ranked = 12;
    let context = engine::session(&std::env::temp_dir()).unwrap();
    register_catalogue(&context, &catalogue, &AsOf::latest()).unwrap();
    let n = values.len();
    table(
        &context,
        "measures",
        vec![("measure_no", whole([0])), ("polarity", whole([polarity])), ("is_local", whole([0]))],
    );
    let codes: Vec<String> = (0..n).map(|i| format!("E{i:08}")).collect();
    table(
        &context,
        "areas",
        vec![
            ("area_no", whole(0..n as i32)),
            ("area_code", text(codes.iter().map(Some))),
            ("region_code", text::<&str>(vec![None; n])),
        ],
    );
    table(
        &context,
        "cells",
        vec![
            ("figure", large(0..n as i64)),
            ("year_no", large(vec![0; n])),
            ("measure_no", whole(vec![0; n])),
            ("cohort_no", whole(vec![0; n])),
            ("area_no", whole(0..n as i32)),
            ("period_no", whole(vec![0; n])),
            ("measure_id", text(vec![Some("m"); n])),
            ("cohort", text(vec![Some("sen-support"); n])),
            ("area_code", text(codes.iter().map(Some))),
            ("period", text(vec![Some("2018/19"); n])),
            ("area_level", text(vec![Some("local_authority"); n])),
            ("value", number(values.iter().copied().map(Some))),
        ],
    );
    table(
        &context,
        "cohorts",
        vec![("cohort_no", whole([0])), ("cohort", text([Some("sen-support")]))],
    );
    let held = format!(
        "create table held_cohorts as select area_code, 'sen-support' as cohort, \
         area_no = {small} as is_small from areas"
    );
    context.sql(&held).await.unwrap().collect().await.unwrap();
    let pooled = ["neighbours_median", "neighbours_mean", "pooled_low", "pooled_high"];
    let mut near =
        vec![("year_no", large([])), ("area_no", whole([])), ("neighbours_n", whole([]))];
    near.extend(pooled.map(|column| (column, number([]))));
    near.push(("pooled_denominator", number([])));
    table(&context, "neighbour_values", near);
    run(&context, &["rankings"]).await;
    let sql = "select rank, rank_max, band, band_lait from rankings order by area_code";
    let rows = Rows::of(&context, sql).await.unwrap();
    (0..rows.len())
        .map(|row| {
            (
                rows.integer(row, "rank"),
                rows.integer(row, "rank_max"),
                rows.text(row, "band"),
                rows.text(row, "band_lait"),
            )
        })
        .collect()
}

#[tokio::test]
async fn places_and_bands_keep_ties_together() {
    let values = [29.0, 31.0, 31.0, 31.0, 28.0, 27.0, 35.0, 31.0, 24.0, 30.0, 29.0, 33.0];
    let wanted = [
        (8, 9, "C", "C"),
        (3, 6, "A/B", "B"),
        (3, 6, "A/B", "B"),
        (3, 6, "A/B", "B"),
        (10, 10, "D", "D"),
        (11, 11, "D", "D"),
        (1, 1, "A", "A"),
        (3, 6, "A/B", "B"),
        (12, 12, "D", "D"),
        (7, 7, "C", "C"),
        (8, 9, "C", "C"),
        (2, 2, "A", "A"),
    ];
    let found = places(&values, 1).await;
    for (found, (rank, rank_max, band, lait)) in found.iter().zip(wanted) {
        assert_eq!(*found, (rank, rank_max, band.to_string(), lait.to_string()));
    }
    // A handful of pupils has no place, and the places of the others are as if it were not there.
    let more: Vec<f64> = values.iter().copied().chain([34.0]).collect();
    let found = places_without(&more, 1, 12).await;
    assert_eq!(found[12], (0, 0, String::new(), String::new()));
    for (found, (rank, rank_max, band, lait)) in found.iter().zip(wanted) {
        assert_eq!(*found, (rank, rank_max, band.to_string(), lait.to_string()));
    }
    // Turned round, low being good, every authority keeps its place and its band.
    let low_is_good: Vec<f64> = values.iter().map(|v| -v).collect();
    for (found, (rank, rank_max, band, _)) in places(&low_is_good, -1).await.iter().zip(wanted) {
        assert_eq!((found.0, found.1, found.2.as_str()), (rank, rank_max, band));
    }
    assert_eq!(places(&values, -1).await[8].3, "A");
    assert_eq!(places(&values, -1).await[6].3, "D");
}

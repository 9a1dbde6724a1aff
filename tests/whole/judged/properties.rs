//! Levels, judgements and what weaker evidence does to them.

use super::tables::{
    AREA, column, ids, large, latest, measures, nothing, number, number_of, run, session, table,
    text, truth, whole,
};
use datafusion::prelude::SessionContext;
use send_outcomes::catalogue::{Catalogue, Direction};
use send_outcomes::statistics::{two_sided_p, wilson_interval};
use send_outcomes::words::Word;
use std::collections::BTreeMap;

const CASES: usize = 3000;

/// How a gap is known.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Known {
    /// By counts: grade A.
    Counts,
    /// By a borrowed number of pupils: grade I.
    Pupils,
    /// By the noise between years: grade C.
    Noise,
}

/// A gap with what is known of it, in display units.
#[derive(Debug, Clone)]
struct Gap {
    difference: f64,
    /// Standard error of the area's figure.
    error: f64,
    known: Known,
    /// q over p: 1 or more.
    family: f64,
    rounding: f64,
    m_level: f64,
    polarity: i32,
}

fn gaps(seed: u64) -> Vec<Gap> {
    let mut random = fastrand::Rng::with_seed(seed);
    (0..CASES)
        .map(|_| Gap {
            difference: (random.f64() - 0.5) * 16.0,
            error: 0.05 + 3.0 * random.f64().powi(2),
            known: Known::Counts,
            family: 1.0 + 8.0 * random.f64(),
            rounding: [0.01, 0.1, 1.0][random.usize(..3)],
            m_level: 0.2 + 4.0 * random.f64(),
            polarity: [-1, 1][random.usize(..2)],
        })
        .collect()
}

/// Level, flags, favour and judgement of each gap, from the queries themselves.
#[expect(clippy::too_many_lines, reason = "a column a line")]
async fn judged(gaps: &[Gap]) -> Vec<BTreeMap<&'static str, String>> {
    let context = session();
    let n = gaps.len();
    let same = |value: &'static str| text(vec![Some(value); n]);
    let tested = |g: &&Gap| g.known == Known::Counts;
    let p = |g: &Gap| Some(g).filter(tested).map(|g| two_sided_p(g.difference / g.error));
    // Of a half of the pupils, against an exact figure: the limits that a borrowed number gives too.
    let pupils = |g: &Gap| 2500.0 / g.error.powi(2);
    let limit = |g: &Gap, upper: bool| {
        let n = pupils(Some(g).filter(tested)?);
        let share = wilson_interval(n / 2.0, n).unwrap();
        let end = if upper { share.upper } else { share.lower };
        Some(100.0 * end - 50.0 + g.difference)
    };
    let measure_ids = ids(n);
    let figures = || large(0..n as i64);
    let comparator = number_of(&context, "comparator", "england-same-cohort").await;
    let comparators = || whole(vec![comparator; n]);
    table(
        &context,
        "cells",
        vec![
            ("measure_id", text(measure_ids.iter().map(Some))),
            ("cohort", same("sen-support")),
            ("area_code", same(AREA)),
            ("period", same("2018/19")),
            ("period_start", whole(vec![2018; n])),
            ("value", number(vec![Some(50.0); n])),
            ("symbol", text::<&str>(vec![None; n])),
            ("denominator", number(vec![Some(500.0); n])),
            ("printed_unit", number(gaps.iter().map(|g| Some(g.rounding)))),
        ],
    );
    latest(&context, &measure_ids, 2018);
    table(
        &context,
        "tests",
        vec![
            ("figure", figures()),
            ("comparator_no", comparators()),
            ("q_value", number(gaps.iter().map(|g| p(g).map(|p| (p * g.family).min(1.0))))),
            ("family_size", whole(vec![40; n])),
        ],
    );
    table(
        &context,
        "differences",
        vec![
            ("figure", figures()),
            ("series", figures()),
            ("comparator_no", comparators()),
            ("measure_id", text(measure_ids.iter().map(Some))),
            ("cohort", same("sen-support")),
            ("area_code", same(AREA)),
            ("period", same("2018/19")),
            ("comparator", same("england-same-cohort")),
            ("symbol", text::<&str>(vec![None; n])),
            ("unavailable", text::<&str>(vec![None; n])),
            ("is_provisional", truth(vec![false; n])),
            ("is_local", truth(vec![false; n])),
            ("polarity", whole(gaps.iter().map(|g| g.polarity))),
            ("value", number(vec![Some(50.0); n])),
            ("comparator_value", number(gaps.iter().map(|g| Some(50.0 - g.difference)))),
            ("difference", number(gaps.iter().map(|g| Some(g.difference)))),
            ("difference_lower", number(gaps.iter().map(|g| limit(g, false)))),
            ("difference_upper", number(gaps.iter().map(|g| limit(g, true)))),
            ("p_value", number(gaps.iter().map(p))),
            ("ratio", number(vec![None; n])),
            ("ratio_lower", number(vec![None; n])),
            ("ratio_upper", number(vec![None; n])),
            ("rounding", number(gaps.iter().map(|g| Some(g.rounding)))),
            ("printed_unit", number(gaps.iter().map(|g| Some(g.rounding)))),
            ("comparator_unit", number(gaps.iter().map(|g| Some(g.rounding)))),
            ("counts_pupils", truth(vec![true; n])),
            ("is_score", truth(vec![false; n])),
            ("at_home", truth(vec![false; n])),
            ("sd_between", number(gaps.iter().map(|g| Some(4.0 * g.m_level)))),
            ("m_level", number(gaps.iter().map(|g| Some(g.m_level)))),
            ("method", same("test")),
            ("part_whole", text::<&str>(vec![None; n])),
            ("hindrance", text::<&str>(vec![None; n])),
            (
                "evidence_grade",
                text(gaps.iter().map(|g| Some(if g.known == Known::Counts { "A" } else { "C" }))),
            ),
            ("denominator", number(vec![Some(500.0); n])),
            ("others_n", whole(vec![0; n])),
            ("small_cohort", truth(vec![false; n])),
            ("small_count", truth(vec![false; n])),
            ("ci_rounding_sensitive", truth(vec![false; n])),
            ("limits_assumed", truth(vec![false; n])),
            ("counts_reconstructed", truth(vec![false; n])),
            ("comparator_is_sum", truth(vec![false; n])),
            ("target_by", text::<&str>(vec![None; n])),
        ],
    );
    let lent = |g: &&Gap| g.known == Known::Pupils;
    table(
        &context,
        "pupils",
        vec![
            ("figure", figures()),
            ("pupils_used", number(gaps.iter().map(|g| Some(g).filter(lent).map(pupils)))),
            ("pupils_from", same("another count")),
            ("fewest_pupils", number(gaps.iter().map(|g| Some(g).filter(lent).map(pupils)))),
            ("borrowed_error", number(gaps.iter().map(|g| Some(g).filter(lent).map(|g| g.error)))),
        ],
    );
    let noise = number(gaps.iter().map(|g| Some(g.error)));
    table(&context, "noise", vec![("series", figures()), ("noise", noise)]);
    measures(&context, &gaps.iter().map(|g| g.polarity).collect::<Vec<_>>(), "%");
    run(&context, &["limits", "comparisons"]).await;
    no_trends(&context);
    run(&context, &["latest_levels", "judgements_made"]).await;
    let mut told = vec![BTreeMap::new(); n];
    for name in ["level", "favour", "judgement"] {
        for (place, value) in
            column(&context, "judgements_made", name).await.into_iter().enumerate()
        {
            told[place].insert(name, value);
        }
    }
    let flags = column(&context, "judgements_made", "array_to_string(flags, ' ')").await;
    for (place, value) in flags.into_iter().enumerate() {
        told[place].insert("flags", value);
    }
    told
}

/// Trends as the layer before leaves them, for series that are too short.
fn no_trends(context: &SessionContext) {
    let texts = [
        "measure_id",
        "cohort",
        "area_code",
        "period_to",
        "period_from",
        "direction",
        "gap_direction",
        "gap_trend",
        "gap_trend_from",
        "evidence_grade",
        "peak_period",
    ];
    nothing(context, "trends_texts", &texts, &[]);
    let mut columns: Vec<_> = texts.iter().map(|c| (*c, text::<&str>([]))).collect();
    for name in ["change", "gap_change", "slope", "p_value", "not_known_change", "peak_value"] {
        columns.push((name, number([])));
    }
    columns.push(("direction_rule", whole([])));
    columns.push(("years", whole([])));
    columns.push(("not_sustained", truth([])));
    columns.push(("flags", text::<&str>([])));
    table(context, "trends", columns);
}

/// How much a word claims.
fn strength(level: &str) -> u8 {
    match level {
        l if l.starts_with("significantly") => 3,
        "above" | "below" => 2,
        "broadly_in_line" | "no_clear_difference" => 1,
        _ => 0,
    }
}

#[tokio::test]
async fn a_wider_interval_never_makes_a_stronger_word() {
    let narrow = gaps(1);
    let mut random = fastrand::Rng::with_seed(2);
    let wide: Vec<Gap> = narrow
        .iter()
        .map(|g| Gap { error: g.error * (1.0 + 2.0 * random.f64()), ..g.clone() })
        .collect();
    let (before, after) = (judged(&narrow).await, judged(&wide).await);
    let mut weaker = 0;
    for ((gap, before), after) in narrow.iter().zip(&before).zip(&after) {
        let (was, is) = (&before["level"], &after["level"]);
        assert!(strength(is) <= strength(was), "{gap:?}: {was} became {is}");
        weaker += usize::from(strength(is) < strength(was));
        let side = if gap.difference > 0.0 { "below" } else { "above" };
        assert!(!was.ends_with(side), "{gap:?}: {was}");
    }
    assert!(weaker > CASES / 50, "only {weaker} of {CASES} words were put to the test");
}

#[tokio::test]
async fn weaker_evidence_never_makes_a_stronger_word() {
    let counted = gaps(3);
    let with =
        |known: Known| -> Vec<Gap> { counted.iter().map(|g| Gap { known, ..g.clone() }).collect() };
    let tested = judged(&counted).await;
    let lent = judged(&with(Known::Pupils)).await;
    let bare = judged(&with(Known::Noise)).await;
    let (mut significant, mut weaker) = (0, [0, 0]);
    for (((gap, a), i), c) in counted.iter().zip(&tested).zip(&lent).zip(&bare) {
        let [a_word, i_word, c_word] = [&a["level"], &i["level"], &c["level"]];
        significant += usize::from(a_word.starts_with("significantly"));
        assert!(strength(i_word) <= strength(a_word), "{gap:?}: A {a_word}, I {i_word}");
        assert!(strength(c_word) <= strength(i_word), "{gap:?}: I {i_word}, C {c_word}");
        weaker[0] += usize::from(strength(i_word) < strength(a_word));
        weaker[1] += usize::from(strength(c_word) < strength(i_word));
        assert!(i["flags"].contains("indicative") && c["flags"].contains("not_tested"), "{gap:?}");
        // What does not matter does not come to matter by knowing less of it.
        if gap.difference.abs() < gap.m_level {
            assert!(strength(i_word) == 1 && strength(c_word) == 1, "{gap:?}: {i_word}, {c_word}");
        }
    }
    assert!(significant > CASES / 10, "{significant} of {CASES}");
    assert!(weaker[0] > CASES / 10, "{weaker:?} of {CASES} words were put to the test");
}

#[tokio::test]
async fn turning_the_good_direction_round_mirrors_the_judgement() {
    let one = gaps(4);
    let other: Vec<Gap> = one.iter().map(|g| Gap { polarity: -g.polarity, ..g.clone() }).collect();
    let (one, other) = (judged(&one).await, judged(&other).await);
    let verdicts = Catalogue::embedded().unwrap().verdicts;
    let judgement = |favour: &str| {
        let of = verdicts
            .judgements
            .iter()
            .find(|j| j.level.as_str() == favour && j.direction == Direction::TooFewYears);
        of.unwrap().judgement.clone()
    };
    let mut sided = 0;
    for (one, other) in one.iter().zip(&other) {
        assert_eq!(one["level"], other["level"]);
        let mirrored = match one["favour"].as_str() {
            "favourable" => "unfavourable",
            "unfavourable" => "favourable",
            "significantly_favourable" => "significantly_unfavourable",
            "significantly_unfavourable" => "significantly_favourable",
            same => same,
        };
        sided += usize::from(mirrored != one["favour"]);
        assert_eq!(other["favour"], mirrored);
        assert_eq!(one["judgement"], judgement(&one["favour"]));
        assert_eq!(other["judgement"], judgement(mirrored));
    }
    assert!(sided > CASES / 3, "{sided} of {CASES}");
}

#[tokio::test]
async fn a_measure_with_no_good_direction_is_never_better_or_worse() {
    let neutral: Vec<Gap> = gaps(5).into_iter().map(|g| Gap { polarity: 0, ..g }).collect();
    for told in judged(&neutral).await {
        assert_eq!(told["favour"], "");
        assert!(told["judgement"].starts_with("contextual: "), "{}", told["judgement"]);
        for word in ["strength", "concern", "better", "worse", "improving", "declining"] {
            assert!(!told["judgement"].contains(word), "{}", told["judgement"]);
        }
    }
}

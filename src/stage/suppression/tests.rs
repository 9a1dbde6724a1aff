//! Attacks on small tables: someone who knows every sum tries every number that the
//! kept-back figures could be.

use super::figures::{Row, RowArea, kept_back};
use crate::catalogue::{AreaLevel, Suppression};

const RULE: Suppression = Suppression { below: 5, zero: false };

fn area_of((code, level, region): (&str, AreaLevel, &str)) -> RowArea {
    RowArea { code: code.to_string(), level, region: region.to_string() }
}

fn share(cohort: &str, column: &str, count: f64, of: f64) -> Row {
    Row {
        columns: [String::new(), column.to_string(), "n".to_string()],
        numbers: [Some(100.0 * count / of), Some(count), Some(of)],
        half_unit: 0.05,
        unit: "%".to_string(),
        partition: String::new(),
        cohort: cohort.to_string(),
        area: area_of(("E08000025", AreaLevel::LocalAuthority, "E12000005")),
        kept_back: false,
    }
}

fn count(area: (&str, AreaLevel, &str), number: f64) -> Row {
    Row {
        columns: ["places".to_string(), String::new(), String::new()],
        numbers: [Some(number), None, None],
        unit: "count".to_string(),
        area: area_of(area),
        ..share("all-sen", "", 0.0, 1.0)
    }
}

fn back(rows: &[Row]) -> Vec<bool> {
    kept_back(rows, RULE)
}

#[test]
fn a_small_count_goes_and_a_second_figure_that_would_give_it_away() {
    let of = |ehc: f64, support: f64| {
        back(&[
            share("ehc-plan", "seen", ehc, 40.0),
            share("sen-support", "seen", support, 90.0),
            share("all-sen", "seen", ehc + support, 130.0),
        ])
    };
    assert_eq!(of(20.0, 45.0), [false, false, false]);
    // The part goes, not the total.
    assert_eq!(of(3.0, 45.0), [true, true, false]);
    assert_eq!(of(0.0, 45.0), [false, false, false], "a count of nobody stays");
    let zero = Suppression { below: 5, zero: true };
    assert!(kept_back(&[share("ehc-plan", "seen", 0.0, 40.0)], zero)[0]);
}

#[test]
fn few_children_few_left_over_and_a_share_that_gives_its_count_away_are_small_too() {
    assert_eq!(back(&[share("ehc-plan", "seen", 38.0, 40.0)]), [true], "two were not seen");
    assert_eq!(back(&[share("ehc-plan", "seen", 40.0, 40.0)]), [false]);
    assert_eq!(back(&[share("ehc-plan", "seen", 4.0, 4.0)]), [true]);
    let without_count = |percent: f64| Row {
        columns: ["percent".to_string(), String::new(), "n".to_string()],
        numbers: [Some(percent), None, Some(40.0)],
        ..share("ehc-plan", "", 0.0, 40.0)
    };
    assert_eq!(back(&[without_count(7.5)]), [true], "3 of 40");
    assert_eq!(back(&[without_count(50.0)]), [false]);
    let mean = |n: f64| Row {
        columns: ["weeks".to_string(), String::new(), "n".to_string()],
        numbers: [Some(20.0), None, Some(n)],
        unit: "weeks".to_string(),
        ..share("ehc-plan", "", 0.0, n)
    };
    assert_eq!((back(&[mean(4.0)]), back(&[mean(5.0)])), (vec![true], vec![false]));
    assert_eq!(back(&[without_count(50.0), mean(3.0)]), [false, true]);
}

#[test]
fn all_pupils_less_those_without_sen_give_away_no_one() {
    // No row on all pupils with SEN: two suppressed, and their sum would still be known.
    let rows = [
        share("ehc-plan", "seen", 2.0, 30.0),
        share("sen-support", "seen", 60.0, 80.0),
        share("no-sen", "seen", 300.0, 400.0),
        share("all-pupils", "seen", 362.0, 510.0),
    ];
    let hidden = back(&rows);
    assert!(hidden[0] && hidden.iter().filter(|h| **h).count() == 2, "{hidden:?}");
}

#[test]
fn answers_to_one_question_do_not_give_away_the_rare_one() {
    let rows: Vec<Row> = [("agree", 60.0), ("neither", 37.0), ("disagree", 3.0)]
        .map(|(column, count)| share("all-sen", column, count, 100.0))
        .to_vec();
    assert_eq!(back(&rows), [false, true, true]);
}

#[test]
fn no_more_is_kept_back_than_the_sums_ask_for() {
    let mut rows = Vec::new();
    for (cohort, counts) in [
        ("ehc-plan", [121.0, 41.0, 3.0]),
        ("sen-support", [301.0, 120.0, 55.0]),
        ("all-sen", [422.0, 161.0, 58.0]),
    ] {
        let answered = counts.iter().sum();
        for (column, count) in ["agree", "neither", "disagree"].into_iter().zip(counts) {
            rows.push(share(cohort, column, count, answered));
        }
    }
    // Two answers in both cohorts: any three of the four would give away the fourth.
    let expected = [false, true, true, false, true, true, false, false, false];
    assert_eq!(back(&rows), expected);
}

#[test]
fn a_number_kept_back_in_one_measure_does_not_stand_in_another() {
    let mut twin = share("ehc-plan", "seen", 3.0, 40.0);
    twin.columns[2] = "other".to_string();
    twin.numbers[2] = Some(1000.0);
    assert_eq!(back(&[share("ehc-plan", "seen", 3.0, 40.0), twin]), [true, true]);
}

#[test]
fn a_region_and_its_authorities_do_not_give_one_away() {
    let la = |code: &'static str, n: f64| count((code, AreaLevel::LocalAuthority, "E12000005"), n);
    let rows = [
        la("E08000025", 3.0),
        la("E08000026", 40.0),
        la("E08000027", 12.0),
        count(("E12000005", AreaLevel::Regional, ""), 55.0),
    ];
    assert_eq!(back(&rows), [true, false, true, false]);
    let not_their_sum = [
        la("E08000025", 3.0),
        la("E08000026", 40.0),
        count(("E12000005", AreaLevel::Regional, ""), 900.0),
    ];
    assert_eq!(back(&not_their_sum), [true, false, false]);
}

/// A table of two cohorts by two authorities: its four cells, from which its margins follow.
#[derive(Debug, Clone, Copy)]
struct TwoWay([u32; 4]);

impl TwoWay {
    const COHORTS: [&str; 3] = ["ehc-plan", "sen-support", "all-sen"];
    const AREAS: [(&str, AreaLevel); 3] = [
        ("E08000025", AreaLevel::LocalAuthority),
        ("E08000026", AreaLevel::LocalAuthority),
        ("E12000005", AreaLevel::Regional),
    ];

    /// The number of a cohort and an area; the third of either is the sum of the others.
    fn number(self, cohort: usize, area: usize) -> u32 {
        let Self(cells) = self;
        match (cohort, area) {
            (2, 2) => cells.iter().sum(),
            (2, a) => cells[a] + cells[a + 2],
            (c, 2) => cells[2 * c] + cells[2 * c + 1],
            (c, a) => cells[2 * c + a],
        }
    }

    fn rows(self) -> Vec<Row> {
        let mut rows = Vec::new();
        for (c, cohort) in Self::COHORTS.into_iter().enumerate() {
            for (a, (code, level)) in Self::AREAS.into_iter().enumerate() {
                let region = if a < 2 { "E12000005" } else { "" };
                let mut row = count((code, level, region), f64::from(self.number(c, a)));
                row.cohort = cohort.to_string();
                rows.push(row);
            }
        }
        rows
    }

    /// Every table with the same grand total that agrees with all that is written of this one.
    fn alike(self, hidden: &[bool]) -> Vec<Self> {
        let all = self.number(2, 2);
        let mut alike = Vec::new();
        for first in 0..=all {
            for second in 0..=all - first {
                for third in 0..=all - first - second {
                    let guess = Self([first, second, third, all - first - second - third]);
                    let same =
                        |at: usize| guess.number(at / 3, at % 3) == self.number(at / 3, at % 3);
                    if (0..9).all(|at| hidden[at] || same(at)) {
                        alike.push(guess);
                    }
                }
            }
        }
        alike
    }
}

/// No one who knows all the sums of a table and every figure of it that is written can work out a
/// small count.
#[test]
fn no_small_count_of_a_two_way_table_has_only_one_possible_value() {
    let mut random = fastrand::Rng::with_seed(7);
    let mut attacked = 0;
    for _ in 0..300 {
        let table = TwoWay(std::array::from_fn(|_| random.u32(0..12)));
        let hidden = back(&table.rows());
        if hidden[8] {
            // The grand total itself is suppressed: tables with the same one are not all.
            continue;
        }
        let possible = table.alike(&hidden);
        for (c, a) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            if (1..5).contains(&table.number(c, a)) {
                attacked += 1;
                let values: std::collections::BTreeSet<u32> =
                    possible.iter().map(|p| p.number(c, a)).collect();
                assert!(hidden[3 * c + a] && values.len() > 1, "{table:?}: {values:?} {hidden:?}");
            }
        }
    }
    assert!(attacked > 300, "only {attacked} small counts were attacked");
}

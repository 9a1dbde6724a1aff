//! Rows that a file has and a run does not use: counted by reason, told together.

use super::plan::FilePlan;
use super::rejection::Lost;
use crate::catalogue::visible;
use crate::period::Period;
use std::collections::{BTreeMap, BTreeSet};

/// Why a row is not used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Loss {
    /// It is about another part of the year than the data set.
    Span { column: usize, text: String, period: i32 },
}

/// How many rows, and the first of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tally {
    pub rows: u64,
    pub line: u64,
}

/// Rows that are not used, by reason.
#[derive(Debug, Default)]
pub(super) struct Losses(BTreeMap<Loss, Tally>);

/// What is said of a file in the table of quality without stopping a measure.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Note {
    /// Which check.
    pub check: String,
    /// What it is about.
    pub key: String,
    /// `warning` or `note`.
    pub severity: String,
    /// What was seen, where, and what was done.
    pub message: String,
    /// Rows of the file concerned.
    pub rows: u64,
}

impl Losses {
    pub fn add(&mut self, loss: Loss, line: u64) {
        self.0.entry(loss).and_modify(|t| t.rows += 1).or_insert(Tally { rows: 1, line });
    }

    /// Adds those of a piece whose first line is the one behind `before`.
    pub fn join(&mut self, piece: Self, before: u64) {
        for (loss, Tally { rows, line }) in piece.0 {
            let line = before + line + 1;
            self.0.entry(loss).and_modify(|t| t.rows += rows).or_insert(Tally { rows, line });
        }
    }

    /// Rows of other spans: a note, and a gap for each period of which nothing else is there.
    pub fn of_spans(
        &self,
        plan: &FilePlan<'_>,
        with_cells: &BTreeSet<i32>,
    ) -> (Vec<Note>, Vec<(Lost, String)>) {
        let (mut notes, mut gaps) = (Vec::new(), Vec::new());
        let written = |start: i32| Period { start, kind: plan.data_set.period_kind }.to_string();
        let mut told: BTreeMap<(usize, &str), Vec<(i32, Tally)>> = BTreeMap::new();
        for (loss, tally) in &self.0 {
            let Loss::Span { column, text, period } = loss;
            told.entry((*column, text)).or_default().push((*period, *tally));
        }
        for ((column, text), periods) in told {
            let rows = periods.iter().map(|(_, tally)| tally.rows).sum();
            let line = periods.iter().map(|(_, tally)| tally.line).min().unwrap_or_default();
            let lost = periods.iter().map(|(period, _)| *period);
            let lost: Vec<i32> = lost.filter(|period| !with_cells.contains(period)).collect();
            let seen = format!(
                "column '{}' holds '{}' in {rows} rows (the first in line {line}), which are not \
                 used: data set '{}' is about {}",
                plan.header.name(column),
                visible(text),
                plan.data_set.id,
                plan.spans.own(),
            );
            if lost.is_empty() {
                notes.push(Note {
                    check: "other_span".to_string(),
                    key: text.to_string(),
                    severity: "note".to_string(),
                    message: seen,
                    rows,
                });
            } else {
                let message = format!(
                    "{seen}. So nothing is there for {}: use the file of the whole span, or name \
                     '{}' under spans in catalogue/data-sets/{}.toml if it is the same",
                    lost.iter().map(|start| written(*start)).collect::<Vec<_>>().join(", "),
                    visible(text),
                    plan.data_set.id,
                );
                gaps.push((Lost { check: "other_span".to_string(), periods: lost }, message));
            }
        }
        (notes, gaps)
    }
}

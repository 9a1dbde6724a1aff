//! Rows and cells that a file has and a run does not use: counted by reason, reported together.
//! What is not understood costs its rows; only where it hits England, a region or more than a
//! set share of the authorities do the measures stop.

use super::loss_words::{Wording, worded};
use super::plan::FilePlan;
use super::rejection::{Fault, Lost, Refused};
use super::tally::{Loss, Tally};
use crate::catalogue::AreaLevel;
use crate::period::Period;
use crate::shown::visible;
use crate::words::words;
use std::collections::{BTreeMap, BTreeSet};

/// Where a row is, as far as that is known, for what it costs.
#[derive(Debug, Clone, Copy)]
pub(super) enum Hit {
    /// A level, without a known area.
    Level(AreaLevel),
    /// An area.
    Area(u32, AreaLevel),
}

/// Rows and cells that are not used, by reason.
#[derive(Debug, Default)]
pub(super) struct Losses(BTreeMap<Loss, Tally>);

words! {
    /// How serious something is that the table of quality lists.
    pub enum Severity {
        /// Good to know.
        Note = "note",
        /// To be looked at before the figure is quoted.
        Warning = "warning",
        /// A figure is wrong or cannot be read.
        Error = "error",
    }
}

/// What the table of quality lists for a file without stopping a measure.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Note {
    /// Which check.
    pub check: String,
    /// What it is about.
    pub key: String,
    /// How serious it is.
    pub severity: Severity,
    /// What was seen, where, and what was done.
    pub message: String,
    /// Rows of the file concerned.
    pub rows: u64,
}

impl Note {
    /// Checks that warn of rows and cells that are not used.
    pub const CHECKS: [&str; 6] = [
        "unknown_label",
        "unknown_area",
        "area_contradiction",
        "unknown_symbol",
        "unknown_period",
        "damaged_text",
    ];
}

/// The rows of one period.
struct RowsOf {
    period: i32,
    rows: u64,
    /// The first line.
    line: u64,
}

/// What came of the losses of a file.
#[derive(Debug, Default)]
pub(super) struct LossReport {
    pub notes: Vec<Note>,
    /// Parts without a figure; the measures go on.
    pub gaps: Vec<(Lost, String)>,
    /// Measures that stop (none named: all), and why.
    pub stops: Vec<(Vec<u16>, Refused)>,
}

impl Losses {
    pub fn add(&mut self, loss: Loss, text: &[u8], line: u64, hit: Hit) -> &mut BTreeSet<u16> {
        let tally = self.0.entry(loss).or_default();
        tally.add(&String::from_utf8_lossy(text), 1, line);
        match hit {
            Hit::Level(AreaLevel::National) | Hit::Area(_, AreaLevel::National) => {
                tally.national = true;
            }
            Hit::Level(AreaLevel::Regional) | Hit::Area(_, AreaLevel::Regional) => {
                tally.regional = true;
            }
            Hit::Level(AreaLevel::LocalAuthority) => {}
            Hit::Area(area, AreaLevel::LocalAuthority) => {
                tally.authorities.insert(area);
            }
        }
        &mut tally.measures
    }

    /// Adds those of a piece whose first line is the one behind `before`.
    pub fn join(&mut self, piece: Self, before: u64) {
        for (loss, found) in piece.0 {
            let tally = self.0.entry(loss).or_default();
            let listed: u64 = found.texts.iter().map(|seen| seen.rows).sum();
            if tally.rows == 0 {
                tally.line = before + found.line + 1;
            }
            for seen in &found.texts {
                tally.add(&seen.text, seen.rows, before + seen.line + 1);
            }
            tally.rows += found.rows - listed;
            tally.national |= found.national;
            tally.regional |= found.regional;
            tally.authorities.extend(found.authorities);
            tally.measures.extend(found.measures);
        }
    }

    /// What to report, and what stops.
    pub fn report(&self, plan: &FilePlan<'_>, with_cells: &BTreeSet<i32>) -> LossReport {
        let mut report = LossReport::default();
        self.of_spans(plan, with_cells, &mut report);
        for (loss, tally) in &self.0 {
            if matches!(loss, Loss::Span { .. }) {
                continue;
            }
            let Wording { fault, what, todo } = worded(*loss, tally, plan);
            let by_rule = *loss == Loss::NotCompared;
            let is_of_a_cell = matches!(loss, Loss::Cell { .. });
            if !by_rule && tally.stops(*loss, plan) {
                let measures = tally.measures.iter().copied().collect();
                let message = format!("line {}: {what}; {todo}", tally.line);
                report.stops.push((measures, Refused::new(fault, message)));
                continue;
            }
            report.notes.push(Note {
                check: fault.as_str().to_string(),
                key: if is_of_a_cell && plan.is_private() { String::new() } else { tally.first() },
                severity: if by_rule { Severity::Note } else { Severity::Warning },
                message: format!(
                    "line {}: {what}; {} {} not used, the others are{}{todo}",
                    tally.line,
                    tally.rows,
                    match (is_of_a_cell, tally.rows) {
                        (true, 1) => "cell is",
                        (true, _) => "cells are",
                        (false, 1) => "row is",
                        (false, _) => "rows are",
                    },
                    if todo.is_empty() { "" } else { "; " },
                ),
                rows: tally.rows,
            });
        }
        report
    }

    /// Rows of other spans: a note, and a gap for each period of which nothing else is there.
    fn of_spans(&self, plan: &FilePlan<'_>, with_cells: &BTreeSet<i32>, report: &mut LossReport) {
        let written = |start: i32| Period { start, kind: plan.data_set.period_kind }.to_string();
        let mut found: BTreeMap<(usize, &str), Vec<RowsOf>> = BTreeMap::new();
        for (loss, tally) in &self.0 {
            let Loss::Span { column, period } = loss else { continue };
            for seen in &tally.texts {
                let rows = RowsOf { period: *period, rows: seen.rows, line: seen.line };
                found.entry((*column, seen.text.as_str())).or_default().push(rows);
            }
        }
        for ((column, text), periods) in found {
            let rows = periods.iter().map(|of| of.rows).sum();
            let line = periods.iter().map(|of| of.line).min().unwrap_or_default();
            let lost = periods.iter().map(|of| of.period);
            let lost: Vec<i32> = lost.filter(|period| !with_cells.contains(period)).collect();
            let texts = plan
                .repeated(format!("'{}' in {rows} rows (the first in line {line})", visible(text)));
            let seen = format!(
                "column '{}' holds {texts}, which are not used: data set '{}' is about {}",
                plan.header.name(column),
                plan.data_set.id,
                plan.spans.own(),
            );
            if lost.is_empty() {
                report.notes.push(Note {
                    check: "other_span".to_string(),
                    key: visible(text),
                    severity: Severity::Note,
                    message: seen,
                    rows,
                });
            } else {
                let message = format!(
                    "{seen}. So nothing is there for {}: use the file of the whole span, or name \
                     '{}' under spans in {} if it is the same",
                    lost.iter().map(|start| written(*start)).collect::<Vec<_>>().join(", "),
                    visible(text),
                    plan.data_set.described_in(),
                );
                let lost = Lost { fault: Fault::OtherSpan, periods: lost };
                report.gaps.push((lost, message));
            }
        }
    }
}

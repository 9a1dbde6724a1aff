//! Rows and cells that a file has and a run does not use: counted by reason, reported together.
//! What is not understood costs its rows; only where it hits England, a region or more than a
//! set share of the authorities do the measures stop.

use super::advice::Look;
use super::plan::FilePlan;
use super::rejection::{Fault, Lost, Refused};
use crate::catalogue::{AreaLevel, nearest, visible};
use crate::period::Period;
use crate::words::words;
use std::collections::{BTreeMap, BTreeSet};

/// Texts of one reason that are listed; beyond them only rows are counted.
const MAX_TEXTS: usize = 50;
/// Texts that a message shows.
const MAX_SHOWN: usize = 8;

/// Why a row or a cell is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Loss {
    /// It is about another part of the year than the data set.
    Span { column: usize, period: i32 },
    /// Its label is of no cohort.
    Label { column: usize },
    /// Its area is none that is compared, by rule: `z`, two codes in one.
    NotCompared,
    /// The code of its area is unknown.
    Code,
    /// Its codes and its name are of several areas.
    Contradiction,
    /// The name of its region is unknown.
    Region,
    /// It is of an authority, and no column has its code.
    NoCode,
    /// Its period is none.
    Period,
    /// A cell is neither a number nor a symbol.
    Cell { column: usize },
}

/// What is lost for one reason.
#[derive(Debug, Clone, Default)]
struct Tally {
    rows: u64,
    line: u64,
    /// Texts in the order of the file, each with its rows and the first line.
    texts: Vec<(String, u64, u64)>,
    national: bool,
    regional: bool,
    authorities: BTreeSet<u32>,
    measures: BTreeSet<u16>,
}

impl Tally {
    fn add(&mut self, text: &str, (rows, line): (u64, u64)) {
        self.line = if self.rows == 0 { line } else { self.line.min(line) };
        self.rows += rows;
        match self.texts.iter().position(|(known, _, _)| known == text) {
            Some(place) => self.texts[place].1 += rows,
            None if self.texts.len() < MAX_TEXTS => {
                self.texts.push((text.to_string(), rows, line));
            }
            None => {}
        }
    }

    /// The text that was seen first.
    fn first(&self) -> String {
        self.texts.first().map(|(text, _, _)| visible(text)).unwrap_or_default()
    }

    /// The first few, as they are.
    fn texts_only(&self) -> String {
        let shown = self.texts.iter().take(MAX_SHOWN).map(|(text, _, _)| visible(text));
        let more = self.texts.len().saturating_sub(MAX_SHOWN);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{}{more}", shown.collect::<Vec<_>>().join("; "))
    }

    /// `'a' (3 rows, nearest known: 'b')`, the first few.
    fn listed(&self, near: &dyn Fn(&str) -> String) -> String {
        let one = self.texts.len() == 1;
        let shown = self.texts.iter().take(MAX_SHOWN).map(|(text, rows, _)| {
            let near = near(text);
            let rows = if one { String::new() } else { format!(" in {rows} rows") };
            format!("'{}'{rows}{near}", visible(text))
        });
        let more = self.texts.len().saturating_sub(MAX_SHOWN);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{}{more}", shown.collect::<Vec<_>>().join(", "))
    }
}

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
    pub const CHECKS: [&str; 5] =
        ["unknown_label", "unknown_area", "area_contradiction", "unknown_symbol", "unknown_period"];
}

/// A period, its rows and the first line of them.
type RowsOf = (i32, u64, u64);

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
        tally.add(&String::from_utf8_lossy(text), (1, line));
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
            let listed: u64 = found.texts.iter().map(|(_, rows, _)| rows).sum();
            if tally.rows == 0 {
                tally.line = before + found.line + 1;
            }
            for (text, rows, line) in &found.texts {
                tally.add(text, (*rows, before + line + 1));
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
            let (fault, what, todo) = worded(*loss, tally, plan);
            let hit = tally.hit(*loss, plan);
            if let (Some(_), false) = (&hit, matches!(loss, Loss::NotCompared)) {
                let measures = tally.measures.iter().copied().collect();
                let message = format!("line {}: {what}; {todo}", tally.line);
                report.stops.push((measures, Refused::new(fault, message)));
                continue;
            }
            let by_rule = matches!(loss, Loss::NotCompared);
            report.notes.push(Note {
                check: fault.as_str().to_string(),
                key: tally.first(),
                severity: if by_rule { Severity::Note } else { Severity::Warning },
                message: format!(
                    "line {}: {what}; {} {} not used, the others are{}{todo}",
                    tally.line,
                    tally.rows,
                    match (loss, tally.rows) {
                        (Loss::Cell { .. }, 1) => "cell is",
                        (Loss::Cell { .. }, _) => "cells are",
                        (_, 1) => "row is",
                        _ => "rows are",
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
            for (text, rows, line) in &tally.texts {
                found.entry((*column, text)).or_default().push((*period, *rows, *line));
            }
        }
        for ((column, text), periods) in found {
            let rows = periods.iter().map(|(_, rows, _)| rows).sum();
            let line = periods.iter().map(|(_, _, line)| line).min().copied().unwrap_or_default();
            let lost = periods.iter().map(|(period, _, _)| *period);
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

impl Tally {
    /// What is hit that a measure cannot go on without.
    fn hit(&self, loss: Loss, plan: &FilePlan<'_>) -> Option<&'static str> {
        let share = plan.catalogue.check_limits.coverage_loss;
        let authorities = match loss {
            Loss::Code | Loss::Contradiction => self.texts.len(),
            _ => self.authorities.len(),
        };
        // As a share of England's authorities, not of those that a small file happens to have.
        #[expect(clippy::cast_precision_loss, reason = "some hundreds of authorities")]
        let many = authorities as f64 > share * plan.areas.authorities() as f64;
        match loss {
            Loss::NoCode => Some("authorities"),
            _ if self.national => Some("England"),
            _ if self.regional => Some("a region"),
            _ if many => Some("authorities"),
            _ => None,
        }
    }
}

/// The check, what was seen, and what to edit.
fn worded(loss: Loss, tally: &Tally, plan: &FilePlan<'_>) -> (Fault, String, String) {
    let catalogue = plan.catalogue;
    let (s, is) = if tally.texts.len() == 1 { ("", "is") } else { ("s", "are") };
    match loss {
        Loss::Label { .. } => {
            let near =
                |text: &str| nearest(text, catalogue.labels.iter().map(|l| l.label.as_str()));
            (
                Fault::UnknownLabel,
                format!("the SEN label{s} {} {is} unknown", tally.listed(&near)),
                format!(
                    "if it is one of the cohorts, add it to send-outcomes.toml: [[label]] label = \
                     \"{}\", cohort = \"…\" ('send-outcomes cohorts' lists them), each on a \
                     line of its own; a group that is not wanted goes under ignored in the \
                     layout '{}' of {}",
                    tally.first(),
                    plan.layout.id,
                    plan.data_set.described_in()
                ),
            )
        }
        Loss::NotCompared => (
            Fault::AreaNotCompared,
            format!(
                "the area code{s} {} {is} not of an area that is compared",
                tally.listed(&none)
            ),
            String::new(),
        ),
        Loss::Code => {
            let near = |text: &str| nearest(text, catalogue.areas.codes());
            (
                Fault::UnknownArea,
                format!("the area code{s} {} {is} unknown", tally.listed(&near)),
                format!(
                    "if it is a new code of an area, add it to send-outcomes.toml: [[recoded]] \
                     code = \"{}\", is = \"…\" (the code in 'send-outcomes areas'), each on a line \
                     of its own; an area that is new goes under [[area]] in catalogue/areas.toml",
                    tally.first()
                ),
            )
        }
        Loss::Contradiction => (
            Fault::AreaContradiction,
            format!("the row is of several areas: {}", tally.texts_only()),
            "see which of them is right, and correct the file or fetch it again".to_string(),
        ),
        Loss::Region => {
            let near = |text: &str| nearest(text, plan.areas.region_names());
            (
                Fault::UnknownArea,
                format!("the region{s} {} {is} unknown: no area code", tally.listed(&near)),
                "add it under [[alias]] in catalogue/areas.toml".to_string(),
            )
        }
        Loss::NoCode => (
            Fault::UnknownArea,
            "the row is of a local authority, and the file has no column of its area code"
                .to_string(),
            format!(
                "name the column in layout '{}' of {}",
                plan.layout.id,
                plan.data_set.described_in()
            ),
        ),
        Loss::Period => {
            let form = "write an academic or financial year as 2018/19, a calendar year as 2018";
            (
                Fault::UnknownPeriod,
                format!("data set '{}': {} is not a period", plan.data_set.id, tally.listed(&none)),
                form.to_string(),
            )
        }
        Loss::Cell { column } => {
            let near =
                |text: &str| nearest(text, catalogue.symbols.iter().map(|s| s.symbol.as_str()));
            let mut looks = tally.texts.iter().map(|(text, _, _)| Look::of(text));
            let todo = looks.find_map(|look| look.advice(plan)).unwrap_or_else(|| {
                format!(
                    "if the publisher prints it in place of a figure, add it to \
                     send-outcomes.toml: [[symbol]] symbol = \"{}\", kept_as = \"…\" (a symbol of \
                     catalogue/symbols.toml, such as x), each on a line of its own",
                    tally.first()
                )
            });
            (
                Fault::UnknownSymbol,
                format!(
                    "column '{}' holds {}, which {} neither a number nor a known symbol",
                    plan.header.name(column),
                    tally.listed(&near),
                    if tally.texts.len() == 1 { "is" } else { "are" },
                ),
                todo,
            )
        }
        Loss::Span { .. } => (Fault::OtherSpan, String::new(), String::new()),
    }
}

fn none(_: &str) -> String {
    String::new()
}

//! Why rows and cells of a file are not used, and what is lost for each reason.

use super::plan::FilePlan;
use crate::shown::visible;
use std::collections::BTreeSet;

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
    /// What says whom or when it is about has a sign that no text has.
    Control { column: usize },
    /// A cell is neither a number nor a symbol.
    Cell { column: usize },
}

/// What is lost for one reason.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub rows: u64,
    /// The first line.
    pub line: u64,
    /// In the order of the file.
    pub texts: Vec<SeenText>,
    pub national: bool,
    pub regional: bool,
    pub authorities: BTreeSet<u32>,
    pub measures: BTreeSet<u16>,
}

/// A text for which something is lost.
#[derive(Debug, Clone)]
pub(super) struct SeenText {
    pub text: String,
    pub rows: u64,
    /// The first line.
    pub line: u64,
}

impl Tally {
    pub fn add(&mut self, text: &str, rows: u64, line: u64) {
        self.line = if self.rows == 0 { line } else { self.line.min(line) };
        self.rows += rows;
        match self.texts.iter().position(|known| known.text == text) {
            Some(place) => self.texts[place].rows += rows,
            None if self.texts.len() < MAX_TEXTS => {
                self.texts.push(SeenText { text: text.to_string(), rows, line });
            }
            None => {}
        }
    }

    /// The text that was seen first.
    pub fn first(&self) -> String {
        self.texts.first().map(|first| visible(&first.text)).unwrap_or_default()
    }

    /// `'a' (3 rows, nearest known: 'b')`, the first few.
    pub fn listed(&self, near: &dyn Fn(&str) -> String) -> String {
        let one = self.texts.len() == 1;
        let shown = self.texts.iter().take(MAX_SHOWN).map(|seen| {
            let near = near(&seen.text);
            let rows = if one { String::new() } else { format!(" in {} rows", seen.rows) };
            format!("'{}'{rows}{near}", visible(&seen.text))
        });
        format!("{}{}", shown.collect::<Vec<_>>().join(", "), self.more())
    }

    /// The first few, which are sentences of this program already.
    pub fn sentences(&self) -> String {
        let shown = self.texts.iter().take(MAX_SHOWN).map(|seen| seen.text.as_str());
        format!("{}{}", shown.collect::<Vec<_>>().join("; "), self.more())
    }

    /// How many are not shown.
    fn more(&self) -> String {
        match self.texts.len().saturating_sub(MAX_SHOWN) {
            0 => String::new(),
            more => format!(" and {more} more"),
        }
    }

    /// Whether something is hit that a measure cannot go on without.
    pub fn stops(&self, loss: Loss, plan: &FilePlan<'_>) -> bool {
        let share = plan.catalogue.check_limits.coverage_loss;
        let authorities = match loss {
            Loss::Code | Loss::Contradiction | Loss::Control { .. } => self.texts.len(),
            _ => self.authorities.len(),
        };
        // As a share of England's authorities, not of those that a small file happens to have.
        #[expect(clippy::cast_precision_loss, reason = "some hundreds of authorities")]
        let many = authorities as f64 > share * plan.areas.authorities() as f64;
        loss == Loss::NoCode || self.national || self.regional || many
    }
}

//! What goes with the verdicts of an area: the year before, the other
//! comparators, and how many comparisons came out which way.

use super::AreaFindings;
use super::area::decimals;
use super::verdict::{Favour, Level, level, word};
use crate::engine::{EngineError, Rows};
use datafusion::execution::context::SessionContext;
use std::collections::BTreeMap;

const CHANGES: &str = "present/changes.sql";
const SUMMARY: &str = "present/summary.sql";
const COMPARISONS: &str = "present/comparisons.sql";

/// Which way a figure went within a year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Turn {
    /// Less than matters, or within chance or rounding.
    #[default]
    LittleChange,
    /// To the advantage of the pupils.
    Better,
    /// To their disadvantage.
    Worse,
    /// Up, where neither is better.
    Higher,
    /// Down, where neither is better.
    Lower,
}

/// A figure and the one of the year before, in the same unbroken segment.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Measure.
    pub measure_id: String,
    /// Cohort.
    pub cohort: String,
    /// Title of the measure.
    pub measure_title: String,
    /// The measure whose story it belongs to: measures of one story take one place.
    pub story: String,
    /// Cohort for labels.
    pub cohort_short: String,
    /// Whether the cohort is one of pupils with SEND.
    pub of_send: bool,
    /// The earlier period.
    pub period_before: String,
    /// Latest less earlier, in the unit of the measure.
    pub change: Option<f64>,
    /// The same, printed with its sign.
    pub change_text: String,
    /// `(not tested)` behind a blank where no numbers of pupils or limits allowed a test; else empty.
    pub basis_mark: String,
    /// Which way.
    pub turn: Turn,
    /// Both figures and England's, in words.
    pub figures: String,
    /// How the level against England moved, or empty.
    pub level_moved: String,
}

/// How the comparisons of one cohort with the same cohort in England came out.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Cohort for sentences.
    pub cohort_title: String,
    /// Cohort for labels.
    pub cohort_short: String,
    /// Whether the cohort is one of pupils with SEND.
    pub of_send: bool,
    /// Comparisons that could be made.
    pub compared: i32,
    /// Better than England.
    pub better: i32,
    /// Of these, significantly.
    pub better_significantly: i32,
    /// Worse than England.
    pub worse: i32,
    /// Of these, significantly.
    pub worse_significantly: i32,
    /// Broadly in line.
    pub in_line: i32,
    /// Too few pupils to say.
    pub unclear: i32,
    /// Measures of which neither more nor less is better.
    pub contextual: i32,
    /// Comparisons that could not be made.
    pub not_available: i32,
    /// Comparisons that could be tested.
    pub tested: i32,
    /// Comparisons that depend on a borrowed number of pupils.
    pub indicative: i32,
}

/// The latest figure of one cohort next to one comparator.
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    /// Stable id.
    pub finding_id: String,
    /// Measure.
    pub measure_id: String,
    /// Cohort.
    pub cohort: String,
    /// Comparator.
    pub comparator: String,
    /// Period.
    pub period: String,
    /// Title of the measure.
    pub measure_title: String,
    /// Cohort for labels.
    pub cohort_short: String,
    /// Theme.
    pub theme: String,
    /// Unit.
    pub unit: String,
    /// Decimals to print: those of the area's level of geography.
    pub decimals: usize,
    /// Decimals of the comparator's figure.
    pub comparator_decimals: usize,
    /// Decimals of the gap between both.
    pub gap_decimals: usize,
    /// Level, as in the tables.
    pub level: Level,
    /// How it is known where it was not tested, in brackets behind a blank; else empty.
    pub basis_mark: String,
    /// The direction in words.
    pub direction_said: String,
    /// Judgement.
    pub judgement: String,
    /// A, B, C or N.
    pub evidence_grade: String,
    /// In full.
    pub sentence: String,
    /// The area's figure.
    pub value: Option<f64>,
    /// Symbol in its place.
    pub symbol: Option<String>,
    /// The comparator's figure.
    pub comparator_value: Option<f64>,
    /// Area less comparator.
    pub difference: Option<f64>,
    /// Its lower limit.
    pub difference_lower: Option<f64>,
    /// Its upper limit.
    pub difference_upper: Option<f64>,
    /// p of the difference.
    pub p_value: Option<f64>,
    /// p after allowing for the number of tests.
    pub q_value: Option<f64>,
    /// Why there is no verdict, and other flags.
    pub flags: Vec<String>,
    /// The level turned by polarity; empty where nothing is better or worse.
    pub favour: Option<Favour>,
    /// Whether so many are not known that a low figure is not a strength.
    pub blocked_by_not_known: bool,
}

impl Comparison {
    /// Whether the gap is to the pupils' advantage; `None` where nothing is better or worse.
    #[must_use]
    pub fn favourable(&self) -> Option<bool> {
        super::area::favourable(self.favour, self.blocked_by_not_known)
    }
}

/// Adds changes, tallies and comparisons to the findings of the chosen areas.
///
/// # Errors
/// A query of `queries/present/` fails.
pub async fn stand_beside(
    context: &SessionContext,
    found: &mut BTreeMap<String, AreaFindings>,
) -> Result<(), EngineError> {
    let read = [CHANGES, SUMMARY, COMPARISONS];
    let [changes, tallies, compared] = Rows::of_each(context, read).await?;
    for row in 0..changes.len() {
        let results = found.entry(changes.text(row, "area_code")).or_default();
        results.changes.push(change(&changes, row));
    }
    for row in 0..tallies.len() {
        let results = found.entry(tallies.text(row, "area_code")).or_default();
        results.tallies.push(tally(&tallies, row));
    }
    for row in 0..compared.len() {
        let results = found.entry(compared.text(row, "area_code")).or_default();
        results.comparisons.push(comparison(&compared, row)?);
    }
    Ok(())
}

fn change(rows: &Rows, row: usize) -> Change {
    let text = |column: &str| rows.text(row, column);
    Change {
        measure_id: text("measure_id"),
        cohort: text("cohort"),
        measure_title: text("measure_title"),
        story: text("story"),
        cohort_short: text("cohort_short"),
        of_send: rows.truth(row, "of_send"),
        period_before: text("period_before"),
        change: rows.number(row, "change"),
        change_text: text("change_text"),
        basis_mark: text("basis_mark"),
        turn: match text("turn").as_str() {
            "better" => Turn::Better,
            "worse" => Turn::Worse,
            "higher" => Turn::Higher,
            "lower" => Turn::Lower,
            _ => Turn::LittleChange,
        },
        figures: text("figures"),
        level_moved: text("level_moved"),
    }
}

fn tally(rows: &Rows, row: usize) -> Tally {
    let count = |column: &str| rows.integer(row, column);
    Tally {
        cohort_title: rows.text(row, "cohort_title"),
        cohort_short: rows.text(row, "cohort_short"),
        of_send: rows.truth(row, "of_send"),
        compared: count("compared"),
        better: count("better"),
        better_significantly: count("better_significantly"),
        worse: count("worse"),
        worse_significantly: count("worse_significantly"),
        in_line: count("in_line"),
        unclear: count("unclear"),
        contextual: count("contextual"),
        not_available: count("not_available"),
        tested: count("tested"),
        indicative: count("indicative"),
    }
}

fn comparison(rows: &Rows, row: usize) -> Result<Comparison, EngineError> {
    let text = |column: &str| rows.text(row, column);
    let number = |column: &str| rows.number(row, column);
    Ok(Comparison {
        finding_id: text("finding_id"),
        measure_id: text("measure_id"),
        cohort: text("cohort"),
        comparator: text("comparator"),
        period: text("period"),
        measure_title: text("measure_title"),
        cohort_short: text("cohort_short"),
        theme: text("theme"),
        unit: text("unit"),
        decimals: decimals(rows, row, "decimals"),
        comparator_decimals: decimals(rows, row, "comparator_decimals"),
        gap_decimals: decimals(rows, row, "gap_decimals"),
        level: level(rows, row, COMPARISONS)?,
        basis_mark: text("basis_mark"),
        direction_said: text("direction_said"),
        judgement: text("judgement"),
        evidence_grade: text("evidence_grade"),
        sentence: text("sentence"),
        value: number("value"),
        symbol: rows.maybe_text(row, "symbol"),
        comparator_value: number("comparator_value"),
        difference: number("difference"),
        difference_lower: number("difference_lower"),
        difference_upper: number("difference_upper"),
        p_value: number("p_value"),
        q_value: number("q_value"),
        flags: super::area::reasons(rows, row),
        favour: word(rows, row, "favour", COMPARISONS)?,
        blocked_by_not_known: rows.truth(row, "blocked_by_not_known"),
    })
}

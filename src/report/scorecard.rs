//! One finding as a row of the scorecard, with all that its basis needs.

use super::sources::Release;
use crate::catalogue::{Catalogue, Grade, Level, theme_title};
use crate::engine::{printed_figure, signed_number};
use crate::findings::{Change, Comparison, Explanation, Finding, level_words};
use serde::Serialize;

/// One finding as a row of the scorecard. Keys are what a column is sorted by.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Row {
    /// Stable id.
    pub finding_id: String,
    /// Theme.
    pub theme: String,
    /// Measure.
    pub measure: String,
    /// What it measures, in plain words.
    pub definition: String,
    /// Whether the figure is the area's own and unpublished.
    pub local: bool,
    /// Cohort.
    pub cohort: String,
    /// Period.
    pub period: String,
    /// The newest period known to be published, if the figure is old compared with it.
    pub newest: String,
    /// Figure as printed, or its symbol in brackets.
    pub value: String,
    /// Its number.
    pub value_key: String,
    /// What it is compared with: `England`, or the target of a local measure.
    pub comparator: String,
    /// The comparator's figure.
    pub comparator_value: String,
    /// Its number.
    pub comparator_key: String,
    /// Level in words.
    pub level: String,
    /// From 6, significantly better, to 0, not available.
    pub level_key: String,
    /// `better`, `worse` or nothing.
    pub favour: String,
    /// By what the table is filtered.
    pub verdict: String,
    /// Fill class: `better2`, `better1`, `line`, `unclear`, `worse1`, `worse2`, `none`.
    pub fill: String,
    /// Sign that repeats the fill: `++ + = ? − −−`.
    pub mark: String,
    /// Signed change on the year before, where it is comparable.
    pub change: String,
    /// Both figures and England's, in words.
    pub change_figures: String,
    /// Direction in words.
    pub direction: String,
    /// Whether the direction says that the figure moves.
    pub moves: bool,
    /// Judgement.
    pub judgement: String,
    /// In full.
    pub sentence: String,
    /// Place among authorities.
    pub place: String,
    /// Its number.
    pub place_key: String,
    /// Grade of evidence, in words.
    pub evidence: String,
    /// What a reader must know.
    pub caveats: Vec<String>,
    /// Rules that applied.
    pub rules: Vec<String>,
    /// How it came about, step by step, back to the published cells.
    pub explanation: Explanation,
    /// The same figure next to every comparator.
    pub others: Vec<OtherRow>,
    /// Data set.
    pub source: Release,
}

/// A figure next to one comparator.
#[derive(Debug, Clone, Default, Serialize)]
pub struct OtherRow {
    /// Id of the finding.
    pub finding_id: String,
    /// Measure.
    pub measure: String,
    /// Cohort.
    pub cohort: String,
    /// Comparator.
    pub comparator: String,
    /// Period.
    pub period: String,
    /// The area's figure.
    pub own: String,
    /// The comparator's.
    pub value: String,
    /// Signed gap.
    pub gap: String,
    /// 95% interval of the gap.
    pub interval: String,
    /// Level in words.
    pub level: String,
    /// Direction in words.
    pub direction: String,
    /// Where the basis is shown, or empty.
    pub href: String,
}

/// How a verdict looks in a table: fill and sign say the same, so that colour is never alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    /// Fill class: `better2`, `better1`, `line`, `unclear`, `worse1`, `worse2`, `none`.
    pub fill: &'static str,
    /// Sign that repeats the fill: `++ + = ? − −−`.
    pub mark: &'static str,
    /// By what a table is filtered.
    pub verdict: &'static str,
    /// From 6, significantly better, to 0; empty where there is no verdict.
    pub key: &'static str,
}

impl Look {
    /// Of a level, and of whether it is to the pupils' advantage.
    pub(super) fn of(favourable: Option<bool>, level: Level) -> Self {
        let significant = level.is_significant();
        let (fill, mark, verdict, key) = match (favourable, level) {
            (_, Level::NotAvailable) => ("none", "", "not available", ""),
            (Some(true), _) if significant => ("better2", "++", "better", "6"),
            (Some(true), _) => ("better1", "+", "better", "5"),
            (Some(false), _) if significant => ("worse2", "\u{2212}\u{2212}", "worse", "1"),
            (Some(false), _) => ("worse1", "\u{2212}", "worse", "2"),
            (None, Level::BroadlyInLine) => ("line", "=", "broadly in line", "4"),
            (None, Level::NoClearDifference) => ("unclear", "?", "no clear difference", "3"),
            (None, _) => ("unclear", "", "neither is better", "0"),
        };
        Self { fill, mark, verdict, key }
    }

    /// `better`, `worse` or nothing.
    pub(super) fn favour(&self) -> &'static str {
        match self.verdict {
            "better" | "worse" => self.verdict,
            _ => "",
        }
    }
}

pub(super) fn key(value: Option<f64>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

pub(super) fn figure(
    value: Option<f64>,
    symbol: Option<&str>,
    unit: &str,
    decimals: usize,
) -> String {
    match (value, symbol) {
        (Some(v), _) => printed_figure(v, unit, decimals),
        (None, Some(symbol)) => format!("[{symbol}]"),
        (None, None) => String::new(),
    }
}

/// The area's own figure; where there is neither figure nor symbol, that there is none.
pub(super) fn own(value: Option<f64>, symbol: Option<&str>, unit: &str, decimals: usize) -> String {
    let text = figure(value, symbol, unit, decimals);
    if text.is_empty() { "none".to_string() } else { text }
}

fn grade_words(grade: Grade) -> &'static str {
    match grade {
        Grade::A => "A: numbers of pupils, or limits, are published; the difference was tested",
        Grade::B => {
            "B: numbers of pupils follow from rounded figures; tested over every number that fits"
        }
        Grade::I => "I: the number of pupils is borrowed from another published count; indicative",
        Grade::C => "C: only the figure is published; compared with its usual movement, not tested",
        Grade::N => "N: nothing that can be compared",
    }
}

impl Row {
    /// The row of one finding, with the year before.
    #[must_use]
    pub fn of(
        f: &Finding,
        change: Option<&Change>,
        catalogue: &Catalogue,
        source: Release,
    ) -> Self {
        let look = Look::of(f.favourable(), f.level);
        let measure = catalogue.measure(&f.measure_id);
        let against = catalogue.comparators.iter().find(|c| c.id == f.comparator);
        let comparator = figure(f.comparator_value, None, &f.unit, f.comparator_decimals);
        Self {
            finding_id: f.finding_id.clone(),
            theme: theme_title(&f.theme).to_string(),
            measure: f.measure_title.clone(),
            definition: measure.map(|m| m.definition.clone()).unwrap_or_default(),
            cohort: f.cohort_short.clone(),
            period: f.period.clone(),
            newest: f.newest_published.clone(),
            value: own(f.value, f.symbol.as_deref(), &f.unit, f.decimals),
            value_key: key(f.value),
            comparator: against.map_or(String::new(), |c| c.short_title.clone()),
            local: f.flags.iter().any(|flag| flag == "local_unpublished"),
            comparator_value: if comparator.is_empty() {
                "not published".to_string()
            } else {
                comparator
            },
            comparator_key: key(f.comparator_value),
            level: f.level_words(),
            level_key: look.key.to_string(),
            favour: look.favour().to_string(),
            verdict: look.verdict.to_string(),
            fill: look.fill.to_string(),
            mark: look.mark.to_string(),
            change: change.map(|c| c.change_text.clone()).unwrap_or_default(),
            change_figures: change.map(|c| c.figures.clone()).unwrap_or_default(),
            direction: f.direction_words(),
            moves: f.moves(),
            judgement: f.judgement.clone(),
            sentence: f.sentence.clone(),
            place: f.place(),
            place_key: f.best_rank().map(|rank| rank.to_string()).unwrap_or_default(),
            evidence: grade_words(f.evidence_grade).to_string(),
            caveats: f.caveats.clone(),
            rules: f.rules.clone(),
            source,
            ..Self::default()
        }
    }
}

impl OtherRow {
    /// The row of one comparison.
    #[must_use]
    pub fn of(c: &Comparison, catalogue: &Catalogue) -> Self {
        let title = catalogue.comparators.iter().find(|known| known.id == c.comparator);
        let present = c.level != Level::NotAvailable;
        let limits = c.difference_lower.zip(c.difference_upper).filter(|_| present);
        Self {
            finding_id: c.finding_id.clone(),
            measure: c.measure_title.clone(),
            cohort: c.cohort_short.clone(),
            comparator: title.map_or(c.comparator.clone(), |t| t.title.clone()),
            period: c.period.clone(),
            own: own(c.value, c.symbol.as_deref(), &c.unit, c.decimals),
            value: figure(c.comparator_value, None, &c.unit, c.comparator_decimals),
            gap: c
                .difference
                .filter(|_| present)
                .map(|d| signed_number(d, c.gap_decimals))
                .unwrap_or_default(),
            interval: limits
                .map(|(low, high)| {
                    // One decimal more than the figure: an interval is not itself rounded figures.
                    let decimals = c.gap_decimals + 1;
                    format!("{} to {}", signed_number(low, decimals), signed_number(high, decimals))
                })
                .unwrap_or_default(),
            level: level_words(c.level, &c.basis_mark, &c.flags),
            direction: c.direction_wording.clone(),
            href: String::new(),
        }
    }
}

//! The findings and figures of one area, read back from the tables in the order of reading.

use super::basis::Basis;
use super::beside::{Change, Comparison, Tally};
use super::profile::ProfileLine;
use super::verdict::{Direction, Favour, Level, level, word};
use crate::catalogue::Area;
use crate::engine::{EngineError, Rows};
use datafusion::arrow::array::{ArrayRef, RecordBatch, StringArray};
use datafusion::execution::context::SessionContext;
use std::collections::BTreeMap;
use std::sync::Arc;

const FINDINGS: &str = "present/findings.sql";
const SERIES: &str = "present/series.sql";

/// One verdict against the same cohort in England, with its figures in the unit of the measure.
#[derive(Debug, Clone, Default)]
pub struct Finding {
    /// Stable id.
    pub finding_id: String,
    /// Measure.
    pub measure_id: String,
    /// Cohort.
    pub cohort: String,
    /// Cohort for labels.
    pub cohort_short: String,
    /// Theme.
    pub theme: String,
    /// Title of the measure.
    pub measure_title: String,
    /// Data set it is read from.
    pub data_set: String,
    /// What it is compared with: England's same cohort, or the target of a local measure.
    pub comparator: String,
    /// Latest period.
    pub period: String,
    /// Level, as in the tables.
    pub level: Level,
    /// The level turned by polarity, as the judgement was read from it; empty without one.
    pub favour: Option<Favour>,
    /// Whether so many are not known that a low figure is not a strength.
    pub blocked_by_not_known: bool,
    /// How it is known.
    pub basis: Basis,
    /// How it is known where it was not tested, in brackets behind a blank; else empty.
    pub basis_mark: String,
    /// Direction, as in the tables.
    pub direction: Option<Direction>,
    /// The direction in words.
    pub direction_said: String,
    /// How the direction is known where it was not tested, as `basis_mark`.
    pub direction_mark: String,
    /// How the gap to England moved across a change of grading, in short; empty where that is not shown.
    pub gap_trend_words: String,
    /// How the gap to England moves, or empty.
    pub gap_direction: String,
    /// Judgement.
    pub judgement: String,
    /// A, B, I, C or N.
    pub evidence_grade: String,
    /// In full.
    pub sentence: String,
    /// What a reader must know.
    pub caveats: Vec<String>,
    /// Rules that applied.
    pub rules: Vec<String>,
    /// Why there is no verdict, and other flags.
    pub flags: Vec<String>,
    /// Unit.
    pub unit: String,
    /// Kind of measure.
    pub kind: String,
    /// Decimals to print: those of the area's level of geography.
    pub decimals: usize,
    /// Decimals of the comparator's figure.
    pub comparator_decimals: usize,
    /// 1, 0 or −1.
    pub polarity: i32,
    /// The area's figure.
    pub value: Option<f64>,
    /// Symbol in its place.
    pub symbol: Option<String>,
    /// England's figure.
    pub comparator_value: Option<f64>,
    /// Area less England.
    pub difference: Option<f64>,
    /// Its lower limit.
    pub difference_lower: Option<f64>,
    /// Its upper limit.
    pub difference_upper: Option<f64>,
    /// How large a gap must be to matter.
    pub m_level: Option<f64>,
    /// Fewer than 30 pupils.
    pub small_cohort: bool,
    /// `3rd to 6th of 151, band B`, or empty.
    pub place: String,
    /// First period of the latest unbroken years, or empty.
    pub period_from: String,
    /// The newest period that is known to be published, if the latest figure here is old compared
    /// with it.
    pub newest_published: String,
    /// The list of headlines it is in: `strengths`, `concerns` or none.
    pub headline_list: String,
    /// Its place there, 1 first.
    pub headline_place: i32,
}

impl Finding {
    /// Whether the gap is to the pupils' advantage; `None` where nothing is better or worse.
    #[must_use]
    pub fn favourable(&self) -> Option<bool> {
        favourable(self.favour, self.blocked_by_not_known)
    }

    /// The level as words, with how it is known where it was not tested.
    #[must_use]
    pub fn level_words(&self) -> String {
        level_words(self.level, &self.basis_mark, &self.flags)
    }

    /// Whether the direction says that the figure moves.
    #[must_use]
    pub fn moves(&self) -> bool {
        !matches!(
            self.direction,
            None | Some(Direction::TooFewYears | Direction::NoSustainedChange)
        )
    }

    /// The direction as words; without one, how the gap to England moved across a change of grading,
    /// where that is shown.
    #[must_use]
    pub fn direction_words(&self) -> String {
        match self.gap_across_a_break() {
            Some(gap) => format!("{gap} (approximate)"),
            None => format!("{}{}", self.direction_said, self.direction_mark),
        }
    }

    /// How the gap to England moved across a change of grading, where the level has no direction.
    #[must_use]
    pub fn gap_across_a_break(&self) -> Option<&str> {
        let without = matches!(self.direction, None | Some(Direction::TooFewYears));
        Some(self.gap_trend_words.as_str()).filter(|gap| without && !gap.is_empty())
    }
}

/// Whether a gap is to the pupils' advantage, by the `favour` of its judgement.
pub(super) fn favourable(favour: Option<Favour>, blocked_by_not_known: bool) -> Option<bool> {
    match favour? {
        // So many are not known that a low figure is not a strength.
        _ if blocked_by_not_known => None,
        Favour::Favourable | Favour::SignificantlyFavourable => Some(true),
        Favour::Unfavourable | Favour::SignificantlyUnfavourable => Some(false),
        Favour::BroadlyInLine | Favour::NoClearDifference | Favour::NotAvailable => None,
    }
}

/// A level as words, with how it is known where it was not tested and the reason where there is none.
#[must_use]
pub fn level_words(level: Level, basis_mark: &str, flags: &[String]) -> String {
    if level == Level::NotAvailable {
        return flags.first().cloned().unwrap_or_else(|| "not available".to_string());
    }
    format!("{}{basis_mark}", level.words())
}

/// One year of a series.
#[derive(Debug, Clone, Default)]
pub struct Year {
    /// Period as written.
    pub period: String,
    /// Year in which it starts.
    pub start: i32,
    /// Value in the unit of the measure.
    pub value: Option<f64>,
    /// Symbol in its place.
    pub symbol: Option<String>,
    /// Pupils counted, where published.
    pub numerator: Option<f64>,
    /// Pupils, where published.
    pub denominator: Option<f64>,
    /// Lower 95% limit.
    pub lower: Option<f64>,
    /// Upper 95% limit.
    pub upper: Option<f64>,
    /// Segment of the series.
    pub segment: i32,
    /// Whether the release is provisional.
    pub provisional: bool,
    /// `final`, `provisional` or `local_unpublished`.
    pub release_status: String,
    /// Data set it was read from.
    pub data_set: String,
}

/// (measure, cohort) → years.
pub type Series = BTreeMap<(String, String), Vec<Year>>;

/// Everything on one area.
#[derive(Debug, Clone, Default)]
pub struct AreaFindings {
    /// Verdicts in reading order.
    pub findings: Vec<Finding>,
    /// (measure, cohort) → the area's years.
    pub series: Series,
    /// (measure, cohort) → the target of a local measure, in the years of the area.
    pub targets: Series,
    /// (measure, cohort) → the years of England, or of the middle authority where England has no
    /// figure for the latest, held once for all areas.
    pub england: Arc<Series>,
    /// What moved since the year before, the most important first.
    pub changes: Vec<Change>,
    /// How the comparisons with England came out, a cohort each.
    pub tallies: Vec<Tally>,
    /// Every comparison of the latest year, in reading order.
    pub comparisons: Vec<Comparison>,
    /// (measure, cohort) → what a page shows next to the verdict.
    pub profile: BTreeMap<(String, String), ProfileLine>,
}

impl AreaFindings {
    /// The area's and England's years of a measure and cohort, or those of its target in
    /// England's place; empty without any.
    #[must_use]
    pub fn years(&self, measure: &str, cohort: &str) -> (&[Year], &[Year]) {
        let key = (measure.to_string(), cohort.to_string());
        (
            self.series.get(&key).map_or(&[], Vec::as_slice),
            self.england.get(&key).or(self.targets.get(&key)).map_or(&[], Vec::as_slice),
        )
    }

    /// Findings of one list of headlines, `strengths` or `concerns`, in its order.
    #[must_use]
    pub fn headlines(&self, list: &str) -> Vec<&Finding> {
        let mut chosen: Vec<&Finding> =
            self.findings.iter().filter(|f| f.headline_list == list).collect();
        chosen.sort_by_key(|f| f.headline_place);
        chosen
    }
}

/// Registers `chosen_areas`, the areas that the queries of `queries/present/` are about.
///
/// # Errors
/// The table cannot be registered.
pub fn choose_areas(context: &SessionContext, areas: &[Area]) -> Result<(), EngineError> {
    let codes: StringArray = areas.iter().map(|a| Some(a.code.as_str())).collect();
    let batch = RecordBatch::try_from_iter([("area_code", Arc::new(codes) as ArrayRef)])
        .map_err(|e| EngineError::Table(e.to_string()))?;
    context.deregister_table("chosen_areas")?;
    context.register_batch("chosen_areas", batch)?;
    Ok(())
}

/// Reads what the tables say of `areas`, by area code, and leaves them the chosen ones. What
/// only pages and workbooks show is left to [`super::stand_beside`].
///
/// # Errors
/// A query of `queries/present/` fails.
pub async fn area_findings(
    context: &SessionContext,
    areas: &[Area],
) -> Result<BTreeMap<String, AreaFindings>, EngineError> {
    choose_areas(context, areas)?;
    let mut found: BTreeMap<String, AreaFindings> = BTreeMap::new();
    let [rows, years] = Rows::of_each(context, [FINDINGS, SERIES]).await?;
    for row in 0..rows.len() {
        let entry = found.entry(rows.text(row, "area_code")).or_default();
        entry.findings.push(finding(&rows, row)?);
    }
    let mut england = Series::new();
    for row in 0..years.len() {
        let key = (years.text(row, "measure_id"), years.text(row, "cohort"));
        let side = years.text(row, "area_level");
        let series = if matches!(side.as_str(), "national" | "authorities") {
            &mut england
        } else {
            let results = found.entry(years.text(row, "area_code")).or_default();
            if side == "target" { &mut results.targets } else { &mut results.series }
        };
        series.entry(key).or_default().push(year(&years, row));
    }
    let england = Arc::new(england);
    for results in found.values_mut() {
        results.england = england.clone();
    }
    Ok(found)
}

/// A number of decimals.
pub(super) fn decimals(rows: &Rows, row: usize, column: &str) -> usize {
    usize::try_from(rows.integer(row, column)).unwrap_or(0)
}

fn finding(rows: &Rows, row: usize) -> Result<Finding, EngineError> {
    let text = |column: &str| rows.text(row, column);
    let number = |column: &str| rows.number(row, column);
    Ok(Finding {
        finding_id: text("finding_id"),
        measure_id: text("measure_id"),
        cohort: text("cohort"),
        cohort_short: text("cohort_short"),
        theme: text("theme"),
        measure_title: text("measure_title"),
        data_set: text("measure_data_set"),
        comparator: text("comparator"),
        period: text("period"),
        level: level(rows, row, FINDINGS)?,
        favour: word(rows, row, "favour", FINDINGS)?,
        blocked_by_not_known: rows.truth(row, "blocked_by_not_known"),
        basis: word(rows, row, "basis", FINDINGS)?.unwrap_or_default(),
        basis_mark: text("basis_mark"),
        direction: word(rows, row, "direction", FINDINGS)?,
        direction_said: text("direction_said"),
        direction_mark: text("direction_mark"),
        gap_trend_words: text("gap_trend_words"),
        gap_direction: text("gap_direction"),
        judgement: text("judgement"),
        evidence_grade: text("evidence_grade"),
        sentence: text("sentence"),
        caveats: rows.list(row, "caveats"),
        rules: rows.list(row, "rules"),
        flags: reasons(rows, row),
        unit: text("unit"),
        kind: text("kind"),
        decimals: decimals(rows, row, "decimals"),
        comparator_decimals: decimals(rows, row, "comparator_decimals"),
        polarity: rows.integer(row, "polarity"),
        value: number("value"),
        symbol: rows.maybe_text(row, "symbol"),
        comparator_value: number("comparator_value"),
        difference: number("difference"),
        difference_lower: number("difference_lower"),
        difference_upper: number("difference_upper"),
        m_level: number("m_level"),
        small_cohort: rows.truth(row, "small_cohort"),
        place: place(rows, row),
        period_from: text("period_from"),
        newest_published: text("newest_published"),
        headline_list: text("headline_list"),
        headline_place: rows.integer(row, "headline_place"),
    })
}

/// Flags of a verdict; where the area has no figure, the first says so and which the last one is.
pub(super) fn reasons(rows: &Rows, row: usize) -> Vec<String> {
    let mut flags = rows.list(row, "flags");
    if let Some(reason) = rows.maybe_text(row, "no_figure") {
        match flags.first_mut() {
            Some(first) => *first = reason,
            None => flags.push(reason),
        }
    }
    flags
}

fn place(rows: &Rows, row: usize) -> String {
    if rows.number(row, "rank").is_none() || rows.integer(row, "polarity") == 0 {
        return String::new();
    }
    let (first, last) = (rows.integer(row, "rank"), rows.integer(row, "rank_max"));
    let span = if first == last { first.to_string() } else { format!("{first} to {last}") };
    let band = rows.maybe_text(row, "band").map(|b| format!(", band {b}")).unwrap_or_default();
    format!("{span} of {}{band}", rows.integer(row, "ranked"))
}

fn year(rows: &Rows, row: usize) -> Year {
    Year {
        period: rows.text(row, "period"),
        start: rows.integer(row, "period_start"),
        value: rows.number(row, "value"),
        symbol: rows.maybe_text(row, "symbol"),
        numerator: rows.number(row, "numerator"),
        denominator: rows.number(row, "denominator"),
        lower: rows.number(row, "value_lower"),
        upper: rows.number(row, "value_upper"),
        segment: rows.integer(row, "segment_id"),
        provisional: rows.text(row, "release_status") == "provisional",
        release_status: rows.text(row, "release_status"),
        data_set: rows.text(row, "data_set"),
    }
}

//! The shape of each file in `catalogue/`, one type a table.

use super::layout::{Choices, Layout};
use crate::period::PeriodKind;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// One measure: what is read, in which unit, and which way is good.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Stable id, as used in every table.
    pub id: String,
    /// Full title.
    pub title: String,
    /// Title that fits a chart panel.
    pub short_title: String,
    /// Lower-case noun phrase for sentences.
    pub phrase: String,
    /// Definition in plain words.
    pub definition: String,
    /// What the figure is a share, rate or average of: the statement of its denominator,
    /// whether or not the number of them is published.
    pub population: String,
    /// One of [`super::THEMES`].
    pub theme: String,
    /// Place within the theme.
    pub order: i32,
    /// `%`, `score`, `per 100` or `count`.
    pub unit: String,
    /// What the axis of a chart says.
    pub axis_unit: String,
    /// Which floor of `verdicts.toml` holds: percentage, session_rate, score, rate, count.
    pub kind: String,
    /// Most decimals that mean something.
    pub decimals: i32,
    /// 1 high is good, −1 low is good, 0 neither. There is no default.
    pub polarity: i32,
    /// For a rate of events: `once` or `repeatedly`, as they can befall one pupil.
    #[serde(default)]
    pub events: String,
    /// For events that repeat: the measure that counts the pupils they befell.
    #[serde(default)]
    pub pupils_concerned: String,
    /// The measure of those whose activity is not known, to be read beside this one.
    #[serde(default)]
    pub not_known: String,
    /// Whether the figure of `not_known` includes this measure's.
    #[serde(default)]
    pub not_known_included: bool,
    /// The data set it is read from.
    pub data_set: String,
    /// Further data sets that hold it under the same definition.
    #[serde(default)]
    pub also: Vec<String>,
    /// Column of the value.
    #[serde(default)]
    pub value: String,
    /// Column of the count that the value counts.
    #[serde(default)]
    pub numerator: String,
    /// Column of the pupils it is a share of.
    #[serde(default)]
    pub denominator: String,
    /// Column of the sum of which the value is the average over the denominator.
    #[serde(default)]
    pub total: String,
    /// Column of the published lower 95% limit.
    #[serde(default)]
    pub lower: String,
    /// Column of the published upper 95% limit.
    #[serde(default)]
    pub upper: String,
    /// Column → values that a row must hold to be about this measure.
    #[serde(default, rename = "where")]
    pub wanted: Choices,
    /// Whether the count follows from the printed percentage and the denominator.
    #[serde(default)]
    pub derive_numerator: bool,
    /// Cohorts for which the held figures have it.
    #[serde(default)]
    pub cohorts: Vec<String>,
    /// The measure whose figure this is a part of: drawn with it, not judged by itself.
    #[serde(default)]
    pub part_of: String,
    /// What the period of a figure means.
    #[serde(default)]
    pub period_basis: String,
    /// Where the publication is found.
    #[serde(default)]
    pub source_link: String,
    /// What a reader must know.
    #[serde(default)]
    pub caveats: Vec<String>,
    /// Comparator → why it cannot exist for this measure.
    #[serde(default)]
    pub unavailable: BTreeMap<String, String>,
    /// Whether only one area has it; never set in a file of the catalogue that ships.
    #[serde(skip)]
    pub local: bool,
    /// What a local measure is set against, in its unit.
    #[serde(skip)]
    pub target: Option<f64>,
    /// Local measures with one partition have counts that add up to their denominator.
    #[serde(skip)]
    pub partition: String,
}

impl Measure {
    /// The comparator that a verdict is read against first: its target where it has one.
    #[must_use]
    pub fn main_comparator(&self) -> &'static str {
        if self.target.is_some() { "target" } else { "england-same-cohort" }
    }
}

impl Measure {
    /// Whether figures of the measure are taken from a data set.
    #[must_use]
    pub fn reads(&self, data_set: &str) -> bool {
        !self.cohorts.is_empty()
            && (self.data_set == data_set || self.also.iter().any(|also| also == data_set))
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct MeasuresFile {
    #[serde(rename = "measure")]
    pub measures: Vec<Measure>,
}

/// One data set and the layouts in which it has been published.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataSet {
    /// Stable id.
    pub id: String,
    /// Title of the publication.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// Slug of the publication in Explore Education Statistics, or empty.
    #[serde(default)]
    pub slug: String,
    /// Id in the publisher's API where evidenced, or empty.
    #[serde(default)]
    pub api_id: String,
    /// Title of the data set within its publication, where it is not `title`.
    #[serde(default)]
    pub api_title: String,
    /// Id of its file on the publisher's catalogue site where evidenced, or empty.
    #[serde(default)]
    pub file_id: String,
    /// Address of the file, for a publisher without an API, or empty.
    #[serde(default)]
    pub url: String,
    /// Licence of the figures.
    pub licence: String,
    /// Whether figures ship with the program.
    pub held: bool,
    /// Stem of the file in a directory source.
    #[serde(default)]
    pub file_pattern: String,
    /// Further names under which files of this data set come, newest release first.
    #[serde(default, rename = "file")]
    pub files: Vec<PublishedFile>,
    /// What is not established about the published files.
    #[serde(default)]
    pub unknown: Vec<String>,
    /// Which year a period is.
    pub period_kind: PeriodKind,
    /// What the period means.
    #[serde(default)]
    pub period_meaning: String,
    /// Periods whose figures are provisional.
    #[serde(default)]
    pub provisional_periods: Vec<String>,
    /// Cohort labels that are dropped on purpose.
    #[serde(default)]
    pub ignored_labels: Vec<String>,
    /// The cohort of every row, for a data set without a cohort column.
    #[serde(default)]
    pub fixed_cohort: String,
    /// What a reader must know.
    #[serde(default)]
    pub caveats: Vec<String>,
    /// Ways in which the file is laid out; the header picks one.
    #[serde(default, rename = "layout")]
    pub layouts: Vec<Layout>,
    /// The CSV file of a local data set.
    #[serde(skip)]
    pub local_file: Option<PathBuf>,
    /// Whether a local data set holds made-up figures.
    #[serde(skip)]
    pub synthetic: bool,
    /// A local data set's own threshold of suppression.
    #[serde(skip)]
    pub suppress_below: Option<u32>,
}

/// A name under which files of a data set come.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedFile {
    /// Stem of the file, `*` for any letters: `ks4_dm_ud_*_nat_*`.
    pub stem: String,
    /// Month of the release, `2019-10`, where known; of two releases with the same
    /// last period the later one counts.
    #[serde(default)]
    pub released: String,
}

/// A group of pupils.
#[derive(Debug, Clone, Deserialize)]
pub struct Cohort {
    /// Stable id.
    pub id: String,
    /// For sentences: "pupils with an EHC plan".
    pub title: String,
    /// For labels: "EHC plan".
    pub short_title: String,
    /// Reading order.
    pub order: i32,
}

/// A published spelling of a cohort.
#[derive(Debug, Clone, Deserialize)]
pub struct Label {
    /// As printed, spaces at the ends cut.
    pub label: String,
    /// The cohort it means.
    pub cohort: String,
    /// First period in which it was printed, where known.
    #[serde(default)]
    pub from: Option<String>,
    /// Last period in which it was printed, where known.
    #[serde(default)]
    pub to: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct CohortsFile {
    #[serde(rename = "cohort")]
    pub cohorts: Vec<Cohort>,
    #[serde(rename = "label")]
    pub labels: Vec<Label>,
}

/// Who a cohort is set against.
#[derive(Debug, Clone, Deserialize)]
pub struct Comparator {
    /// Stable id.
    pub id: String,
    /// For tables.
    pub title: String,
    /// For labels.
    pub short_title: String,
    /// For sentences.
    pub phrase: String,
    /// `england`, `region`, `neighbours` or `same` (the area itself).
    pub area: String,
    /// `same`, or the cohort of the comparator.
    pub cohort: String,
    /// Whether a verdict may be read as good or bad.
    pub like_for_like: bool,
    /// Reading order.
    pub order: i32,
}

#[derive(Debug, Deserialize)]
pub(super) struct ComparatorsFile {
    #[serde(rename = "comparator")]
    pub comparators: Vec<Comparator>,
}

/// A boundary that no trend crosses.
#[derive(Debug, Clone, Deserialize)]
pub struct Break {
    /// Measures it cuts.
    pub measures: Vec<String>,
    /// First period of the new segment.
    pub before: String,
    /// Kind of break.
    pub kind: String,
    /// Short, for a chart's note.
    pub title: String,
    /// In full.
    #[serde(default)]
    pub note: String,
    /// Where it is documented.
    #[serde(default)]
    pub source: String,
}

/// Years shaded on charts.
#[derive(Debug, Clone, Deserialize)]
pub struct Band {
    /// Measures it concerns.
    pub measures: Vec<String>,
    /// First period.
    pub from: String,
    /// Last period.
    pub to: String,
    /// What the band says.
    pub label: String,
    /// Hatched where there are no data at all.
    pub hatched: bool,
}

/// Periods without figures, and why.
#[derive(Debug, Clone, Deserialize)]
pub struct Unavailable {
    /// Measures concerned.
    pub measures: Vec<String>,
    /// Periods concerned.
    pub periods: Vec<String>,
    /// Why.
    pub reason: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct BreaksFile {
    #[serde(rename = "break", default)]
    pub breaks: Vec<Break>,
    #[serde(rename = "band", default)]
    pub bands: Vec<Band>,
    #[serde(default)]
    pub unavailable: Vec<Unavailable>,
}

/// From where on a check speaks up.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckLimits {
    /// Times the usual spread of one-year changes.
    pub jump_multiple: f64,
    /// Codes of authorities so small that any change is usual.
    pub tiny_areas: Vec<String>,
    /// Fewest changes from which a usual spread is read.
    pub minimum_changes: i32,
    /// Printed units by which a share and its own counts may differ.
    pub count_units: f64,
    /// Share by which the authorities may pass England.
    pub england_share: f64,
    /// Fewest authorities for England to be expected within their range.
    pub minimum_areas: i32,
    /// Share of the authorities that may be lost from one year to the next.
    pub coverage_loss: f64,
    /// Share of the authorities that may be suppressed.
    pub suppressed_share: f64,
}

/// Which counts of a local measure are not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suppression {
    /// Counts of children below this are kept back.
    pub below: u32,
    /// Whether a count of nobody is kept back as well.
    pub zero: bool,
}

/// Thresholds and the table of judgements.
#[derive(Debug, Clone, Deserialize)]
pub struct Verdicts {
    /// How large a difference must be to matter.
    pub materiality: Materiality,
    /// What evidence a word asks for.
    pub evidence: Evidence,
    /// When the measures of a theme make a picture together.
    pub picture: Picture,
    /// Level × direction → judgement.
    #[serde(rename = "judgement")]
    pub judgements: Vec<Judgement>,
}

/// The parts of a materiality threshold.
#[derive(Debug, Clone, Deserialize)]
pub struct Materiality {
    /// Multiples of the printed unit.
    pub unit_multiple: f64,
    /// Share of the standard deviation between authorities.
    pub between_area_sd_share: f64,
    /// Share of the standard deviation of one-year changes.
    pub change_sd_share: f64,
    /// Floor by kind of measure, display units.
    pub floor: BTreeMap<String, f64>,
}

/// What evidence a word asks for.
#[derive(Debug, Clone, Deserialize)]
pub struct Evidence {
    /// Largest p of a difference or trend.
    pub significance: f64,
    /// Largest q within a family of tests.
    pub false_discovery: f64,
    /// Largest p of a strict trend.
    pub strict_p: f64,
    /// Fewest pupils for a verdict.
    pub minimum_cohort: f64,
    /// Fewest pupils without a "small cohort" mark.
    pub small_cohort: f64,
    /// Fewest pupils counted, or left out of the count, without a "small numbers" mark.
    pub small_count: f64,
    /// Robust standard deviations from the median authority that make a figure unusual.
    pub unusual_place: f64,
    /// Multiples of M within which both limits must lie to be in line.
    pub in_line_limits: f64,
    /// Fewest neighbours for a summary of them.
    pub minimum_neighbours: i64,
    /// Fewest ranked authorities for a band.
    pub minimum_ranked: i64,
}

/// When the measures of a theme make a picture together.
#[derive(Debug, Clone, Deserialize)]
pub struct Picture {
    /// Fewest measures with a direction.
    pub minimum_measures: i64,
    /// Fewest that move the way of the picture.
    pub minimum_improving: i64,
    /// Smallest share of those that move.
    pub improving_share: f64,
}

/// One cell of the table of judgements.
#[derive(Debug, Clone, Deserialize)]
pub struct Judgement {
    /// Level turned by polarity.
    pub level: String,
    /// Direction.
    pub direction: String,
    /// The words.
    pub judgement: String,
}

/// What a publisher prints in place of a number.
#[derive(Debug, Clone, Deserialize)]
pub struct Symbol {
    /// As printed.
    pub symbol: String,
    /// The symbol by which it is kept: `c`, `z`, `x`, `low`, `u`.
    pub kept_as: String,
    /// What it means.
    pub meaning: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct SymbolsFile {
    #[serde(rename = "symbol")]
    pub symbols: Vec<Symbol>,
}

/// A list of claims about one area.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statements {
    /// Who said it, where and when.
    pub title: String,
    /// The area the claims are about: name or code.
    pub area: String,
    /// The claims.
    #[serde(rename = "statement")]
    pub statements: Vec<StatementText>,
}

/// One claim, clause by clause.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementText {
    /// Short id.
    pub id: String,
    /// The claim in words.
    pub text: String,
    /// The cohort it is about.
    pub cohort: String,
    /// First period it speaks of.
    pub from: String,
    /// Last period it speaks of.
    pub to: String,
    /// Its parts.
    #[serde(rename = "clause")]
    pub clauses: Vec<StatementClause>,
}

/// One part of a claim: some measures, a comparator and what is said of them, in the
/// vocabulary of the verdicts.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementClause {
    /// The part in words.
    pub text: String,
    /// Measures that settle it.
    pub measures: Vec<String>,
    /// Comparator; that of the measure unless said: its target, or `england-same-cohort`.
    #[serde(default)]
    pub comparator: Option<String>,
    /// Cohort, where it is another than the statement's.
    #[serde(default)]
    pub cohort: Option<String>,
    /// `above`, `below`, `broadly_in_line`, `significantly_above`, `significantly_below`,
    /// `favourable`, `unfavourable`.
    #[serde(default)]
    pub level: Option<String>,
    /// `improving`, `declining`, `no_sustained_change`, `not_improving`, `volatile`,
    /// `rising`, `falling`.
    #[serde(default)]
    pub direction: Option<String>,
    /// `widening` or `closing`, against England.
    #[serde(default)]
    pub gap: Option<String>,
    /// A rise in the share whose activity is not known.
    #[serde(default)]
    pub rise_in_not_known: bool,
    /// The gain was lost again.
    #[serde(default)]
    pub not_sustained: bool,
    /// An improving picture across the measures.
    #[serde(default)]
    pub improving_picture: bool,
    /// How many of the measures must bear it out: `all`, `most` or `any`.
    #[serde(default = "all")]
    pub quantifier: String,
}

fn all() -> String {
    "all".to_string()
}

/// Which pictures an area gets beside those of every theme.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChartChoice {
    /// One measure, each group of pupils beside England.
    pub ladder: ChosenMeasures,
    /// First and last year of the latest unbroken years.
    pub slope: ChosenMeasures,
    /// The gap to England year by year.
    pub gap_over_time: ChosenMeasures,
    /// Times the figure of pupils with no SEN.
    pub disproportionality: ChosenMeasures,
    /// Parts that make up a whole.
    #[serde(default, rename = "composition")]
    pub compositions: Vec<Composition>,
}

/// Measures and groups of pupils of one kind of picture.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChosenMeasures {
    /// Ids of measures.
    pub measures: Vec<String>,
    /// Ids of cohorts, in drawing order.
    pub cohorts: Vec<String>,
}

/// A whole and its parts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Composition {
    /// For file names.
    pub id: String,
    /// What becomes of whom.
    pub title: String,
    /// Ids of cohorts, in drawing order.
    pub cohorts: Vec<String>,
    /// How many of the latest years are drawn.
    pub years: usize,
    /// Measures whose verdicts make the title.
    pub judged: Vec<String>,
    /// Parts in drawing order; the last is what is not known.
    #[serde(rename = "part")]
    pub parts: Vec<CompositionPart>,
}

/// A part: the sum of some measures less the sum of others.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompositionPart {
    /// Label.
    pub label: String,
    /// Measures that are added.
    pub measures: Vec<String>,
    /// Measures that are taken away.
    #[serde(default)]
    pub less: Vec<String>,
}

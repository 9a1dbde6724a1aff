//! Which pictures an area gets in addition to those of every theme.

use serde::Deserialize;

/// Which pictures an area gets in addition to those of every theme.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChartChoice {
    /// One measure, each group of pupils next to England.
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
    /// Abbreviations that a picture explains where it uses them.
    #[serde(default, rename = "abbreviation")]
    pub abbreviations: Vec<Abbreviation>,
}

/// An abbreviation and what it stands for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Abbreviation {
    /// As it is written.
    pub short: String,
    /// In full.
    pub full: String,
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
    /// What becomes of each group of pupils.
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
    /// Measures that are subtracted.
    #[serde(default)]
    pub less: Vec<String>,
}

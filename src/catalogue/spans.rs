//! Which part of a year a row is about, and the words by which files print a total.

use super::normal::normal_form;
use crate::period::PeriodKind;
use serde::Deserialize;

/// A span of time as files print it next to a period: `Academic year`, `Autumn term`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// As it is named in tables and in the catalogue.
    pub span: String,
    /// Other words and codes for it.
    #[serde(default)]
    pub also: Vec<String>,
    /// Month from which its figures can be known, where that is before the end of its year: 1 for an
    /// autumn term.
    #[serde(default)]
    pub known_from: Option<u32>,
    /// Kinds of period of which it is the whole.
    #[serde(default)]
    pub whole: Vec<PeriodKind>,
}

impl Span {
    /// Whether a text in its normal form means this span.
    #[must_use]
    pub fn is(&self, form: &str) -> bool {
        std::iter::once(&self.span).chain(&self.also).any(|text| normal_form(text) == form)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SpansFile {
    #[serde(rename = "span")]
    pub spans: Vec<Span>,
}

/// `catalogue/totals.toml`: how files print the total of a filter, and which columns are none.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// Words for a total, the widest first.
    pub words: Vec<String>,
    /// Columns of text that part no figures: names, codes, states of a release.
    pub no_filters: Vec<String>,
}

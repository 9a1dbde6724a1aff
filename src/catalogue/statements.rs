//! Claims about an area, clause by clause.

use super::error::CatalogueError;
use super::toml_text::parse_toml;
use serde::Deserialize;

/// A list of claims about one area.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statements {
    /// Who wrote it, where and when.
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
    /// First period it is about.
    pub from: String,
    /// Last period it is about.
    pub to: String,
    /// What a reader of the result must know, as where the figures stop short of the claim.
    #[serde(default)]
    pub note: String,
    /// Its parts.
    #[serde(rename = "clause")]
    pub clauses: Vec<StatementClause>,
}

/// One part of a claim: some measures, a comparator and what is claimed of them, in the
/// vocabulary of the verdicts.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementClause {
    /// The part in words.
    pub text: String,
    /// Measures that decide it.
    pub measures: Vec<String>,
    /// Comparator; that of the headline unless given: the target of a local measure, England's same
    /// cohort, or where England has no figure the middle authority.
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
    /// How many of the measures must support it: `all`, `most` or `any`.
    #[serde(default = "all")]
    pub quantifier: String,
}

fn all() -> String {
    "all".to_string()
}

/// Reads a file of statements that an area wrote about itself.
///
/// # Errors
/// The line, and for an unknown key the nearest known one.
pub fn parse_statements(file: &str, text: &str) -> Result<Statements, CatalogueError> {
    parse_toml(file, text).map_err(CatalogueError::Local)
}

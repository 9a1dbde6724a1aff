//! How a verdict is known, as `queries/42_verdicts.sql` says it, which also words it.

use serde::Deserialize;

/// How a level against a comparator is known (statistics, section 0).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// By a test with published numbers of pupils or published limits.
    Tested,
    /// By such a test, which does not hold among as many measures as were tested.
    NotRobust,
    /// By a number of pupils that another published count lends.
    Indicative,
    /// By the published figures alone.
    NotTested,
    /// Nothing was compared.
    #[default]
    Missing,
}

impl Basis {
    /// The remark next to the word; empty where it was tested.
    #[must_use]
    pub fn mark(self) -> &'static str {
        match self {
            Self::Tested | Self::Missing => "",
            Self::NotRobust => "not robust",
            Self::Indicative => "indicative",
            Self::NotTested => "not tested",
        }
    }
}

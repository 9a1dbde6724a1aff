//! How a verdict is known, as `queries/42_verdicts.sql` says it, which also words it.

/// How a level against a comparator is known (statistics, section 0).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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
    /// The basis that a query names in its column `basis`.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "tested" => Self::Tested,
            "not_robust" => Self::NotRobust,
            "indicative" => Self::Indicative,
            "not_tested" => Self::NotTested,
            _ => Self::Missing,
        }
    }

    /// The basis of a level by the rule that gave it, 1 to 12 (statistics, section 18).
    #[must_use]
    pub fn of(level_rule: i32) -> Self {
        match level_rule {
            2 | 4..=6 => Self::Tested,
            3 => Self::NotRobust,
            7..=9 => Self::Indicative,
            10..=12 => Self::NotTested,
            _ => Self::Missing,
        }
    }

    /// What has to be said beside the word; empty where it was tested.
    #[must_use]
    pub fn mark(self) -> &'static str {
        match self {
            Self::Tested | Self::Missing => "",
            Self::NotRobust => "not robust",
            Self::Indicative => "indicative",
            Self::NotTested => "not tested",
        }
    }

    /// The mark of weaker evidence than a test, in brackets behind a blank; else empty.
    #[must_use]
    pub fn in_brackets(self) -> &'static str {
        match self {
            Self::Indicative => " (indicative)",
            Self::NotTested => " (not tested)",
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_says_how_its_level_is_known() {
        let marks = (1..=12).map(|rule| Basis::of(rule).mark()).collect::<Vec<_>>();
        assert_eq!(marks[..6], ["", "", "not robust", "", "", ""]);
        assert_eq!(marks[6..9], ["indicative"; 3]);
        assert_eq!(marks[9..], ["not tested"; 3]);
        assert_eq!(Basis::of(3).in_brackets(), "");
        assert_eq!(Basis::of(8).in_brackets(), " (indicative)");
    }
}

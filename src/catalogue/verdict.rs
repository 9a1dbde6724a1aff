//! The words of a verdict, as tables and `verdicts.toml` have them: an unknown word is a fault of
//! the file, not a verdict.

use crate::words::words;

words! {
    /// How a figure compares with its comparator's (statistics, section 18).
    #[derive(Default)]
    pub enum Level {
        /// Higher: tested, wide enough to matter, and robust to the number of measures tested.
        SignificantlyAbove = "significantly_above",
        /// Lower, in the same way.
        SignificantlyBelow = "significantly_below",
        /// Higher, by weaker evidence.
        Above = "above",
        /// Lower, by weaker evidence.
        Below = "below",
        /// No gap that would matter is left possible.
        BroadlyInLine = "broadly_in_line",
        /// The gap cannot be distinguished from chance.
        NoClearDifference = "no_clear_difference",
        /// Nothing was compared.
        #[default]
        NotAvailable = "not_available",
    }
}

impl Level {
    /// Whether chance is ruled out.
    #[must_use]
    pub fn is_significant(self) -> bool {
        matches!(self, Self::SignificantlyAbove | Self::SignificantlyBelow)
    }

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::SignificantlyAbove => "significantly above",
            Self::SignificantlyBelow => "significantly below",
            Self::Above => "above",
            Self::Below => "below",
            Self::BroadlyInLine => "broadly in line",
            Self::NoClearDifference => "no clear difference",
            Self::NotAvailable => "not available",
        }
    }
}

words! {
    /// Whether a level is to the pupils' advantage, by the polarity of its measure.
    pub enum Favour {
        /// It is, and chance is ruled out.
        SignificantlyFavourable = "significantly_favourable",
        /// It is.
        Favourable = "favourable",
        /// It is not, and chance is ruled out.
        SignificantlyUnfavourable = "significantly_unfavourable",
        /// It is not.
        Unfavourable = "unfavourable",
        /// As the level of that name.
        BroadlyInLine = "broadly_in_line",
        /// As the level of that name.
        NoClearDifference = "no_clear_difference",
        /// As the level of that name.
        NotAvailable = "not_available",
    }
}

words! {
    /// Where a series goes (statistics, section 7).
    pub enum Direction {
        /// The good way.
        Improving = "improving",
        /// The other way.
        Declining = "declining",
        /// Up, where neither way is good.
        Rising = "rising",
        /// Down, where neither way is good.
        Falling = "falling",
        /// Not beyond the usual movement between years.
        NoSustainedChange = "no_sustained_change",
        /// Up and down beyond it.
        Volatile = "volatile",
        /// Fewer comparable years than a direction takes.
        TooFewYears = "too_few_years",
    }
}

words! {
    /// How the gap to England moves over the years of a direction (statistics, section 8).
    pub enum GapDirection {
        /// To the area's advantage.
        Gaining = "gaining",
        /// To its disadvantage.
        Losing = "losing",
        /// Shown to move with England.
        InStep = "in_step",
        /// None of these can be said.
        Unclear = "unclear",
    }
}

words! {
    /// How a level against a comparator is known (statistics, section 0).
    pub enum Basis {
        /// By a test with published numbers of pupils or published limits.
        Tested = "tested",
        /// By such a test, which does not hold among as many measures as were tested.
        NotRobust = "not_robust",
        /// By a number of pupils that another published count lends.
        Indicative = "indicative",
        /// By the published figures alone.
        NotTested = "not_tested",
    }
}

impl Basis {
    /// The remark next to the word; empty where it was tested.
    #[must_use]
    pub fn mark(self) -> &'static str {
        match self {
            Self::Tested => "",
            Self::NotRobust => "not robust",
            Self::Indicative => "indicative",
            Self::NotTested => "not tested",
        }
    }
}

words! {
    /// The grade of evidence behind a comparison (statistics, section 0).
    #[derive(Default)]
    pub enum Grade {
        /// Numbers of pupils, or limits, are published.
        A = "A",
        /// A range of numbers of pupils follows from rounded figures.
        B = "B",
        /// The number of pupils is borrowed from another published count.
        I = "I",
        /// Only the figure is published.
        C = "C",
        /// Nothing that can be compared.
        #[default]
        N = "N",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Word;

    #[test]
    fn a_level_is_read_as_it_is_said() {
        for level in Level::ALL {
            assert_eq!(level.words(), level.as_str().replace('_', " "));
        }
    }
}

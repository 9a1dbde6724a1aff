//! One verdict with every number that it was made from, as `queries/present/explained.sql` has it.

use crate::catalogue::{Direction, GapDirection, Grade, Level};
use crate::engine::{Decimals, row};
use crate::words::words;

words! {
    /// How a gap and its limits are worked out (`queries/views/17_methods.sql`).
    pub(super) enum Method {
        /// Two shares.
        Newcombe = "newcombe",
        /// A share and that of a whole of which it is a part.
        NewcombePartWhole = "newcombe_part_whole",
        /// A share and that of several areas together.
        NewcombePooled = "newcombe_pooled",
        /// A share and a target.
        FixedBenchmark = "fixed_benchmark",
        /// Means with their published limits.
        PublishedLimits = "published_limits",
        /// Two rates of events.
        Rates = "rates",
        /// A rate and that of a whole of which it is a part.
        RatesPartWhole = "rates_part_whole",
        /// A rate and that of several areas together.
        RatesPooled = "rates_pooled",
        /// No counts and no limits.
        PublishedFiguresOnly = "published_figures_only",
    }
}

words! {
    /// Which area a comparator is of.
    pub(super) enum ComparatorArea {
        England = "england",
        Region = "region",
        /// The area itself, of another cohort.
        Same = "same",
        /// The median of the statistical neighbours.
        Neighbours = "neighbours",
        /// The middle of all authorities.
        Authorities = "authorities",
        /// The target of a local measure.
        Target = "target",
    }
}

words! {
    /// What those not known may change, as `queries/50_findings.sql` has it.
    pub(super) enum NotKnownEffect {
        /// The gap could be theirs.
        CouldExplain = "could_explain",
        /// A share looks low because of them.
        NoStrength = "no_strength",
        /// A fall is partly theirs.
        PartOfTheFall = "part_of_the_fall",
        /// The gap is too wide to be theirs.
        CannotExplain = "cannot_explain",
    }
}

impl NotKnownEffect {
    /// In words, as the caveats have it.
    pub fn words(self) -> &'static str {
        match self {
            Self::CouldExplain => "could be explained by those whose activity is not known",
            Self::NoStrength => "many are not known: a low figure is not a strength",
            Self::PartOfTheFall => "part of the fall coincides with a rise in not known",
            Self::CannotExplain => "it does not change the verdict",
        }
    }
}

row! {
    /// One verdict; figures and thresholds in the unit of its measure.
    pub(super) struct Explained {
        pub finding_id: String,
        pub measure_id: String,
        pub cohort: String,
        pub area_code: String,
        pub period: String,
        pub level: Level,
        pub direction: Option<Direction>,
        pub judgement: String | "",
        pub evidence_grade: Grade,
        pub sentence: String,
        pub caveats: Vec<String>,
        pub evidence: Vec<String> | [],
        pub not_known_effect: Option<NotKnownEffect>,
        pub area_name: String,
        pub region_code: String | "",
        pub comparator_area: ComparatorArea,
        pub other_cohort: String,
        pub unit: String,
        pub decimals: usize as Decimals,
        pub polarity: i32,
        pub floor: Option<f64>,
        pub pupils_concerned: String | "",
        pub not_known_measure: String | "",
        pub not_known_included: i32,
        pub value: Option<f64>,
        pub comparator_value: Option<f64>,
        pub difference: Option<f64>,
        pub difference_lower: Option<f64>,
        pub difference_upper: Option<f64>,
        pub ratio: Option<f64>,
        pub ratio_lower: Option<f64>,
        pub ratio_upper: Option<f64>,
        pub method: Option<Method>,
        pub p_value: Option<f64>,
        pub q_value: Option<f64>,
        pub family_size: i32 | 0,
        pub m_level: Option<f64>,
        pub level_rule: i32,
        pub rounding: Option<f64>,
        pub pupils_used: Option<f64>,
        pub pupils_from: String | "",
        pub noise: Option<f64>,
        pub flags: Vec<String>,
        pub period_from: String | "",
        pub change: Option<f64>,
        pub slope: Option<f64>,
        pub trend_p_value: Option<f64>,
        pub m_change: Option<f64>,
        pub direction_rule: Option<i32>,
        pub gap_change: Option<f64>,
        pub gap_change_lower: Option<f64>,
        pub gap_change_upper: Option<f64>,
        pub gap_direction: Option<GapDirection>,
        pub authorities_n: i32 | 0,
        pub threshold_period: String | "",
        pub printed_unit: Option<f64>,
        pub sd_between: Option<f64>,
        pub sd_change: Option<f64>,
        pub unit_multiple: f64,
        pub between_area_sd_share: f64,
        pub change_sd_share: f64,
        pub significance: f64,
        pub false_discovery: f64,
        pub in_line_limits: f64,
        pub noise_multiple: f64,
    }
}

#[cfg(test)]
mod tests {
    use super::NotKnownEffect;
    use crate::words::Word;

    #[test]
    fn the_effects_of_those_not_known_are_those_of_the_query_and_worded_as_its_caveats() {
        let query = include_str!("../../../queries/50_findings.sql");
        for effect in NotKnownEffect::ALL {
            // What cannot explain a gap is no caveat, and comes as it is from the query before.
            if *effect != NotKnownEffect::CannotExplain {
                for text in [format!("then '{effect}'"), format!("then '{}'", effect.words())] {
                    assert!(query.contains(&text), "{text}");
                }
            }
        }
    }
}

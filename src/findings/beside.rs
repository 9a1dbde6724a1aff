//! What goes with the verdicts of an area: the year before, the other
//! comparators, and how many comparisons came out which way.

use super::AreaFindings;
use super::area::{favourable, reasons};
use super::keys::OfArea;
use crate::catalogue::{Favour, Grade, Level};
use crate::engine::{Decimals, EngineError, Rows, row};
use crate::words::words;
use datafusion::execution::context::SessionContext;
use std::collections::BTreeMap;

const CHANGES: &str = "present/changes.sql";
const SUMMARY: &str = "present/summary.sql";
const COMPARISONS: &str = "present/comparisons.sql";

words! {
    /// Which way a figure went within a year.
    #[derive(Default)]
    pub enum Turn {
        /// Less than matters, or within chance or rounding.
        #[default]
        LittleChange = "little_change",
        /// To the advantage of the pupils.
        Better = "better",
        /// To their disadvantage.
        Worse = "worse",
        /// Up, where neither is better.
        Higher = "higher",
        /// Down, where neither is better.
        Lower = "lower",
    }
}

row! {
    /// A figure and the one of the year before, in the same unbroken segment.
    #[derive(Debug, Clone, Default)]
    pub struct Change {
        /// Measure.
        pub measure_id: String,
        /// Cohort.
        pub cohort: String,
        /// Title of the measure.
        pub measure_title: String,
        /// The measure whose story it belongs to: measures of one story take one place.
        pub story: String,
        /// Cohort for labels.
        pub cohort_short: String,
        /// Whether the cohort is one of pupils with SEND.
        pub of_send: bool,
        /// The earlier period.
        pub period_before: String,
        /// Latest less earlier, in the unit of the measure.
        pub change: Option<f64>,
        /// The same, printed with its sign.
        pub change_text: String,
        /// `(not tested)` behind a blank where no numbers of pupils or limits allowed a test; else empty.
        pub basis_mark: String,
        /// Which way.
        pub turn: Turn,
        /// Both figures and England's, in words.
        pub figures: String,
        /// How the level against England moved, or empty.
        pub level_moved: String,
    }
}

row! {
    /// How the comparisons of one cohort with the same cohort in England came out.
    #[derive(Debug, Clone, Default)]
    pub struct Tally {
        /// Cohort for sentences.
        pub cohort_title: String,
        /// Cohort for labels.
        pub cohort_short: String,
        /// Whether the cohort is one of pupils with SEND.
        pub of_send: bool,
        /// Comparisons that could be made.
        pub compared: i32,
        /// Better than England.
        pub better: i32,
        /// Of these, significantly.
        pub better_significantly: i32,
        /// Worse than England.
        pub worse: i32,
        /// Of these, significantly.
        pub worse_significantly: i32,
        /// Broadly in line.
        pub in_line: i32,
        /// Too few pupils to say.
        pub unclear: i32,
        /// Measures of which neither more nor less is better.
        pub contextual: i32,
        /// Comparisons that could not be made.
        pub not_available: i32,
        /// Comparisons that could be tested.
        pub tested: i32,
        /// Comparisons that depend on a borrowed number of pupils.
        pub indicative: i32,
    }
}

row! {
    /// The latest figure of one cohort next to one comparator.
    #[derive(Debug, Clone, Default)]
    pub struct Comparison {
        /// Stable id.
        pub finding_id: String,
        /// Measure.
        pub measure_id: String,
        /// Cohort.
        pub cohort: String,
        /// Comparator.
        pub comparator: String,
        /// Period.
        pub period: String,
        /// Title of the measure.
        pub measure_title: String,
        /// Cohort for labels.
        pub cohort_short: String,
        /// Theme.
        pub theme: String,
        /// Unit.
        pub unit: String,
        /// Decimals to print: those of the area's level of geography.
        pub decimals: usize as Decimals | 0_usize,
        /// Decimals of the comparator's figure.
        pub comparator_decimals: usize as Decimals | 0_usize,
        /// Decimals of the gap between both.
        pub gap_decimals: usize as Decimals | 0_usize,
        /// How the figure compares.
        pub level: Level,
        /// How it is known where it was not tested, in brackets behind a blank; else empty.
        pub basis_mark: String,
        /// The direction in words.
        pub direction_wording: String | "",
        /// Judgement, in the words of `catalogue/verdicts.toml`.
        pub judgement: String | "",
        /// The grade of the evidence.
        pub evidence_grade: Grade,
        /// In full.
        pub sentence: String,
        /// The area's figure.
        pub value: Option<f64>,
        /// Symbol in its place.
        pub symbol: Option<String>,
        /// The comparator's figure.
        pub comparator_value: Option<f64>,
        /// Area less comparator.
        pub difference: Option<f64>,
        /// Its lower limit.
        pub difference_lower: Option<f64>,
        /// Its upper limit.
        pub difference_upper: Option<f64>,
        /// p of the difference.
        pub p_value: Option<f64>,
        /// p after allowing for the number of tests.
        pub q_value: Option<f64>,
        /// Why there is no verdict, and other flags.
        pub flags: Vec<String>,
        /// Where the area has no figure, that it has none and which the last one is.
        pub no_figure: Option<String>,
        /// The level turned by polarity; empty where nothing is better or worse.
        pub favour: Option<Favour>,
        /// Whether so many are not known that a low figure is not a strength.
        pub blocked_by_not_known: bool | false,
    }
}

impl Comparison {
    /// Whether the gap is to the pupils' advantage; `None` where nothing is better or worse.
    #[must_use]
    pub fn favourable(&self) -> Option<bool> {
        favourable(self.favour, self.blocked_by_not_known)
    }
}

/// Adds changes, tallies and comparisons to the findings of the chosen areas.
///
/// # Errors
/// A query of `queries/present/` fails.
pub async fn stand_beside(
    context: &SessionContext,
    found: &mut BTreeMap<String, AreaFindings>,
) -> Result<(), EngineError> {
    let read = [CHANGES, SUMMARY, COMPARISONS];
    let [changes, tallies, compared] = Rows::of_each(context, read).await?;
    for (of, change) in changes.read::<(OfArea, Change)>()? {
        found.entry(of.area_code).or_default().changes.push(change);
    }
    for (of, tally) in tallies.read::<(OfArea, Tally)>()? {
        found.entry(of.area_code).or_default().tallies.push(tally);
    }
    for (of, mut comparison) in compared.read::<(OfArea, Comparison)>()? {
        let no_figure = comparison.no_figure.as_ref();
        comparison.flags = reasons(comparison.flags, no_figure);
        found.entry(of.area_code).or_default().comparisons.push(comparison);
    }
    Ok(())
}

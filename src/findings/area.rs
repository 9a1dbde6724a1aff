//! The findings and figures of one area, read back from the tables in the order of reading.

use super::beside::{Change, Comparison, Tally};
use super::keys::{OfArea, OfPair};
use super::profile::{PictureWords, ProfileLine};
use crate::catalogue::{Area, Basis, Direction, Favour, GapDirection, Grade, Level};
use crate::engine::{Decimals, EngineError, Rows, row};
use crate::words::words;
use datafusion::arrow::array::{ArrayRef, RecordBatch, StringArray};
use datafusion::execution::context::SessionContext;
use std::collections::BTreeMap;
use std::sync::Arc;

const FINDINGS: &str = "present/findings.sql";
const SERIES: &str = "present/series.sql";

words! {
    /// A list of what stands out in an area (`queries/72_headlines.sql`).
    pub enum HeadlineList {
        /// What is better.
        Strengths = "strengths",
        /// What is worse.
        Concerns = "concerns",
    }
}

row! {
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
        pub data_set: String = "measure_data_set",
        /// What it is compared with: England's same cohort, or the target of a local measure.
        pub comparator: String,
        /// Latest period.
        pub period: String,
        /// How the figure compares.
        pub level: Level,
        /// The level turned by polarity, as the judgement was read from it; empty without one.
        pub favour: Option<Favour>,
        /// Whether so many are not known that a low figure is not a strength.
        pub blocked_by_not_known: bool | false,
        /// How it is known; nothing where nothing was compared.
        pub basis: Option<Basis>,
        /// How it is known where it was not tested, in brackets behind a blank; else empty.
        pub basis_mark: String,
        /// Where the series goes.
        pub direction: Option<Direction>,
        /// The direction in words.
        pub direction_wording: String | "",
        /// How the direction is known where it was not tested, as `basis_mark`.
        pub direction_mark: String,
        /// How the gap to England moved across a change of grading, in short; empty where that is not shown.
        pub gap_trend_words: String,
        /// How the gap to England moves, where that can be asked.
        pub gap_direction: Option<GapDirection>,
        /// Judgement, in the words of `catalogue/verdicts.toml`.
        pub judgement: String | "",
        /// The grade of the evidence.
        pub evidence_grade: Grade,
        /// In full.
        pub sentence: String,
        /// What a reader must know.
        pub caveats: Vec<String>,
        /// Rules that applied.
        pub rules: Vec<String>,
        /// Why there is no verdict, and other flags.
        pub flags: Vec<String>,
        /// Where the area has no figure, that it has none and which the last one is.
        pub no_figure: Option<String>,
        /// Unit.
        pub unit: String,
        /// Kind of measure.
        pub kind: String,
        /// Decimals to print: those of the area's level of geography.
        pub decimals: usize as Decimals | 0_usize,
        /// Decimals of the comparator's figure.
        pub comparator_decimals: usize as Decimals | 0_usize,
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
        pub small_cohort: bool | false,
        /// Rank among authorities, 1 is best.
        pub rank: Option<i32>,
        /// Last rank of its tie.
        pub rank_max: Option<i32>,
        /// Authorities with a figure.
        pub ranked: Option<i32>,
        /// A to D, where there are enough authorities.
        pub band: Option<String>,
        /// The newest period that is known to be published, if the latest figure here is old compared
        /// with it.
        pub newest_published: String | "",
        /// The list of headlines it is in.
        pub headline_list: Option<HeadlineList>,
        /// Its place there, 1 first; 0 in none.
        pub headline_place: i32 | 0,
    }
}

impl Finding {
    /// Whether the gap is to the pupils' advantage; `None` where nothing is better or worse.
    #[must_use]
    pub fn favourable(&self) -> Option<bool> {
        favourable(self.favour, self.blocked_by_not_known)
    }

    /// Its rank among authorities; nothing where neither end of the list is better.
    #[must_use]
    pub fn best_rank(&self) -> Option<i32> {
        self.rank.filter(|_| self.polarity != 0)
    }

    /// `3 to 6 of 151, band B`; empty where nothing is ranked, or neither end of the list is better.
    #[must_use]
    pub fn place(&self) -> String {
        let Some(first) = self.best_rank() else { return String::new() };
        let span = match self.rank_max {
            Some(last) if last != first => format!("{first} to {last}"),
            _ => first.to_string(),
        };
        let band = self.band.as_ref().map(|band| format!(", band {band}")).unwrap_or_default();
        format!("{span} of {}{band}", self.ranked.unwrap_or_default())
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
            None => format!("{}{}", self.direction_wording, self.direction_mark),
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

words! {
    /// What a figure is as a publication.
    #[derive(Default)]
    pub enum ReleaseStatus {
        /// It stays.
        #[default]
        Final = "final",
        /// It may be revised.
        Provisional = "provisional",
        /// It is the area's own.
        LocalUnpublished = "local_unpublished",
    }
}

row! {
    /// One year of a series.
    #[derive(Debug, Clone, Default)]
    pub struct Year {
        /// Period as written.
        pub period: String,
        /// Year in which it starts.
        pub start: i32 = "period_start",
        /// Value in the unit of the measure.
        pub value: Option<f64>,
        /// Symbol in its place.
        pub symbol: Option<String>,
        /// Pupils counted, where published.
        pub numerator: Option<f64>,
        /// Pupils, where published.
        pub denominator: Option<f64>,
        /// Lower 95% limit.
        pub lower: Option<f64> = "value_lower",
        /// Upper 95% limit.
        pub upper: Option<f64> = "value_upper",
        /// Segment of the series.
        pub segment: i32 = "segment_id",
        /// Whether the release may be revised.
        pub release_status: ReleaseStatus,
        /// Data set it was read from.
        pub data_set: String,
    }
}

impl Year {
    /// Whether the release is provisional.
    #[must_use]
    pub fn is_provisional(&self) -> bool {
        self.release_status == ReleaseStatus::Provisional
    }
}

words! {
    /// Whose years a series has.
    enum SeriesSide {
        National = "national",
        Regional = "regional",
        LocalAuthority = "local_authority",
        /// The middle authority, in the place of England.
        Authorities = "authorities",
        /// The target of a local measure, in the place of England.
        Target = "target",
    }
}

row! {
    /// Which series a year is of.
    struct SeriesKey {
        area_code: String,
        area_level: SeriesSide,
    }
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
    /// (measure, cohort) → what pictures say of the verdict.
    pub words: BTreeMap<(String, String), PictureWords>,
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

    /// Findings of one list of headlines, in its order.
    #[must_use]
    pub fn headlines(&self, list: HeadlineList) -> Vec<&Finding> {
        let mut chosen: Vec<&Finding> =
            self.findings.iter().filter(|f| f.headline_list == Some(list)).collect();
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
    for (of, mut finding) in rows.read::<(OfArea, Finding)>()? {
        finding.flags = reasons(finding.flags, finding.no_figure.as_ref());
        found.entry(of.area_code).or_default().findings.push(finding);
    }
    let mut england = Series::new();
    for ((of, pair), year) in years.read::<((SeriesKey, OfPair), Year)>()? {
        let series = match of.area_level {
            SeriesSide::National | SeriesSide::Authorities => &mut england,
            SeriesSide::Target => &mut found.entry(of.area_code).or_default().targets,
            SeriesSide::LocalAuthority | SeriesSide::Regional => {
                &mut found.entry(of.area_code).or_default().series
            }
        };
        series.entry(pair.key()).or_default().push(year);
    }
    let england = Arc::new(england);
    for results in found.values_mut() {
        results.england = england.clone();
    }
    Ok(found)
}

/// Flags of a verdict; where the area has no figure, the first says so and which the last one is.
pub(super) fn reasons(mut flags: Vec<String>, no_figure: Option<&String>) -> Vec<String> {
    if let Some(reason) = no_figure {
        match flags.first_mut() {
            Some(first) => first.clone_from(reason),
            None => flags.push(reason.clone()),
        }
    }
    flags
}

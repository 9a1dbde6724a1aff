//! What pictures need besides the findings: the rank among all authorities, gaps of
//! every year, the parts of a whole, and ratios. Each is read once for all areas.

use super::area::ReleaseStatus;
use super::keys::{OfArea, OfPair};
use crate::catalogue::AreaLevel;
use crate::engine::{EngineError, Rows, row};
use crate::statistics;
use crate::words::words;
use datafusion::execution::context::SessionContext;
use std::collections::BTreeMap;

const GAPS: &str = "present/gaps.sql";
const STANDINGS: &str = "present/standings.sql";
const FUNNELS: &str = "present/funnels.sql";
const COMPOSITIONS: &str = "present/compositions.sql";
const SCALES: &str = "present/scales.sql";
const RATIOS: &str = "present/ratios.sql";

/// Measure and cohort.
pub type Pair = (String, String);

/// Figures of pictures, for all the areas that a run draws.
#[derive(Debug, Clone, Default)]
pub struct PictureFigures {
    /// Every authority in the latest year of a measure and cohort.
    pub standings: BTreeMap<Pair, StandingFigures>,
    /// Area → gaps to the same cohort in England.
    pub gaps: BTreeMap<String, BTreeMap<Pair, Vec<GapYear>>>,
    /// (area, composition) → parts.
    pub compositions: BTreeMap<(String, String), Vec<PartFigure>>,
    /// The limits of the middle half of authorities' figures, in the latest year (unit).
    pub scales: BTreeMap<Pair, (f64, f64)>,
    /// Area → ratios to pupils with no SEN.
    pub ratios: BTreeMap<String, Vec<RatioFigure>>,
}

/// One measure and cohort in all authorities.
#[derive(Debug, Clone, Default)]
pub struct StandingFigures {
    /// Latest period.
    pub period: String,
    /// England's figure.
    pub england: Option<f64>,
    /// Authorities with a figure, the least favourable first.
    pub places: Vec<PlaceFigure>,
    /// Authorities whose figure was suppressed or is not available.
    pub without: usize,
    /// Limits by number of pupils; empty where too few authorities have counts.
    pub limits: Vec<LimitFigure>,
    /// Share of all authorities together (unit).
    pub baseline: f64,
    /// Mean squared distance from it in standard errors; 1 by chance alone.
    pub dispersion: f64,
}

impl StandingFigures {
    /// Lowest, lower quartile, upper quartile and highest of all authorities (unit); `None` below four.
    #[must_use]
    pub fn spread(&self) -> Option<[f64; 4]> {
        let values: Vec<f64> = self.places.iter().map(|p| p.value).collect();
        if values.len() < 4 {
            return None;
        }
        let quantile = |share: f64| statistics::quantile(&values, share).ok();
        Some([quantile(0.0)?, quantile(0.25)?, quantile(0.75)?, quantile(1.0)?])
    }
}

words! {
    /// Where an authority is in a funnel.
    pub enum FunnelPosition {
        /// Within both limits.
        Inside = "inside",
        /// Above the inner limit.
        Above95 = "above_95",
        /// Below the inner limit.
        Below95 = "below_95",
        /// Above both.
        Above998 = "above_998",
        /// Below both.
        Below998 = "below_998",
    }
}

/// One authority's figure.
#[derive(Debug, Clone, Default)]
pub struct PlaceFigure {
    /// ONS code.
    pub area_code: String,
    /// Name.
    pub area_name: String,
    /// Figure (unit).
    pub value: f64,
    /// Pupils, where the funnel has the area.
    pub pupils: Option<f64>,
    /// Its place in the funnel, where it has one.
    pub position: Option<FunnelPosition>,
    /// Rank, 1 is best, and the last rank of its tie.
    pub rank: i32,
    /// Last rank of its tie.
    pub rank_max: i32,
    /// Authorities ranked.
    pub ranked: i32,
    /// A to D, or empty where there are too few authorities.
    pub band: String,
}

/// Control limits for one number of pupils (unit).
#[derive(Debug, Clone, Copy, Default)]
pub struct LimitFigure {
    /// Pupils.
    pub pupils: f64,
    /// 95%.
    pub inner: (f64, f64),
    /// 99.8%.
    pub outer: (f64, f64),
}

row! {
    /// The gap of one year.
    #[derive(Debug, Clone, Default)]
    pub struct GapYear {
        /// Period as written.
        pub period: String,
        /// Year in which it starts.
        pub start: i32 = "period_start",
        /// Area less England (unit).
        pub difference: Option<f64>,
        /// Its lower limit.
        pub lower: Option<f64> = "difference_lower",
        /// Its upper limit.
        pub upper: Option<f64> = "difference_upper",
        /// How large a gap must be to matter.
        pub m_level: Option<f64>,
        /// Symbol in place of the area's figure.
        pub symbol: Option<String>,
        /// Pupils, where published.
        pub denominator: Option<f64>,
        /// Segment of the series.
        pub segment: i32 = "segment_id",
        /// Whether the release may be revised.
        pub release_status: ReleaseStatus,
    }
}

row! {
    /// One part of a whole.
    #[derive(Debug, Clone, Default)]
    pub struct PartFigure {
        /// Cohort.
        pub cohort: String,
        /// Period as written.
        pub period: String,
        /// Place in the composition, from 0.
        pub part: usize,
        /// Figure, per cent.
        pub value: Option<f64>,
        /// Symbol in its place.
        pub symbol: Option<String>,
    }
}

row! {
    /// A cohort's figure as a multiple of that of pupils with no SEN.
    #[derive(Debug, Clone, Default)]
    pub struct RatioFigure {
        /// Measure.
        pub measure_id: String,
        /// Cohort.
        pub cohort: String,
        /// Latest period.
        pub period: String,
        /// Times as often.
        pub ratio: Option<f64>,
        /// Lower 95% limit, where counts are published.
        pub lower: Option<f64> = "ratio_lower",
        /// Upper 95% limit, where counts are published.
        pub upper: Option<f64> = "ratio_upper",
        /// Symbol in its place.
        pub symbol: Option<String>,
    }
}

row! {
    /// One area in the latest year of a measure and cohort.
    struct Standing {
        area_code: String,
        area_name: String,
        area_level: AreaLevel,
        period: String,
        value: Option<f64>,
        pupils: Option<f64>,
        position: Option<FunnelPosition>,
        rank: i32 | 0,
        rank_max: i32 | 0,
        ranked: i32 | 0,
        band: String | "",
    }
}

row! {
    /// The limits of a funnel for one number of pupils.
    struct FunnelLine {
        pupils: f64,
        baseline: f64,
        dispersion: f64,
        lower_95: f64,
        upper_95: f64,
        lower_99_8: f64,
        upper_99_8: f64,
    }
}

row! {
    /// Which whole a part is of.
    struct OfComposition {
        area_code: String,
        composition: String,
    }
}

row! {
    /// The limits of the middle half of authorities' figures.
    struct Scale {
        low: Option<f64>,
        high: Option<f64>,
    }
}

impl RatioFigure {
    /// Both limits, where there are any.
    #[must_use]
    pub fn limits(&self) -> Option<(f64, f64)> {
        self.lower.zip(self.upper)
    }
}

impl GapYear {
    /// Whether the release is provisional.
    #[must_use]
    pub fn is_provisional(&self) -> bool {
        self.release_status == ReleaseStatus::Provisional
    }
}

/// Reads the figures of pictures, for the areas that were chosen last.
///
/// # Errors
/// A query of `queries/present/` fails.
pub async fn picture_figures(context: &SessionContext) -> Result<PictureFigures, EngineError> {
    let mut figures = PictureFigures::default();
    let read = [STANDINGS, FUNNELS, GAPS, COMPOSITIONS, SCALES, RATIOS];
    let [placed, limits, apart, parts, scales, ratios] = Rows::of_each(context, read).await?;
    standings(&placed, &mut figures)?;
    funnels(&limits, &mut figures)?;
    for ((of, pair), gap) in apart.read::<((OfArea, OfPair), GapYear)>()? {
        let of_area = figures.gaps.entry(of.area_code).or_default();
        of_area.entry(pair.key()).or_default().push(gap);
    }
    for (of, part) in parts.read::<(OfComposition, PartFigure)>()? {
        let key = (of.area_code, of.composition);
        figures.compositions.entry(key).or_default().push(part);
    }
    for (pair, scale) in scales.read::<(OfPair, Scale)>()? {
        figures.scales.extend(scale.low.zip(scale.high).map(|limits| (pair.key(), limits)));
    }
    for (of, ratio) in ratios.read::<(OfArea, RatioFigure)>()? {
        figures.ratios.entry(of.area_code).or_default().push(ratio);
    }
    Ok(figures)
}

fn standings(rows: &Rows, figures: &mut PictureFigures) -> Result<(), EngineError> {
    for (pair, row) in rows.read::<(OfPair, Standing)>()? {
        let standing = figures.standings.entry(pair.key()).or_default();
        standing.period = row.period;
        match row.value {
            value if row.area_level == AreaLevel::National => standing.england = value,
            None => standing.without += 1,
            Some(value) => standing.places.push(PlaceFigure {
                area_code: row.area_code,
                area_name: row.area_name,
                value,
                pupils: row.pupils,
                position: row.position,
                rank: row.rank,
                rank_max: row.rank_max,
                ranked: row.ranked,
                band: row.band,
            }),
        }
    }
    Ok(())
}

fn funnels(rows: &Rows, figures: &mut PictureFigures) -> Result<(), EngineError> {
    for (pair, line) in rows.read::<(OfPair, FunnelLine)>()? {
        let Some(standing) = figures.standings.get_mut(&pair.key()) else { continue };
        standing.baseline = line.baseline;
        standing.dispersion = line.dispersion;
        standing.limits.push(LimitFigure {
            pupils: line.pupils,
            inner: (line.lower_95, line.upper_95),
            outer: (line.lower_99_8, line.upper_99_8),
        });
    }
    Ok(())
}

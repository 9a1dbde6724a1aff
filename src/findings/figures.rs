//! What pictures need besides the findings: the rank among all authorities, gaps of
//! every year, the parts of a whole, and ratios. Each is read once for all areas.

use crate::engine::{EngineError, Rows};
use crate::statistics;
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
    /// Its place in the funnel: `inside`, or beyond a limit as in `above_95`; empty without one.
    pub position: String,
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

/// The gap of one year.
#[derive(Debug, Clone, Default)]
pub struct GapYear {
    /// Period as written.
    pub period: String,
    /// Year in which it starts.
    pub start: i32,
    /// Area less England (unit).
    pub difference: Option<f64>,
    /// Its lower limit.
    pub lower: Option<f64>,
    /// Its upper limit.
    pub upper: Option<f64>,
    /// How large a gap must be to matter.
    pub m_level: Option<f64>,
    /// Symbol in place of the area's figure.
    pub symbol: Option<String>,
    /// Pupils, where published.
    pub denominator: Option<f64>,
    /// Segment of the series.
    pub segment: i32,
    /// Whether the release is provisional.
    pub provisional: bool,
}

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
    /// 95% limits where counts are published.
    pub limits: Option<(f64, f64)>,
    /// Symbol in its place.
    pub symbol: Option<String>,
}

/// Reads the figures of pictures, for the areas that were chosen last.
///
/// # Errors
/// A query of `queries/present/` fails.
pub async fn picture_figures(context: &SessionContext) -> Result<PictureFigures, EngineError> {
    let mut figures = PictureFigures::default();
    let read = [STANDINGS, FUNNELS, GAPS, COMPOSITIONS, SCALES, RATIOS];
    let [placed, limits, apart, parts, scales, ratios] = Rows::of_each(context, read).await?;
    standings(&placed, &mut figures);
    funnels(&limits, &mut figures);
    gaps(&apart, &mut figures);
    for row in 0..parts.len() {
        let key = (parts.text(row, "area_code"), parts.text(row, "composition"));
        figures.compositions.entry(key).or_default().push(PartFigure {
            cohort: parts.text(row, "cohort"),
            period: parts.text(row, "period"),
            part: usize::try_from(parts.integer(row, "part")).unwrap_or(0),
            value: parts.number(row, "value"),
            symbol: parts.maybe_text(row, "symbol"),
        });
    }
    for row in 0..scales.len() {
        if let Some(scale) = scales.number(row, "low").zip(scales.number(row, "high")) {
            figures.scales.insert(pair(&scales, row), scale);
        }
    }
    for row in 0..ratios.len() {
        let limits = ratios.number(row, "ratio_lower").zip(ratios.number(row, "ratio_upper"));
        figures.ratios.entry(ratios.text(row, "area_code")).or_default().push(RatioFigure {
            measure_id: ratios.text(row, "measure_id"),
            cohort: ratios.text(row, "cohort"),
            period: ratios.text(row, "period"),
            ratio: ratios.number(row, "ratio"),
            limits,
            symbol: ratios.maybe_text(row, "symbol"),
        });
    }
    Ok(figures)
}

fn pair(rows: &Rows, row: usize) -> Pair {
    (rows.text(row, "measure_id"), rows.text(row, "cohort"))
}

fn standings(rows: &Rows, figures: &mut PictureFigures) {
    for row in 0..rows.len() {
        let standing = figures.standings.entry(pair(rows, row)).or_default();
        standing.period = rows.text(row, "period");
        let value = rows.number(row, "value");
        match value {
            _ if rows.text(row, "area_level") == "national" => standing.england = value,
            None => standing.without += 1,
            Some(value) => standing.places.push(PlaceFigure {
                area_code: rows.text(row, "area_code"),
                area_name: rows.text(row, "area_name"),
                value,
                pupils: rows.number(row, "pupils"),
                position: rows.text(row, "position"),
                rank: rows.integer(row, "rank"),
                rank_max: rows.integer(row, "rank_max"),
                ranked: rows.integer(row, "ranked"),
                band: rows.text(row, "band"),
            }),
        }
    }
}

fn funnels(rows: &Rows, figures: &mut PictureFigures) {
    for row in 0..rows.len() {
        let Some(standing) = figures.standings.get_mut(&pair(rows, row)) else { continue };
        let number = |column: &str| rows.number(row, column).unwrap_or(0.0);
        standing.baseline = number("baseline");
        standing.dispersion = number("dispersion");
        standing.limits.push(LimitFigure {
            pupils: number("pupils"),
            inner: (number("lower_95"), number("upper_95")),
            outer: (number("lower_99_8"), number("upper_99_8")),
        });
    }
}

fn gaps(rows: &Rows, figures: &mut PictureFigures) {
    for row in 0..rows.len() {
        let of_area = figures.gaps.entry(rows.text(row, "area_code")).or_default();
        of_area.entry(pair(rows, row)).or_default().push(GapYear {
            period: rows.text(row, "period"),
            start: rows.integer(row, "period_start"),
            difference: rows.number(row, "difference"),
            lower: rows.number(row, "difference_lower"),
            upper: rows.number(row, "difference_upper"),
            m_level: rows.number(row, "m_level"),
            symbol: rows.maybe_text(row, "symbol"),
            denominator: rows.number(row, "denominator"),
            segment: rows.integer(row, "segment_id"),
            provisional: rows.text(row, "release_status") == "provisional",
        });
    }
}

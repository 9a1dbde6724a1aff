//! Years across, values up: the ground on which series are drawn, with its gaps,
//! bands and breaks.

use super::axis::tick_text;
use super::canvas::{Canvas, Side, pen, text_width};
use super::record::Joint;
use super::series::{BOTH, ENGLAND, Look, RING, letter, ring, ring_of_both};
use super::words::ChartError;

/// Shaded years, both ends included.
#[derive(Debug, Clone, Default)]
pub struct Band {
    /// First year.
    pub from: i32,
    /// Last year.
    pub to: i32,
    /// What it says.
    pub label: String,
    /// Hatched where there are no data; plain where they are not comparable.
    pub hatched: bool,
}

/// A break between the year before and this one.
#[derive(Debug, Clone, Default)]
pub struct Break {
    /// First year after it.
    pub before: i32,
    /// Number of its footnote.
    pub note: usize,
}

/// One year of a series.
#[derive(Debug, Clone, Default)]
pub struct Point {
    /// Year in which the period ends.
    pub year: i32,
    /// Value.
    pub value: Option<f64>,
    /// Symbol in its place.
    pub symbol: Option<String>,
    /// Lower limit.
    pub lower: Option<f64>,
    /// Upper limit.
    pub upper: Option<f64>,
    /// Segment; lines join only within one.
    pub segment: i32,
    /// Fewer than 30 pupils: the mark is hollow.
    pub small_cohort: bool,
    /// Fewer than 11 pupils: no mark, only words.
    pub tiny_cohort: bool,
    /// Provisional release.
    pub provisional: bool,
}

impl Point {
    /// The symbol that is drawn in place of a figure.
    pub(super) fn shown_symbol(&self) -> Option<&str> {
        let known = |s: &&str| SYMBOLS.iter().any(|known| known.kept_as == *s);
        self.symbol.as_deref().filter(|_| self.value.is_none()).filter(known)
    }
}

/// A symbol in place of a figure.
pub(super) struct RingSymbol {
    /// As it is kept.
    pub kept_as: &'static str,
    /// What is written in its ring.
    pub letter: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

/// Symbols that are drawn, as a ring with a letter.
pub(super) const SYMBOLS: [RingSymbol; 6] = [
    RingSymbol { kept_as: "c", letter: "c", meaning: "suppressed: small numbers" },
    RingSymbol { kept_as: "u", letter: "u", meaning: "too unreliable to publish" },
    RingSymbol { kept_as: "low", letter: "~", meaning: "rounds to zero" },
    RingSymbol { kept_as: "x", letter: "x", meaning: "not available" },
    RingSymbol { kept_as: "z", letter: "z", meaning: "not applicable" },
    RingSymbol { kept_as: "er", letter: "!", meaning: "cannot be right: not used" },
];

/// The years of a series and whose they are.
#[derive(Clone, Copy)]
pub(super) struct Named<'a> {
    pub points: &'a [Point],
    pub name: &'a str,
}

impl Named<'_> {
    /// Where there is one series only.
    pub const NONE: Self = Named { points: &[], name: "" };
}

/// The figure of a line's end, and its year where it is not the last one that is drawn:
/// `45%`, `45% in 2022/23`; over many years, which leave little room, as the axis has it.
pub(super) fn end_text(
    figure: &str,
    year: i32,
    (first, last): (i32, i32),
    calendar: bool,
) -> String {
    if year == last {
        return figure.to_string();
    }
    let period = if last - first > MANY_YEARS {
        format!("\u{2019}{:02}", year % 100)
    } else if calendar {
        year.to_string()
    } else {
        format!("{}/{:02}", year - 1, year % 100)
    };
    format!("{figure} in {period}")
}

/// From so many years on an axis is crowded.
const MANY_YEARS: i32 = 6;

/// Instead of a mark for fewer than 11 pupils.
const TINY: &str = "n<11";
/// Room for the strips of bands below the first tick, and below a mark on it.
const FLOOR: f64 = 26.0;
/// Room for the strips of bands below a row of rings.
const STRIPS: f64 = 15.0;

/// Where rings go below the figures: how large they are and in how many rows, a second one where the
/// series have two symbols in the same year, so that none hides a figure.
struct Rows {
    radius: f64,
    count: f64,
}

impl Rows {
    fn of(own: &[Point], other: &[Point]) -> Self {
        let symbols = own.iter().chain(other).any(|p| p.shown_symbol().is_some());
        let pairs =
            || own.iter().filter_map(|p| Some((p.shown_symbol()?, symbol_in(other, p.year)?)));
        let same = pairs().any(|(a, b)| a == b);
        let apart = pairs().any(|(a, b)| a != b);
        Self {
            radius: if same { BOTH } else { RING },
            count: f64::from(u8::from(symbols) + u8::from(apart)),
        }
    }

    /// How far above the foot the middle of a row is.
    fn up(&self, row: f64) -> f64 {
        STRIPS + self.radius + row * (2.0 * self.radius + 3.0)
    }

    /// How far above the foot the first tick is.
    fn floor(&self) -> f64 {
        if self.count > 0.0 { self.up(self.count - 1.0) + self.radius + 14.0 } else { FLOOR }
    }
}

/// Room between the foot of a plot and its first tick, which holds strips of bands and rings.
pub(super) fn floor(own: &[Point], other: &[Point]) -> f64 {
    Rows::of(own, other).floor()
}

/// The symbol that a series has in place of its figure of a year.
fn symbol_in(points: &[Point], year: i32) -> Option<&str> {
    points.iter().filter(|p| p.year == year).find_map(Point::shown_symbol)
}

/// A series as it is drawn: whose, in which panel, how, with its intervals or not, and how far it
/// is shifted sideways.
pub(super) struct Drawn<'a> {
    pub name: &'a str,
    pub panel: usize,
    pub look: Look,
    pub intervals: bool,
    pub shift: f64,
}

/// Maps years and values to pixels of one panel.
pub(super) struct Timeline {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
    pub years: (i32, i32),
    pub values: (f64, f64),
    /// Room between the foot and the first tick, from [`floor`].
    pub floor: f64,
}

impl Timeline {
    pub(super) fn at_year(&self, year: f64) -> f64 {
        self.x + (year - f64::from(self.years.0) + 0.4) * self.each_year()
    }

    /// The first tick is a little above the foot, so that a line along it is seen.
    pub(super) fn at_value(&self, value: f64) -> f64 {
        let share = (value - self.values.0) / (self.values.1 - self.values.0);
        self.y + (self.height - self.floor) * (1.0 - share.clamp(0.0, 1.0))
    }

    /// Pixels from one year to the next.
    pub(super) fn each_year(&self) -> f64 {
        self.width / (f64::from(self.years.1 - self.years.0) + 0.8)
    }

    /// How far two series are moved apart sideways, so that neither hides the other.
    pub(super) fn apart(&self) -> f64 {
        (self.each_year() * 0.16).min(8.0)
    }

    /// Whether the axis holds a value; an end of an interval beyond it has no cap.
    pub(super) fn holds(&self, value: f64) -> bool {
        (self.values.0 - 1e-9..=self.values.1 + 1e-9).contains(&value)
    }

    pub(super) fn foot(&self) -> f64 {
        self.y + self.height
    }

    /// The lines of one series, as far as the axis holds them. A line never crosses a missing year, a missing value or a break.
    pub(super) fn lines(&self, canvas: &mut Canvas, drawn: &Drawn<'_>, points: &[Point]) {
        let Drawn { name, panel, look, shift, .. } = *drawn;
        let at = |p: &Point, v: f64| (self.at_year(f64::from(p.year)) + shift, v);
        for pair in points.windows(2) {
            let [a, b] = pair else { continue };
            let joined = b.year - a.year == 1 && a.segment == b.segment;
            let marked = !a.tiny_cohort && !b.tiny_cohort;
            if let (true, true, Some(va), Some(vb)) = (joined, marked, a.value, b.value) {
                let Some([from, to]) = self.within(at(a, va), at(b, vb)) else { continue };
                if b.provisional {
                    canvas.dashed(from, to, look.colour, super::series::LINE, (5.0, 9.0));
                } else {
                    look.line(canvas, from, to);
                }
                let dashed = b.provisional || look.stroke != super::series::Stroke::Solid;
                let series = name.to_string();
                canvas.join(Joint { series, panel, from: a.year, to: b.year, dashed });
            }
        }
    }

    /// Intervals and marks of the figures of one series that the axis holds.
    pub(super) fn marks(
        &self,
        canvas: &mut Canvas,
        drawn: &Drawn<'_>,
        points: &[Point],
        bands: &[Band],
    ) {
        let Drawn { name, look, intervals, shift, .. } = *drawn;
        let at = |p: &Point, v: f64| (self.at_year(f64::from(p.year)) + shift, self.at_value(v));
        for p in points.iter().filter(|p| !p.tiny_cohort) {
            let Some(value) = p.value.filter(|v| self.holds(*v)) else { continue };
            if let (true, Some(lower), Some(upper)) = (intervals, p.lower, p.upper) {
                let limits = [lower, upper].map(|v| (self.at_value(v), self.holds(v)));
                look.interval(canvas, at(p, value).0, limits);
            }
            let apart = bands.iter().any(|b| !b.hatched && (b.from..=b.to).contains(&p.year));
            let hollow = p.provisional || p.small_cohort || apart;
            look.mark(canvas, name, at(p, value), hollow, value);
        }
    }

    /// A ring with its letter for every year that has a symbol in place of a figure: one around
    /// the other where both series have the same, one above the other where they differ.
    pub(super) fn rings(
        &self,
        canvas: &mut Canvas,
        (own, look): (Named<'_>, Look),
        other: Named<'_>,
    ) -> Result<(), ChartError> {
        let Named { points: own, name: own_name } = own;
        let Named { points: other, name: other_name } = other;
        let rows = Rows::of(own, other);
        let at = |year: i32, row: f64| (self.at_year(f64::from(year)), self.foot() - rows.up(row));
        for (p, symbol) in own.iter().filter_map(|p| Some((p, p.shown_symbol()?))) {
            if symbol_in(other, p.year) == Some(symbol) {
                ring_of_both(canvas, other_name, at(p.year, 0.0));
            }
            ring(canvas, own_name, at(p.year, 0.0), letter(symbol), look)?;
        }
        for (p, symbol) in other.iter().filter_map(|p| Some((p, p.shown_symbol()?))) {
            match symbol_in(own, p.year) {
                Some(same) if same == symbol => {}
                below => {
                    let row = if below.is_some() { 1.0 } else { 0.0 };
                    ring(canvas, other_name, at(p.year, row), letter(symbol), ENGLAND)?;
                }
            }
        }
        Ok(())
    }

    /// Words for each figure of fewer than 11 pupils.
    pub(super) fn tiny_words(
        &self,
        canvas: &mut Canvas,
        (points, breaks): (&[Point], &[Break]),
        look: Look,
    ) -> Result<(), ChartError> {
        for p in points {
            let x = self.at_year(f64::from(p.year));
            if p.value.is_some() && p.tiny_cohort {
                let ink = pen(8.0, true, look.text);
                let width = text_width(TINY, 8.0, true)?;
                let x = x.clamp(self.x + width / 2.0, self.x + self.width - width / 2.0);
                // The line of a break on the left of the year stays clear of the words.
                let line = breaks.iter().filter(|b| b.before == p.year);
                let line = line.map(|b| self.at_year(f64::from(b.before) - 0.5)).next();
                let x = line.map_or(x, |line| x.max(line + 5.0 + width / 2.0));
                // Neighbouring years stand on different heights where they would meet.
                let free = |y: &f64| {
                    canvas.record.texts.iter().all(|t| {
                        t.x > x + width / 2.0
                            || t.x + t.width < x - width / 2.0
                            || t.y > y + 24.0
                            || t.y + t.height < *y
                    })
                };
                let bare = |y: &f64| {
                    !canvas.record.marks.iter().any(|m| {
                        (m.at.0 - x).abs() < width / 2.0 + 20.0
                            && (y - 12.0..y + 34.0).contains(&m.at.1)
                    })
                };
                let heights = [34.0, 60.0, 86.0, 112.0].map(|up| self.foot() - up).into_iter();
                let unmarked = heights.clone().filter(free).find(bare);
                if let Some(y) = unmarked.or_else(|| heights.clone().find(free)) {
                    canvas.text(TINY, x, y, Side::Centre, ink)?;
                }
            }
        }
        Ok(())
    }
}

/// First and last year of points, widened to two years at least.
pub(super) fn span<'a>(points: impl Iterator<Item = &'a Point> + Clone) -> (i32, i32) {
    let first = points.clone().map(|p| p.year).min().unwrap_or(0);
    (first, points.map(|p| p.year).max().unwrap_or(first))
}

/// A tick without a sign of plus.
pub(super) fn plain(value: f64, step: f64) -> String {
    tick_text(value, step)
}

//! Years across, values up: the ground on which series are drawn, with its gaps,
//! bands and breaks.

use super::ChartError;
use super::axis::tick_text;
use super::canvas::{Canvas, Side, pen, text_width, wrap};
use super::palette::{BAND, DARK_GREY, GRID, HATCH, INK, SECONDARY, WHITE};
use super::record::Joint;
use super::series::{Look, RING, letter, ring};

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
    /// The symbol that is drawn in the place of a figure.
    pub(super) fn shown_symbol(&self) -> Option<&str> {
        let known = |s: &&str| SYMBOLS.iter().any(|(known, ..)| known == s);
        self.symbol.as_deref().filter(|_| self.value.is_none()).filter(known)
    }
}

/// Symbols with the letter in their ring and what they mean.
pub(super) const SYMBOLS: [(&str, &str, &str); 5] = [
    ("c", "c", "suppressed: small numbers"),
    ("u", "u", "too unreliable to publish"),
    ("low", "~", "rounds to zero"),
    ("x", "x", "not available"),
    ("z", "z", "not applicable"),
];

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

/// In the place of a mark that stands for fewer than 11 pupils.
const TINY: &str = "n<11";
/// Height of a line of the words of a band.
const BAND_LINE: f64 = 26.0;

/// The words of a band in their place, and how many words, marks and intervals they hide.
struct BandWords {
    lines: Vec<String>,
    centre: f64,
    top: f64,
    hides: (usize, usize, usize),
}

/// A series as it is drawn: whose, in which panel, how, and with its intervals or not.
pub(super) struct Drawn<'a> {
    pub name: &'a str,
    pub panel: usize,
    pub look: Look,
    pub intervals: bool,
}

/// Maps years and values to pixels of one panel.
pub(super) struct Timeline {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
    pub years: (i32, i32),
    pub values: (f64, f64),
}

impl Timeline {
    pub(super) fn at_year(&self, year: f64) -> f64 {
        let span = f64::from((self.years.1 - self.years.0).max(1)) + 0.8;
        self.x + (year - f64::from(self.years.0) + 0.4) / span * self.width
    }

    pub(super) fn at_value(&self, value: f64) -> f64 {
        let share = (value - self.values.0) / (self.values.1 - self.values.0);
        self.y + self.height * (1.0 - share.clamp(0.0, 1.0))
    }

    pub(super) fn foot(&self) -> f64 {
        self.y + self.height
    }

    /// Bands, gridlines, ticks, years and breaks, in this order.
    pub(super) fn ground(
        &self,
        canvas: &mut Canvas,
        ticks: &[f64],
        bands: &[Band],
        breaks: &[Break],
        tick_label: &dyn Fn(f64, f64) -> String,
    ) -> Result<(), ChartError> {
        let step = ticks[1] - ticks[0];
        let bands = self.shown(bands);
        for (band, from, to) in &bands {
            canvas.rectangle(*from, self.y, to - from, self.height, BAND);
            if band.hatched {
                canvas.hatch(*from, self.y, to - from, self.height, HATCH);
            }
        }
        for tick in ticks {
            let y = self.at_value(*tick);
            canvas.line(&[(self.x, y), (self.x + self.width, y)], GRID, 2.0);
            let text = tick_label(*tick, step);
            canvas.text(&text, self.x - 10.0, y - 13.0, Side::Right, pen(9.0, false, INK))?;
        }
        let foot = self.foot();
        canvas.line(&[(self.x, foot), (self.x + self.width, foot)], INK, 2.5);
        let each = self.width / (f64::from(self.years.1 - self.years.0) + 0.8);
        let every = if each < 66.0 {
            (2..100).find(|n| each * f64::from(*n) >= 46.0).unwrap_or(2)
        } else {
            1
        };
        for year in (self.years.0..=self.years.1).filter(|y| (self.years.1 - y) % every == 0) {
            let x = self.at_year(f64::from(year));
            canvas.line(&[(x, foot), (x, foot + 8.0)], INK, 2.5);
            let label = format!("\u{2019}{:02}", year % 100);
            canvas.text(&label, x, foot + 12.0, Side::Centre, pen(9.0, false, INK))?;
        }
        self.breaks(canvas, breaks)
    }

    fn shown<'a>(&self, bands: &'a [Band]) -> Vec<(&'a Band, f64, f64)> {
        bands
            .iter()
            .map(|band| (band, band.from.max(self.years.0), band.to.min(self.years.1)))
            .filter(|(_, first, last)| first <= last)
            .map(|(band, first, last)| {
                let edge = |year: i32, side: f64| self.at_year(f64::from(year) + side);
                (band, edge(first, -0.42), edge(last, 0.42))
            })
            .collect()
    }

    fn breaks(&self, canvas: &mut Canvas, breaks: &[Break]) -> Result<(), ChartError> {
        let foot = self.foot();
        let within = |b: &&Break| b.before > self.years.0 && b.before <= self.years.1;
        let mut shown: Vec<&Break> = breaks.iter().filter(within).collect();
        shown.sort_by_key(|b| (b.before, b.note));
        // Numbers of breaks that stand too close share a bracket.
        let mut groups: Vec<(f64, f64, Vec<String>)> = Vec::new();
        for b in &shown {
            let x = self.at_year(f64::from(b.before) - 0.5);
            canvas.dashed((x, self.y), (x, foot), DARK_GREY, 2.5, (12.0, 8.0));
            match groups.last_mut() {
                Some((_, end, notes)) if x - *end < 44.0 => {
                    *end = x;
                    notes.push(b.note.to_string());
                }
                _ => groups.push((x, x, vec![b.note.to_string()])),
            }
        }
        for (start, end, mut notes) in groups {
            notes.dedup();
            let label = if shown.len() == 1 {
                format!("break [{}]", notes.concat())
            } else {
                format!("[{}]", notes.join(", "))
            };
            let x = (start + end) / 2.0;
            canvas.text(&label, x, foot + 46.0, Side::Centre, pen(8.0, false, DARK_GREY))?;
        }
        Ok(())
    }

    /// The words of each band on white, at its foot or, where figures, symbols or other
    /// words stand there, at the nearest place above that is free. Drawn after these.
    pub(super) fn band_words(
        &self,
        canvas: &mut Canvas,
        bands: &[Band],
        points: &[&Point],
    ) -> Result<(), ChartError> {
        for (band, from, to) in self.shown(bands) {
            // In the width of the band; in one line where that meets other words.
            let narrow =
                self.placed(canvas, band, (from, to), points, (to - from - 8.0).max(126.0))?;
            let place = if narrow.hides.0 == 0 {
                narrow
            } else {
                let wide = self.placed(canvas, band, (from, to), points, self.width)?;
                if wide.hides < narrow.hides { wide } else { narrow }
            };
            // Words over words can be read by nobody: the shading alone is left.
            if place.hides.0 > 0 {
                continue;
            }
            for (line, n) in place.lines.iter().zip(0..) {
                let y = place.top + BAND_LINE * f64::from(n);
                let width = text_width(line, 8.0, false)?;
                let left = place.centre - width / 2.0 - 4.0;
                canvas.rectangle(left, y - 1.0, width + 8.0, BAND_LINE, WHITE);
                canvas.text(line, place.centre, y, Side::Centre, pen(8.0, false, SECONDARY))?;
            }
        }
        Ok(())
    }

    /// Where the words of a band hide least: other words, then marks, then intervals;
    /// of equal places the lowest.
    fn placed(
        &self,
        canvas: &Canvas,
        band: &Band,
        (from, to): (f64, f64),
        points: &[&Point],
        widest: f64,
    ) -> Result<BandWords, ChartError> {
        let lines = wrap(&band.label, 8.0, false, widest)?;
        let mut width: f64 = 0.0;
        for line in &lines {
            width = width.max(text_width(line, 8.0, false)?);
        }
        let height = BAND_LINE * lines.len() as f64;
        let room = (self.x + width / 2.0, self.x + self.width - width / 2.0);
        let centre = ((from + to) / 2.0).clamp(room.0, room.1.max(room.0));
        let (left, right) = (centre - width / 2.0 - 4.0, centre + width / 2.0 + 4.0);
        let lowest = self.foot() - height - 10.0;
        let steps = ((lowest - self.y - 6.0) / 4.0).max(0.0) as usize;
        let hides = |y: f64| {
            let record = &canvas.record;
            let words = record.texts.iter().filter(|t| {
                t.x < right && left < t.x + t.width && t.y < y + height && y - 2.0 < t.y + t.height
            });
            let marks = record.marks.iter().filter(|m| {
                (left - 18.0..right + 18.0).contains(&m.at.0)
                    && (y - 20.0..y + height + 18.0).contains(&m.at.1)
            });
            let intervals = points.iter().filter(|p| {
                let x = self.at_year(f64::from(p.year));
                let ends = p.lower.zip(p.upper).filter(|_| p.value.is_some());
                let across = (left - 10.0..right + 10.0).contains(&x);
                ends.is_some_and(|(lower, upper)| {
                    across && self.at_value(upper) < y + height && self.at_value(lower) > y
                })
            });
            (words.count(), marks.count(), intervals.count())
        };
        let top = (0..=steps)
            .map(|step| lowest - 4.0 * step as f64)
            .min_by_key(|y| hides(*y))
            .unwrap_or(lowest);
        Ok(BandWords { lines, centre, top, hides: hides(top) })
    }

    /// The lines of one series. A line never crosses a missing year, a missing value or a break.
    pub(super) fn lines(&self, canvas: &mut Canvas, drawn: &Drawn<'_>, points: &[Point]) {
        let Drawn { name, panel, look, .. } = *drawn;
        let at = |p: &Point, v: f64| (self.at_year(f64::from(p.year)), self.at_value(v));
        for pair in points.windows(2) {
            let [a, b] = pair else { continue };
            let joined = b.year - a.year == 1 && a.segment == b.segment;
            let marked = !a.tiny_cohort && !b.tiny_cohort;
            if let (true, true, Some(va), Some(vb)) = (joined, marked, a.value, b.value) {
                let (from, to) = (at(a, va), at(b, vb));
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

    /// Intervals and marks of one series.
    pub(super) fn marks(
        &self,
        canvas: &mut Canvas,
        drawn: &Drawn<'_>,
        points: &[Point],
        bands: &[Band],
    ) {
        let Drawn { name, look, intervals, .. } = *drawn;
        let at = |p: &Point, v: f64| (self.at_year(f64::from(p.year)), self.at_value(v));
        for p in points.iter().filter(|p| !p.tiny_cohort) {
            let Some(value) = p.value else { continue };
            if let (true, Some(lower), Some(upper)) = (intervals, p.lower, p.upper) {
                let limits = (self.at_value(lower), self.at_value(upper));
                look.interval(canvas, self.at_year(f64::from(p.year)), limits);
            }
            let apart = bands.iter().any(|b| !b.hatched && (b.from..=b.to).contains(&p.year));
            let hollow = p.provisional || p.small_cohort || apart;
            look.mark(canvas, name, at(p, value), hollow, value);
        }
    }

    /// A ring with its letter for every year that has a symbol in the place of a figure; in a
    /// second row where one of `below` stands in the first.
    pub(super) fn rings(
        &self,
        canvas: &mut Canvas,
        name: &str,
        (points, below): (&[Point], &[Point]),
        look: Look,
    ) -> Result<(), ChartError> {
        for p in points {
            if let Some(symbol) = p.shown_symbol() {
                let taken = below.iter().any(|b| b.year == p.year && b.shown_symbol().is_some());
                let up = if taken { 26.0 + 2.0 * RING + 4.0 } else { 26.0 };
                let at = (self.at_year(f64::from(p.year)), self.foot() - up);
                ring(canvas, name, at, letter(symbol), look)?;
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
                        (m.at.0 - x).abs() < width / 2.0 + 12.0
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

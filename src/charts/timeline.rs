//! Years across, values up: the ground on which series are drawn, with its gaps,
//! bands and breaks.

use super::ChartError;
use super::axis::tick_text;
use super::canvas::{Canvas, Side, pen, text_width, wrap};
use super::palette::{BAND, DARK_GREY, GRID, HATCH, INK, SECONDARY, WHITE};
use super::record::Joint;
use super::series::{Look, letter, ring};

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
        points: &[&Point],
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
        let every = if each < 66.0 { 2 } else { 1 };
        for year in (self.years.0..=self.years.1).filter(|y| (self.years.1 - y) % every == 0) {
            let x = self.at_year(f64::from(year));
            canvas.line(&[(x, foot), (x, foot + 8.0)], INK, 2.5);
            let label = format!("\u{2019}{:02}", year % 100);
            canvas.text(&label, x, foot + 12.0, Side::Centre, pen(9.0, false, INK))?;
        }
        self.breaks(canvas, breaks)?;
        self.band_words(canvas, &bands, points)
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
        let shown: Vec<&Break> = breaks.iter().filter(within).collect();
        for b in &shown {
            let x = self.at_year(f64::from(b.before) - 0.5);
            let note = pen(8.0, false, DARK_GREY);
            canvas.dashed((x, self.y), (x, foot), DARK_GREY, 2.5, (12.0, 8.0));
            let label = if shown.len() == 1 {
                format!("break [{}]", b.note)
            } else {
                format!("[{}]", b.note)
            };
            canvas.text(&label, x, foot + 46.0, Side::Centre, note)?;
        }
        Ok(())
    }

    /// The words of a band stand at its foot, on white, over breaks and hatching, or at
    /// its head where its figures lie low; neighbouring bands step so that their words
    /// stay apart.
    fn band_words(
        &self,
        canvas: &mut Canvas,
        bands: &[(&Band, f64, f64)],
        points: &[&Point],
    ) -> Result<(), ChartError> {
        let mut taken = [0.0, 0.0];
        let middle = (self.values.0 + self.values.1) / 2.0;
        for (band, from, to) in bands {
            let lines = wrap(&band.label, 8.0, false, (to - from - 8.0).max(70.0))?;
            let height = 26.0 * lines.len() as f64;
            // Figures of the band's own years, and the last one, whose label stands beside it.
            let near = points.iter().filter(|p| (band.from - 1..=band.to).contains(&p.year));
            let below = |p: &&&Point| match p.value {
                Some(value) => value < middle,
                // The ring of a symbol stands at the foot.
                None => p.symbol.is_some(),
            };
            let low = near.clone().filter(below).count();
            let high = near.count() - low;
            let ring = points.iter().any(|p| {
                p.value.is_none() && p.symbol.is_some() && (band.from..=band.to).contains(&p.year)
            });
            let head = ring || low > high;
            let mut y =
                if head { self.y + taken[1] + 8.0 } else { self.foot() - taken[0] - height - 10.0 };
            taken[usize::from(head)] += height + 6.0;
            for line in lines {
                let width = text_width(&line, 8.0, false)?;
                let room = (self.x + width / 2.0, self.x + self.width - width / 2.0);
                let centre = ((from + to) / 2.0).clamp(room.0, room.1.max(room.0));
                canvas.rectangle(centre - width / 2.0 - 4.0, y - 1.0, width + 8.0, 26.0, WHITE);
                canvas.text(&line, centre, y, Side::Centre, pen(8.0, false, SECONDARY))?;
                y += 26.0;
            }
        }
        Ok(())
    }

    /// Lines, intervals and marks of one series. A line never crosses a missing
    /// year, a missing value or a break.
    pub(super) fn series(
        &self,
        canvas: &mut Canvas,
        drawn: &Drawn<'_>,
        points: &[Point],
        bands: &[Band],
    ) {
        let Drawn { name, panel, look, intervals } = *drawn;
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

    /// A ring with its letter for every year whose figure is kept back, and words
    /// for a figure of fewer than 11 pupils.
    pub(super) fn symbols(
        &self,
        canvas: &mut Canvas,
        name: &str,
        points: &[Point],
        look: Look,
    ) -> Result<(), ChartError> {
        for p in points {
            let x = self.at_year(f64::from(p.year));
            if p.value.is_some() && p.tiny_cohort {
                let ink = pen(8.0, true, look.text);
                canvas.text("n<11", x, self.foot() - 34.0, Side::Centre, ink)?;
            }
            let drawn = |s: &&str| matches!(*s, "c" | "u" | "low" | "x");
            if let (None, Some(symbol)) = (p.value, p.symbol.as_deref().filter(drawn)) {
                ring(canvas, name, (x, self.foot() - 26.0), letter(symbol), look.colour)?;
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

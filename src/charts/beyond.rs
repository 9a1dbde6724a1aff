//! Figures far from the rest of their panel: its axis follows the middle of what is drawn, and a figure
//! beyond it has a mark at the edge, which points away, and its number.

use super::axis::{LEAST_UNITS, Scale};
use super::canvas::{Canvas, Side, pen, text_width};
use super::palette::WHITE;
use super::record::{DrawnMark, Shape};
use super::series::AREA;
use super::timeline::{Drawn, Point, Timeline};
use super::trend_panel::TrendPanel;
use super::words::ChartError;
use crate::engine::printed_number;

/// Fewer figures than this have no middle that one of them could be far from.
const LEAST: usize = 10;
/// Share of the figures on either side that an axis need not hold: it follows the middle 95%.
const OUTER: f64 = 0.025;
/// A figure is far where an axis that holds it would be longer by so many times what the others span.
const FAR: f64 = 1.5;
/// Half the width of the mark of a figure beyond the axis, and its height.
const POINTER: f64 = 13.0;
const HEIGHT: f64 = 20.0;
/// Height of a line of words beside it.
const LINE: f64 = 27.0;

/// The span of figures that an axis holds: all that are not far beyond the middle 95% of them, and those
/// that are `kept` in any case.
fn held(mut sorted: Vec<f64>, kept: &[f64], decimals: usize) -> (f64, f64) {
    sorted.sort_by(f64::total_cmp);
    let (Some(first), Some(last)) = (sorted.first().copied(), sorted.last().copied()) else {
        return (0.0, 0.0);
    };
    if sorted.len() < LEAST {
        return (first, last);
    }
    let outer = ((sorted.len() as f64 * OUTER).round() as usize).max(1);
    let low = kept.iter().copied().fold(sorted[outer], f64::min);
    let high = kept.iter().copied().fold(sorted[sorted.len() - 1 - outer], f64::max);
    let units = i32::try_from(decimals).unwrap_or(0);
    let reach = FAR * (high - low).max(LEAST_UNITS * 10_f64.powi(-units));
    let near = |v: &&f64| (low - reach..=high + reach).contains(*v);
    let ends = (sorted.iter().find(near), sorted.iter().rev().find(near));
    (ends.0.copied().unwrap_or(first), ends.1.copied().unwrap_or(last))
}

/// The figures of a series that get a mark.
fn marked(points: &[Point]) -> impl Iterator<Item = f64> + Clone {
    points.iter().filter(|p| !p.tiny_cohort).filter_map(|p| p.value)
}

impl TrendPanel {
    /// The axis of the panel, or nothing where no figure is drawn. It holds the newest figure of both
    /// series, whatever the others are: the words beside the panel speak of it.
    pub(super) fn axis(&self) -> Option<Scale> {
        let (own, other) = (marked(&self.area), marked(&self.comparator));
        let figures: Vec<f64> = own.clone().chain(other.clone()).collect();
        let newest = own.last().into_iter().chain(other.last());
        let quartiles = || self.scale.into_iter().flat_map(|(low, high)| [low, high]);
        let kept: Vec<f64> = newest.chain(quartiles()).collect();
        if figures.is_empty() {
            return None;
        }
        let all = figures.iter().copied().chain(quartiles()).collect();
        let (low, high) = held(all, &kept, self.decimals);
        let within = |v: f64| (low..=high).contains(&v);
        let own = self.area.iter().filter(|p| !p.tiny_cohort && p.value.is_some_and(within));
        let intervals: Vec<(f64, f64)> = own.filter_map(|p| p.lower.zip(p.upper)).collect();
        let figures = figures.into_iter().filter(|v| within(*v));
        let fitted: Vec<f64> = figures.chain(kept.iter().copied()).collect();
        Some(Scale::fitted(&fitted, &intervals, self.percent, self.decimals))
    }

    /// Whether a figure of the panel is beyond its axis.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        let mut figures = marked(&self.area).chain(marked(&self.comparator));
        self.axis().is_some_and(|scale| figures.any(|v| !scale.holds(v)))
    }

    /// A figure as it is printed beside its mark.
    pub(super) fn figure(&self, value: f64) -> String {
        let unit = if self.percent { "%" } else { "" };
        format!("{}{unit}", printed_number(value, self.decimals))
    }
}

impl Timeline {
    /// The part of a line between two figures (pixels across, value) that the axis holds.
    pub(super) fn within(&self, a: (f64, f64), b: (f64, f64)) -> Option<[(f64, f64); 2]> {
        let rise = b.1 - a.1;
        if rise.abs() < 1e-12 {
            return self.holds(a.1).then(|| [a, b].map(|(x, v)| (x, self.at_value(v))));
        }
        let [one, two] = [self.values.0, self.values.1].map(|end| (end - a.1) / rise);
        let (from, to) = (one.min(two).max(0.0), one.max(two).min(1.0));
        let at = |t: f64| (a.0 + t * (b.0 - a.0), self.at_value(a.1 + t * rise));
        (from < to).then(|| [at(from), at(to)])
    }

    /// A mark at the edge for each figure of a series beyond the axis: filled for the area, hollow for
    /// its comparator, with the number in letters of so many points beside it.
    pub(super) fn beyond(
        &self,
        canvas: &mut Canvas,
        drawn: &Drawn<'_>,
        (panel, points): (&TrendPanel, &[Point]),
        size_pt: f64,
    ) -> Result<(), ChartError> {
        let look = drawn.look;
        for p in points.iter().filter(|p| !p.tiny_cohort) {
            let Some(value) = p.value.filter(|v| !self.holds(*v)) else { continue };
            let (x, tip) = (self.at_year(f64::from(p.year)) + drawn.shift, self.at_value(value));
            let down = if value > self.values.1 { 1.0 } else { -1.0 };
            let foot = tip + down * HEIGHT;
            let hollow = look.shape != AREA.shape;
            canvas.polygon(&[(x - POINTER, foot), (x, tip), (x + POINTER, foot)], look.colour);
            if hollow {
                let (inner, foot) = (POINTER - 6.0, foot - down * 3.5);
                let tip = tip + down * 7.0;
                canvas.polygon(&[(x - inner, foot), (x, tip), (x + inner, foot)], WHITE);
            }
            canvas.record.marks.push(DrawnMark {
                series: drawn.name.to_string(),
                shape: Shape::Beyond,
                hollow,
                colour: look.colour,
                outlined: false,
                value: Some(value),
                at: (x, tip),
            });
            let text = panel.figure(value);
            let width = text_width(&text, size_pt, true)?;
            let top = if down > 0.0 { tip - 2.0 } else { tip - LINE + 2.0 };
            // The side from which no line comes is tried first.
            let joined = |year: i32| {
                let same = |o: &&Point| o.year == year && o.segment == p.segment;
                points.iter().find(same).is_some_and(|o| o.value.is_some())
            };
            let left_first = joined(p.year + 1) && !joined(p.year - 1);
            let at = (x, top);
            if let Some((x, y)) = self.room_beside(canvas, at, width, (down, left_first)) {
                canvas.text(&text, x, y, Side::Left, pen(size_pt, true, look.text))?;
            }
        }
        Ok(())
    }

    /// The top left corner of a number next to a mark, where it meets no other words, and no other mark
    /// if there is such a place.
    fn room_beside(
        &self,
        canvas: &Canvas,
        (x, top): (f64, f64),
        width: f64,
        (down, left_first): (f64, bool),
    ) -> Option<(f64, f64)> {
        let mut sides = [x + POINTER + 5.0, x - POINTER - 5.0 - width];
        if left_first {
            sides.reverse();
        }
        let places = [0.0, 1.0, 2.0, 3.0]
            .into_iter()
            .flat_map(|n| sides.map(|left| (left, top + down * n * LINE)))
            .filter(|(left, _)| *left >= self.x && left + width <= self.x + self.width + 40.0);
        let free = |(left, y): &(f64, f64)| {
            canvas.record.texts.iter().all(|t| {
                t.x > left + width + 4.0
                    || t.x + t.width < left - 4.0
                    || t.y > y + LINE
                    || t.y + t.height < *y
            })
        };
        let bare = |(left, y): &(f64, f64)| {
            !canvas.record.marks.iter().any(|m| {
                (left - 12.0..=left + width + 12.0).contains(&m.at.0)
                    && (y - 12.0..=y + LINE + 12.0).contains(&m.at.1)
            })
        };
        let mut open = places.filter(free);
        let first = open.clone().next();
        open.find(bare).or(first)
    }
}

//! The rows of a gap plot that share an axis: measures under headings, each with its gap, the
//! interval around it and its verdict.

use super::axis::{tick_text, ticks};
use super::canvas::{Canvas, Side, pen, wrap};
use super::frame::{KeyMark, MARGIN};
use super::palette::{
    DARK_BLUE, DARK_GREY, GRID, HATCH, INK, MATERIAL, ORANGE, PALE_BLUE, PALE_ORANGE, SECONDARY,
};
use super::record::{DrawnMark, Shape};
use super::words::ChartError;
use crate::engine::signed_number;
use plotters::style::RGBColor;

pub(super) const WIDTH: f64 = 1800.0;
const ROW: f64 = 58.0;
const HEADING: f64 = 70.0;
/// Left edge of the plot; labels stand before it.
const PLOT_LEFT: f64 = 660.0;
/// Right edge of the plot; figures and words stand after it.
const PLOT_RIGHT: f64 = 1240.0;
const AXIS_ROOM: f64 = 120.0;
/// A gap so many times the largest of the middle 95% is cut.
const FAR: f64 = 2.5;
/// Half the height of the mark of a gap beyond the axis, and how far it points.
const POINTER: f64 = 14.0;

/// Rows on one axis.
#[derive(Debug, Clone, Default)]
pub struct GapBlock {
    /// What the axis counts.
    pub axis_title: String,
    /// Units differ: the axis has multiples of the smallest gap that matters of each row.
    pub multiples: bool,
    /// Rows under headings.
    pub groups: Vec<GapGroup>,
}

/// Rows of one theme.
#[derive(Debug, Clone, Default)]
pub struct GapGroup {
    /// Theme.
    pub heading: String,
    /// Measures.
    pub rows: Vec<GapRow>,
}

/// What a mark says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mark {
    /// Filled dark blue disc.
    SignificantlyBetter,
    /// Filled orange square.
    SignificantlyWorse,
    /// Hollow dark blue disc.
    Better,
    /// Hollow orange square.
    Worse,
    /// Hollow grey diamond.
    #[default]
    InLine,
}

/// One measure.
#[derive(Debug, Clone, Default)]
pub struct GapRow {
    /// Measure and group.
    pub label: String,
    /// Gap, turned by polarity.
    pub gap: Option<f64>,
    /// Lower limit, turned.
    pub lower: Option<f64>,
    /// Upper limit, turned.
    pub upper: Option<f64>,
    /// Half-width of the band within which a gap does not matter.
    pub materiality: Option<f64>,
    /// What the gap counts.
    pub unit: String,
    /// Decimals to print.
    pub decimals: usize,
    /// Mark.
    pub mark: Mark,
    /// Verdict in words.
    pub words: String,
    /// Symbol in place of a figure.
    pub symbol: String,
}

impl GapRow {
    /// Where a gap or a limit of the row is on an axis of its unit, or of multiples of the smallest gap
    /// that matters; nowhere on these where that is not known.
    #[must_use]
    pub fn on_axis(&self, value: Option<f64>, multiples: bool) -> Option<f64> {
        match (value, self.materiality.filter(|m| *m > 0.0)) {
            (Some(value), Some(m)) if multiples => Some(value / m),
            (value, _) => value.filter(|_| !multiples),
        }
    }
}

impl GapBlock {
    /// How much of a picture it takes.
    pub(super) fn height(&self) -> f64 {
        44.0 + self.groups.len() as f64 * HEADING + self.rows().count() as f64 * ROW + AXIS_ROOM
    }

    fn rows(&self) -> impl Iterator<Item = &GapRow> {
        self.groups.iter().flat_map(|g| &g.rows)
    }

    fn on_axis(&self, row: &GapRow, value: Option<f64>) -> Option<f64> {
        row.on_axis(value, self.multiples)
    }
}

impl Mark {
    pub(super) fn look(self) -> KeyMark {
        let (shape, hollow, colour) = match self {
            Self::SignificantlyBetter => (Shape::Disc, false, DARK_BLUE),
            Self::SignificantlyWorse => (Shape::Square, false, ORANGE),
            Self::Better => (Shape::Disc, true, DARK_BLUE),
            Self::Worse => (Shape::Square, true, ORANGE),
            Self::InLine => (Shape::Diamond, true, DARK_GREY),
        };
        KeyMark { shape, hollow, colour }
    }

    /// The line from zero to the gap, and its interval.
    fn line_colours(self) -> (RGBColor, RGBColor) {
        match self {
            Self::SignificantlyBetter | Self::Better => (DARK_BLUE, PALE_BLUE),
            Self::SignificantlyWorse | Self::Worse => (ORANGE, PALE_ORANGE),
            Self::InLine => (DARK_GREY, HATCH),
        }
    }

    fn is_strong(self) -> bool {
        matches!(self, Self::SignificantlyBetter | Self::SignificantlyWorse)
    }
}

/// The axis of a block, across the plot.
struct Axis {
    ticks: Vec<f64>,
    first: f64,
    last: f64,
}

impl Axis {
    fn of(block: &GapBlock) -> Self {
        let reach = reach(block);
        let ticks = ticks(-reach, reach, false);
        let (first, last) = (ticks[0], ticks[ticks.len() - 1]);
        Self { ticks, first, last }
    }

    fn at(&self, value: f64) -> f64 {
        PLOT_LEFT + (value - self.first) / (self.last - self.first) * (PLOT_RIGHT - PLOT_LEFT)
    }

    fn holds(&self, value: f64) -> bool {
        (self.first..=self.last).contains(&value)
    }

    /// Where a value is, or the end of the axis that it is beyond.
    fn at_most(&self, value: f64) -> f64 {
        self.at(value.clamp(self.first, self.last))
    }
}

/// A block from `top` down; `left` and `right` say what the sides mean.
pub(super) fn draw_block(
    canvas: &mut Canvas,
    block: &GapBlock,
    (left, right): (&str, &str),
    top: f64,
) -> Result<(), ChartError> {
    let axis = Axis::of(block);
    let count = block.rows().count() as f64;
    let first = top + 44.0;
    let foot = first + block.groups.len() as f64 * HEADING + count * ROW;
    let (zero, side) = (axis.at(0.0), pen(9.0, false, SECONDARY));
    canvas.text(&format!("\u{2190} {left}"), zero - 14.0, top, Side::Right, side)?;
    canvas.text(&format!("{right} \u{2192}"), zero + 14.0, top, Side::Left, side)?;
    // Bands and gridlines are under everything else.
    draw_bands(canvas, block, &axis, first);
    for tick in &axis.ticks {
        canvas.line(&[(axis.at(*tick), first), (axis.at(*tick), foot)], GRID, 2.0);
    }
    canvas.line(&[(zero, first), (zero, foot)], INK, 3.4);
    draw_groups(canvas, block, &axis, first)?;
    draw_foot(canvas, block, &axis, foot)
}

/// Of each row, the gaps that are too small to matter.
fn draw_bands(canvas: &mut Canvas, block: &GapBlock, axis: &Axis, top: f64) {
    let mut y = top;
    for group in &block.groups {
        y += HEADING;
        for row in &group.rows {
            if let Some(m) = block.on_axis(row, row.materiality) {
                let (left, right) = (axis.at(-m.min(axis.last)), axis.at(m.min(axis.last)));
                canvas.rectangle(left, y + 7.0, right - left, ROW - 14.0, MATERIAL);
            }
            y += ROW;
        }
    }
}

/// The rows under their headings.
fn draw_groups(
    canvas: &mut Canvas,
    block: &GapBlock,
    axis: &Axis,
    top: f64,
) -> Result<(), ChartError> {
    let mut y = top;
    for group in &block.groups {
        canvas.text(&group.heading, MARGIN, y + 18.0, Side::Left, pen(11.0, true, INK))?;
        canvas.line(&[(MARGIN, y + HEADING - 8.0), (WIDTH - MARGIN, y + HEADING - 8.0)], GRID, 2.5);
        y += HEADING;
        for row in &group.rows {
            draw_row(canvas, block, row, axis, y + ROW / 2.0)?;
            y += ROW;
        }
    }
    Ok(())
}

/// The line of the axis with its ticks and its title.
fn draw_foot(
    canvas: &mut Canvas,
    block: &GapBlock,
    axis: &Axis,
    foot: f64,
) -> Result<(), ChartError> {
    let step = axis.ticks[1] - axis.ticks[0];
    canvas.line(&[(PLOT_LEFT, foot + 6.0), (PLOT_RIGHT, foot + 6.0)], INK, 2.5);
    for tick in &axis.ticks {
        let text = tick_text(*tick, step);
        let text = if *tick > 1e-9 { format!("+{text}") } else { text };
        let x = axis.at(*tick);
        canvas.line(&[(x, foot + 6.0), (x, foot + 14.0)], INK, 2.5);
        canvas.text(&text, x, foot + 18.0, Side::Centre, pen(9.0, false, INK))?;
    }
    let middle = (PLOT_LEFT + PLOT_RIGHT) / 2.0;
    let ink = pen(9.5, false, INK);
    canvas.text(&block.axis_title, middle, foot + 54.0, Side::Centre, ink)?;
    Ok(())
}

/// One measure: its name, the gap with its interval, and the verdict.
fn draw_row(
    canvas: &mut Canvas,
    block: &GapBlock,
    row: &GapRow,
    axis: &Axis,
    middle: f64,
) -> Result<(), ChartError> {
    draw_words(canvas, row, middle)?;
    let Some(gap) = row.gap else { return Ok(()) };
    let figure = signed_number(gap, row.decimals);
    let ink = pen(9.3, row.mark.is_strong(), INK);
    canvas.text(&figure, PLOT_RIGHT + 130.0, middle - 13.0, Side::Right, ink)?;
    let [own, lower, upper] = [row.gap, row.lower, row.upper].map(|v| block.on_axis(row, v));
    let Some(own) = own else { return Ok(()) };
    let (colour, pale) = row.mark.line_colours();
    if let Some(interval) = lower.zip(upper) {
        draw_interval(canvas, axis, interval, middle, pale);
    }
    canvas.line(&[(axis.at(0.0), middle), (axis.at_most(own), middle)], colour, 3.6);
    draw_mark(canvas, row, axis, own, middle);
    Ok(())
}

/// The measure before the plot, and its verdict after it.
fn draw_words(canvas: &mut Canvas, row: &GapRow, middle: f64) -> Result<(), ChartError> {
    let ink = pen(8.8, false, INK);
    let lines = wrap(&row.label, ink.size_pt, ink.bold, PLOT_LEFT - MARGIN - 20.0)?;
    let step = 26.0;
    for (place, line) in lines.iter().enumerate() {
        let top = middle - step * lines.len() as f64 / 2.0 + place as f64 * step;
        canvas.text(line, MARGIN, top, Side::Left, ink)?;
    }
    let size = if row.words.len() > 30 { 8.3 } else { 9.3 };
    let ink = pen(size, row.mark.is_strong(), if row.gap.is_none() { SECONDARY } else { INK });
    let left = PLOT_RIGHT + 150.0;
    let lines = wrap(&row.words, ink.size_pt, ink.bold, WIDTH - MARGIN - left + 30.0)?;
    for (place, line) in lines.iter().take(2).enumerate() {
        let top = middle - step * lines.len().min(2) as f64 / 2.0 + place as f64 * step;
        canvas.text(line, left, top, Side::Left, ink)?;
    }
    Ok(())
}

/// An interval with an arrow where it goes on beyond the axis. Both of its ends are held within the
/// axis, wherever it is.
fn draw_interval(
    canvas: &mut Canvas,
    axis: &Axis,
    (lower, upper): (f64, f64),
    middle: f64,
    colour: RGBColor,
) {
    let (a, b) = (axis.at_most(lower), axis.at_most(upper));
    canvas.rectangle(a, middle - 5.0, b - a, 10.0, colour);
    if lower < axis.first {
        canvas.polygon(&[(a, middle - 11.0), (a - 14.0, middle), (a, middle + 11.0)], colour);
    }
    if upper > axis.last {
        canvas.polygon(&[(b, middle - 11.0), (b + 14.0, middle), (b, middle + 11.0)], colour);
    }
}

/// The mark of a gap, or at the edge one that points to it.
fn draw_mark(canvas: &mut Canvas, row: &GapRow, axis: &Axis, own: f64, middle: f64) {
    let end = axis.at_most(own);
    let KeyMark { shape, hollow, colour } = row.mark.look();
    let beyond = !axis.holds(own);
    let mark = DrawnMark {
        series: row.label.clone(),
        shape: if beyond { Shape::Beyond } else { shape },
        hollow: hollow && !beyond,
        colour,
        outlined: false,
        value: row.gap,
        at: (end, middle),
    };
    if beyond {
        let tip = if own < 0.0 { end - POINTER } else { end + POINTER };
        canvas.polygon(&[(end, middle - POINTER), (tip, middle), (end, middle + POINTER)], colour);
        canvas.record.marks.push(mark);
    } else {
        canvas.mark(mark, 12.0);
    }
}

/// Half the span of an axis. It holds every gap and threshold unless one is far beyond the middle 95%
/// of them: that one would press all others against zero, so it is cut, with a mark that points
/// beyond the axis and its figure on the right.
fn reach(block: &GapBlock) -> f64 {
    let sizes = block.rows().filter_map(|r| {
        let size = block.on_axis(r, r.gap).map(f64::abs);
        size.into_iter().chain(block.on_axis(r, r.materiality)).reduce(f64::max)
    });
    let mut sizes: Vec<f64> = sizes.collect();
    sizes.sort_by(f64::total_cmp);
    let Some(most) = sizes.last().copied() else { return 1.0 };
    let within = sizes[(0.95 * (sizes.len() - 1) as f64).floor() as usize];
    let held = if most > FAR * within { within } else { most };
    held.max(1e-6) * 1.12
}

/// Whether an axis cuts one of its gaps.
pub(super) fn cut(block: &GapBlock) -> bool {
    let axis = Axis::of(block);
    let mut gaps = block.rows().filter_map(|r| block.on_axis(r, r.gap));
    gaps.any(|gap| !axis.holds(gap))
}

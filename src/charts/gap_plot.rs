//! C2: the gap of every measure to England, turned so that right is always better.

use super::axis::{tick_text, ticks};
use super::canvas::{Canvas, Side, pen, wrap};
use super::csv_text::{Table, number};
use super::frame::{Frame, KeyEntry, MARGIN, Sign};
use super::palette::{
    DARK_BLUE, DARK_GREY, GRID, HATCH, INK, MATERIAL, ORANGE, PALE_BLUE, PALE_ORANGE, SECONDARY,
};
use super::picture::Layout;
use super::record::{DrawnMark, Shape};
use super::words::{ChartError, Words};
use crate::engine::signed_number;
use plotters::style::RGBColor;

const WIDTH: f64 = 1800.0;
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

/// A picture of gaps.
#[derive(Debug, Clone, Default)]
pub struct GapPlot {
    /// Words around it.
    pub words: Words,
    /// What left means: `worse than England`.
    pub left: String,
    /// What right means.
    pub right: String,
    /// One axis each.
    pub blocks: Vec<GapBlock>,
}

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
    fn rows(&self) -> impl Iterator<Item = &GapRow> {
        self.groups.iter().flat_map(|g| &g.rows)
    }

    fn on_axis(&self, row: &GapRow, value: Option<f64>) -> Option<f64> {
        row.on_axis(value, self.multiples)
    }
}

fn key() -> Vec<KeyEntry> {
    let marks = |kinds: &[Mark]| Sign::Marks(kinds.iter().map(|k| k.look()).collect());
    vec![
        (marks(&[Mark::SignificantlyBetter, Mark::SignificantlyWorse]), "significant".to_string()),
        (marks(&[Mark::Better, Mark::Worse]), "not tested, or not robust".to_string()),
        (marks(&[Mark::InLine]), "in line or unclear".to_string()),
        (Sign::Fill(MATERIAL, false), "too small to matter".to_string()),
        (Sign::Strip(HATCH), "95% interval".to_string()),
    ]
}

impl Mark {
    /// Shape, hollow, colour.
    fn look(self) -> (Shape, bool, RGBColor) {
        match self {
            Self::SignificantlyBetter => (Shape::Disc, false, DARK_BLUE),
            Self::SignificantlyWorse => (Shape::Square, false, ORANGE),
            Self::Better => (Shape::Disc, true, DARK_BLUE),
            Self::Worse => (Shape::Square, true, ORANGE),
            Self::InLine => (Shape::Diamond, true, DARK_GREY),
        }
    }
}

/// Draws the picture: 1800 pixels wide, as high as its rows need.
///
/// # Errors
/// The embedded font or the renderer fails.
pub fn draw_gap_plot(chart: &GapPlot) -> Result<Layout, ChartError> {
    let block_height = |b: &GapBlock| {
        let rows: usize = b.groups.iter().map(|g| g.rows.len()).sum();
        44.0 + b.groups.len() as f64 * HEADING + rows as f64 * ROW + AXIS_ROOM
    };
    let needed: f64 = chart.blocks.iter().map(block_height).sum();
    let mut key = if chart.blocks.is_empty() { Vec::new() } else { key() };
    if chart.blocks.iter().any(cut) {
        let beyond = Sign::Marks(vec![(Shape::Beyond, false, DARK_GREY)]);
        key.push((beyond, "beyond the axis".to_string()));
    }
    let mut frame = Frame::new(&chart.words, (WIDTH, 600.0), needed.max(300.0), &key)?;
    if chart.blocks.is_empty() {
        frame.reason("No gap to England could be formed for this group.")?;
        return Ok(frame.finish(&chart.words));
    }
    let mut y = frame.top;
    for block in &chart.blocks {
        draw_block(&mut frame.canvas, chart, block, y)?;
        y += block_height(block);
    }
    Ok(frame.finish(&chart.words))
}

fn draw_block(
    canvas: &mut Canvas,
    chart: &GapPlot,
    block: &GapBlock,
    top: f64,
) -> Result<(), ChartError> {
    let reach = reach(block);
    let ticks = ticks(-reach, reach, false);
    let step = ticks[1] - ticks[0];
    let (low, high) = (ticks[0], ticks[ticks.len() - 1]);
    let at = |v: f64| PLOT_LEFT + (v - low) / (high - low) * (PLOT_RIGHT - PLOT_LEFT);
    let count = block.rows().count() as f64;
    let first = top + 44.0;
    let foot = first + block.groups.len() as f64 * HEADING + count * ROW;
    let side = pen(9.0, false, SECONDARY);
    canvas.text(&format!("\u{2190} {}", chart.left), at(0.0) - 14.0, top, Side::Right, side)?;
    canvas.text(&format!("{} \u{2192}", chart.right), at(0.0) + 14.0, top, Side::Left, side)?;
    let mut y = first;
    // Bands and gridlines are under everything else.
    let mut row_top = first;
    for group in &block.groups {
        row_top += HEADING;
        for row in &group.rows {
            if let Some(m) = block.on_axis(row, row.materiality) {
                let m = m.min(high);
                canvas.rectangle(at(-m), row_top + 7.0, at(m) - at(-m), ROW - 14.0, MATERIAL);
            }
            row_top += ROW;
        }
    }
    for tick in &ticks {
        canvas.line(&[(at(*tick), first), (at(*tick), foot)], GRID, 2.0);
    }
    canvas.line(&[(at(0.0), first), (at(0.0), foot)], INK, 3.4);
    for group in &block.groups {
        canvas.text(&group.heading, MARGIN, y + 18.0, Side::Left, pen(11.0, true, INK))?;
        canvas.line(&[(MARGIN, y + HEADING - 8.0), (WIDTH - MARGIN, y + HEADING - 8.0)], GRID, 2.5);
        y += HEADING;
        for row in &group.rows {
            draw_row(canvas, (block, row), y, &at, (low, high))?;
            y += ROW;
        }
    }
    canvas.line(&[(PLOT_LEFT, foot + 6.0), (PLOT_RIGHT, foot + 6.0)], INK, 2.5);
    for tick in &ticks {
        let text = if *tick > 1e-9 {
            format!("+{}", tick_text(*tick, step))
        } else {
            tick_text(*tick, step)
        };
        canvas.line(&[(at(*tick), foot + 6.0), (at(*tick), foot + 14.0)], INK, 2.5);
        canvas.text(&text, at(*tick), foot + 18.0, Side::Centre, pen(9.0, false, INK))?;
    }
    canvas.text(
        &block.axis_title,
        (PLOT_LEFT + PLOT_RIGHT) / 2.0,
        foot + 54.0,
        Side::Centre,
        pen(9.5, false, INK),
    )?;
    Ok(())
}

fn draw_row(
    canvas: &mut Canvas,
    (block, row): (&GapBlock, &GapRow),
    y: f64,
    at: &impl Fn(f64) -> f64,
    ends: (f64, f64),
) -> Result<(), ChartError> {
    let middle = y + ROW / 2.0;
    let size = 8.8;
    let lines = wrap(&row.label, size, false, PLOT_LEFT - MARGIN - 20.0)?;
    let step = 26.0;
    for (place, line) in lines.iter().enumerate() {
        let top = middle - step * lines.len() as f64 / 2.0 + place as f64 * step;
        canvas.text(line, MARGIN, top, Side::Left, pen(size, false, INK))?;
    }
    let strong = matches!(row.mark, Mark::SignificantlyBetter | Mark::SignificantlyWorse);
    let grey = row.gap.is_none();
    let words = pen(
        if row.words.len() > 30 { 8.3 } else { 9.3 },
        strong,
        if grey { SECONDARY } else { INK },
    );
    let words_left = PLOT_RIGHT + 150.0;
    let lines = wrap(&row.words, words.size_pt, words.bold, WIDTH - MARGIN - words_left + 30.0)?;
    for (place, line) in lines.iter().take(2).enumerate() {
        let top = middle - 26.0 * lines.len().min(2) as f64 / 2.0 + place as f64 * 26.0;
        canvas.text(line, words_left, top, Side::Left, words)?;
    }
    let Some(gap) = row.gap else { return Ok(()) };
    canvas.text(
        &signed_number(gap, row.decimals),
        PLOT_RIGHT + 130.0,
        middle - 13.0,
        Side::Right,
        pen(9.3, strong, INK),
    )?;
    let (colour, pale) = match row.mark {
        Mark::SignificantlyBetter | Mark::Better => (DARK_BLUE, PALE_BLUE),
        Mark::SignificantlyWorse | Mark::Worse => (ORANGE, PALE_ORANGE),
        Mark::InLine => (DARK_GREY, HATCH),
    };
    let [own, lower, upper] = [row.gap, row.lower, row.upper].map(|v| block.on_axis(row, v));
    let Some(own) = own else { return Ok(()) };
    if let (Some(lower), Some(upper)) = (lower, upper) {
        // Both ends are held within the axis, wherever the interval is.
        let (a, b) = (at(lower.clamp(ends.0, ends.1)), at(upper.clamp(ends.0, ends.1)));
        canvas.rectangle(a, middle - 5.0, b - a, 10.0, pale);
        if lower < ends.0 {
            canvas.polygon(&[(a, middle - 11.0), (a - 14.0, middle), (a, middle + 11.0)], pale);
        }
        if upper > ends.1 {
            canvas.polygon(&[(b, middle - 11.0), (b + 14.0, middle), (b, middle + 11.0)], pale);
        }
    }
    let end = at(own.clamp(ends.0, ends.1));
    canvas.line(&[(at(0.0), middle), (end, middle)], colour, 3.6);
    let (shape, hollow, colour) = row.mark.look();
    let beyond = !(ends.0..=ends.1).contains(&own);
    let mark = DrawnMark {
        series: row.label.clone(),
        shape: if beyond { Shape::Beyond } else { shape },
        hollow: hollow && !beyond,
        colour,
        outlined: false,
        value: Some(gap),
        at: (end, middle),
    };
    if beyond {
        let tip = if gap < 0.0 { end - POINTER } else { end + POINTER };
        canvas.polygon(&[(end, middle - POINTER), (tip, middle), (end, middle + POINTER)], colour);
        canvas.record.marks.push(mark);
    } else {
        canvas.mark(mark, 12.0);
    }
    Ok(())
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
fn cut(block: &GapBlock) -> bool {
    let (first, last) = ends(block);
    let mut gaps = block.rows().filter_map(|r| block.on_axis(r, r.gap));
    gaps.any(|gap| !(first..=last).contains(&gap))
}

/// The first and the last tick of an axis.
fn ends(block: &GapBlock) -> (f64, f64) {
    let reach = reach(block);
    let ticks = ticks(-reach, reach, false);
    (ticks[0], ticks[ticks.len() - 1])
}

/// Every plotted gap, as CSV.
#[must_use]
pub fn gap_plot_csv(chart: &GapPlot) -> String {
    let mut table = Table::new(&[
        "unit",
        "theme",
        "measure",
        "gap",
        "symbol",
        "lower",
        "upper",
        "materiality",
        "words",
    ]);
    for block in &chart.blocks {
        for group in &block.groups {
            for row in &group.rows {
                table.row(&[
                    &row.unit,
                    &group.heading,
                    &row.label,
                    &number(row.gap),
                    &row.symbol,
                    &number(row.lower),
                    &number(row.upper),
                    &number(row.materiality),
                    &row.words,
                ]);
            }
        }
    }
    table.text()
}

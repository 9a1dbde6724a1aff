//! C6: what became of a group of pupils, as bars of one hundred per cent.

use super::canvas::{Canvas, Side, pen, text_width};
use super::csv_text::{Table, number};
use super::frame::{Frame, KeyEntry, Sign};
use super::labels::spread;
use super::palette::{
    BAND, DARK_GREY, DEEP_PURPLE, DEEP_TEAL, GREY, GRID, HATCH, INK, LILAC, SECONDARY, TURQUOISE,
    WHITE,
};
use super::picture::Layout;
use super::record::Bar;
use super::words::{ChartError, Words};
use crate::engine::printed_number;
use plotters::style::RGBColor;

const SIZE: (f64, f64) = (1800.0, 1200.0);
const BAR: f64 = 40.0;
const STEP: f64 = 74.0;
const HEADING: f64 = 62.0;
const AXIS: f64 = 84.0;
/// Least share that holds its own label.
const INSIDE: f64 = 6.0;

/// Bars of parts that make up a whole.
#[derive(Debug, Clone, Default)]
pub struct StackedBars {
    /// Words around it.
    pub words: Words,
    /// Parts in order; the last is what is not known.
    pub parts: Vec<String>,
    /// Bars under headings.
    pub groups: Vec<BarGroup>,
}

/// Bars of one group of pupils.
#[derive(Debug, Clone, Default)]
pub struct BarGroup {
    /// Group.
    pub heading: String,
    /// Bars, the first above.
    pub bars: Vec<StackedBar>,
}

/// One bar.
#[derive(Debug, Clone, Default)]
pub struct StackedBar {
    /// Area and year.
    pub label: String,
    /// Whether it is the area's own.
    pub own: bool,
    /// Parts in the order of the picture, per cent, or nothing.
    pub parts: Vec<Option<f64>>,
    /// Symbol in place of a missing part.
    pub symbol: String,
}

/// Ground and ink of each part; the last is hatched as well.
const COLOURS: [(RGBColor, RGBColor); 5] =
    [(TURQUOISE, INK), (DEEP_TEAL, WHITE), (LILAC, INK), (DEEP_PURPLE, WHITE), (GREY, INK)];

fn colours(place: usize, parts: usize) -> (RGBColor, RGBColor) {
    if place + 1 == parts { COLOURS[4] } else { COLOURS[place.min(3)] }
}

/// Draws the picture: 1800 × 1200 pixels, higher for more bars.
///
/// # Errors
/// The embedded font or the renderer fails.
pub fn draw_stacked_bars(chart: &StackedBars) -> Result<Layout, ChartError> {
    let parts = chart.parts.len();
    let mut key: Vec<KeyEntry> = Vec::new();
    for (place, part) in chart.parts.iter().enumerate() {
        key.push((Sign::Fill(colours(place, parts).0, place + 1 == parts), part.clone()));
    }
    let bars: usize = chart.groups.iter().map(|g| g.bars.len()).sum();
    let needed = chart.groups.len() as f64 * HEADING + bars as f64 * STEP + AXIS;
    let key = if bars > 0 { key } else { Vec::new() };
    let mut frame = Frame::new(&chart.words, SIZE, needed.max(300.0), &key)?;
    if bars == 0 {
        frame.reason("No destinations were published for these groups.")?;
        return Ok(frame.finish(&chart.words));
    }
    let (left, right) = (frame.left + 470.0, frame.right - 50.0);
    let at = |share: f64| left + share / 100.0 * (right - left);
    let spare = (frame.bottom - frame.top - needed).max(0.0);
    let step = STEP + (spare / (bars + chart.groups.len()) as f64).min(24.0);
    let canvas = &mut frame.canvas;
    let foot = frame.top + chart.groups.len() as f64 * HEADING + bars as f64 * step;
    for tick in [0.0, 25.0, 50.0, 75.0, 100.0] {
        canvas.line(&[(at(tick), frame.top), (at(tick), foot)], GRID, 2.0);
        canvas.line(&[(at(tick), foot), (at(tick), foot + 8.0)], INK, 2.5);
        let text = printed_number(tick, 0);
        canvas.text(&text, at(tick), foot + 12.0, Side::Centre, pen(9.5, false, INK))?;
    }
    canvas.line(&[(left, foot), (right, foot)], INK, 2.5);
    let middle = (left + right) / 2.0;
    canvas.text("% of the group", middle, foot + 46.0, Side::Centre, pen(9.5, false, SECONDARY))?;
    let mut y = frame.top;
    for group in &chart.groups {
        canvas.text(&group.heading, frame.left, y + 16.0, Side::Left, pen(11.0, true, INK))?;
        y += HEADING;
        for bar in &group.bars {
            let ink = pen(9.5, bar.own, INK);
            canvas.paragraph_around(&bar.label, frame.left, y + BAR / 2.0, 450.0, ink)?;
            draw_bar(canvas, chart, bar, Room { left, right, y })?;
            y += step;
        }
    }
    Ok(frame.finish(&chart.words))
}

/// A figure that its part does not hold.
struct Outside {
    x: f64,
    text: String,
}

/// Where a part begins, and how much of the group it is.
struct Edge {
    x: f64,
    share: f64,
}

/// Where a bar of one hundred per cent is.
#[derive(Clone, Copy)]
struct Room {
    left: f64,
    right: f64,
    y: f64,
}

impl Room {
    fn at(self, share: f64) -> f64 {
        self.left + share / 100.0 * (self.right - self.left)
    }
}

fn draw_bar(
    canvas: &mut Canvas,
    chart: &StackedBars,
    bar: &StackedBar,
    room: Room,
) -> Result<(), ChartError> {
    let mut filled = 0.0;
    let mut outside: Vec<Outside> = Vec::new();
    let mut edges: Vec<Edge> = Vec::new();
    for (place, part) in bar.parts.iter().enumerate() {
        let Some(share) = *part else { continue };
        let share = share.max(0.0);
        let ends = (room.at(filled), room.at((filled + share).min(100.4)));
        let label = format!("{}: {}", bar.label, chart.parts[place]);
        let drawn = Bar { label, value: share, zero: room.left, start: ends.0, end: ends.1 };
        let part = Part {
            colours: colours(place, bar.parts.len()),
            hatched: place + 1 == bar.parts.len(),
        };
        outside.extend(draw_part(canvas, drawn, part, room.y)?);
        if filled > 0.0 {
            edges.push(Edge { x: ends.0, share });
        }
        filled += share;
    }
    draw_edges(canvas, &edges, room);
    let missing = bar.parts.iter().any(Option::is_none) || bar.parts.is_empty();
    if missing && filled < 99.5 {
        draw_missing(canvas, bar, room, filled)?;
    }
    labels_below(canvas, &outside, room)
}

/// What a part looks like.
#[derive(Clone, Copy)]
struct Part {
    /// Ground and ink.
    colours: (RGBColor, RGBColor),
    /// It is what is not known.
    hatched: bool,
}

/// A part with its figure, which is given back where the part is too narrow for it.
fn draw_part(
    canvas: &mut Canvas,
    bar: Bar,
    part: Part,
    y: f64,
) -> Result<Option<Outside>, ChartError> {
    let (start, end, share) = (bar.start, bar.end, bar.value);
    let (ground, ink) = part.colours;
    canvas.bar(bar, y, BAR, ground);
    if part.hatched && end - start > 2.0 {
        canvas.hatch(start, y, end - start, BAR, SECONDARY);
    }
    let text = printed_number(share, 1);
    let middle = (start + end) / 2.0;
    if share < INSIDE {
        return Ok(Some(Outside { x: middle, text }));
    }
    if part.hatched {
        let wide = text_width(&text, 9.0, true)?;
        canvas.rectangle(middle - wide / 2.0 - 5.0, y + 6.0, wide + 10.0, BAR - 12.0, ground);
    }
    canvas.text(&text, middle, y + 7.5, Side::Centre, pen(9.0, true, ink))?;
    Ok(None)
}

/// White gaps of 1.5 points between the parts, less next to a part that they would hide.
fn draw_edges(canvas: &mut Canvas, edges: &[Edge], room: Room) {
    let pixels = (room.right - room.left) / 100.0;
    for (place, edge) in edges.iter().enumerate() {
        let before = if place == 0 { f64::INFINITY } else { edges[place - 1].share };
        let gap = (edge.share.min(before) * pixels * 0.4).min(4.0);
        if gap >= 1.0 {
            canvas.line(&[(edge.x, room.y), (edge.x, room.y + BAR)], WHITE, gap);
        }
    }
}

/// The rest of a bar of which parts are missing, with the symbol that is published in their place.
fn draw_missing(
    canvas: &mut Canvas,
    bar: &StackedBar,
    room: Room,
    filled: f64,
) -> Result<(), ChartError> {
    let (start, end, y) = (room.at(filled), room.right, room.y);
    canvas.rectangle(start, y, end - start, BAR, BAND);
    canvas.hatch(start, y, end - start, BAR, HATCH);
    let text = if bar.symbol.is_empty() { "not published" } else { &bar.symbol };
    let wide = text_width(text, 9.0, true)?;
    let middle = (start + end) / 2.0;
    canvas.rectangle(middle - wide / 2.0 - 6.0, y + 4.0, wide + 12.0, BAR - 8.0, WHITE);
    canvas.text(text, middle, y + 7.5, Side::Centre, pen(9.0, true, INK))?;
    Ok(())
}

/// What is too narrow for its figure has it below the bar, with a leader. Labels keep the order of
/// their parts and stay within the bar: no leader crosses another, and none ends beyond 100.
fn labels_below(canvas: &mut Canvas, outside: &[Outside], room: Room) -> Result<(), ChartError> {
    let mut places: Vec<f64> = outside.iter().map(|o| o.x).collect();
    spread(&mut places, 56.0, room.left + 24.0, room.right - 24.0);
    let foot = room.y + BAR;
    for (label, x) in outside.iter().zip(places) {
        // Down first, then across: leaders of neighbours run side by side.
        canvas.line(&[(label.x, foot), (label.x, foot + 3.0)], DARK_GREY, 2.0);
        canvas.line(&[(label.x, foot + 3.0), (x, foot + 9.0)], DARK_GREY, 2.0);
        canvas.text(&label.text, x, foot + 9.0, Side::Centre, pen(8.0, false, INK))?;
    }
    Ok(())
}

/// Every part of every bar, as CSV.
#[must_use]
pub fn stacked_bars_csv(chart: &StackedBars) -> String {
    let mut table = Table::new(&["group", "bar", "part", "value", "symbol"]);
    for group in &chart.groups {
        for bar in &group.bars {
            for (part, name) in bar.parts.iter().zip(&chart.parts) {
                let symbol = if part.is_some() { "" } else { bar.symbol.as_str() };
                table.row(&[&group.heading, &bar.label, name, &number(*part), symbol]);
            }
        }
    }
    table.text()
}

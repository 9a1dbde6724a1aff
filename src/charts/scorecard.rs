//! C7: measures and their verdicts, a block for each group of pupils.

use super::canvas::{Canvas, Side, pen, wrap};
use super::csv_text::{Table, number};
use super::frame::{Frame, KeyEntry, Sign};
use super::palette::{
    BAND, BETTER_GROUND, DARK_BLUE, HATCH, INK, ORANGE, SECONDARY, WHITE, WORSE_GROUND,
};
use super::picture::Layout;
use super::words::{ChartError, Words};
use crate::engine::printed_number;
use plotters::style::RGBColor;

const WIDTH: f64 = 1800.0;
/// Each row adds its height.
const LEAST_HEIGHT: f64 = 600.0;
const ROW: f64 = 84.0;
const CELL: f64 = 76.0;
const HEADING: f64 = 76.0;
const HEAD: f64 = 92.0;
/// Left edges of the two blocks and their width.
const BLOCKS: [f64; 2] = [618.0, 1182.0];
const BLOCK: f64 = 554.0;

/// A table of verdicts.
#[derive(Debug, Clone, Default)]
pub struct Scorecard {
    /// Words around it.
    pub words: Words,
    /// The heading of the area's column.
    pub area_heading: String,
    /// Titles of the two blocks.
    pub blocks: [String; 2],
    /// Rows under headings.
    pub groups: Vec<ScoreGroup>,
}

/// Rows of one theme.
#[derive(Debug, Clone, Default)]
pub struct ScoreGroup {
    /// Theme.
    pub heading: String,
    /// Measures.
    pub rows: Vec<ScoreRow>,
}

/// One measure.
#[derive(Debug, Clone, Default)]
pub struct ScoreRow {
    /// Measure.
    pub label: String,
    /// Unit and period.
    pub unit: String,
    /// A verdict for each block; nothing where the measure is not for that group.
    pub cells: [Option<ScoreCell>; 2],
}

/// One verdict.
#[derive(Debug, Clone, Default)]
pub struct ScoreCell {
    /// The area's figure.
    pub value: Option<f64>,
    /// Symbol in its place.
    pub symbol: String,
    /// England's figure.
    pub comparator: Option<f64>,
    /// Decimals to print.
    pub decimals: usize,
    /// Ground and sign.
    pub standing: Standing,
    /// Level in words, or why there is none.
    pub level: String,
    /// Direction in words; empty without one.
    pub direction: String,
    /// Which way the figure went.
    pub arrow: Arrow,
    /// Finding that it shows.
    pub finding_id: String,
}

/// What a verdict amounts to, turned by polarity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Standing {
    /// Significantly better.
    MuchBetter,
    /// Better, not tested or not robust.
    Better,
    /// In line.
    InLine,
    /// Too close to tell.
    Unclear,
    /// Worse, not tested or not robust.
    Worse,
    /// Significantly worse.
    MuchWorse,
    /// Neither side is better.
    Contextual,
    /// No figure to compare.
    #[default]
    None,
}

/// Which way a figure went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Arrow {
    /// The figure rose.
    Up,
    /// It fell.
    Down,
    /// No sustained change.
    Level,
    /// Up and down.
    Volatile,
    /// Not known.
    #[default]
    None,
}

impl Standing {
    /// The sign that repeats the colour.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::MuchBetter => "++",
            Self::Better => "+",
            Self::InLine => "=",
            Self::Unclear => "?",
            Self::Worse => "\u{2212}",
            Self::MuchWorse => "\u{2212}\u{2212}",
            Self::Contextual | Self::None => "",
        }
    }

    /// Ground and ink.
    pub(super) fn colours(self) -> (RGBColor, RGBColor) {
        match self {
            Self::MuchBetter => (DARK_BLUE, WHITE),
            Self::Better => (BETTER_GROUND, INK),
            Self::InLine => (BAND, INK),
            Self::Worse => (WORSE_GROUND, INK),
            Self::MuchWorse => (ORANGE, INK),
            Self::Unclear | Self::Contextual => (WHITE, INK),
            Self::None => (WHITE, SECONDARY),
        }
    }
}

fn key() -> Vec<KeyEntry> {
    [
        (Standing::MuchBetter, "significantly better"),
        (Standing::Better, "better, not tested or not robust"),
        (Standing::InLine, "in line"),
        (Standing::Unclear, "no clear difference"),
        (Standing::Worse, "worse, not tested or not robust"),
        (Standing::MuchWorse, "significantly worse"),
    ]
    .into_iter()
    .map(|(standing, words)| {
        let (ground, ink) = standing.colours();
        (Sign::Cell { ground, ink, sign: standing.sign() }, words.to_string())
    })
    .collect()
}

/// Draws the table: 1800 pixels wide, as high as its rows need.
///
/// # Errors
/// The embedded font or the renderer fails.
pub fn draw_scorecard(chart: &Scorecard) -> Result<Layout, ChartError> {
    let rows: usize = chart.groups.iter().map(|g| g.rows.len()).sum();
    let needed = HEAD + chart.groups.len() as f64 * HEADING + rows as f64 * ROW;
    let mut frame = Frame::new(&chart.words, (WIDTH, LEAST_HEIGHT), needed.max(300.0), &key())?;
    if rows == 0 {
        frame.reason(
            "No measure is better or worse than its comparator for these groups of pupils.",
        )?;
        return Ok(frame.finish(&chart.words));
    }
    let (left, right, mut y) = (frame.left, frame.right, frame.top);
    let canvas = &mut frame.canvas;
    for (title, x) in chart.blocks.iter().zip(BLOCKS) {
        canvas.text(title, x + 4.0, y + 4.0, Side::Left, pen(11.0, true, INK))?;
        let small = pen(8.6, false, SECONDARY);
        canvas.text(&chart.area_heading, x + 108.0, y + 50.0, Side::Right, small)?;
        canvas.text("England", x + 206.0, y + 50.0, Side::Right, small)?;
        canvas.text("level and direction", x + 270.0, y + 50.0, Side::Left, small)?;
    }
    y += HEAD;
    for group in &chart.groups {
        canvas.text(&group.heading, left, y + 26.0, Side::Left, pen(11.0, true, INK))?;
        canvas.line(&[(left, y + HEADING - 12.0), (right, y + HEADING - 12.0)], INK, 2.5);
        y += HEADING;
        for row in &group.rows {
            let room = BLOCKS[0] - left - 16.0;
            let small = pen(8.0, false, SECONDARY);
            let lines = wrap(&row.unit, 8.0, false, room)?;
            let top = if lines.len() > 1 { y - 2.0 } else { y + 10.0 };
            canvas.text(&row.label, left, top, Side::Left, pen(10.0, false, INK))?;
            for (line, step) in lines.iter().take(2).zip([31.0, 54.0]) {
                canvas.text(line, left, top + step, Side::Left, small)?;
            }
            for (cell, x) in row.cells.iter().zip(BLOCKS) {
                if let Some(cell) = cell {
                    draw_cell(canvas, cell, x, y)?;
                }
            }
            y += ROW;
        }
    }
    Ok(frame.finish(&chart.words))
}

fn draw_cell(canvas: &mut Canvas, cell: &ScoreCell, x: f64, y: f64) -> Result<(), ChartError> {
    let (ground, ink) = cell.standing.colours();
    canvas.rectangle(x, y, BLOCK, CELL, ground);
    let middle = y + CELL / 2.0;
    let words = x + 270.0;
    let room = BLOCK - 276.0;
    let comparator = cell.comparator.map(|v| printed_number(v, cell.decimals));
    if let Some(value) = cell.value {
        canvas.rim(x, y, BLOCK, CELL, HATCH, 2.0);
        let value = printed_number(value, cell.decimals);
        canvas.text(&value, x + 108.0, middle - 16.0, Side::Right, pen(11.0, true, ink))?;
    } else {
        dashed_rim(canvas, x, y);
        canvas.text(&cell.symbol, x + 108.0, middle - 16.0, Side::Right, pen(11.0, true, ink))?;
    }
    if let Some(text) = comparator {
        canvas.text(&text, x + 206.0, middle - 14.0, Side::Right, pen(9.6, false, ink))?;
    }
    canvas.text(
        cell.standing.sign(),
        x + 237.0,
        middle - 15.0,
        Side::Centre,
        pen(11.0, true, ink),
    )?;
    let strong = matches!(cell.standing, Standing::MuchBetter | Standing::MuchWorse);
    if cell.direction.is_empty() {
        return canvas.paragraph_around(&cell.level, words, middle, room, pen(8.3, strong, ink));
    }
    canvas.text(&cell.level, words, y + 11.0, Side::Left, pen(8.3, strong, ink))?;
    arrow(canvas, cell.arrow, (words + 8.0, y + 54.0), ink);
    canvas.text(&cell.direction, words + 24.0, y + 42.0, Side::Left, pen(8.3, false, ink))?;
    Ok(())
}

fn arrow(canvas: &mut Canvas, arrow: Arrow, (x, y): (f64, f64), ink: RGBColor) {
    let s = 8.0;
    match arrow {
        Arrow::Up => canvas.polygon(&[(x, y - s), (x + s, y + s), (x - s, y + s)], ink),
        Arrow::Down => canvas.polygon(&[(x, y + s), (x + s, y - s), (x - s, y - s)], ink),
        Arrow::Level => {
            canvas.polygon(
                &[(x - s, y - 3.0), (x + s, y - 3.0), (x + s, y + 3.0), (x - s, y + 3.0)],
                ink,
            );
        }
        Arrow::Volatile => canvas.polygon(&[(x, y - s), (x + s, y), (x, y + s), (x - s, y)], ink),
        Arrow::None => {
            for dot in [-6.0, 0.0, 6.0] {
                canvas.circle((x + dot, y + 4.0), 2.0, ink);
            }
        }
    }
}

fn dashed_rim(canvas: &mut Canvas, x: f64, y: f64) {
    let (right, bottom) = (x + BLOCK, y + CELL);
    for (from, to) in [
        ((x, y + 1.0), (right, y + 1.0)),
        ((x, bottom - 1.0), (right, bottom - 1.0)),
        ((x + 1.0, y), (x + 1.0, bottom)),
        ((right - 1.0, y), (right - 1.0, bottom)),
    ] {
        canvas.dashed(from, to, HATCH, 2.0, (10.0, 8.0));
    }
}

/// Every cell, as CSV.
#[must_use]
pub fn scorecard_csv(chart: &Scorecard) -> String {
    let mut table = Table::new(&[
        "theme",
        "measure",
        "group",
        "unit",
        "value",
        "symbol",
        "england",
        "sign",
        "level",
        "direction",
    ]);
    for group in &chart.groups {
        for row in &group.rows {
            for (cell, block) in row.cells.iter().zip(&chart.blocks) {
                let Some(cell) = cell else { continue };
                table.row(&[
                    &group.heading,
                    &row.label,
                    block,
                    &row.unit,
                    &number(cell.value),
                    if cell.value.is_some() { "" } else { &cell.symbol },
                    &number(cell.comparator),
                    cell.standing.sign(),
                    &cell.level,
                    &cell.direction,
                ]);
            }
        }
    }
    table.text()
}

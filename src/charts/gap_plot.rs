//! C2: the gap of every measure to England, turned so that right is always better.

use super::axis::{tick_text, ticks};
use super::canvas::{Canvas, Pen, Side, wrap};
use super::palette::{
    DARK_BLUE, DARK_GREY, GRID, HATCH, INK, MATERIAL, ORANGE, PALE_BLUE, PALE_ORANGE, SECONDARY,
    WHITE,
};
use super::{ChartError, Picture, Words, inert};
use crate::engine::signed_number;
use plotters::style::RGBColor;

const WIDTH: f64 = 1800.0;
const MARGIN: f64 = 64.0;
const ROW: f64 = 58.0;
const HEADING: f64 = 70.0;
/// Left edge of the plot; labels stand before it.
const PLOT_LEFT: f64 = 660.0;
/// Right edge of the plot; figures and words stand after it.
const PLOT_RIGHT: f64 = 1240.0;
const AXIS_ROOM: f64 = 120.0;

/// A picture of gaps.
#[derive(Debug, Clone, Default)]
pub struct GapPlot {
    /// Words around it.
    pub words: Words,
    /// What left means.
    pub worse: String,
    /// What right means.
    pub better: String,
    /// One axis each.
    pub blocks: Vec<GapBlock>,
}

/// Rows in one unit.
#[derive(Debug, Clone, Default)]
pub struct GapBlock {
    /// What the axis counts.
    pub axis_title: String,
    /// Neither side is better.
    pub contextual: bool,
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
    /// Decimals to print.
    pub decimals: usize,
    /// Mark.
    pub mark: Mark,
    /// Verdict in words.
    pub words: String,
}

fn pen(size_pt: f64, bold: bool, colour: RGBColor) -> Pen {
    Pen { size_pt, bold, colour }
}

/// Draws the picture: 1800 pixels wide, as high as its rows need.
///
/// # Errors
/// The embedded font or the renderer fails.
pub fn draw_gap_plot(chart: &GapPlot) -> Result<Picture, ChartError> {
    let inner = WIDTH - 2.0 * MARGIN;
    let lines =
        |text: &str, size: f64, bold: bool| wrap(text, size, bold, inner).map(|l| l.len() as f64);
    let head = MARGIN
        + lines(&chart.words.title, 16.0, true)? * 56.0
        + lines(&chart.words.subtitle, 10.0, false)? * 35.0
        + 20.0;
    let block_height = |b: &GapBlock| {
        let rows: usize = b.groups.iter().map(|g| g.rows.len()).sum();
        44.0 + b.groups.len() as f64 * HEADING + rows as f64 * ROW + AXIS_ROOM
    };
    let mut foot = 2.0 * MARGIN + 60.0;
    for text in chart.words.notes.iter().chain([&chart.words.source]) {
        foot += lines(text, 8.3, false)? * 29.0;
    }
    let height = head + chart.blocks.iter().map(block_height).sum::<f64>() + foot;
    let mut canvas = Canvas::new(WIDTH as u32, height.ceil() as u32);
    let mut y =
        canvas.paragraph(&chart.words.title, MARGIN, MARGIN * 0.75, inner, pen(16.0, true, INK))?;
    canvas.paragraph(&chart.words.subtitle, MARGIN, y + 4.0, inner, pen(10.0, false, SECONDARY))?;
    y = head;
    let mut marks = 0;
    for block in &chart.blocks {
        marks += draw_block(&mut canvas, chart, block, y)?;
        y += block_height(block);
    }
    key(&mut canvas, y + 4.0)?;
    y += 60.0;
    for text in chart.words.notes.iter().chain([&chart.words.source]) {
        y = canvas.paragraph(text, MARGIN, y, inner, pen(8.3, false, SECONDARY))?;
    }
    let words = &chart.words;
    let png = canvas.png(&[
        ("Title", &words.title),
        ("Description", &words.alt),
        ("Source", &words.source),
    ])?;
    Ok(Picture {
        png,
        width: WIDTH as u32,
        height: height.ceil() as u32,
        texts: canvas.texts,
        marks,
    })
}

fn draw_block(
    canvas: &mut Canvas,
    chart: &GapPlot,
    block: &GapBlock,
    top: f64,
) -> Result<usize, ChartError> {
    let rows = || block.groups.iter().flat_map(|g| &g.rows);
    // The axis holds every gap and threshold; an interval that runs beyond it is cut with an arrow.
    let reach = rows()
        .flat_map(|r| [r.gap, r.materiality])
        .flatten()
        .map(f64::abs)
        .fold(0.0, f64::max)
        .max(1e-6)
        * 1.12;
    let ticks = ticks(-reach, reach, false);
    let step = ticks[1] - ticks[0];
    let (low, high) = (ticks[0], ticks[ticks.len() - 1]);
    let at = |v: f64| PLOT_LEFT + (v - low) / (high - low) * (PLOT_RIGHT - PLOT_LEFT);
    let count = rows().count() as f64;
    let first = top + 44.0;
    let foot = first + block.groups.len() as f64 * HEADING + count * ROW;
    let side = pen(9.0, false, SECONDARY);
    let (left, right) = if block.contextual {
        ("lower than England".to_string(), "higher than England".to_string())
    } else {
        (chart.worse.clone(), chart.better.clone())
    };
    canvas.text(&format!("\u{2190} {left}"), at(0.0) - 14.0, top, Side::Right, side)?;
    canvas.text(&format!("{right} \u{2192}"), at(0.0) + 14.0, top, Side::Left, side)?;
    let mut y = first;
    // Bands and gridlines lie under everything else.
    let mut row_top = first;
    for group in &block.groups {
        row_top += HEADING;
        for row in &group.rows {
            if let Some(m) = row.materiality {
                canvas.rectangle(at(-m), row_top + 7.0, at(m) - at(-m), ROW - 14.0, MATERIAL);
            }
            row_top += ROW;
        }
    }
    for tick in &ticks {
        canvas.line(&[(at(*tick), first), (at(*tick), foot)], GRID, 2.0);
    }
    canvas.line(&[(at(0.0), first), (at(0.0), foot)], INK, 3.4);
    let mut marks = 0;
    for group in &block.groups {
        canvas.rectangle(MARGIN, y + 14.0, 2.0, 2.0, WHITE);
        canvas.text(&group.heading, MARGIN, y + 18.0, Side::Left, pen(11.0, true, INK))?;
        canvas.line(&[(MARGIN, y + HEADING - 8.0), (WIDTH - MARGIN, y + HEADING - 8.0)], GRID, 2.5);
        y += HEADING;
        for row in &group.rows {
            marks += draw_row(canvas, row, y, &at, (low, high))?;
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
    Ok(marks)
}

fn draw_row(
    canvas: &mut Canvas,
    row: &GapRow,
    y: f64,
    at: &impl Fn(f64) -> f64,
    ends: (f64, f64),
) -> Result<usize, ChartError> {
    let middle = y + ROW / 2.0;
    let mut size = 9.6;
    // A long label shrinks a little before it is broken.
    if wrap(&row.label, size, false, PLOT_LEFT - MARGIN - 20.0)?.len() > 1 {
        size = 8.6;
    }
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
    let Some(gap) = row.gap else { return Ok(0) };
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
    if let (Some(lower), Some(upper)) = (row.lower, row.upper) {
        let (a, b) = (at(lower.max(ends.0)), at(upper.min(ends.1)));
        canvas.rectangle(a, middle - 5.0, b - a, 10.0, pale);
        if lower < ends.0 {
            canvas.polygon(&[(a, middle - 11.0), (a - 14.0, middle), (a, middle + 11.0)], pale);
        }
        if upper > ends.1 {
            canvas.polygon(&[(b, middle - 11.0), (b + 14.0, middle), (b, middle + 11.0)], pale);
        }
    }
    canvas.line(&[(at(0.0), middle), (at(gap), middle)], colour, 3.6);
    mark(canvas, (at(gap), middle), row.mark);
    Ok(1)
}

fn mark(canvas: &mut Canvas, at: (f64, f64), mark: Mark) {
    let square =
        |canvas: &mut Canvas, r: f64, c| canvas.rectangle(at.0 - r, at.1 - r, 2.0 * r, 2.0 * r, c);
    let diamond = |canvas: &mut Canvas, r: f64, c| {
        canvas
            .polygon(&[(at.0 - r, at.1), (at.0, at.1 - r), (at.0 + r, at.1), (at.0, at.1 + r)], c);
    };
    match mark {
        Mark::SignificantlyBetter => canvas.circle(at, 13.0, DARK_BLUE),
        Mark::SignificantlyWorse => square(canvas, 12.0, ORANGE),
        Mark::Better => {
            canvas.circle(at, 12.0, DARK_BLUE);
            canvas.circle(at, 8.0, WHITE);
        }
        Mark::Worse => {
            square(canvas, 11.0, ORANGE);
            square(canvas, 7.0, WHITE);
        }
        Mark::InLine => {
            diamond(canvas, 14.0, DARK_GREY);
            diamond(canvas, 9.0, WHITE);
        }
    }
}

fn key(canvas: &mut Canvas, y: f64) -> Result<(), ChartError> {
    let mut x = MARGIN + 14.0;
    for (kinds, label) in [
        (&[Mark::SignificantlyBetter, Mark::SignificantlyWorse][..], "significant"),
        (&[Mark::Better, Mark::Worse][..], "not tested, or not robust"),
        (&[Mark::InLine][..], "in line or unclear"),
    ] {
        for kind in kinds {
            mark(canvas, (x, y + 14.0), *kind);
            x += 36.0;
        }
        x += canvas.text(label, x - 8.0, y, Side::Left, pen(9.0, false, INK))? + 50.0;
    }
    canvas.rectangle(x, y, 40.0, 28.0, MATERIAL);
    x += 52.0
        + canvas.text("too small to matter", x + 52.0, y, Side::Left, pen(9.0, false, INK))?
        + 50.0;
    canvas.rectangle(x, y + 9.0, 60.0, 10.0, HATCH);
    canvas.text("95% interval", x + 72.0, y, Side::Left, pen(9.0, false, INK))?;
    Ok(())
}

/// Every plotted gap, as CSV.
#[must_use]
pub fn gap_plot_csv(chart: &GapPlot) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let text = |v: Option<f64>| v.map(|v| v.to_string()).unwrap_or_default();
    // Writing to memory cannot fail.
    let _ =
        writer.write_record(["theme", "measure", "gap", "lower", "upper", "materiality", "words"]);
    for group in chart.blocks.iter().flat_map(|b| &b.groups) {
        for row in &group.rows {
            let _ = writer.write_record([
                inert(&group.heading),
                inert(&row.label),
                text(row.gap),
                text(row.lower),
                text(row.upper),
                text(row.materiality),
                inert(&row.words),
            ]);
        }
    }
    writer.into_inner().ok().and_then(|b| String::from_utf8(b).ok()).unwrap_or_default()
}

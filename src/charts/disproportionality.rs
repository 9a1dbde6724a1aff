//! C9: how many times as often a group of pupils is concerned as pupils with no
//! SEN, in the area and in England, on a scale of doublings.

use super::canvas::{Canvas, Side, pen};
use super::csv_text::{Table, number};
use super::frame::{Frame, KeyEntry, KeyMark, Sign};
use super::palette::{DARK_GREY, GRID, INK, SECONDARY};
use super::picture::Layout;
use super::series::{AREA, ENGLAND, Look};
use super::words::{ChartError, Words};
use crate::engine::printed_number;

const SIZE: (f64, f64) = (1600.0, 900.0);
/// Powers of two that every scale shows.
const LEAST: (i32, i32) = (-1, 2);

/// Ratios of a group of pupils to pupils with no SEN.
#[derive(Debug, Clone, Default)]
pub struct Disproportionality {
    /// Words around it.
    pub words: Words,
    /// Name of the area.
    pub area_name: String,
    /// Rows, the first above.
    pub rows: Vec<RatioRow>,
    /// Why there is nothing to draw.
    pub reason: Option<String>,
}

/// One measure and group.
#[derive(Debug, Clone, Default)]
pub struct RatioRow {
    /// Measure and group.
    pub label: String,
    /// The area's ratio.
    pub area: Option<Ratio>,
    /// Symbol in its place.
    pub symbol: String,
    /// England's.
    pub england: Option<Ratio>,
}

/// A ratio with its 95% limits where counts are published.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ratio {
    /// Times as often.
    pub ratio: f64,
    /// Limits.
    pub limits: Option<(f64, f64)>,
}

/// Draws the picture at 1600 × 900 pixels, higher for more than four rows.
///
/// # Errors
/// The embedded font or the renderer fails.
pub fn draw_disproportionality(chart: &Disproportionality) -> Result<Layout, ChartError> {
    let ratios: Vec<Ratio> =
        chart.rows.iter().flat_map(|r| [r.area, r.england]).flatten().filter(drawable).collect();
    let key = if ratios.is_empty() { Vec::new() } else { key(chart) };
    let least = 84.0 * chart.rows.len() as f64 + 150.0;
    let mut frame = Frame::new(&chart.words, SIZE, least.max(320.0), &key)?;
    if ratios.is_empty() {
        let nothing = "No measure has figures for these groups and for pupils with no SEN.";
        frame.reason(chart.reason.as_deref().unwrap_or(nothing))?;
        return Ok(frame.finish(&chart.words));
    }
    let plot = Doublings::of(&ratios, &frame);
    let left = frame.left;
    plot.draw_axis(&mut frame.canvas)?;
    let height = (plot.foot - plot.top) / chart.rows.len() as f64;
    for (place, row) in chart.rows.iter().enumerate() {
        let y = plot.top + (place as f64 + 0.5) * height;
        draw_row(&mut frame.canvas, chart, row, y, (left, &plot))?;
    }
    Ok(frame.finish(&chart.words))
}

fn key(chart: &Disproportionality) -> Vec<KeyEntry> {
    let mark = |look: Look| Sign::Marks(vec![KeyMark::of(look)]);
    vec![(mark(AREA), chart.area_name.clone()), (mark(ENGLAND), "England".to_string())]
}

/// A plot with a scale on which equal steps double.
struct Doublings {
    /// Powers of two at its ends.
    first: i32,
    last: i32,
    left: f64,
    right: f64,
    top: f64,
    foot: f64,
}

impl Doublings {
    /// One that holds ratios with their limits.
    fn of(ratios: &[Ratio], frame: &Frame) -> Self {
        let ends = ratios.iter().flat_map(|r| {
            let (low, high) = r.limits.filter(|l| l.0 > 0.0).unwrap_or((r.ratio, r.ratio));
            [low.log2(), high.log2()]
        });
        let (low, high) =
            ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        Self {
            first: (low.floor() as i32).min(LEAST.0),
            last: (high.ceil() as i32).max(LEAST.1),
            left: frame.left + 470.0,
            right: frame.right - 190.0,
            top: frame.top + 46.0,
            foot: frame.bottom - 96.0,
        }
    }

    fn at(&self, ratio: f64) -> f64 {
        let share = (ratio.log2() - f64::from(self.first)) / f64::from(self.last - self.first);
        self.left + share * (self.right - self.left)
    }

    /// A gridline for each doubling, and what the sides of one mean.
    fn draw_axis(&self, canvas: &mut Canvas) -> Result<(), ChartError> {
        let (top, foot) = (self.top, self.foot);
        for power in self.first..=self.last {
            let ratio = 2.0_f64.powi(power);
            let x = self.at(ratio);
            let (colour, width) = if power == 0 { (INK, 3.4) } else { (GRID, 2.0) };
            canvas.line(&[(x, top), (x, foot)], colour, width);
            canvas.line(&[(x, foot), (x, foot + 8.0)], INK, 2.5);
            let text = printed_number(ratio, usize::try_from(-power).unwrap_or(0));
            canvas.text(&text, x, foot + 12.0, Side::Centre, pen(9.5, false, INK))?;
        }
        canvas.line(&[(self.left, foot), (self.right, foot)], INK, 2.5);
        let (one, side) = (self.at(1.0), pen(8.6, false, DARK_GREY));
        canvas.text("\u{2190} less often", one - 12.0, top - 44.0, Side::Right, side)?;
        let more = "more often than pupils with no SEN \u{2192}";
        canvas.text(more, one + 12.0, top - 44.0, Side::Left, side)?;
        let title = "times the figure of pupils with no SEN (each gridline doubles)";
        let middle = (self.left + self.right) / 2.0;
        canvas.text(title, middle, foot + 50.0, Side::Centre, pen(9.5, false, SECONDARY))?;
        Ok(())
    }
}

/// A ratio of 0 has no place on a scale of doublings.
fn drawable(ratio: &Ratio) -> bool {
    ratio.ratio > 0.0
}

/// One measure and group: England below, the area above, with what they are printed as.
fn draw_row(
    canvas: &mut Canvas,
    chart: &Disproportionality,
    row: &RatioRow,
    y: f64,
    (left, plot): (f64, &Doublings),
) -> Result<(), ChartError> {
    canvas.paragraph_around(&row.label, left, y, 420.0, pen(9.6, false, INK))?;
    let printed = plot.right + 30.0;
    if let Some(ratio) = row.england.filter(drawable) {
        draw_ratio(canvas, ratio, ("England", ENGLAND), y + 17.0, plot);
        let text = format!("{}\u{d7}", printed_number(ratio.ratio, 1));
        canvas.text(&text, printed, y + 5.0, Side::Left, pen(9.5, false, ENGLAND.text))?;
    }
    if let Some(ratio) = row.area.filter(drawable) {
        draw_ratio(canvas, ratio, (&chart.area_name, AREA), y - 17.0, plot);
        let text = format!("{}\u{d7}", printed_number(ratio.ratio, 1));
        canvas.text(&text, printed, y - 30.0, Side::Left, pen(9.5, true, AREA.text))?;
    } else {
        // None at all has no place on a scale of doublings; it is printed.
        let none = row.area.map(|r| format!("{}\u{d7}", printed_number(r.ratio, 0)));
        let words = none.unwrap_or_else(|| row.symbol.clone());
        if !words.is_empty() {
            let ink = pen(9.5, true, SECONDARY);
            canvas.text(&words, printed, y - 30.0, Side::Left, ink)?;
        }
    }
    Ok(())
}

fn draw_ratio(
    canvas: &mut Canvas,
    ratio: Ratio,
    (series, look): (&str, Look),
    y: f64,
    plot: &Doublings,
) {
    let at = |ratio: f64| plot.at(ratio);
    if let Some((lower, upper)) = ratio.limits.filter(|l| l.0 > 0.0) {
        canvas.line(&[(at(lower), y), (at(upper), y)], look.colour, 3.6);
        for x in [at(lower), at(upper)] {
            canvas.line(&[(x, y - 9.0), (x, y + 9.0)], look.colour, 3.6);
        }
    }
    look.mark(canvas, series, (at(ratio.ratio), y), false, ratio.ratio);
}

/// Every ratio, as CSV.
#[must_use]
pub fn disproportionality_csv(chart: &Disproportionality) -> String {
    let mut table = Table::new(&["row", "series", "ratio", "symbol", "lower", "upper"]);
    for row in &chart.rows {
        for (name, ratio) in [(chart.area_name.as_str(), row.area), ("England", row.england)] {
            let limits = ratio.and_then(|r| r.limits);
            let symbol = if ratio.is_some() { "" } else { &row.symbol };
            table.row(&[
                &row.label,
                name,
                &number(ratio.map(|r| r.ratio)),
                symbol,
                &number(limits.map(|l| l.0)),
                &number(limits.map(|l| l.1)),
            ]);
        }
    }
    table.text()
}

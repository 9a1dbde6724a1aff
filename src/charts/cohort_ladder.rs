//! C10: one measure for each group of pupils, the area next to England.

use super::axis::Scale;
use super::canvas::{Canvas, Side, pen, text_width};
use super::csv_text::{Table, number};
use super::frame::{Frame, KeyMark, Sign};
use super::palette::{DARK_GREY, GRID, HATCH, INK, SECONDARY};
use super::picture::Layout;
use super::series::{AREA, ENGLAND, letter, ring};
use super::words::{ChartError, Words};
use crate::engine::{printed_number, signed_number};

const SIZE: (f64, f64) = (1600.0, 1000.0);
/// Distance at which two marks are seen as two, pixels.
const APART: f64 = 30.0;

/// Groups of pupils, one below the other.
#[derive(Debug, Clone, Default)]
pub struct CohortLadder {
    /// Words around it.
    pub words: Words,
    /// Name of the area.
    pub area_name: String,
    /// What the axis counts.
    pub unit: String,
    /// Whether the axis keeps within 0 and 100.
    pub percent: bool,
    /// Decimals to print.
    pub decimals: usize,
    /// Groups, the first above.
    pub rungs: Vec<Rung>,
}

/// One group of pupils.
#[derive(Debug, Clone, Default)]
pub struct Rung {
    /// Group.
    pub label: String,
    /// Area's figure.
    pub value: Option<f64>,
    /// Symbol in its place, or why there is none.
    pub symbol: String,
    /// England's figure.
    pub comparator: Option<f64>,
    /// The gap as the verdict has it.
    pub gap: Option<f64>,
    /// Verdict in words.
    pub words: String,
    /// Fewer than 30 pupils, or provisional.
    pub hollow: bool,
    /// Limits of the area's figure.
    pub limits: Option<(f64, f64)>,
}

/// Draws the picture at 1600 × 1000 pixels.
///
/// # Errors
/// The embedded font or the renderer fails.
pub fn draw_cohort_ladder(chart: &CohortLadder) -> Result<Layout, ChartError> {
    let values: Vec<f64> = chart
        .rungs
        .iter()
        .flat_map(|r| {
            let (low, high) = r.limits.filter(|_| r.value.is_some()).unzip();
            [r.value, r.comparator, low, high]
        })
        .flatten()
        .collect();
    let mark = |look: super::series::Look| Sign::Marks(vec![KeyMark::of(look)]);
    let key =
        [(mark(AREA), chart.area_name.clone()), (mark(ENGLAND), "England, same group".to_string())];
    let key = if values.is_empty() { &[][..] } else { &key[..] };
    let mut frame = Frame::new(&chart.words, SIZE, 480.0, key)?;
    if values.is_empty() {
        frame.reason("No figure was published for any of these groups.")?;
        return Ok(frame.finish(&chart.words));
    }
    let scale = Scale::above_nothing(values, chart.percent, chart.decimals);
    let (plot_left, plot_right) = (frame.left + 250.0, frame.right - 400.0);
    let at = |v: f64| plot_left + scale.share(v) * (plot_right - plot_left);
    let (top, foot) = (frame.top + 14.0, frame.bottom - 96.0);
    let canvas = &mut frame.canvas;
    for tick in &scale.ticks {
        canvas.line(&[(at(*tick), top), (at(*tick), foot)], GRID, 2.0);
        canvas.line(&[(at(*tick), foot), (at(*tick), foot + 8.0)], INK, 2.5);
        let text = scale.text(*tick);
        canvas.text(&text, at(*tick), foot + 12.0, Side::Centre, pen(9.5, false, INK))?;
    }
    canvas.line(&[(plot_left, foot), (plot_right, foot)], INK, 2.5);
    let middle = (plot_left + plot_right) / 2.0;
    canvas.text(
        &scale.title(&chart.unit),
        middle,
        foot + 52.0,
        Side::Centre,
        pen(9.5, false, SECONDARY),
    )?;
    let height = (foot - top) / chart.rungs.len().max(1) as f64;
    for (place, rung) in chart.rungs.iter().enumerate() {
        let y = top + (place as f64 + 0.5) * height;
        canvas.paragraph_around(&rung.label, frame.left, y, 220.0, pen(10.0, true, INK))?;
        if place > 0 {
            let edge = top + place as f64 * height;
            canvas.line(&[(frame.left, edge), (frame.right, edge)], GRID, 2.0);
        }
        marks(canvas, chart, rung, (y, plot_left), &at)?;
        words(canvas, chart, rung, (plot_right + 60.0, frame.right), y)?;
    }
    Ok(frame.finish(&chart.words))
}

/// The figures of one group; the symbol of one that is missing is at the left of the plot.
fn marks(
    canvas: &mut Canvas,
    chart: &CohortLadder,
    rung: &Rung,
    (y, plot_left): (f64, f64),
    at: &impl Fn(f64) -> f64,
) -> Result<(), ChartError> {
    // Marks that would hide each other are set one above the other.
    let near = rung.value.zip(rung.comparator).is_some_and(|(a, b)| (at(a) - at(b)).abs() < APART);
    let (own, other) = if near { (y - APART / 2.0, y + APART / 2.0) } else { (y, y) };
    if let (Some(a), Some(b)) = (rung.value, rung.comparator) {
        canvas.line(&[(at(a), own), (at(b), other)], HATCH, 9.0);
    }
    if let (Some(_), Some((lower, upper))) = (rung.value, rung.limits) {
        canvas.line(&[(at(lower), own), (at(upper), own)], AREA.colour, 3.6);
        for x in [at(lower), at(upper)] {
            canvas.line(&[(x, own - 9.0), (x, own + 9.0)], AREA.colour, 3.6);
        }
    }
    if let Some(value) = rung.comparator {
        ENGLAND.mark(canvas, "England", (at(value), other), false, value);
        let text = printed_number(value, chart.decimals);
        let below = other + 20.0;
        canvas.text(&text, at(value), below, Side::Centre, pen(9.5, false, ENGLAND.text))?;
    }
    if let Some(value) = rung.value {
        AREA.mark(canvas, &chart.area_name, (at(value), own), rung.hollow, value);
        let text = printed_number(value, chart.decimals);
        canvas.text(&text, at(value), own - 50.0, Side::Centre, pen(9.5, true, AREA.text))?;
    } else if !rung.symbol.is_empty() && rung.symbol.len() <= 3 {
        let at = (plot_left + 34.0, y);
        ring(canvas, &chart.area_name, at, letter(&rung.symbol), AREA)?;
    }
    Ok(())
}

/// The gap and the verdict of one group, right of the plot.
fn words(
    canvas: &mut Canvas,
    chart: &CohortLadder,
    rung: &Rung,
    (words_left, right): (f64, f64),
    y: f64,
) -> Result<(), ChartError> {
    let mut words_top = y - 34.0;
    if let Some(gap) = rung.gap {
        let text = signed_number(gap, chart.decimals);
        let wide = canvas.text(&text, words_left, words_top, Side::Left, pen(11.0, true, INK))?;
        let room = right - words_left - wide - 12.0;
        let unit = match (chart.percent, text.trim_start_matches(['+', '\u{2212}'])) {
            (true, "1") => "percentage point",
            (true, _) => "percentage points",
            _ => "",
        };
        if text_width(unit, 9.0, false)? <= room {
            canvas.text(
                unit,
                words_left + wide + 12.0,
                words_top + 5.0,
                Side::Left,
                pen(9.0, false, INK),
            )?;
        }
        words_top += 38.0;
    }
    canvas
        .paragraph(
            &rung.words,
            words_left,
            words_top,
            right - words_left,
            pen(9.0, false, DARK_GREY),
        )
        .map(|_| ())
}

/// Every figure, as CSV.
#[must_use]
pub fn cohort_ladder_csv(chart: &CohortLadder) -> String {
    let mut table =
        Table::new(&["group", "value", "symbol", "lower", "upper", "england", "gap", "words"]);
    for rung in &chart.rungs {
        let (lower, upper) = rung.limits.unzip();
        table.row(&[
            &rung.label,
            &number(rung.value),
            &rung.symbol,
            &number(lower),
            &number(upper),
            &number(rung.comparator),
            &number(rung.gap),
            &rung.words,
        ]);
    }
    table.text()
}

//! C8: the gap between the area and England, year by year, with its interval.

use super::axis::{tick_text, ticks, wide_enough};
use super::canvas::{Canvas, Side, pen};
use super::csv_text::{Table, number};
use super::frame::{Frame, KeyEntry, KeyMark, Sign};
use super::palette::{DARK_GREY, INK, MATERIAL, SECONDARY};
use super::picture::Layout;
use super::series::AREA;
use super::timeline::{Band, Break, Drawn, Named, Point, Timeline, end_text, floor, span};
use super::words::{ChartError, Words};
use crate::engine::signed_number;

const SIZE: (f64, f64) = (1600.0, 1000.0);

/// Gaps over the years; positive is above England.
#[derive(Debug, Clone, Default)]
pub struct GapOverTime {
    /// Words around it.
    pub words: Words,
    /// What the axis counts.
    pub unit: String,
    /// Decimals to print.
    pub decimals: usize,
    /// Whether a year is a calendar year: 2023, not 2022/23.
    pub calendar: bool,
    /// 1: above is better; −1: below is; 0: neither.
    pub polarity: i32,
    /// Gaps with their limits.
    pub gaps: Vec<Point>,
    /// Half-width of the band within which a gap does not matter.
    pub materiality: Option<f64>,
    /// Shaded years.
    pub bands: Vec<Band>,
    /// Breaks.
    pub breaks: Vec<Break>,
}

/// Draws the picture at 1600 × 1000 pixels.
///
/// # Errors
/// The embedded font or the renderer fails.
pub fn draw_gap_over_time(chart: &GapOverTime) -> Result<Layout, ChartError> {
    let mut frame = Frame::new(&chart.words, SIZE, 480.0, &key(chart))?;
    let Some(ticks) = ticks_of(chart) else {
        frame.reason("No gap to England could be formed in any year.")?;
        return Ok(frame.finish(&chart.words));
    };
    let plot = Timeline {
        x: frame.left + 90.0,
        y: frame.top + 84.0,
        width: frame.right - frame.left - 90.0 - 230.0,
        height: frame.bottom - frame.top - 84.0 - 128.0,
        years: span(chart.gaps.iter()),
        values: (ticks[0], ticks[ticks.len() - 1]),
        floor: floor(&chart.gaps, &[]),
    };
    let unit_at = (frame.left, frame.top + 10.0);
    let canvas = &mut frame.canvas;
    draw_ground(canvas, chart, &plot, &ticks, unit_at)?;
    let [above, below] = sides(chart);
    draw_side(canvas, &format!("\u{2191} {above}"), &plot, plot.y - 40.0)?;
    draw_gaps(canvas, chart, &plot)?;
    draw_end(canvas, chart, &plot)?;
    draw_side(canvas, &format!("\u{2193} {below}"), &plot, plot.foot() + 94.0)?;
    Ok(frame.finish(&chart.words))
}

/// An axis that holds every gap with its limits, zero, and the gaps that are too small to matter;
/// none where there is no gap.
fn ticks_of(chart: &GapOverTime) -> Option<Vec<f64>> {
    let drawn = chart.gaps.iter().filter(|p| p.value.is_some() && !p.tiny_cohort);
    let values: Vec<f64> = drawn.flat_map(|p| [p.value, p.lower, p.upper]).flatten().collect();
    if values.is_empty() {
        return None;
    }
    let m = chart.materiality.unwrap_or(0.0);
    let low = values.iter().copied().fold(-m * 1.2, f64::min).min(0.0);
    let high = values.iter().copied().fold(m * 1.2, f64::max).max(0.0);
    let (low, high) = wide_enough((low, high), chart.decimals);
    Some(ticks(low, high, false))
}

/// What is under the gaps: those too small to matter, the gridlines, zero.
fn draw_ground(
    canvas: &mut Canvas,
    chart: &GapOverTime,
    plot: &Timeline,
    ticks: &[f64],
    (left, top): (f64, f64),
) -> Result<(), ChartError> {
    let m = chart.materiality.unwrap_or(0.0);
    if m > 0.0 {
        let (top, foot) = (plot.at_value(m), plot.at_value(-m));
        canvas.rectangle(plot.x, top, plot.width, foot - top, MATERIAL);
    }
    canvas.text(&chart.unit, left, top, Side::Left, pen(9.5, false, SECONDARY))?;
    let signed = |value: f64, step: f64| {
        let text = tick_text(value, step);
        if value > 1e-9 { format!("+{text}") } else { text }
    };
    plot.ground(canvas, ticks, (&chart.bands, &chart.breaks), &signed, true)?;
    let zero = plot.at_value(0.0);
    canvas.line(&[(plot.x, zero), (plot.x + plot.width, zero)], INK, 3.4);
    Ok(())
}

/// What above and below zero mean.
fn sides(chart: &GapOverTime) -> [&'static str; 2] {
    match chart.polarity {
        1 => ["above England: better", "below England: worse"],
        -1 => ["above England: worse", "below England: better"],
        _ => ["above England", "below England"],
    }
}

fn draw_side(canvas: &mut Canvas, text: &str, plot: &Timeline, y: f64) -> Result<(), ChartError> {
    canvas.text(text, plot.x + plot.width, y, Side::Right, pen(8.6, false, DARK_GREY))?;
    Ok(())
}

/// The gaps with their limits, and what stands in place of one.
fn draw_gaps(canvas: &mut Canvas, chart: &GapOverTime, plot: &Timeline) -> Result<(), ChartError> {
    let drawn = Drawn { name: "gap", panel: 0, look: AREA, intervals: true, shift: 0.0 };
    plot.lines(canvas, &drawn, &chart.gaps);
    plot.marks(canvas, &drawn, &chart.gaps, &chart.bands);
    let gaps = Named { points: &chart.gaps, name: drawn.name };
    plot.rings(canvas, (gaps, AREA), Named::NONE)?;
    plot.tiny_words(canvas, (&chart.gaps, &chart.breaks), AREA)
}

/// The key; empty where nothing is drawn.
fn key(chart: &GapOverTime) -> Vec<KeyEntry> {
    let mut key: Vec<KeyEntry> = Vec::new();
    let years = chart.gaps.iter().filter(|p| p.value.is_some() && !p.tiny_cohort).count();
    if years > 0 {
        // One point is no line.
        let sign = if years > 1 { Sign::Line(AREA) } else { Sign::Marks(vec![KeyMark::of(AREA)]) };
        key.push((sign, "gap to England, same group".to_string()));
        if chart.materiality.is_some() {
            key.push((Sign::Fill(MATERIAL, false), "too small to matter".to_string()));
        }
    }
    key
}

/// The latest gap beside its mark.
fn draw_end(canvas: &mut Canvas, chart: &GapOverTime, plot: &Timeline) -> Result<(), ChartError> {
    let last =
        chart.gaps.iter().filter(|p| !p.tiny_cohort).rev().find_map(|p| p.value.map(|v| (p, v)));
    if let Some((point, value)) = last {
        let x = plot.at_year(f64::from(plot.years.1)) + 22.0;
        let figure = signed_number(value, chart.decimals);
        let text = end_text(&figure, point.year, plot.years, chart.calendar);
        let y = plot.at_value(value);
        canvas.text(&text, x, y - 14.0, Side::Left, pen(10.0, true, AREA.text))?;
        if point.provisional {
            canvas.text("(provisional)", x, y + 18.0, Side::Left, pen(8.3, false, SECONDARY))?;
        }
    }
    Ok(())
}

/// Every gap, as CSV.
#[must_use]
pub fn gap_over_time_csv(chart: &GapOverTime) -> String {
    let mut table =
        Table::new(&["year", "gap", "symbol", "lower", "upper", "segment", "materiality"]);
    for p in &chart.gaps {
        table.row(&[
            &p.year.to_string(),
            &number(p.value),
            p.symbol.as_deref().unwrap_or_default(),
            &number(p.lower),
            &number(p.upper),
            &p.segment.to_string(),
            &number(chart.materiality),
        ]);
    }
    table.text()
}

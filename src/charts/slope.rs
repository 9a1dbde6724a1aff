//! C3: two years of one measure, each group of pupils in the area and in England.

use super::axis::Scale;
use super::canvas::{Canvas, Side, pen};
use super::csv_text::{Table, number};
use super::frame::{Frame, Sign};
use super::labels::spread;
use super::palette::{DARK_GREY, GRID, INK, SECONDARY};
use super::picture::Layout;
use super::record::Joint;
use super::series::{AREA, ENGLAND, Look};
use super::words::{ChartError, Words};
use crate::engine::printed_number;

const SIZE: (f64, f64) = (1600.0, 1200.0);

/// Two years side by side.
#[derive(Debug, Clone, Default)]
pub struct Slope {
    /// Words around it.
    pub words: Words,
    /// Name of the area.
    pub area_name: String,
    /// What the axis counts.
    pub unit: String,
    /// Whether figures are percentages.
    pub percent: bool,
    /// Decimals to print.
    pub decimals: usize,
    /// Periods as written.
    pub periods: [String; 2],
    /// Years in which they end.
    pub years: [i32; 2],
    /// Groups of pupils.
    pub lines: Vec<SlopeLine>,
    /// Why the two years cannot be joined.
    pub reason: Option<String>,
}

/// One group of pupils.
#[derive(Debug, Clone, Default)]
pub struct SlopeLine {
    /// Group.
    pub group: String,
    /// The area's figures of the two years.
    pub area: [Option<f64>; 2],
    /// England's.
    pub england: [Option<f64>; 2],
    /// Symbols in place of the area's figures.
    pub symbols: [String; 2],
}

impl SlopeLine {
    fn sides(&self) -> [(&[Option<f64>; 2], Look, bool); 2] {
        [(&self.area, AREA, true), (&self.england, ENGLAND, false)]
    }
}

impl Slope {
    /// Every figure that is drawn.
    fn values(&self) -> Vec<f64> {
        let sides = self.lines.iter().flat_map(|line| line.area.iter().chain(&line.england));
        sides.flatten().copied().collect()
    }
}

/// Draws the picture at 1600 × 1200 pixels.
///
/// # Errors
/// The embedded font or the renderer fails.
pub fn draw_slope(chart: &Slope) -> Result<Layout, ChartError> {
    let key = [
        (Sign::Line(AREA), chart.area_name.clone()),
        (Sign::Line(ENGLAND), "England, same group".to_string()),
    ];
    let values = chart.values();
    let drawn = chart.reason.is_none() && !values.is_empty();
    let key = if drawn { &key[..] } else { &[][..] };
    let mut frame = Frame::new(&chart.words, SIZE, 640.0, key)?;
    if let Some(reason) = chart
        .reason
        .as_deref()
        .or(values.is_empty().then_some("The area has no figure of either year."))
    {
        frame.reason(reason)?;
        return Ok(frame.finish(&chart.words));
    }
    let scale = Scale::above_nothing(values, chart.percent, chart.decimals);
    let (top, foot) = (frame.top + 60.0, frame.bottom - 70.0);
    let axes = [frame.left + 330.0, frame.right - 560.0];
    let at = |v: f64| foot - scale.share(v) * (foot - top);
    let plot_left = frame.left + 90.0;
    let canvas = &mut frame.canvas;
    let unit = scale.title(&chart.unit);
    canvas.text(&unit, frame.left, top - 54.0, Side::Left, pen(9.5, false, SECONDARY))?;
    for tick in &scale.ticks {
        let y = at(*tick);
        canvas.line(&[(plot_left, y), (axes[1], y)], GRID, 2.0);
        let text = scale.text(*tick);
        canvas.text(&text, plot_left - 12.0, y - 13.0, Side::Right, pen(9.5, false, INK))?;
    }
    for (x, period) in axes.iter().zip(&chart.periods) {
        canvas.line(&[(*x, top), (*x, foot)], DARK_GREY, 2.5);
        canvas.text(period, *x, foot + 16.0, Side::Centre, pen(10.0, true, INK))?;
    }
    draw_lines(canvas, chart, axes, &at);
    for side in [0, 1] {
        draw_ends(canvas, chart, side, axes, (top, foot), &at)?;
    }
    Ok(frame.finish(&chart.words))
}

/// The line and the marks of each group, the comparator's below the area's.
fn draw_lines(canvas: &mut Canvas, chart: &Slope, axes: [f64; 2], at: &dyn Fn(f64) -> f64) {
    for line in &chart.lines {
        for (values, look, _) in line.sides().into_iter().rev() {
            if let [Some(a), Some(b)] = values {
                look.line(canvas, (axes[0], at(*a)), (axes[1], at(*b)));
                canvas.join(Joint {
                    series: format!("{} {:?}", line.group, look.shape),
                    panel: 0,
                    from: chart.years[0],
                    to: chart.years[1],
                    dashed: look == ENGLAND,
                });
            }
            for (x, value) in axes.iter().zip(values) {
                if let Some(v) = value {
                    look.mark(canvas, &line.group, (*x, at(*v)), false, *v);
                }
            }
        }
    }
}

/// Values at one end; the right end says whose they are.
fn draw_ends(
    canvas: &mut Canvas,
    chart: &Slope,
    side: usize,
    axes: [f64; 2],
    (top, foot): (f64, f64),
    at: &dyn Fn(f64) -> f64,
) -> Result<(), ChartError> {
    let mut labels = Vec::new();
    for line in &chart.lines {
        for (values, look, own) in line.sides() {
            let unit = if chart.percent { "%" } else { "" };
            let Some(v) = values[side] else {
                continue;
            };
            let value = format!("{}{unit}", printed_number(v, chart.decimals));
            let whose = if own { chart.area_name.as_str() } else { "England" };
            let text = if side == 0 {
                value
            } else if whose.chars().count() > 14 {
                format!("{value}  {}{}", line.group, if own { "" } else { ", England" })
            } else {
                format!("{value}  {}, {whose}", line.group)
            };
            labels.push((at(v), text, look.text, own));
        }
    }
    let mut places: Vec<f64> = labels.iter().map(|l| l.0).collect();
    spread(&mut places, 34.0, top, foot - 14.0);
    for ((y, text, colour, bold), place) in labels.iter().zip(places) {
        let ink = pen(9.5, *bold, *colour);
        if side == 0 {
            leader(canvas, (axes[0] - 16.0, *y), (axes[0] - 40.0, place), *colour);
            canvas.text(text, axes[0] - 46.0, place - 14.0, Side::Right, ink)?;
        } else {
            leader(canvas, (axes[1] + 16.0, *y), (axes[1] + 40.0, place), *colour);
            canvas.text(text, axes[1] + 46.0, place - 14.0, Side::Left, ink)?;
        }
    }
    Ok(())
}

fn leader(
    canvas: &mut super::canvas::Canvas,
    from: (f64, f64),
    to: (f64, f64),
    colour: plotters::style::RGBColor,
) {
    if (from.1 - to.1).abs() > 2.0 {
        canvas.line(&[from, to], colour, 2.0);
    }
}

/// Every figure, as CSV.
#[must_use]
pub fn slope_csv(chart: &Slope) -> String {
    let mut table = Table::new(&["group", "series", "period", "value", "symbol"]);
    for line in &chart.lines {
        for (place, period) in chart.periods.iter().enumerate() {
            let symbol = if line.area[place].is_some() { "" } else { &line.symbols[place] };
            table.row(&[&line.group, &chart.area_name, period, &number(line.area[place]), symbol]);
            table.row(&[&line.group, "England", period, &number(line.england[place]), ""]);
        }
    }
    table.text()
}

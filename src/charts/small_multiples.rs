//! C1: small multiples, one panel a measure, the area and England over the years.

use super::axis::{tick_text, ticks};
use super::canvas::{Canvas, Pen, Side, text_width, wrap};
use super::palette::{
    BAND, DARK_BLUE, DARK_GREY, GRID, HATCH, INK, ORANGE, ORANGE_TEXT, SECONDARY, WHITE,
};
use super::{ChartError, Picture, Words, inert};
use crate::engine::printed_number;
use plotters::style::RGBColor;

const WIDTH: f64 = 2000.0;
const MARGIN: f64 = 64.0;
const PANEL_HEIGHT: f64 = 500.0;
const COLUMNS: usize = 3;
/// Room right of the plot for the labels at line ends.
const END_ROOM: f64 = 110.0;

/// A picture of up to twelve panels.
#[derive(Debug, Clone, Default)]
pub struct SmallMultiples {
    /// Words around it.
    pub words: Words,
    /// Name of the area.
    pub area_name: String,
    /// Name of the comparator.
    pub comparator_name: String,
    /// Panels in reading order.
    pub panels: Vec<TrendPanel>,
}

/// One measure.
#[derive(Debug, Clone, Default)]
pub struct TrendPanel {
    /// Measure.
    pub title: String,
    /// Verdict in words.
    pub verdict: String,
    /// What the axis counts.
    pub unit: String,
    /// Whether the axis keeps within 0 and 100.
    pub percent: bool,
    /// Decimals of end labels.
    pub decimals: usize,
    /// The area's years.
    pub area: Vec<Point>,
    /// The comparator's years.
    pub comparator: Vec<Point>,
    /// Shaded years.
    pub bands: Vec<Band>,
    /// Breaks.
    pub breaks: Vec<Break>,
    /// Why there is nothing to draw.
    pub reason: Option<String>,
}

/// One year of a series.
#[derive(Debug, Clone, Default)]
pub struct Point {
    /// Year in which the period ends.
    pub year: i32,
    /// Value.
    pub value: Option<f64>,
    /// Symbol in its place.
    pub symbol: Option<String>,
    /// Lower limit.
    pub lower: Option<f64>,
    /// Upper limit.
    pub upper: Option<f64>,
    /// Segment; lines join only within one.
    pub segment: i32,
    /// Fewer than 30 pupils.
    pub small_cohort: bool,
    /// Provisional release.
    pub provisional: bool,
}

/// Shaded years, both ends included.
#[derive(Debug, Clone, Default)]
pub struct Band {
    /// First year.
    pub from: i32,
    /// Last year.
    pub to: i32,
    /// What it says.
    pub label: String,
    /// Hatched where there are no data.
    pub hatched: bool,
}

/// A break between the year before and this one.
#[derive(Debug, Clone, Default)]
pub struct Break {
    /// First year after it.
    pub before: i32,
    /// Number of its footnote.
    pub note: usize,
}

fn pen(size_pt: f64, bold: bool, colour: RGBColor) -> Pen {
    Pen { size_pt, bold, colour }
}

/// Draws the picture: 2000 pixels wide, as high as its panels need.
///
/// # Errors
/// The embedded font or the renderer fails.
pub fn draw_small_multiples(chart: &SmallMultiples) -> Result<Picture, ChartError> {
    let rows = chart.panels.len().div_ceil(COLUMNS).max(1);
    let inner = WIDTH - 2.0 * MARGIN;
    let lines =
        |text: &str, size: f64, bold: bool| wrap(text, size, bold, inner).map(|l| l.len() as f64);
    let head = MARGIN
        + lines(&chart.words.title, 16.0, true)? * 56.0
        + lines(&chart.words.subtitle, 10.0, false)? * 35.0
        + 80.0;
    let mut foot = 2.0 * MARGIN;
    for text in chart.words.notes.iter().chain([&chart.words.source]) {
        foot += lines(text, 8.3, false)? * 29.0;
    }
    let height = head + rows as f64 * PANEL_HEIGHT + foot;
    let mut canvas = Canvas::new(WIDTH as u32, height.ceil() as u32);
    let mut y =
        canvas.paragraph(&chart.words.title, MARGIN, MARGIN * 0.75, inner, pen(16.0, true, INK))?;
    y = canvas.paragraph(
        &chart.words.subtitle,
        MARGIN,
        y + 4.0,
        inner,
        pen(10.0, false, SECONDARY),
    )?;
    key(&mut canvas, chart, y + 12.0)?;
    let mut marks = 0;
    let panel_width = inner / COLUMNS as f64;
    for (place, panel) in chart.panels.iter().enumerate() {
        let x = MARGIN + (place % COLUMNS) as f64 * panel_width;
        let top = head + (place / COLUMNS) as f64 * PANEL_HEIGHT;
        marks += draw_panel(&mut canvas, panel, x, top, panel_width)?;
    }
    let mut y = head + rows as f64 * PANEL_HEIGHT + MARGIN / 2.0;
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

fn key(canvas: &mut Canvas, chart: &SmallMultiples, y: f64) -> Result<(), ChartError> {
    let middle = y + 14.0;
    canvas.line(&[(MARGIN, middle), (MARGIN + 70.0, middle)], DARK_BLUE, 5.6);
    mark(canvas, (MARGIN + 35.0, middle), DARK_BLUE, true, false);
    let label = pen(10.0, false, INK);
    let width = canvas.text(&chart.area_name, MARGIN + 88.0, y, Side::Left, label)?;
    let x = MARGIN + 88.0 + width + 60.0;
    canvas.dashed((x, middle), (x + 70.0, middle), ORANGE, 5.6, 20.0, 10.0);
    mark(canvas, (x + 35.0, middle), ORANGE, false, false);
    let width = canvas.text(&chart.comparator_name, x + 88.0, y, Side::Left, label)?;
    let symbols =
        chart.panels.iter().flat_map(|p| &p.area).any(|p| p.symbol.as_deref() == Some("c"));
    if symbols {
        let x = x + 88.0 + width + 60.0;
        ring(canvas, (x, middle), "c")?;
        canvas.text("suppressed at source", x + 30.0, y, Side::Left, label)?;
    }
    Ok(())
}

fn mark(canvas: &mut Canvas, at: (f64, f64), colour: RGBColor, round: bool, hollow: bool) {
    let size = 10.0;
    let disc = |canvas: &mut Canvas, r: f64, colour: RGBColor| {
        if round {
            canvas.circle(at, r, colour);
        } else {
            canvas.rectangle(at.0 - r, at.1 - r, 2.0 * r, 2.0 * r, colour);
        }
    };
    disc(canvas, size + 2.0, WHITE);
    disc(canvas, size, colour);
    if hollow {
        disc(canvas, size - 4.0, WHITE);
    }
}

fn ring(canvas: &mut Canvas, at: (f64, f64), letter: &str) -> Result<(), ChartError> {
    canvas.circle(at, 18.0, DARK_BLUE);
    canvas.circle(at, 14.5, WHITE);
    canvas.text(letter, at.0, at.1 - 13.0, Side::Centre, pen(8.3, true, DARK_BLUE))?;
    Ok(())
}

/// Maps years and values to pixels of one panel.
struct Plot {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    years: (i32, i32),
    values: (f64, f64),
}

impl Plot {
    fn at_year(&self, year: f64) -> f64 {
        let span = f64::from((self.years.1 - self.years.0).max(1)) + 0.8;
        self.x + (year - f64::from(self.years.0) + 0.4) / span * self.width
    }

    fn at_value(&self, value: f64) -> f64 {
        let share = (value - self.values.0) / (self.values.1 - self.values.0);
        self.y + self.height * (1.0 - share.clamp(0.0, 1.0))
    }
}

fn draw_panel(
    canvas: &mut Canvas,
    panel: &TrendPanel,
    x: f64,
    top: f64,
    width: f64,
) -> Result<usize, ChartError> {
    let left = x + 62.0;
    let room = width - 80.0;
    let mut y = canvas.paragraph(&panel.title, left, top, room, pen(11.0, true, INK))?;
    y = canvas.paragraph(&panel.verdict, left, y, room, pen(9.6, false, DARK_GREY))?;
    let points = || panel.area.iter().chain(&panel.comparator);
    let values: Vec<f64> = points()
        .flat_map(|p| [p.value, p.lower.filter(|_| p.value.is_some()), p.upper])
        .flatten()
        .collect();
    if let Some(reason) = &panel.reason {
        canvas.paragraph(reason, left, y + 60.0, room, pen(9.6, false, SECONDARY))?;
        return Ok(0);
    }
    if values.is_empty() {
        let reason = "No figure was published for this group.";
        canvas.paragraph(reason, left, y + 60.0, room, pen(9.6, false, SECONDARY))?;
        return Ok(0);
    }
    let (low, high) =
        values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(*v), h.max(*v)));
    // An axis starts at nothing unless the figures lie far above it.
    let low = if low >= 0.0 && low < 0.6 * high { 0.0 } else { low };
    let ticks = ticks(low, high, panel.percent);
    let step = ticks[1] - ticks[0];
    y = canvas
        .text(&panel.unit, x + 8.0, y, Side::Left, pen(8.6, false, SECONDARY))
        .map(|_| y + 46.0)?;
    let plot = Plot {
        x: left,
        y,
        width: width - 62.0 - END_ROOM,
        height: (top + PANEL_HEIGHT - 92.0 - y).max(120.0),
        years: (
            points().map(|p| p.year).min().unwrap_or(0),
            points().map(|p| p.year).max().unwrap_or(0),
        ),
        values: (ticks[0], ticks[ticks.len() - 1]),
    };
    if ticks[0] > 1e-9 {
        let note = format!("axis starts at {}", tick_text(ticks[0], step));
        canvas.text(
            &note,
            plot.x + plot.width,
            y - 46.0,
            Side::Right,
            pen(8.3, false, SECONDARY),
        )?;
    }
    backdrop(canvas, panel, &plot, &ticks, step)?;
    let mut marks = series(canvas, &panel.comparator, &plot, ORANGE, false);
    marks += series(canvas, &panel.area, &plot, DARK_BLUE, true);
    for p in panel.area.iter().filter(|p| p.value.is_none()) {
        if let Some(symbol) = p.symbol.as_deref().filter(|s| matches!(*s, "c" | "u" | "low")) {
            let letter = &symbol[..1];
            ring(canvas, (plot.at_year(f64::from(p.year)), plot.y + plot.height - 26.0), letter)?;
        }
    }
    end_labels(canvas, panel, &plot)?;
    Ok(marks)
}

fn backdrop(
    canvas: &mut Canvas,
    panel: &TrendPanel,
    plot: &Plot,
    ticks: &[f64],
    step: f64,
) -> Result<(), ChartError> {
    let foot = plot.y + plot.height;
    let bands: Vec<(&Band, f64, f64)> = panel
        .bands
        .iter()
        .map(|band| (band, band.from.max(plot.years.0), band.to.min(plot.years.1)))
        .filter(|(_, first, last)| first <= last)
        .map(|(band, first, last)| {
            let edge = |year: i32, side: f64| plot.at_year(f64::from(year) + side);
            (band, edge(first, -0.42), edge(last, 0.42))
        })
        .collect();
    for (band, from, to) in &bands {
        canvas.rectangle(*from, plot.y, to - from, plot.height, BAND);
        if band.hatched {
            canvas.hatch(*from, plot.y, to - from, plot.height, HATCH);
        }
    }
    for tick in ticks {
        let y = plot.at_value(*tick);
        let label = pen(9.0, false, INK);
        canvas.line(&[(plot.x, y), (plot.x + plot.width, y)], GRID, 2.0);
        canvas.text(&tick_text(*tick, step), plot.x - 10.0, y - 14.0, Side::Right, label)?;
    }
    canvas.line(&[(plot.x, foot), (plot.x + plot.width, foot)], INK, 2.5);
    let every = if plot.years.1 - plot.years.0 > 7 { 2 } else { 1 };
    for year in (plot.years.0..=plot.years.1).filter(|y| (plot.years.1 - y) % every == 0) {
        let x = plot.at_year(f64::from(year));
        canvas.line(&[(x, foot), (x, foot + 8.0)], INK, 2.5);
        let label = format!("\u{2019}{:02}", year % 100);
        canvas.text(&label, x, foot + 12.0, Side::Centre, pen(9.0, false, INK))?;
    }
    let within = |b: &&Break| b.before > plot.years.0 && b.before <= plot.years.1;
    for b in panel.breaks.iter().filter(within) {
        let x = plot.at_year(f64::from(b.before) - 0.5);
        let note = pen(8.0, false, DARK_GREY);
        canvas.dashed((x, plot.y), (x, foot), DARK_GREY, 2.5, 12.0, 8.0);
        canvas.text(&format!("[{}]", b.note), x, foot + 46.0, Side::Centre, note)?;
    }
    // The words of a band stand at its foot, on white, over breaks and hatching;
    // neighbouring bands step up so that their words stay apart.
    let mut taken = 0.0;
    for (band, from, to) in &bands {
        let lines = wrap(&band.label, 8.0, false, (to - from - 8.0).max(70.0))?;
        let mut y = foot - taken - 26.0 * lines.len() as f64 - 10.0;
        taken += 26.0 * lines.len() as f64 + 6.0;
        for line in lines {
            let width = text_width(&line, 8.0, false)?;
            let room = (plot.x + width / 2.0, plot.x + plot.width - width / 2.0);
            let centre = ((from + to) / 2.0).clamp(room.0, room.1.max(room.0));
            canvas.rectangle(centre - width / 2.0 - 4.0, y - 1.0, width + 8.0, 26.0, WHITE);
            canvas.text(&line, centre, y, Side::Centre, pen(8.0, false, SECONDARY))?;
            y += 26.0;
        }
    }
    Ok(())
}

fn series(
    canvas: &mut Canvas,
    points: &[Point],
    plot: &Plot,
    colour: RGBColor,
    area: bool,
) -> usize {
    let at = |p: &Point, v: f64| (plot.at_year(f64::from(p.year)), plot.at_value(v));
    for pair in points.windows(2) {
        let [a, b] = pair else { continue };
        // A line never crosses a missing year, a missing value or a break.
        let joined = b.year - a.year == 1 && a.segment == b.segment;
        if let (true, Some(va), Some(vb)) = (joined, a.value, b.value) {
            let (from, to) = (at(a, va), at(b, vb));
            if b.provisional {
                canvas.dashed(from, to, colour, 5.6, 5.0, 9.0);
            } else if area {
                canvas.line(&[from, to], colour, 5.6);
            } else {
                canvas.dashed(from, to, colour, 5.6, 20.0, 10.0);
            }
        }
    }
    let mut marks = 0;
    for p in points {
        let Some(value) = p.value else { continue };
        if let (true, Some(lower), Some(upper)) = (area, p.lower, p.upper) {
            let x = plot.at_year(f64::from(p.year));
            let (a, b) = (plot.at_value(lower), plot.at_value(upper));
            canvas.line(&[(x, a), (x, b)], colour, 3.6);
            for y in [a, b] {
                canvas.line(&[(x - 9.0, y), (x + 9.0, y)], colour, 3.6);
            }
        }
        mark(canvas, at(p, value), colour, area, p.provisional || p.small_cohort);
        marks += 1;
    }
    marks
}

fn end_labels(canvas: &mut Canvas, panel: &TrendPanel, plot: &Plot) -> Result<(), ChartError> {
    let last = |points: &[Point]| points.iter().rev().find_map(|p| p.value.map(|v| (p.clone(), v)));
    let mut labels = Vec::new();
    for (points, bold, colour) in
        [(&panel.area, true, DARK_BLUE), (&panel.comparator, false, ORANGE_TEXT)]
    {
        if let Some((p, value)) = last(points) {
            labels.push((
                plot.at_value(value),
                plot.at_year(f64::from(p.year)),
                value,
                bold,
                colour,
            ));
        }
    }
    // Two labels keep their order and at least their height apart, within the plot.
    let gap = 34.0;
    if let [a, b] = labels.as_mut_slice() {
        let apart = (a.0 - b.0).abs();
        if apart < gap && (a.1 - b.1).abs() < END_ROOM {
            let push = (gap - apart) / 2.0;
            let (upper, lower) = if a.0 <= b.0 { (a, b) } else { (b, a) };
            let shift = (upper.0 - push - plot.y).min(0.0).abs()
                - (lower.0 + push - plot.y - plot.height).max(0.0);
            upper.0 += shift - push;
            lower.0 += shift + push;
        }
    }
    for (y, x, value, bold, colour) in labels {
        let text = printed_number(value, panel.decimals);
        canvas.text(&text, x + 20.0, y - 14.0, Side::Left, pen(9.6, bold, colour))?;
    }
    Ok(())
}

/// Every plotted value with its symbol, as CSV.
#[must_use]
pub fn small_multiples_csv(chart: &SmallMultiples) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let text = |v: Option<f64>| v.map(|v| v.to_string()).unwrap_or_default();
    // Writing to memory cannot fail.
    let _ = writer
        .write_record(["panel", "series", "year", "value", "symbol", "lower", "upper", "segment"]);
    for panel in &chart.panels {
        for (name, points) in
            [(&chart.area_name, &panel.area), (&chart.comparator_name, &panel.comparator)]
        {
            for p in points {
                let _ = writer.write_record([
                    inert(&panel.title),
                    inert(name),
                    p.year.to_string(),
                    text(p.value),
                    p.symbol.clone().unwrap_or_default(),
                    text(p.lower),
                    text(p.upper),
                    p.segment.to_string(),
                ]);
            }
        }
    }
    writer.into_inner().ok().and_then(|b| String::from_utf8(b).ok()).unwrap_or_default()
}

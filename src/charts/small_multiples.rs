//! C1: small multiples, one panel a measure, the area and England over the years.

use super::axis::Scale;
use super::canvas::{Canvas, Side, pen, text_width};
use super::csv_text::{Table, number};
use super::frame::{Frame, KeyEntry, KeyMark, Sign};
use super::labels::spread;
use super::palette::{BAND, DARK_GREY, INK, SECONDARY};
use super::picture::Layout;
use super::series::{AREA, ENGLAND, Look};
use super::timeline::{
    Drawn, Named, Point, RingSymbol, SYMBOLS, Timeline, end_text, floor, plain, span,
};
use super::trend_panel::TrendPanel;
use super::words::{ChartError, Words};

const WIDTH: f64 = 2000.0;
/// Height of a sheet by its rows of panels: 1,400 for two, 2,400 for four.
const ROW: f64 = 500.0;
const SURROUNDINGS: f64 = 400.0;
/// Least height of a panel.
const LEAST_PANEL: f64 = 400.0;
const COLUMNS: usize = 3;
/// Room left of the plot for ticks.
const TICK_ROOM: f64 = 78.0;

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

impl SmallMultiples {
    fn key(&self) -> Vec<KeyEntry> {
        // If every series has one year only, there is no line.
        let years = |p: &TrendPanel| p.area.len().max(p.comparator.len());
        let lines = self.panels.iter().any(|p| years(p) > 1);
        let sign = |look: Look| {
            if lines { Sign::Line(look) } else { Sign::Marks(vec![KeyMark::of(look)]) }
        };
        let mut key = vec![(sign(AREA), self.area_name.clone())];
        if self.panels.iter().any(|p| !p.comparator.is_empty()) {
            key.push((sign(ENGLAND), self.comparator_name.clone()));
        }
        let symbol = |s: &str| {
            let points = self.panels.iter().flat_map(|p| p.area.iter().chain(&p.comparator));
            points.filter(|p| p.value.is_none()).any(|p| p.symbol.as_deref() == Some(s))
        };
        if self.panels.iter().any(TrendPanel::is_cut) {
            let beyond = Sign::Marks(vec![KeyMark::BEYOND]);
            key.push((beyond, "beyond the axis".to_string()));
        }
        for RingSymbol { kept_as, letter, meaning } in SYMBOLS {
            if symbol(kept_as) {
                key.push((Sign::Ring(letter), meaning.to_string()));
            }
        }
        key
    }
}

/// Draws the picture: 2000 pixels wide, as high as its rows of panels need.
///
/// # Errors
/// The embedded font or the renderer fails.
pub fn draw_small_multiples(chart: &SmallMultiples) -> Result<Layout, ChartError> {
    let rows = chart.panels.len().div_ceil(COLUMNS).max(1);
    let size = (WIDTH, SURROUNDINGS + ROW * rows as f64);
    let mut frame = Frame::new(&chart.words, size, LEAST_PANEL * rows as f64, &chart.key())?;
    if chart.panels.is_empty() {
        frame.reason("No measure was published for this group of pupils.")?;
        return Ok(frame.finish(&chart.words));
    }
    let down = (frame.bottom - frame.top) / rows as f64;
    let mut place = 0;
    for row in 0..rows {
        // Rows share the panels evenly and fill the sheet: no cell of it is empty.
        let columns = (chart.panels.len() - place).div_ceil(rows - row);
        let across = (frame.right - frame.left) / columns as f64;
        for column in 0..columns {
            let room = Room {
                x: frame.left + column as f64 * across,
                y: frame.top + row as f64 * down,
                width: across,
                height: down,
            };
            draw_panel(&mut frame.canvas, chart, place, &room)?;
            place += 1;
        }
    }
    Ok(frame.finish(&chart.words))
}

struct Room {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

impl Room {
    /// Left edge of the plot.
    fn left(&self) -> f64 {
        self.x + TICK_ROOM
    }

    /// Width without the ticks and the space to the next panel.
    fn inner(&self) -> f64 {
        self.width - TICK_ROOM - 20.0
    }

    /// Top edge of the plot, below the words.
    fn top(&self) -> f64 {
        self.y + 142.0
    }

    /// Foot of the plot, above the years.
    fn foot(&self) -> f64 {
        self.y + self.height - 110.0
    }
}

fn draw_panel(
    canvas: &mut Canvas,
    chart: &SmallMultiples,
    place: usize,
    room: &Room,
) -> Result<(), ChartError> {
    let panel = &chart.panels[place];
    draw_titles(canvas, panel, room)?;
    let Some(scale) = panel.axis().filter(|_| panel.reason.is_none()) else {
        return draw_nothing(canvas, panel, room);
    };
    let plot = Timeline {
        x: room.left(),
        y: room.top(),
        width: room.width - TICK_ROOM - end_room(panel)? - 12.0,
        height: (room.foot() - room.top()).max(120.0),
        years: panel.years(),
        values: scale.ends(),
        floor: floor(&panel.area, &panel.comparator),
    };
    draw_unit(canvas, panel, room, &scale, plot.x + plot.width)?;
    plot.ground(canvas, &scale.ticks, (&panel.bands, &panel.breaks), &plain, true)?;
    draw_series(canvas, chart, place, &plot)?;
    end_labels(canvas, panel, &plot)
}

/// The measure and its verdict. A title too long for its panel is set smaller before it would run into
/// the next.
fn draw_titles(canvas: &mut Canvas, panel: &TrendPanel, room: &Room) -> Result<(), ChartError> {
    let left = room.left();
    let size = [11.0, 10.0, 9.0, 8.0]
        .into_iter()
        .find(|s| text_width(&panel.title, *s, true).is_ok_and(|w| w <= room.inner() + 20.0))
        .unwrap_or(8.0);
    canvas.text(&panel.title, left, room.y, Side::Left, pen(size, true, INK))?;
    let ink = pen(9.0, false, DARK_GREY);
    canvas.text(&panel.level, left, room.y + 38.0, Side::Left, ink)?;
    canvas.text(&panel.direction, left, room.y + 68.0, Side::Left, ink)?;
    Ok(())
}

/// Why a panel is empty, in place of its plot.
fn draw_nothing(canvas: &mut Canvas, panel: &TrendPanel, room: &Room) -> Result<(), ChartError> {
    let nothing = "No figure was published for this group.";
    let reason = panel.reason.as_deref().unwrap_or(nothing);
    let (left, inner) = (room.left(), room.inner());
    let (top, foot) = (room.top() - 34.0, room.foot());
    canvas.rectangle(left, top, inner, foot - room.top() + 34.0, BAND);
    let ink = pen(9.0, false, INK);
    canvas.paragraph_around(reason, left + 24.0, (top + foot) / 2.0, inner - 48.0, ink)
}

/// What the axis counts, and where it starts if not at 0: in fewer words where the unit is long.
fn draw_unit(
    canvas: &mut Canvas,
    panel: &TrendPanel,
    room: &Room,
    scale: &Scale,
    plot_right: f64,
) -> Result<(), ChartError> {
    let ink = pen(8.3, false, SECONDARY);
    let y = room.y + 102.0;
    canvas.text(&panel.unit, room.x + 12.0, y, Side::Left, ink)?;
    let unit_end = room.x + 12.0 + text_width(&panel.unit, 8.3, false)?;
    let start = scale.ends().0;
    if start > 1e-9 {
        let start = scale.text(start);
        let spare = room.x + room.width - 16.0 - unit_end;
        let mut note = format!("axis starts at {start}");
        if text_width(&note, 8.3, false)? > spare - 20.0 {
            note = format!("from {start}");
        }
        let right = plot_right.max(unit_end + 20.0 + text_width(&note, 8.3, false)?);
        canvas.text(&note, right, y, Side::Right, ink)?;
    }
    Ok(())
}

/// The years of the area over those of its comparator.
fn draw_series(
    canvas: &mut Canvas,
    chart: &SmallMultiples,
    place: usize,
    plot: &Timeline,
) -> Result<(), ChartError> {
    let panel = &chart.panels[place];
    let (area, other) = (&panel.area[..], &panel.comparator[..]);
    let shift = if other.is_empty() { 0.0 } else { plot.apart() };
    let own =
        Drawn { name: &chart.area_name, panel: place, look: AREA, intervals: true, shift: -shift };
    let set_beside = Drawn {
        name: &chart.comparator_name,
        panel: place,
        look: ENGLAND,
        intervals: false,
        shift,
    };
    // Dashes over a whole line: where both run alike, both are seen.
    plot.lines(canvas, &own, area);
    plot.lines(canvas, &set_beside, other);
    plot.marks(canvas, &set_beside, other, &panel.bands);
    plot.marks(canvas, &own, area, &panel.bands);
    plot.beyond(canvas, &set_beside, (panel, other), 8.0)?;
    plot.beyond(canvas, &own, (panel, area), 8.0)?;
    let beside = Named { points: other, name: &chart.comparator_name };
    plot.rings(canvas, (Named { points: area, name: &chart.area_name }, AREA), beside)?;
    plot.tiny_words(canvas, (area, &panel.breaks), AREA)
}

struct EndLabel {
    y: f64,
    x: f64,
    text: String,
    provisional: bool,
    look: Look,
    bold: bool,
}

/// The label of a line's end in a panel of these years.
fn label(panel: &TrendPanel, point: &Point, value: f64, years: (i32, i32)) -> String {
    end_text(&panel.figure(value), point.year, years, panel.calendar)
}

fn last(points: &[Point]) -> Option<(&Point, f64)> {
    points.iter().filter(|p| !p.tiny_cohort).rev().find_map(|p| p.value.map(|v| (p, v)))
}

const PROVISIONAL: &str = "(provisional)";

/// Room right of the plot for the labels at line ends.
fn end_room(panel: &TrendPanel) -> Result<f64, ChartError> {
    let mut room: f64 = 60.0;
    let years = span(panel.area.iter().chain(&panel.comparator));
    for points in [&panel.area, &panel.comparator] {
        if let Some((point, value)) = last(points) {
            room = room.max(text_width(&label(panel, point, value, years), 9.3, true)? + 28.0);
            if point.provisional {
                room = room.max(text_width(PROVISIONAL, 8.0, false)? + 28.0);
            }
        }
    }
    Ok(room)
}

fn end_labels(canvas: &mut Canvas, panel: &TrendPanel, plot: &Timeline) -> Result<(), ChartError> {
    let mut labels: Vec<EndLabel> = Vec::new();
    for (points, look, bold) in [(&panel.area, AREA, true), (&panel.comparator, ENGLAND, false)] {
        let Some((point, value)) = last(points) else { continue };
        labels.push(EndLabel {
            y: plot.at_value(value),
            // Right of the plot, also where the line ends in an earlier year.
            x: plot.at_year(f64::from(plot.years.1)) + 26.0,
            text: label(panel, point, value, plot.years),
            provisional: point.provisional,
            look,
            bold,
        });
    }
    let mut places: Vec<f64> = labels.iter().map(|l| l.y).collect();
    // 11.5% of the axis, or the height of the letters if that is more.
    let gap = (0.115 * plot.height).max(32.0);
    let any = labels.iter().any(|l| l.provisional);
    let low_room = if any { 40.0 } else { 10.0 };
    spread(&mut places, gap, plot.y, plot.foot() - low_room);
    let lower = places.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for (label, place) in labels.iter().zip(&places) {
        // One word, below the lower label, marks the latest year of both as provisional.
        let word = any && (*place == lower);
        let height = if word { 54.0 } else { 26.0 };
        let width = text_width(&label.text, 9.3, label.bold)?;
        let width = if word { width.max(text_width(PROVISIONAL, 8.0, false)?) } else { width };
        let top = free_top(canvas, (label.x, width), place - 13.0, height);
        canvas.text(
            &label.text,
            label.x,
            top,
            Side::Left,
            pen(9.3, label.bold, label.look.text),
        )?;
        if word {
            let ink = pen(8.0, false, SECONDARY);
            canvas.text(PROVISIONAL, label.x, top + 28.0, Side::Left, ink)?;
        }
    }
    Ok(())
}

/// The nearest place up or down from the one wished where words of a width and height meet no others.
fn free_top(canvas: &Canvas, (x, width): (f64, f64), wished: f64, height: f64) -> f64 {
    let free = |top: &f64| {
        canvas.record.texts.iter().all(|t| {
            t.x > x + width || t.x + t.width < x || t.y > top + height || t.y + t.height < *top
        })
    };
    (0..24)
        .map(|n| wished + f64::from((n + 1) / 2 * 10) * if n % 2 == 0 { 1.0 } else { -1.0 })
        .find(free)
        .unwrap_or(wished)
}

/// Every plotted value with its symbol, as CSV.
#[must_use]
pub fn small_multiples_csv(chart: &SmallMultiples) -> String {
    let mut table = Table::new(&[
        "measure_id",
        "cohort",
        "panel",
        "series",
        "year",
        "value",
        "symbol",
        "lower",
        "upper",
        "segment",
        "provisional",
        "small_cohort",
    ]);
    for panel in &chart.panels {
        for (name, points) in
            [(&chart.area_name, &panel.area), (&chart.comparator_name, &panel.comparator)]
        {
            for p in points {
                table.row(&[
                    &panel.measure_id,
                    &panel.cohort,
                    &panel.title,
                    name,
                    &p.year.to_string(),
                    &number(p.value),
                    p.symbol.as_deref().unwrap_or_default(),
                    &number(p.lower),
                    &number(p.upper),
                    &p.segment.to_string(),
                    &p.provisional.to_string(),
                    &p.small_cohort.to_string(),
                ]);
            }
        }
    }
    table.text()
}

//! C4 and C5: the place of an area among all authorities in rank order, and,
//! where numbers of pupils are published, whether it is unusual for its size.

use super::axis::{tick_text, ticks};
use super::canvas::{Canvas, Side, pen, text_width};
use super::csv_text::{Table, number};
use super::frame::Frame;
use super::labels::spread;
use super::palette::{DARK_BLUE, DARK_GREY, GREY, GRID, INK, ORANGE_TEXT, SECONDARY, WHITE};
use super::record::{DrawnMark, Shape};
use super::series::{AREA, NEIGHBOURS};
use super::{ChartError, Layout, Words};
use crate::engine::printed_number;

const WIDTH: f64 = 1800.0;
const STRIP_ONLY: f64 = 620.0;
const WITH_FUNNEL: f64 = 1240.0;
const STRIP_ROOM: f64 = 310.0;

/// Authorities in rank order.
#[derive(Debug, Clone, Default)]
pub struct Standing {
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
    /// 1, −1 or 0: decides what the quarters are called.
    pub polarity: i32,
    /// Authorities with a figure, the least favourable first.
    pub places: Vec<Place>,
    /// England's figure.
    pub england: Option<f64>,
    /// Rank in words, `131st of 148`; empty where the area has none.
    pub rank: String,
    /// Whether there are enough authorities for quarters.
    pub quarters: bool,
    /// Limits by number of pupils, where they are published.
    pub funnel: Option<Funnel>,
    /// Why there is no strip.
    pub reason: Option<String>,
}

/// One authority.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// Name.
    pub name: String,
    /// ONS code.
    pub code: String,
    /// Figure.
    pub value: f64,
    /// Pupils, where published.
    pub pupils: Option<f64>,
    /// Whose it is.
    pub role: Role,
}

/// Whose figure a dot is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Another authority.
    #[default]
    Other,
    /// A statistical neighbour.
    Neighbour,
    /// The area itself.
    Area,
}

/// Control limits around the pooled share of all authorities, adjusted for the
/// spread between them.
#[derive(Debug, Clone, Default)]
pub struct Funnel {
    /// Pooled share, in the unit of the measure.
    pub baseline: f64,
    /// Limits by number of pupils, ascending.
    pub limits: Vec<FunnelLimits>,
}

/// Limits for one number of pupils, in the unit of the measure.
#[derive(Debug, Clone, Copy, Default)]
pub struct FunnelLimits {
    /// Pupils.
    pub pupils: f64,
    /// 95%.
    pub inner: (f64, f64),
    /// 99.8%.
    pub outer: (f64, f64),
}

impl Standing {
    fn text(&self, value: f64) -> String {
        let unit = if self.percent { "%" } else { "" };
        format!("{}{unit}", printed_number(value, self.decimals))
    }
}

/// Draws the picture: 1800 × 620 pixels, 1800 × 1240 with the funnel.
///
/// # Errors
/// The embedded font or the renderer fails.
pub fn draw_standing(chart: &Standing) -> Result<Layout, ChartError> {
    let height = if chart.funnel.is_some() { WITH_FUNNEL } else { STRIP_ONLY };
    let least = if chart.funnel.is_some() { 780.0 } else { 300.0 };
    let mut frame = Frame::new(&chart.words, (WIDTH, height), least, &[])?;
    if chart.places.is_empty() {
        let nothing = "No authority has a figure for this group.";
        frame.reason(chart.reason.as_deref().unwrap_or(nothing))?;
        return frame.finish(&chart.words);
    }
    let strip_foot = match &chart.funnel {
        Some(_) => frame.top + STRIP_ROOM,
        None => frame.bottom - 20.0,
    };
    let (left, right, top) = (frame.left + 70.0, frame.right - 150.0, frame.top);
    draw_strip(&mut frame.canvas, chart, &Area { left, right, top: top + 84.0, foot: strip_foot })?;
    if let Some(funnel) = &chart.funnel {
        let room =
            Area { left, right: right - 60.0, top: strip_foot + 100.0, foot: frame.bottom - 96.0 };
        draw_funnel(&mut frame.canvas, chart, funnel, &room)?;
    }
    frame.finish(&chart.words)
}

/// A plot between edges, pixels.
struct Area {
    left: f64,
    right: f64,
    top: f64,
    foot: f64,
}

fn draw_place(canvas: &mut Canvas, place: &Place, at: (f64, f64)) {
    let (shape, colour, radius, hollow) = match place.role {
        Role::Other => (Shape::Disc, GREY, 6.0, false),
        Role::Neighbour => (NEIGHBOURS.shape, NEIGHBOURS.colour, 10.0, true),
        Role::Area => (AREA.shape, AREA.colour, 13.0, false),
    };
    let outlined = place.role == Role::Other;
    if outlined {
        canvas.circle(at, radius + 1.6, SECONDARY);
        canvas.circle(at, radius, colour);
        canvas.record.marks.push(DrawnMark {
            series: place.code.clone(),
            shape,
            hollow,
            colour,
            outlined,
            value: Some(place.value),
            at,
        });
        return;
    }
    let value = Some(place.value);
    let mark = DrawnMark { series: place.code.clone(), shape, hollow, colour, outlined, value, at };
    canvas.mark(mark, radius);
}

fn axis_title(chart: &Standing, what: &str, first: f64, step: f64) -> String {
    if first.abs() > 1e-9 {
        format!("{what}, {} (axis starts at {})", chart.unit, tick_text(first, step))
    } else {
        format!("{what}, {}", chart.unit)
    }
}

fn draw_strip(canvas: &mut Canvas, chart: &Standing, room: &Area) -> Result<(), ChartError> {
    let values = || chart.places.iter().map(|p| p.value).chain(chart.england);
    let (low, high) =
        values().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
    let ticks = ticks(low, high, chart.percent);
    let step = ticks[1] - ticks[0];
    let (first, last) = (ticks[0], ticks[ticks.len() - 1]);
    let at_value = |v: f64| room.foot - (v - first) / (last - first) * (room.foot - room.top);
    let count = chart.places.len() as f64;
    let at_place = |n: f64| room.left + 16.0 + (n + 0.5) / count * (room.right - room.left - 32.0);
    let title = axis_title(chart, "Authorities in rank order", first, step);
    canvas.text(&title, room.left, room.top - 78.0, Side::Left, pen(10.0, true, INK))?;
    draw_key(canvas, chart, (room.right + 130.0, room.top - 76.0))?;
    for tick in &ticks {
        let y = at_value(*tick);
        canvas.line(&[(room.left, y), (room.right, y)], GRID, 2.0);
        let text = tick_text(*tick, step);
        canvas.text(&text, room.left - 12.0, y - 13.0, Side::Right, pen(9.5, false, INK))?;
    }
    canvas.line(&[(room.left, room.foot), (room.right, room.foot)], INK, 2.5);
    if chart.quarters {
        for cut in 1..4 {
            let x = at_place(count * f64::from(cut) / 4.0 - 0.5);
            canvas.dashed((x, room.top), (x, room.foot), DARK_GREY, 2.5, (12.0, 8.0));
        }
        let (worst, best) = ("D  least favourable quarter", "A  most favourable quarter");
        for (place, words) in [worst, "C", "B", best].into_iter().enumerate() {
            let x = at_place(count * (place as f64 + 0.5) / 4.0 - 0.5);
            canvas.text(words, x, room.top - 36.0, Side::Centre, pen(8.6, false, DARK_GREY))?;
        }
    }
    if let Some(england) = chart.england {
        let y = at_value(england);
        canvas.line(&[(room.left, y), (room.right, y)], ORANGE_TEXT, 3.4);
        let ink = pen(9.5, false, ORANGE_TEXT);
        canvas.text("England", room.right + 12.0, y - 30.0, Side::Left, ink)?;
        canvas.text(&chart.text(england), room.right + 12.0, y + 2.0, Side::Left, ink)?;
    }
    // The area and its neighbours lie over the others.
    let mut own = None;
    for role in [Role::Other, Role::Neighbour, Role::Area] {
        for (n, place) in chart.places.iter().enumerate().filter(|(_, p)| p.role == role) {
            let at = (at_place(n as f64), at_value(place.value));
            if role == Role::Area {
                own = Some((at, place.value));
            }
            draw_place(canvas, place, at);
        }
    }
    if let Some((at, value)) = own {
        let lines = [format!("{} {}", chart.area_name, chart.text(value)), chart.rank.clone()];
        // The curve of a measure to be low falls, the others rise: the corner away from it is free.
        let left_half = at.0 < (room.left + room.right) / 2.0;
        let above = left_half == (chart.polarity >= 0);
        let dots: Vec<(f64, f64)> = chart
            .places
            .iter()
            .enumerate()
            .map(|(n, p)| (at_place(n as f64), at_value(p.value)))
            .collect();
        boxed(canvas, &lines, at, room, above, &dots)?;
    }
    Ok(())
}

/// What the dots are, ending at a point on the line of the strip's title.
fn draw_key(
    canvas: &mut Canvas,
    chart: &Standing,
    (right, y): (f64, f64),
) -> Result<(), ChartError> {
    let mut x = right;
    for (role, words) in
        [(Role::Other, "other authorities"), (Role::Neighbour, "statistical neighbours")]
    {
        if !chart.places.iter().any(|p| p.role == role) {
            continue;
        }
        x -= canvas.text(words, x, y, Side::Right, pen(9.0, false, INK))?;
        let at = (x - 20.0, y + 13.0);
        if role == Role::Other {
            canvas.circle(at, 7.6, SECONDARY);
            canvas.circle(at, 6.0, GREY);
        } else {
            canvas.shape(NEIGHBOURS.shape, at, 10.0, NEIGHBOURS.colour);
            canvas.shape(NEIGHBOURS.shape, at, 5.5, WHITE);
        }
        x -= 70.0;
    }
    Ok(())
}

/// Words in a white box with a leader to their point.
fn boxed(
    canvas: &mut Canvas,
    lines: &[String],
    at: (f64, f64),
    room: &Area,
    above: bool,
    dots: &[(f64, f64)],
) -> Result<(), ChartError> {
    let lines: Vec<&String> = lines.iter().filter(|l| !l.is_empty()).collect();
    let ink = pen(9.5, true, DARK_BLUE);
    let mut width: f64 = 0.0;
    for line in &lines {
        width = width.max(text_width(line, ink.size_pt, ink.bold)?);
    }
    let (width, height) = (width + 24.0, lines.len() as f64 * 34.0 + 12.0);
    let least = room.left + 8.0;
    let most = (room.right - width - 8.0).max(least);
    let (top, foot) = (room.top + 4.0, room.foot - height - 4.0);
    // Of places along the plot, near its head and near its foot, the nearest that hides
    // no dot; where every one hides some, the one that hides fewest.
    let hidden = |x: f64, y: f64| {
        let inside = |d: &&(f64, f64)| {
            (x - 8.0..=x + width + 8.0).contains(&d.0)
                && (y - 8.0..=y + height + 8.0).contains(&d.1)
        };
        dots.iter().filter(inside).count()
    };
    let mut best = (usize::MAX, f64::INFINITY, least, top);
    for step in -10..=10 {
        let x = (at.0 - width / 2.0 + f64::from(step) * 60.0).clamp(least, most);
        for y in if above { [top, foot] } else { [foot, top] } {
            let far = (x + width / 2.0 - at.0).abs() + (y + height / 2.0 - at.1).abs();
            let hides = hidden(x, y);
            if (hides, far) < (best.0, best.1 - 1e-9) {
                best = (hides, far, x, y);
            }
        }
    }
    let (x, y) = (best.2, best.3);
    let above = y + height / 2.0 < at.1;
    let edge = if above { y + height } else { y };
    canvas.line(&[at, (at.0.clamp(x + 2.0, x + width - 2.0), edge)], DARK_BLUE, 3.0);
    canvas.rectangle(x, y, width, height, WHITE);
    canvas.rim(x, y, width, height, DARK_BLUE, 2.5);
    for (n, line) in lines.iter().enumerate() {
        canvas.text(line, x + 12.0, y + 9.0 + 34.0 * n as f64, Side::Left, ink)?;
    }
    Ok(())
}

fn draw_funnel(
    canvas: &mut Canvas,
    chart: &Standing,
    funnel: &Funnel,
    room: &Area,
) -> Result<(), ChartError> {
    let counted: Vec<(&Place, f64)> =
        chart.places.iter().filter_map(|p| p.pupils.map(|n| (p, n))).collect();
    let most = counted.iter().map(|(_, n)| *n).fold(1.0, f64::max);
    let across = ticks(0.0, most, false);
    let step_across = across[1] - across[0];
    let widest = across[across.len() - 1];
    // The axis holds every dot and the limits of all but the smallest cohorts.
    let mut sizes: Vec<f64> = counted.iter().map(|(_, n)| *n).collect();
    sizes.sort_by(f64::total_cmp);
    let tenth = sizes.get(sizes.len() / 10).copied().unwrap_or(0.0);
    let ordinary = funnel.limits.iter().find(|l| l.pupils >= tenth);
    let values = counted
        .iter()
        .map(|(p, _)| p.value)
        .chain([funnel.baseline])
        .chain(ordinary.into_iter().flat_map(|l| [l.outer.0, l.outer.1]));
    let (low, high) =
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
    let ticks = ticks(low, high, chart.percent);
    let step = ticks[1] - ticks[0];
    let (first, last) = (ticks[0], ticks[ticks.len() - 1]);
    let at_value = |v: f64| room.foot - (v - first) / (last - first) * (room.foot - room.top);
    let at_pupils = |n: f64| room.left + n / widest * (room.right - room.left);
    let title = axis_title(chart, "By number of pupils", first, step);
    canvas.text(&title, room.left, room.top - 52.0, Side::Left, pen(10.0, true, INK))?;
    for tick in &ticks {
        let y = at_value(*tick);
        canvas.line(&[(room.left, y), (room.right, y)], GRID, 2.0);
        let text = tick_text(*tick, step);
        canvas.text(&text, room.left - 12.0, y - 13.0, Side::Right, pen(9.5, false, INK))?;
    }
    canvas.line(&[(room.left, room.foot), (room.right, room.foot)], INK, 2.5);
    for tick in &across {
        let x = at_pupils(*tick);
        canvas.line(&[(x, room.foot), (x, room.foot + 8.0)], INK, 2.5);
        let decimals = usize::from(step_across < 1.0);
        let text = printed_number(*tick, decimals);
        canvas.text(&text, x, room.foot + 12.0, Side::Centre, pen(9.5, false, INK))?;
    }
    let middle = (room.left + room.right) / 2.0;
    canvas.text(
        "pupils in the group",
        middle,
        room.foot + 50.0,
        Side::Centre,
        pen(9.5, false, INK),
    )?;
    let limit = |of: fn(&FunnelLimits) -> f64| -> Vec<(f64, f64)> {
        let inside = |v: &f64| (first..=last).contains(v);
        let points = funnel.limits.iter().map(|l| (l.pupils, of(l)));
        points.filter(|(_, v)| inside(v)).map(|(n, v)| (at_pupils(n), at_value(v))).collect()
    };
    for outer in [limit(|l| l.outer.0), limit(|l| l.outer.1)] {
        if outer.len() > 1 {
            canvas.line(&outer, DARK_GREY, 3.4);
        }
    }
    for inner in [limit(|l| l.inner.0), limit(|l| l.inner.1)] {
        canvas.dashed_path(&inner, DARK_GREY, 3.4, (18.0, 10.0));
    }
    let y = at_value(funnel.baseline);
    canvas.line(&[(room.left, y), (room.right, y)], ORANGE_TEXT, 3.4);
    let mut labels = vec![(y, format!("All {}", chart.text(funnel.baseline)), ORANGE_TEXT)];
    if let Some(l) = funnel.limits.last() {
        for (value, name) in [
            (l.inner.1, "95% limit"),
            (l.outer.1, "99.8% limit"),
            (l.inner.0, "95% limit"),
            (l.outer.0, "99.8% limit"),
        ] {
            if (first..=last).contains(&value) {
                labels.push((at_value(value), name.to_string(), DARK_GREY));
            }
        }
    }
    let mut places: Vec<f64> = labels.iter().map(|l| l.0).collect();
    spread(&mut places, 31.0, room.top + 12.0, room.foot - 14.0);
    for ((_, text, colour), y) in labels.iter().zip(places) {
        canvas.text(text, room.right + 14.0, y - 13.0, Side::Left, pen(9.0, false, *colour))?;
    }
    let mut own = None;
    for role in [Role::Other, Role::Neighbour, Role::Area] {
        for (place, pupils) in counted.iter().filter(|(p, _)| p.role == role) {
            let at = (at_pupils(*pupils), at_value(place.value));
            if role == Role::Area {
                own = Some(at);
            }
            draw_place(canvas, place, at);
        }
    }
    if let Some(at) = own {
        let above = at.1 > (room.top + room.foot) / 2.0;
        let dots: Vec<(f64, f64)> =
            counted.iter().map(|(p, n)| (at_pupils(*n), at_value(p.value))).collect();
        boxed(canvas, std::slice::from_ref(&chart.area_name), at, room, !above, &dots)?;
    }
    Ok(())
}

/// Every authority shown, as CSV.
#[must_use]
pub fn standing_csv(chart: &Standing) -> String {
    let mut table = Table::new(&[
        "part",
        "area_code",
        "area_name",
        "role",
        "value",
        "pupils",
        "lower_95",
        "upper_95",
        "lower_99_8",
        "upper_99_8",
    ]);
    for place in &chart.places {
        let role = match place.role {
            Role::Area => "area",
            Role::Neighbour => "neighbour",
            Role::Other => "other",
        };
        let (value, pupils) = (number(Some(place.value)), number(place.pupils));
        table.row(&["authority", &place.code, &place.name, role, &value, &pupils, "", "", "", ""]);
    }
    if chart.england.is_some() {
        let value = number(chart.england);
        table.row(&["england", "E92000001", "England", "england", &value, "", "", "", "", ""]);
    }
    for l in chart.funnel.iter().flat_map(|f| &f.limits) {
        let text = |v: f64| number(Some(v));
        table.row(&[
            "limit",
            "",
            "",
            "",
            "",
            &text(l.pupils),
            &text(l.inner.0),
            &text(l.inner.1),
            &text(l.outer.0),
            &text(l.outer.1),
        ]);
    }
    table.text()
}

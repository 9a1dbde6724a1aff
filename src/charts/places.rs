//! The authorities that an area is shown among: whose dots they are, how each is drawn, and
//! the words next to the area's own. The strip and the funnel share them.

use super::axis::Scale;
use super::canvas::{Canvas, Side, pen, text_width};
use super::palette::{DARK_BLUE, GREY, GRID, INK, SECONDARY, WHITE};
use super::record::{DrawnMark, Shape};
use super::series::{AREA, NEIGHBOURS};
use super::words::{ChartError, Words};
use crate::engine::printed_number;

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
    /// Authorities with a figure, the first rank first.
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
    pub(super) fn text(&self, value: f64) -> String {
        let unit = if self.percent { "%" } else { "" };
        format!("{}{unit}", printed_number(value, self.decimals))
    }
}

/// A plot between edges, pixels.
pub(super) struct Area {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub foot: f64,
}

impl Area {
    /// The height at which a value is drawn.
    pub fn at_value(&self, scale: &Scale, value: f64) -> f64 {
        self.foot - scale.share(value) * (self.foot - self.top)
    }
}

/// The dot of one authority.
pub(super) fn draw_place(canvas: &mut Canvas, place: &Place, at: (f64, f64)) {
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

/// The lines of the ticks across a plot, its foot and their words.
pub(super) fn draw_ground(
    canvas: &mut Canvas,
    scale: &Scale,
    room: &Area,
) -> Result<(), ChartError> {
    for tick in &scale.ticks {
        let y = room.at_value(scale, *tick);
        canvas.line(&[(room.left, y), (room.right, y)], GRID, 2.0);
        let text = scale.text(*tick);
        canvas.text(&text, room.left - 12.0, y - 13.0, Side::Right, pen(9.5, false, INK))?;
    }
    canvas.line(&[(room.left, room.foot), (room.right, room.foot)], INK, 2.5);
    Ok(())
}

/// Words in a white box with a leader to their point; gives the other end of the leader.
pub(super) fn boxed(
    canvas: &mut Canvas,
    lines: &[String],
    at: (f64, f64),
    room: &Area,
    above: bool,
    dots: &[(f64, f64)],
) -> Result<(f64, f64), ChartError> {
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
    let end = (at.0.clamp(x + 2.0, x + width - 2.0), edge);
    canvas.line(&[at, end], DARK_BLUE, 3.0);
    canvas.rectangle(x, y, width, height, WHITE);
    canvas.rim(x, y, width, height, DARK_BLUE, 2.5);
    for (n, line) in lines.iter().enumerate() {
        canvas.text(line, x + 12.0, y + 9.0 + 34.0 * n as f64, Side::Left, ink)?;
    }
    Ok(end)
}

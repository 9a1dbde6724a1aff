//! How each series looks, everywhere the same: colour, shape and line each distinguish it
//! on its own.

use super::canvas::{Canvas, Side, pen};
use super::palette::{DARK_BLUE, DARK_GREY, DARK_PINK, WHITE};
use super::record::{DrawnMark, Shape};
use super::words::ChartError;
use plotters::style::RGBColor;

/// How a line runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stroke {
    /// Whole.
    Solid,
    /// Long dashes.
    Dashed,
}

/// The look of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Colour of marks and lines.
    pub colour: RGBColor,
    /// Colour of its words.
    pub text: RGBColor,
    /// Shape of its marks.
    pub shape: Shape,
    /// Its line.
    pub stroke: Stroke,
}

/// The area itself.
pub const AREA: Look =
    Look { colour: DARK_BLUE, text: DARK_BLUE, shape: Shape::Disc, stroke: Stroke::Solid };
/// The same group of pupils in England.
pub const ENGLAND: Look =
    Look { colour: DARK_GREY, text: DARK_GREY, shape: Shape::Square, stroke: Stroke::Dashed };
/// Statistical neighbours.
pub const NEIGHBOURS: Look =
    Look { colour: DARK_PINK, text: DARK_PINK, shape: Shape::Diamond, stroke: Stroke::Solid };
/// Width of the line of a series: 2 points.
pub const LINE: f64 = 5.6;
/// Radius of a mark.
pub const RADIUS: f64 = 11.0;

impl Look {
    /// A line between two points in this look.
    pub fn line(self, canvas: &mut Canvas, from: (f64, f64), to: (f64, f64)) {
        match self.stroke {
            Stroke::Solid => canvas.line(&[from, to], self.colour, LINE),
            Stroke::Dashed => canvas.dashed(from, to, self.colour, LINE, (20.0, 10.0)),
        }
    }

    /// A mark for `value` at a point.
    pub fn mark(self, canvas: &mut Canvas, series: &str, at: (f64, f64), hollow: bool, value: f64) {
        let mark = DrawnMark {
            series: series.to_string(),
            shape: self.shape,
            hollow,
            colour: self.colour,
            outlined: false,
            value: Some(value),
            at,
        };
        canvas.mark(mark, RADIUS);
    }

    /// An upright interval from height to height, with a cap where it ends within the axis.
    pub fn interval(self, canvas: &mut Canvas, x: f64, ends: [(f64, bool); 2]) {
        canvas.line(&[(x, ends[0].0), (x, ends[1].0)], self.colour, 3.6);
        for (y, _) in ends.iter().filter(|(_, capped)| *capped) {
            canvas.line(&[(x - 9.0, *y), (x + 9.0, *y)], self.colour, 3.6);
        }
    }
}

/// Radius of the ring around a symbol.
pub const RING: f64 = 18.0;

/// Radius of the ring of a comparator around that of the area.
pub const BOTH: f64 = 23.0;

/// The ring of a comparator, wider than the area's, which is drawn within it.
pub fn ring_of_both(canvas: &mut Canvas, series: &str, at: (f64, f64)) {
    canvas.circle(at, BOTH, ENGLAND.colour);
    canvas.circle(at, BOTH - 2.5, WHITE);
    canvas.record.marks.push(DrawnMark {
        series: series.to_string(),
        shape: Shape::Ring,
        hollow: true,
        colour: ENGLAND.colour,
        outlined: false,
        value: None,
        at,
    });
}

/// A ring with the letter of a symbol, in place of a figure.
///
/// # Errors
/// The embedded font cannot be read.
pub fn ring(
    canvas: &mut Canvas,
    series: &str,
    at: (f64, f64),
    letter: &str,
    look: Look,
) -> Result<(), ChartError> {
    let colour = look.colour;
    canvas.circle(at, RING, colour);
    canvas.circle(at, RING - 3.5, WHITE);
    canvas.text(letter, at.0, at.1 - 12.5, Side::Centre, pen(8.3, true, look.text))?;
    canvas.record.marks.push(DrawnMark {
        series: series.to_string(),
        shape: Shape::Ring,
        hollow: true,
        colour,
        outlined: false,
        value: None,
        at,
    });
    Ok(())
}

/// The letter by which a symbol is drawn: `low` is `~`, `er` is `!`.
#[must_use]
pub fn letter(symbol: &str) -> &str {
    match symbol {
        "low" => "~",
        "er" => "!",
        other => other,
    }
}

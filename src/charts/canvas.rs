//! The sheet in the making: shapes and text in drawing order, a record of what
//! they mean, and the picture that plotters makes of them.

use super::font::{LEADING, PIXELS_A_POINT};
pub use super::font::{paragraph_height, text_width, wrap};
use super::lettering::{FINE, Lettering};
use super::palette::WHITE;
pub use super::pen::{Pen, Side, pen};
use super::png_bytes::png_bytes;
use super::record::{Bar, DrawnMark, Fill, Joint, Record, Shape, TextBox};
use super::sheet::Sheet;
use super::words::ChartError;
use plotters::backend::SVGBackend;
use plotters::style::{Color, RGBColor, ShapeStyle};
use plotters_backend::DrawingBackend;

/// A sheet in the making.
#[derive(Debug)]
pub struct Canvas {
    parts: Vec<Part>,
    /// What was drawn so far.
    pub record: Record,
    width: u32,
    height: u32,
}

/// One shape or text.
#[derive(Debug)]
pub(super) enum Part {
    Path(Vec<(f64, f64)>, RGBColor, f64),
    Polygon(Vec<(f64, f64)>, RGBColor),
    Circle((f64, f64), f64, RGBColor),
    Text(String, (f64, f64), Pen),
}

fn fine(value: f64) -> i32 {
    (value * FINE).round() as i32
}

fn point(p: &(f64, f64)) -> (i32, i32) {
    (fine(p.0), fine(p.1))
}

/// Edges of a stroke of `width` around `middle`, on whole pixels so that it is crisp.
fn crisp(middle: f64, width: f64) -> (f64, f64) {
    let width = width.round().max(1.0);
    let start = (middle - width / 2.0).round();
    (start, start + width)
}

impl Canvas {
    /// An empty white sheet, pixels.
    #[must_use]
    pub fn new(width: u32, height: u32) -> Self {
        Self { parts: Vec::new(), record: Record::default(), width, height }
    }

    /// Pixels across and down.
    #[must_use]
    pub fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    /// What is on it, in drawing order.
    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// A line through points, `width` in pixels.
    pub fn line(&mut self, points: &[(f64, f64)], colour: RGBColor, width: f64) {
        if let [from, to] = points {
            let across = (from.0.min(to.0), from.0.max(to.0));
            let down = (from.1.min(to.1), from.1.max(to.1));
            let corners = if from.1 == to.1 && from.0 != to.0 {
                let (top, bottom) = crisp(from.1, width);
                Some((across.0, top, across.1, bottom))
            } else if from.0 == to.0 && from.1 != to.1 {
                let (left, right) = crisp(from.0, width);
                Some((left, down.0, right, down.1))
            } else {
                None
            };
            if let Some((left, top, right, bottom)) = corners {
                let corners = vec![(left, top), (right, top), (right, bottom), (left, bottom)];
                return self.parts.push(Part::Polygon(corners, colour));
            }
            // A straight stroke is the rectangle around it, which is quicker to fill.
            let length = (to.0 - from.0).hypot(to.1 - from.1);
            if length > 0.0 {
                let half = width / 2.0 / length;
                let (x, y) = ((from.1 - to.1) * half, (to.0 - from.0) * half);
                let corners = vec![
                    (from.0 + x, from.1 + y),
                    (to.0 + x, to.1 + y),
                    (to.0 - x, to.1 - y),
                    (from.0 - x, from.1 - y),
                ];
                return self.parts.push(Part::Polygon(corners, colour));
            }
        }
        self.parts.push(Part::Path(points.to_vec(), colour, width));
    }

    /// A straight line in dashes of `dash` and gaps of `gap` pixels.
    pub fn dashed(
        &mut self,
        from: (f64, f64),
        to: (f64, f64),
        colour: RGBColor,
        width: f64,
        (dash, gap): (f64, f64),
    ) {
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        let at = |d: f64| {
            let share = d / length;
            (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share)
        };
        let mut start = 0.0;
        while start < length {
            self.line(&[at(start), at((start + dash).min(length))], colour, width);
            start += dash + gap;
        }
    }

    /// A line through points in dashes that run on around its corners.
    pub fn dashed_path(
        &mut self,
        points: &[(f64, f64)],
        colour: RGBColor,
        width: f64,
        (dash, gap): (f64, f64),
    ) {
        let mut along = 0.0;
        let mut piece: Vec<(f64, f64)> = Vec::new();
        for pair in points.windows(2) {
            let [from, to] = pair else { continue };
            let length = (to.0 - from.0).hypot(to.1 - from.1);
            let mut done = 0.0;
            while done < length {
                let phase = along % (dash + gap);
                let inked = phase < dash;
                let left = if inked { dash - phase } else { dash + gap - phase };
                let step = left.max(1e-6).min(length - done);
                let at = |d: f64| {
                    let share = d / length;
                    (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share)
                };
                if inked {
                    if piece.is_empty() {
                        piece.push(at(done));
                    }
                    piece.push(at(done + step));
                }
                done += step;
                along += step;
                if inked && left <= step + 1e-9 {
                    self.parts.push(Part::Path(std::mem::take(&mut piece), colour, width));
                }
            }
        }
        if piece.len() > 1 {
            self.parts.push(Part::Path(piece, colour, width));
        }
    }

    /// The line between two years of a series; remembered.
    pub fn join(&mut self, joint: Joint) {
        self.record.joints.push(joint);
    }

    /// A filled shape.
    pub fn polygon(&mut self, points: &[(f64, f64)], colour: RGBColor) {
        self.parts.push(Part::Polygon(points.to_vec(), colour));
    }

    /// A filled rectangle; remembered as a ground for text.
    pub fn rectangle(&mut self, x: f64, y: f64, width: f64, height: f64, colour: RGBColor) {
        self.record.fills.push(Fill { x, y, width, height, colour });
        self.polygon(&[(x, y), (x + width, y), (x + width, y + height), (x, y + height)], colour);
    }

    /// The rim of a rectangle, inside it.
    pub fn rim(&mut self, x: f64, y: f64, width: f64, height: f64, colour: RGBColor, line: f64) {
        let (right, bottom, half) = (x + width, y + height, line / 2.0);
        self.line(&[(x, y + half), (right, y + half)], colour, line);
        self.line(&[(x, bottom - half), (right, bottom - half)], colour, line);
        self.line(&[(x + half, y), (x + half, bottom)], colour, line);
        self.line(&[(right - half, y), (right - half, bottom)], colour, line);
    }

    /// A bar along the x axis from its zero; remembered.
    pub fn bar(&mut self, bar: Bar, y: f64, height: f64, colour: RGBColor) {
        self.rectangle(bar.start, y, bar.end - bar.start, height, colour);
        self.record.bars.push(bar);
    }

    /// Diagonal lines inside a rectangle.
    pub fn hatch(&mut self, x: f64, y: f64, width: f64, height: f64, colour: RGBColor) {
        let mut offset = 14.0;
        while offset < width + height {
            let (a, b) = (offset.min(width), (offset - height).max(0.0));
            self.line(&[(x + b, y + offset - b), (x + a, y + offset - a)], colour, 2.0);
            offset += 14.0;
        }
    }

    /// A filled disc.
    pub fn circle(&mut self, centre: (f64, f64), radius: f64, colour: RGBColor) {
        self.parts.push(Part::Circle(centre, radius, colour));
    }

    /// A filled shape of a mark, `radius` from its centre to its sides or points.
    pub fn shape(&mut self, shape: Shape, at: (f64, f64), radius: f64, colour: RGBColor) {
        let (x, y, r) = (at.0, at.1, radius);
        match shape {
            Shape::Disc | Shape::Ring => self.circle(at, r, colour),
            Shape::Square => {
                let s = r * 0.92;
                self.polygon(
                    &[(x - s, y - s), (x + s, y - s), (x + s, y + s), (x - s, y + s)],
                    colour,
                );
            }
            Shape::Diamond => {
                let s = r * 1.2;
                self.polygon(&[(x - s, y), (x, y - s), (x + s, y), (x, y + s)], colour);
            }
            Shape::Beyond => self.polygon(&[(x - r, y - r), (x + r, y), (x - r, y + r)], colour),
            Shape::Triangle => {
                let s = r * 1.15;
                self.polygon(&[(x, y - s), (x + s, y + s * 0.8), (x - s, y + s * 0.8)], colour);
            }
        }
    }

    /// A mark with a white surround; remembered. `mark.at` is its centre.
    pub fn mark(&mut self, mark: DrawnMark, radius: f64) {
        self.shape(mark.shape, mark.at, radius + 2.0, WHITE);
        self.shape(mark.shape, mark.at, radius, mark.colour);
        if mark.hollow {
            self.shape(mark.shape, mark.at, radius - 4.5, WHITE);
        }
        self.record.marks.push(mark);
    }

    /// One line of text with its top at `y`; remembered as a box.
    ///
    /// # Errors
    /// As [`text_width`].
    pub fn text(
        &mut self,
        text: &str,
        x: f64,
        y: f64,
        side: Side,
        pen: Pen,
    ) -> Result<f64, ChartError> {
        let width = text_width(text, pen.size_pt, pen.bold)?;
        let left = match side {
            Side::Left => x,
            Side::Centre => x - width / 2.0,
            Side::Right => x - width,
        };
        self.record.texts.push(TextBox {
            text: text.to_string(),
            x: left,
            y,
            width,
            height: pen.size_pt * PIXELS_A_POINT,
            size_pt: pen.size_pt,
            colour: pen.colour,
            above: self.record.fills.len(),
        });
        self.parts.push(Part::Text(text.to_string(), (left, y), pen));
        Ok(width)
    }

    /// Several lines, wrapped at `width`; gives the y below them.
    ///
    /// # Errors
    /// As [`text_width`].
    pub fn paragraph(
        &mut self,
        text: &str,
        x: f64,
        y: f64,
        width: f64,
        pen: Pen,
    ) -> Result<f64, ChartError> {
        let mut top = y;
        for line in wrap(text, pen.size_pt, pen.bold, width)? {
            self.text(&line, x, top, Side::Left, pen)?;
            top += paragraph_height(1, pen.size_pt);
        }
        Ok(top)
    }

    /// As [`Canvas::paragraph`], with the middle of its lines at `middle`.
    ///
    /// # Errors
    /// As [`text_width`].
    pub fn paragraph_around(
        &mut self,
        text: &str,
        x: f64,
        middle: f64,
        width: f64,
        pen: Pen,
    ) -> Result<(), ChartError> {
        let lines = wrap(text, pen.size_pt, pen.bold, width)?.len();
        let air = pen.size_pt * PIXELS_A_POINT * (LEADING - 1.0);
        let top = middle - (paragraph_height(lines, pen.size_pt) - air) / 2.0;
        self.paragraph(text, x, top, width, pen).map(|_| ())
    }

    /// Renders the sheet as a PNG of 8-bit RGB with text chunks (keyword, text).
    ///
    /// # Errors
    /// The drawing cannot be rendered or encoded.
    pub fn png(&self, chunks: &[(&str, &str)]) -> Result<Vec<u8>, ChartError> {
        let mut sheet = Sheet::new(self.width, self.height)?;
        self.draw(&mut sheet)?;
        png_bytes(sheet.pixels(), (self.width, self.height), chunks)
    }

    /// The sheet as SVG, eight units a pixel; text names the font, which is not in it.
    ///
    /// # Errors
    /// The drawing cannot be written.
    pub fn svg(&self) -> Result<String, ChartError> {
        let mut svg = String::new();
        {
            let size = (self.width * FINE as u32, self.height * FINE as u32);
            let mut sheet = SVGBackend::with_string(&mut svg, size);
            self.draw(&mut sheet)?;
            sheet.present().map_err(|e| ChartError::Render(e.to_string()))?;
        }
        Ok(svg)
    }

    fn draw<B: DrawingBackend>(&self, sheet: &mut B) -> Result<(), ChartError> {
        let drawn = self.parts.iter().try_for_each(|part| draw(sheet, part));
        drawn.map_err(|e| ChartError::Render(e.to_string()))
    }
}

fn draw<B: DrawingBackend>(
    sheet: &mut B,
    part: &Part,
) -> Result<(), plotters_backend::DrawingErrorKind<B::ErrorType>> {
    match part {
        Part::Path(points, colour, width) => {
            let stroke = fine(*width).max(1) as u32;
            let style = ShapeStyle { color: colour.to_rgba(), filled: false, stroke_width: stroke };
            sheet.draw_path(points.iter().map(point), &style)
        }
        Part::Polygon(points, colour) => sheet.fill_polygon(points.iter().map(point), colour),
        Part::Circle(centre, radius, colour) => {
            sheet.draw_circle(point(centre), fine(*radius) as u32, colour, true)
        }
        Part::Text(text, corner, pen) => {
            let style = Lettering::of(*pen);
            sheet.draw_text(text, &style, point(&style.anchor(*corner)))
        }
    }
}

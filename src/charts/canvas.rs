//! The sheet: shapes and text drawn by plotters as SVG, eight units to a pixel,
//! and rendered at an eighth, so that geometry is finer than pixels and text is
//! shaped. Text is measured with the very font that draws it.

use super::ChartError;
use super::indexed::Indexed;
use plotters::backend::SVGBackend;
use plotters::style::{Color, FontStyle, IntoTextStyle, RGBColor, ShapeStyle};
use plotters_backend::DrawingBackend;
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use resvg::{tiny_skia, usvg};
use std::sync::{Arc, LazyLock, Once};

const REGULAR: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../assets/fonts/Inter-Bold.ttf");
const FAMILY: &str = "Inter";
/// SVG units a pixel: plotters' coordinates are whole numbers.
const FINE: f64 = 8.0;
/// plotters writes a font size divided by this.
const PLOTTERS_FONT_SCALE: f64 = 1.24;
/// plotters shifts text anchored at its top by this many ems to the baseline.
const TOP_TO_BASELINE: f64 = 0.76;
/// Pixels a point: sheets are inches × 200.
const PIXELS_A_POINT: f64 = 200.0 / 72.0;

type Face = Option<rustybuzz::Face<'static>>;

/// Regular and bold, read once.
static FACES: LazyLock<(Face, Face)> = LazyLock::new(|| {
    let face = |bytes| rustybuzz::Face::from_slice(bytes, 0);
    (face(REGULAR), face(BOLD))
});

static FONTS: LazyLock<Arc<usvg::fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = usvg::fontdb::Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(BOLD.to_vec());
    Arc::new(fonts)
});
static REGISTER: Once = Once::new();

/// Where a text stands in relation to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Starts there.
    Left,
    /// Is centred there.
    Centre,
    /// Ends there.
    Right,
}

/// A text that was drawn: pixels, `y` at its top.
#[derive(Debug, Clone, PartialEq)]
pub struct TextBox {
    /// The text.
    pub text: String,
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// Size in points.
    pub size_pt: f64,
}

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub struct Pen {
    /// Size in points.
    pub size_pt: f64,
    /// Bold or regular.
    pub bold: bool,
    /// Colour.
    pub colour: RGBColor,
}

/// Width of a text in pixels.
///
/// # Errors
/// The embedded font cannot be read.
pub fn text_width(text: &str, size_pt: f64, bold: bool) -> Result<f64, ChartError> {
    let face = if bold { &FACES.1 } else { &FACES.0 }.as_ref().ok_or(ChartError::Font)?;
    let mut buffer = rustybuzz::UnicodeBuffer::new();
    buffer.push_str(text);
    let shaped = rustybuzz::shape(face, &[], buffer);
    let units: i32 = shaped.glyph_positions().iter().map(|g| g.x_advance).sum();
    Ok(f64::from(units) / f64::from(face.units_per_em()) * size_pt * PIXELS_A_POINT)
}

/// Lines of `text` no wider than `width` pixels, broken at spaces.
///
/// # Errors
/// As [`text_width`].
pub fn wrap(text: &str, size_pt: f64, bold: bool, width: f64) -> Result<Vec<String>, ChartError> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match longer {
            Some(line) if text_width(&line, size_pt, bold)? <= width => {
                lines.pop();
                lines.push(line);
            }
            _ => lines.push(word.to_string()),
        }
    }
    Ok(lines)
}

/// A sheet in the making.
pub struct Canvas {
    parts: Vec<Part>,
    /// Texts drawn so far.
    pub texts: Vec<TextBox>,
    width: u32,
    height: u32,
}

enum Part {
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

impl Canvas {
    /// An empty white sheet, pixels.
    #[must_use]
    pub fn new(width: u32, height: u32) -> Self {
        Self { parts: Vec::new(), texts: Vec::new(), width, height }
    }

    /// A line through points, `width` in pixels.
    pub fn line(&mut self, points: &[(f64, f64)], colour: RGBColor, width: f64) {
        self.parts.push(Part::Path(points.to_vec(), colour, width));
    }

    /// A straight line in dashes of `dash` and gaps of `gap` pixels.
    pub fn dashed(
        &mut self,
        from: (f64, f64),
        to: (f64, f64),
        colour: RGBColor,
        width: f64,
        dash: f64,
        gap: f64,
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

    /// A filled shape.
    pub fn polygon(&mut self, points: &[(f64, f64)], colour: RGBColor) {
        self.parts.push(Part::Polygon(points.to_vec(), colour));
    }

    /// A filled rectangle.
    pub fn rectangle(&mut self, x: f64, y: f64, width: f64, height: f64, colour: RGBColor) {
        self.polygon(&[(x, y), (x + width, y), (x + width, y + height), (x, y + height)], colour);
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
        let height = pen.size_pt * PIXELS_A_POINT;
        self.texts.push(TextBox {
            text: text.to_string(),
            x: left,
            y,
            width,
            height,
            size_pt: pen.size_pt,
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
        let step = pen.size_pt * PIXELS_A_POINT * 1.25;
        let mut top = y;
        for line in wrap(text, pen.size_pt, pen.bold, width)? {
            self.text(&line, x, top, Side::Left, pen)?;
            top += step;
        }
        Ok(top)
    }

    /// Renders the sheet as a PNG with a palette and text chunks (keyword, text).
    ///
    /// # Errors
    /// The drawing cannot be rendered or encoded.
    pub fn png(&self, chunks: &[(&str, &str)]) -> Result<Vec<u8>, ChartError> {
        let failed = |e: &dyn std::fmt::Display| ChartError::Render(e.to_string());
        let svg = self.svg()?;
        let options = usvg::Options {
            fontdb: FONTS.clone(),
            font_family: FAMILY.to_string(),
            ..Default::default()
        };
        let tree = usvg::Tree::from_str(&svg, &options).map_err(|e| failed(&e))?;
        let mut sheet = tiny_skia::Pixmap::new(self.width, self.height)
            .ok_or_else(|| ChartError::Render("the sheet has no size".to_string()))?;
        sheet.fill(tiny_skia::Color::WHITE);
        let shrink = (1.0 / FINE) as f32;
        resvg::render(&tree, tiny_skia::Transform::from_scale(shrink, shrink), &mut sheet.as_mut());
        let image = Indexed::of(sheet.data());
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Balanced);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_palette(image.palette);
        // Neighbouring indices have nothing to do with each other.
        encoder.set_filter(png::Filter::NoFilter);
        for (keyword, text) in chunks {
            encoder
                .add_itxt_chunk((*keyword).to_string(), (*text).to_string())
                .map_err(|e| failed(&e))?;
        }
        let mut writer = encoder.write_header().map_err(|e| failed(&e))?;
        writer.write_image_data(&image.pixels).map_err(|e| failed(&e))?;
        writer.finish().map_err(|e| failed(&e))?;
        Ok(bytes)
    }

    fn svg(&self) -> Result<String, ChartError> {
        REGISTER.call_once(|| {
            for (style, bytes) in [(FontStyle::Normal, REGULAR), (FontStyle::Bold, BOLD)] {
                // A font that plotters refuses shows as an error when text is first laid out.
                let _ = plotters::style::register_font(FAMILY, style, bytes);
            }
        });
        let mut svg = String::new();
        {
            let size = (self.width * FINE as u32, self.height * FINE as u32);
            let mut sheet = SVGBackend::with_string(&mut svg, size);
            for part in &self.parts {
                draw(&mut sheet, part).map_err(|e| ChartError::Render(e.to_string()))?;
            }
            sheet.present().map_err(|e| ChartError::Render(e.to_string()))?;
        }
        Ok(svg)
    }
}

fn draw(
    sheet: &mut SVGBackend<'_>,
    part: &Part,
) -> Result<(), plotters_backend::DrawingErrorKind<std::io::Error>> {
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
        Part::Text(text, (x, y), pen) => {
            let pixels = pen.size_pt * PIXELS_A_POINT;
            let size = pixels * FINE * PLOTTERS_FONT_SCALE;
            let style = if pen.bold { FontStyle::Bold } else { FontStyle::Normal };
            let style = (FAMILY, size, style)
                .into_text_style(&(1, 1))
                .color(&pen.colour)
                .pos(Pos::new(HPos::Left, VPos::Top));
            // The baseline of a line of Inter lies 0.86 of its size below the top of its box.
            let top = y + pixels * (0.86 - TOP_TO_BASELINE);
            sheet.draw_text(text, &style, point(&(*x, top)))
        }
    }
}

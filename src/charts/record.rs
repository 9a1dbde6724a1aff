//! What was drawn, kept in words of the chart, so that a test can ask of it.

use plotters::style::RGBColor;

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
    /// Colour.
    pub colour: RGBColor,
    /// Number of areas of colour drawn on the sheet before it.
    pub above: usize,
}

/// An area of colour: its bounds, pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fill {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// Colour.
    pub colour: RGBColor,
}

/// The shape of a mark: it distinguishes series without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// The area.
    Disc,
    /// England.
    Square,
    /// Neighbours, and what is in line or unclear.
    Diamond,
    /// Pupils with no SEN.
    Triangle,
    /// A symbol in place of a figure.
    Ring,
    /// A figure beyond the end of its axis: it points away from it.
    Beyond,
}

/// A mark that represents a figure, or a symbol instead of one.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnMark {
    /// Whose figure.
    pub series: String,
    /// Shape.
    pub shape: Shape,
    /// Hollow or filled.
    pub hollow: bool,
    /// Colour of the shape or of its rim.
    pub colour: RGBColor,
    /// Whether a darker rim surrounds it.
    pub outlined: bool,
    /// The figure; nothing for a symbol.
    pub value: Option<f64>,
    /// Centre, pixels.
    pub at: (f64, f64),
}

/// A line that joins two figures of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Joint {
    /// Whose figures.
    pub series: String,
    /// Panel, counted from 0.
    pub panel: usize,
    /// Year of the first.
    pub from: i32,
    /// Year of the second.
    pub to: i32,
    /// Solid or in dashes.
    pub dashed: bool,
}

/// A bar whose length represents a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// What it shows.
    pub label: String,
    /// The figure that its length represents.
    pub value: f64,
    /// Where the scale has 0 for this bar, pixels.
    pub zero: f64,
    /// Start, pixels.
    pub start: f64,
    /// End, pixels.
    pub end: f64,
}

/// Everything drawn on one sheet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    /// Texts.
    pub texts: Vec<TextBox>,
    /// Areas of colour, the lowest first.
    pub fills: Vec<Fill>,
    /// Marks.
    pub marks: Vec<DrawnMark>,
    /// Lines of series.
    pub joints: Vec<Joint>,
    /// Bars.
    pub bars: Vec<Bar>,
}

impl Record {
    /// The background colour at the middle of a text.
    #[must_use]
    pub fn ground_of(&self, text: &TextBox) -> RGBColor {
        let (x, y) = (text.x + text.width / 2.0, text.y + text.height / 2.0);
        let under =
            |f: &&Fill| (f.x..=f.x + f.width).contains(&x) && (f.y..=f.y + f.height).contains(&y);
        let below = self.fills[..text.above.min(self.fills.len())].iter().rev().find(under);
        below.map_or(RGBColor(255, 255, 255), |f| f.colour)
    }

    /// Marks that represent figures.
    #[must_use]
    pub fn figures(&self) -> usize {
        self.marks.iter().filter(|m| m.value.is_some()).count()
    }
}

/// Contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance).
#[must_use]
pub fn contrast(a: RGBColor, b: RGBColor) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Relative luminance, 0 to 1 (WCAG 2.2).
#[must_use]
pub fn luminance(colour: RGBColor) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2)
}

impl TextBox {
    /// Whether two texts share a pixel.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.x < other.x + other.width
            && other.x < self.x + self.width
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }
}

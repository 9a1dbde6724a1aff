//! How a text looks and where it is.

use plotters::style::RGBColor;

/// Where a text is in relation to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Starts there.
    Left,
    /// Is centred there.
    Centre,
    /// Ends there.
    Right,
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

/// A pen of a size in points.
#[must_use]
pub fn pen(size_pt: f64, bold: bool, colour: RGBColor) -> Pen {
    Pen { size_pt, bold, colour }
}

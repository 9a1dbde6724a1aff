//! Colours of the Government Analysis Function, with text colours that reach 4.5:1 on white.

use plotters::style::RGBColor;

/// The area.
pub const DARK_BLUE: RGBColor = RGBColor(0x12, 0x43, 0x6D);
/// Worse, significantly; for marks, never for text.
pub const ORANGE: RGBColor = RGBColor(0xF4, 0x6A, 0x25);
/// England, axes and breaks.
pub const DARK_GREY: RGBColor = RGBColor(0x3D, 0x3D, 0x3D);
/// Main text.
pub const INK: RGBColor = RGBColor(0x0B, 0x0C, 0x0C);
/// Secondary text.
pub const SECONDARY: RGBColor = RGBColor(0x50, 0x5A, 0x5F);
/// Gridlines.
pub const GRID: RGBColor = RGBColor(0xD9, 0xD9, 0xD9);
/// Bands of years.
pub const BAND: RGBColor = RGBColor(0xF3, 0xF2, 0xF1);
/// Hatching.
pub const HATCH: RGBColor = RGBColor(0xBF, 0xBF, 0xBF);
/// Materiality.
pub const MATERIAL: RGBColor = RGBColor(0xED, 0xEE, 0xEE);
/// Interval of a better mark.
pub const PALE_BLUE: RGBColor = RGBColor(0xA9, 0xBD, 0xD0);
/// Interval of a worse mark.
pub const PALE_ORANGE: RGBColor = RGBColor(0xFB, 0xCF, 0xB7);
/// Paper.
pub const WHITE: RGBColor = RGBColor(0xFF, 0xFF, 0xFF);
/// Destinations, first part: none of its colours means an area, England, neighbours or a verdict.
pub const TURQUOISE: RGBColor = RGBColor(0x28, 0xA1, 0x97);
/// Destinations, second part.
pub const DEEP_TEAL: RGBColor = RGBColor(0x10, 0x50, 0x4B);
/// Destinations, third part.
pub const LILAC: RGBColor = RGBColor(0xA2, 0x85, 0xD1);
/// Destinations, fourth part.
pub const DEEP_PURPLE: RGBColor = RGBColor(0x4A, 0x2C, 0x80);
/// Neighbours.
pub const DARK_PINK: RGBColor = RGBColor(0x80, 0x16, 0x50);
/// Other areas; too light to stand without a rim.
pub const GREY: RGBColor = RGBColor(0xBF, 0xBF, 0xBF);
/// Ground of what is better without a test.
pub const BETTER_GROUND: RGBColor = RGBColor(0xCF, 0xE0, 0xEF);
/// Ground of what is worse without a test.
pub const WORSE_GROUND: RGBColor = RGBColor(0xFC, 0xE1, 0xD4);

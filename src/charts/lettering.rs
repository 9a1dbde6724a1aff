//! How a text looks to a backend of plotters, whose sizes and places are not those of the font.

use super::font::{BASELINE, FAMILY, PIXELS_A_POINT, text_width};
use super::pen::Pen;
use super::words::ChartError;
use plotters::style::Color;
use plotters_backend::{BackendColor, BackendCoord, BackendTextStyle, FontFamily, FontStyle};

/// plotters' units a pixel.
pub(super) const FINE: f64 = 8.0;
/// plotters' SVG writes a font size divided by this.
pub(super) const SVG_FONT_SCALE: f64 = 1.24;
/// plotters' SVG shifts text anchored at its top by this many ems to the baseline.
pub(super) const SVG_TOP_TO_BASELINE: f64 = 0.76;

/// A text in plotters' words: where its top left corner goes, and its style.
pub(super) struct Lettering {
    pen: Pen,
    pixels: f64,
}

impl Lettering {
    /// How a text of this pen looks to a backend.
    pub(super) fn of(pen: Pen) -> Self {
        Self { pen, pixels: pen.size_pt * PIXELS_A_POINT }
    }

    /// The point to give to plotters for a text whose box has its top at `y`.
    pub(super) fn anchor(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (x, y + self.pixels * (BASELINE - SVG_TOP_TO_BASELINE))
    }
}

impl BackendTextStyle for Lettering {
    type FontError = ChartError;

    fn color(&self) -> BackendColor {
        self.pen.colour.to_backend_color()
    }

    fn size(&self) -> f64 {
        self.pixels * FINE * SVG_FONT_SCALE
    }

    fn style(&self) -> FontStyle {
        if self.pen.bold { FontStyle::Bold } else { FontStyle::Normal }
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name(FAMILY)
    }

    fn layout_box(&self, text: &str) -> Result<((i32, i32), (i32, i32)), ChartError> {
        let width = text_width(text, self.pen.size_pt, self.pen.bold)?;
        Ok(((0, 0), ((width * FINE) as i32, (self.pixels * FINE) as i32)))
    }

    fn draw<E, F: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        _: &str,
        _: BackendCoord,
        _: F,
    ) -> Result<Result<(), E>, ChartError> {
        // Both backends in use draw whole texts, never pixels of them.
        Ok(Ok(()))
    }
}

//! A picture as it is laid out, and as it is rendered.

use super::canvas::Canvas;
use super::inline_svg::inline_svg;
use super::record::Record;
use super::words::{ChartError, Words};

/// A picture laid out: everything is placed, nothing is rendered yet.
#[derive(Debug)]
pub struct Layout {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// What is drawn.
    pub record: Record,
    pub(super) words: Words,
    pub(super) sheet: Canvas,
}

impl Layout {
    /// Renders it as PNG.
    ///
    /// # Errors
    /// The renderer fails.
    pub fn render(self) -> Result<Picture, ChartError> {
        let Self { width, height, record, words, sheet } = self;
        let png = sheet.png(&[
            ("Title", &words.title),
            ("Description", &words.alt),
            ("Source", &words.source.full),
        ])?;
        Ok(Picture { png, width, height, record, sheet })
    }
}

/// A drawn picture.
#[derive(Debug)]
pub struct Picture {
    /// The file.
    pub png: Vec<u8>,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// What was drawn.
    pub record: Record,
    sheet: Canvas,
}

impl Picture {
    /// The same picture as SVG, eight units a pixel; it names its font, Inter, and
    /// does not hold it.
    ///
    /// # Errors
    /// The drawing cannot be written.
    pub fn svg(&self) -> Result<String, ChartError> {
        self.sheet.svg()
    }

    /// The same picture as an element of a page that holds the font, with `alt` as its text.
    #[must_use]
    pub fn inline_svg(&self, alt: &str) -> String {
        inline_svg(&self.sheet, alt)
    }
}

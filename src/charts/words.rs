//! What surrounds a picture in words, and why one cannot be drawn.

/// Why a picture could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// The embedded font is broken.
    #[error("the embedded font cannot be read")]
    Font,
    /// The drawing could not be rendered or encoded.
    #[error("a chart could not be rendered: {0}")]
    Render(String),
}

/// How the source of made-up figures begins; a picture of them has a strip that says so.
pub const MADE_UP: &str = "MADE-UP FIGURES, for tests only: not about any real area or child.";

/// The words around a picture; nothing is added to them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// The finding.
    pub title: String,
    /// Measure, group, place, period.
    pub subtitle: String,
    /// Footnotes, run on in one paragraph.
    pub notes: Vec<String>,
    /// Every release with its version, licence and run: in the text of the file, not on the picture.
    pub source: String,
    /// One line of source on the picture.
    pub source_line: String,
    /// Alternative text.
    pub alt: String,
}

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

/// What is written over a picture of made-up figures.
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
    /// Where its figures are from.
    pub source: PictureSource,
    /// Alternative text.
    pub alt: String,
}

/// Where the figures of a picture are from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PictureSource {
    /// Every release with its version, licence and run: in the text of the file, not on the picture.
    pub full: String,
    /// Publisher and release, for one line on the picture; cut where they are too long for it.
    pub release: String,
    /// What follows them on that line and is never cut; empty where there is no figure.
    pub licence: String,
    /// Whether any figure of the run is made up: a strip over the picture says so.
    pub made_up: bool,
}

impl PictureSource {
    /// The line on the picture, as long as it is.
    #[must_use]
    pub fn line(&self) -> String {
        if self.licence.is_empty() {
            return self.release.clone();
        }
        format!("{}. {}", self.release, self.licence)
    }
}

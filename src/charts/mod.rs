//! Pictures for board papers: laid out here, worded by the caller.

mod axis;
mod canvas;
mod gap_plot;
mod indexed;
mod palette;
mod small_multiples;

pub use canvas::TextBox;
pub use gap_plot::{GapBlock, GapGroup, GapPlot, GapRow, Mark, draw_gap_plot, gap_plot_csv};
pub use small_multiples::{
    Band, Break, Point, SmallMultiples, TrendPanel, draw_small_multiples, small_multiples_csv,
};

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

/// The words around a picture; nothing is added to them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// The finding.
    pub title: String,
    /// Measure, group, place, period.
    pub subtitle: String,
    /// Footnotes.
    pub notes: Vec<String>,
    /// Publisher, release, licence.
    pub source: String,
    /// Alternative text.
    pub alt: String,
}

/// A drawn picture.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The file.
    pub png: Vec<u8>,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Every text drawn.
    pub texts: Vec<TextBox>,
    /// Marks drawn for values.
    pub marks: usize,
}

/// A text cell that no spreadsheet takes for a formula.
fn inert(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_string()
    }
}

#[cfg(test)]
mod tests;

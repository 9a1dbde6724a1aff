//! C2: the gap of every measure to England, turned so that right is always better.

use super::csv_text::{Table, number};
use super::frame::{Frame, KeyEntry, KeyMark, Sign};
use super::gap_block::{GapBlock, Mark, WIDTH, cut, draw_block};
use super::palette::{HATCH, MATERIAL};
use super::picture::Layout;
use super::words::{ChartError, Words};

/// A picture of gaps.
#[derive(Debug, Clone, Default)]
pub struct GapPlot {
    /// Words around it.
    pub words: Words,
    /// What left means: `worse than England`.
    pub left: String,
    /// What right means.
    pub right: String,
    /// One axis each.
    pub blocks: Vec<GapBlock>,
}

fn key() -> Vec<KeyEntry> {
    let marks = |kinds: &[Mark]| Sign::Marks(kinds.iter().map(|k| k.look()).collect());
    vec![
        (marks(&[Mark::SignificantlyBetter, Mark::SignificantlyWorse]), "significant".to_string()),
        (marks(&[Mark::Better, Mark::Worse]), "not tested, or not robust".to_string()),
        (marks(&[Mark::InLine]), "in line or unclear".to_string()),
        (Sign::Fill(MATERIAL, false), "too small to matter".to_string()),
        (Sign::Strip(HATCH), "95% interval".to_string()),
    ]
}

/// Draws the picture: 1800 pixels wide, as high as its rows need.
///
/// # Errors
/// The embedded font or the renderer fails.
pub fn draw_gap_plot(chart: &GapPlot) -> Result<Layout, ChartError> {
    let needed: f64 = chart.blocks.iter().map(GapBlock::height).sum();
    let mut key = if chart.blocks.is_empty() { Vec::new() } else { key() };
    if chart.blocks.iter().any(cut) {
        let beyond = Sign::Marks(vec![KeyMark::BEYOND]);
        key.push((beyond, "beyond the axis".to_string()));
    }
    let mut frame = Frame::new(&chart.words, (WIDTH, 600.0), needed.max(300.0), &key)?;
    if chart.blocks.is_empty() {
        frame.reason("No gap to England could be formed for this group.")?;
        return Ok(frame.finish(&chart.words));
    }
    let mut y = frame.top;
    for block in &chart.blocks {
        draw_block(&mut frame.canvas, block, (&chart.left, &chart.right), y)?;
        y += block.height();
    }
    Ok(frame.finish(&chart.words))
}

/// Every plotted gap, as CSV.
#[must_use]
pub fn gap_plot_csv(chart: &GapPlot) -> String {
    let mut table = Table::new(&[
        "unit",
        "theme",
        "measure",
        "gap",
        "symbol",
        "lower",
        "upper",
        "materiality",
        "words",
    ]);
    for block in &chart.blocks {
        for group in &block.groups {
            for row in &group.rows {
                table.row(&[
                    &row.unit,
                    &group.heading,
                    &row.label,
                    &number(row.gap),
                    &row.symbol,
                    &number(row.lower),
                    &number(row.upper),
                    &number(row.materiality),
                    &row.words,
                ]);
            }
        }
    }
    table.text()
}

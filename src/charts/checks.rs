//! Claims that hold for every picture, asked of the record of what was drawn.

use super::Shape;
use super::picture::Layout;
use super::record::{TextBox, contrast};
use plotters::style::RGBColor;

/// Least distance of a text from the edge of the sheet, pixels.
const EDGE: f64 = 8.0;
/// Smallest text, points.
const SMALLEST: f64 = 8.0;
/// Least contrast of text with its ground, and of marks (WCAG 2.2, 1.4.3 and 1.4.11).
const TEXT_CONTRAST: f64 = 4.5;
const MARK_CONTRAST: f64 = 3.0;

/// What a picture does not keep to, in words; empty for a good picture.
#[must_use]
pub fn problems(picture: &Layout) -> Vec<String> {
    let record = &picture.record;
    let mut found = Vec::new();
    for (place, a) in record.texts.iter().enumerate() {
        if a.size_pt < SMALLEST {
            found.push(format!("“{}” has {} points", a.text, a.size_pt));
        }
        if !inside(a, picture.width, picture.height) {
            found.push(format!("“{}” leaves the sheet: {a:?}", a.text));
        }
        let ground = record.ground_of(a);
        let ratio = contrast(a.colour, ground);
        if ratio < TEXT_CONTRAST {
            found.push(format!("“{}” has a contrast of {ratio:.2}", a.text));
        }
        for b in &record.texts[place + 1..] {
            if a.meets(b) {
                found.push(format!("“{}” meets “{}”: {a:?} {b:?}", a.text, b.text));
            }
        }
    }
    let white = RGBColor(255, 255, 255);
    for mark in &record.marks {
        if mark.shape != Shape::Ring
            && !mark.outlined
            && contrast(mark.colour, white) < MARK_CONTRAST
        {
            found.push(format!("a mark of {} is too pale", mark.series));
        }
        let (x, y) = mark.at;
        if !(0.0..=f64::from(picture.width)).contains(&x)
            || !(0.0..=f64::from(picture.height)).contains(&y)
        {
            found.push(format!("a mark of {} leaves the sheet", mark.series));
        }
    }
    found.extend(
        record.joints.iter().filter(|j| j.to <= j.from).map(|j| format!("{j:?} runs backwards")),
    );
    found
}

fn inside(text: &TextBox, width: u32, height: u32) -> bool {
    text.x >= EDGE
        && text.y >= EDGE
        && text.x + text.width <= f64::from(width) - EDGE
        && text.y + text.height <= f64::from(height) - EDGE
}

//! What surrounds every plot: title, subtitle and key above, notes and source
//! below. The plot takes the rest of the sheet.

use super::canvas::{Canvas, Side, paragraph_height, pen, text_width, wrap};
use super::palette::{DARK_BLUE, DARK_GREY, HATCH, INK, SECONDARY, WHITE};
use super::picture::Layout;
use super::record::Shape;
use super::series::Look;
use super::words::{ChartError, MADE_UP, PictureSource, Words};
use plotters::style::RGBColor;

/// Margin on every side: 0.32 inches.
pub const MARGIN: f64 = 64.0;
const TITLE: f64 = 16.0;
const SUBTITLE: f64 = 10.0;
const KEY: f64 = 9.5;
const FOOTER: f64 = 8.3;
const KEY_LINE: f64 = 46.0;
/// Height of the strip over a picture of made-up figures.
const STRIP: f64 = 46.0;

/// A sign in the key above a plot.
#[derive(Debug, Clone)]
pub enum Sign {
    /// A series with its line and mark.
    Line(Look),
    /// Marks.
    Marks(Vec<KeyMark>),
    /// An area of colour, hatched or not.
    Fill(RGBColor, bool),
    /// A thin bar.
    Strip(RGBColor),
    /// A ring with a letter.
    Ring(&'static str),
    /// A box with a sign in it.
    Cell {
        /// Colour of the box.
        ground: RGBColor,
        /// Colour of the sign.
        ink: RGBColor,
        /// What is written in it.
        sign: &'static str,
    },
}

/// A mark as it is drawn in a key.
#[derive(Debug, Clone, Copy)]
pub struct KeyMark {
    /// Its shape.
    pub shape: Shape,
    /// Whether it is an outline only.
    pub hollow: bool,
    /// Its colour.
    pub colour: RGBColor,
}

impl KeyMark {
    /// What points to a figure beyond the axis.
    pub const BEYOND: Self = Self { shape: Shape::Beyond, hollow: false, colour: DARK_GREY };

    /// The mark of a series.
    pub fn of(look: Look) -> Self {
        Self { shape: look.shape, hollow: false, colour: look.colour }
    }
}

/// A sign and what it means.
pub type KeyEntry = (Sign, String);

/// A sheet with its surroundings drawn and room for the plot, pixels.
pub struct Frame {
    /// The sheet.
    pub canvas: Canvas,
    /// Left edge of the room.
    pub left: f64,
    /// Right edge.
    pub right: f64,
    /// Top edge.
    pub top: f64,
    /// Bottom edge.
    pub bottom: f64,
}

fn sign_width(sign: &Sign) -> f64 {
    match sign {
        Sign::Line(_) => 76.0,
        Sign::Marks(marks) => 36.0 * marks.len() as f64,
        Sign::Fill(..) | Sign::Strip(_) => 56.0,
        Sign::Ring(_) => 44.0,
        Sign::Cell { .. } => 52.0,
    }
}

impl Frame {
    /// A sheet `width` × `height` pixels with its words; higher if the plot would
    /// otherwise have less than `least` pixels.
    ///
    /// # Errors
    /// The embedded font cannot be read.
    pub fn new(
        words: &Words,
        (width, height): (f64, f64),
        least: f64,
        key: &[KeyEntry],
    ) -> Result<Self, ChartError> {
        let inner = width - 2.0 * MARGIN;
        let lines =
            |text: &str, size: f64, bold: bool| wrap(text, size, bold, inner).map(|l| l.len());
        let key_rows = key_rows(key, inner)?;
        // The strip over made-up figures has its own room above the title.
        let made_up = words.source.made_up;
        let first = MARGIN * 0.75 + if made_up { STRIP * 0.6 } else { 0.0 };
        let mut head = first
            + paragraph_height(lines(&words.title, TITLE, true)?, TITLE)
            + paragraph_height(lines(&words.subtitle, SUBTITLE, false)?, SUBTITLE)
            + key_rows.len() as f64 * KEY_LINE
            + 18.0;
        if !key.is_empty() {
            head += 10.0;
        }
        let notes = words.notes.join(" ");
        let source = one_line(&words.source, inner)?;
        let mut foot = MARGIN * 0.7 + 14.0;
        for text in [&notes, &source] {
            foot += paragraph_height(lines(text, FOOTER, false)?, FOOTER);
        }
        let height = height.max(head + least + foot).ceil();
        let mut canvas = Canvas::new(width as u32, height as u32);
        if made_up {
            canvas.rectangle(0.0, 0.0, width, STRIP, super::palette::DARK_PINK);
            canvas.text(MADE_UP, MARGIN, 10.0, Side::Left, pen(FOOTER, true, WHITE))?;
        }
        let mut y = canvas.paragraph(&words.title, MARGIN, first, inner, pen(TITLE, true, INK))?;
        let secondary = pen(SUBTITLE, false, SECONDARY);
        y = canvas.paragraph(&words.subtitle, MARGIN, y + 2.0, inner, secondary)? + 12.0;
        for row in &key_rows {
            draw_key(&mut canvas, &key[row.clone()], y)?;
            y += KEY_LINE;
        }
        let mut y = height - foot + 14.0;
        let bottom = height - foot;
        for text in [&notes, &source] {
            y = canvas.paragraph(text, MARGIN, y, inner, pen(FOOTER, false, SECONDARY))?;
        }
        Ok(Self { canvas, left: MARGIN, right: width - MARGIN, top: head, bottom })
    }

    /// The finished layout.
    #[must_use]
    pub fn finish(mut self, words: &Words) -> Layout {
        let (width, height) = self.canvas.size();
        let record = std::mem::take(&mut self.canvas.record);
        Layout { width, height, record, words: words.clone(), sheet: self.canvas }
    }

    /// A reason instead of a plot, in the middle of the space.
    ///
    /// # Errors
    /// The embedded font cannot be read.
    pub fn reason(&mut self, text: &str) -> Result<(), ChartError> {
        let (width, height) = (self.right - self.left, self.bottom - self.top);
        let canvas = &mut self.canvas;
        canvas.rectangle(self.left, self.top, width, height, super::palette::BAND);
        canvas.paragraph_around(
            text,
            self.left + 60.0,
            self.top + height / 2.0,
            width - 120.0,
            pen(11.0, false, INK),
        )
    }
}

/// A source that fits on a line: the name of a long release is cut, what follows it stays.
///
/// # Errors
/// The embedded font cannot be read.
fn one_line(source: &PictureSource, room: f64) -> Result<String, ChartError> {
    let whole = source.line();
    if text_width(&whole, FOOTER, false)? <= room {
        return Ok(whole);
    }
    let licence = &source.licence;
    let mut words: Vec<&str> = source.release.split(' ').collect();
    while words.len() > 1 {
        words.pop();
        let cut = words.join(" ");
        let line = format!("{}\u{2026} {licence}", cut.trim_end_matches([',', ':', ';']));
        if text_width(&line, FOOTER, false)? <= room {
            return Ok(line);
        }
    }
    Ok(licence.clone())
}

/// Which entries stand on which line.
fn key_rows(key: &[KeyEntry], inner: f64) -> Result<Vec<std::ops::Range<usize>>, ChartError> {
    let mut rows: Vec<std::ops::Range<usize>> = Vec::new();
    let mut x = 0.0;
    for (place, (sign, label)) in key.iter().enumerate() {
        let wide = sign_width(sign) + 16.0 + text_width(label, KEY, false)? + 48.0;
        match rows.last_mut() {
            Some(row) if x + wide - 48.0 <= inner => row.end = place + 1,
            _ => {
                rows.push(place..place + 1);
                x = 0.0;
            }
        }
        x += wide;
    }
    Ok(rows)
}

fn draw_key(canvas: &mut Canvas, entries: &[KeyEntry], y: f64) -> Result<(), ChartError> {
    let mut x = MARGIN;
    let middle = y + 15.0;
    for (sign, label) in entries {
        let wide = sign_width(sign);
        match sign {
            Sign::Line(look) => {
                look.line(canvas, (x, middle), (x + wide, middle));
                sample(canvas, (x + wide / 2.0, middle), look.shape, false, look.colour);
            }
            Sign::Marks(marks) => {
                for (place, mark) in marks.iter().enumerate() {
                    let at = (x + 16.0 + 36.0 * place as f64, middle);
                    sample(canvas, at, mark.shape, mark.hollow, mark.colour);
                }
            }
            Sign::Fill(colour, hatched) => {
                canvas.rectangle(x, y, wide, 30.0, *colour);
                if *hatched {
                    canvas.hatch(x, y, wide, 30.0, HATCH);
                }
            }
            Sign::Strip(colour) => canvas.rectangle(x, middle - 6.0, wide, 12.0, *colour),
            Sign::Ring(letter) => {
                canvas.circle((x + 20.0, middle), 18.0, DARK_BLUE);
                canvas.circle((x + 20.0, middle), 14.5, WHITE);
                let at = (x + 20.0, middle - 12.5);
                canvas.text(letter, at.0, at.1, Side::Centre, pen(8.3, true, DARK_BLUE))?;
            }
            // Drawn below, with its words.
            Sign::Cell { .. } => {}
        }
        if let Sign::Cell { ground, ink, sign } = sign {
            canvas.rectangle(x, y - 4.0, wide, 38.0, *ground);
            canvas.rim(x, y - 4.0, wide, 38.0, HATCH, 2.0);
            canvas.text(sign, x + wide / 2.0, y + 1.0, Side::Centre, pen(9.5, true, *ink))?;
        }
        x += wide + 16.0;
        x += canvas.text(label, x, y + 1.0, Side::Left, pen(KEY, false, INK))? + 48.0;
    }
    Ok(())
}

/// A mark of the key: it does not represent a figure and is not recorded as one.
fn sample(canvas: &mut Canvas, at: (f64, f64), shape: Shape, hollow: bool, colour: RGBColor) {
    canvas.shape(shape, at, 13.0, WHITE);
    canvas.shape(shape, at, 11.0, colour);
    if hollow {
        canvas.shape(shape, at, 6.5, WHITE);
    }
}

//! The font of every picture: cut to what charts write, compiled in, so that a
//! picture is the same on every machine. Text is measured with the very shapes
//! that draw it.

use super::words::ChartError;
use rustybuzz::ttf_parser::{GlyphId, OutlineBuilder};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::LazyLock;
use tiny_skia::{FillRule, Mask, PathBuilder, Transform};

pub(super) const REGULAR: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.ttf");
pub(super) const BOLD: &[u8] = include_bytes!("../../assets/fonts/Inter-Bold.ttf");
/// Family name in SVG.
pub(super) const FAMILY: &str = "Inter";
/// Pixels a point: sheets are inches × 200.
pub(super) const PIXELS_A_POINT: f64 = 200.0 / 72.0;
/// The baseline of a line of Inter is this share of its size below the top of its box.
pub(super) const BASELINE: f64 = 0.86;
/// Lines of a paragraph are this many of their sizes apart.
pub(super) const LEADING: f64 = 1.25;
/// Glyphs stand at quarters of a pixel: finer is not seen, and a shape is drawn once.
const PHASES: f64 = 4.0;
/// Parts of 255 from one step of a glyph's cover to the next.
pub(super) const COVER_STEP: u8 = 17;
/// Shaped texts and glyph shapes that a thread keeps before it starts again.
const KEPT: usize = 8192;

/// Height of `lines` lines of a paragraph, pixels.
#[must_use]
pub fn paragraph_height(lines: usize, size_pt: f64) -> f64 {
    lines as f64 * size_pt * PIXELS_A_POINT * LEADING
}

type Face = Option<rustybuzz::Face<'static>>;

/// Regular and bold, read once.
static FACES: LazyLock<(Face, Face)> = LazyLock::new(|| {
    let face = |bytes| rustybuzz::Face::from_slice(bytes, 0);
    (face(REGULAR), face(BOLD))
});

fn face(bold: bool) -> Result<&'static rustybuzz::Face<'static>, ChartError> {
    if bold { &FACES.1 } else { &FACES.0 }.as_ref().ok_or(ChartError::Font)
}

/// A text as glyphs: id and offset from its start, in ems.
#[derive(Debug)]
pub(super) struct Shaped {
    glyphs: Vec<(u16, f64)>,
    /// Width in ems.
    width: f64,
}

/// How much of each pixel a glyph covers.
#[derive(Debug)]
pub(super) struct GlyphMask {
    /// Pixels from the pen to the left edge and from the baseline up to the top edge.
    pub left: i32,
    pub top: i32,
    pub width: usize,
    /// In steps: of [`COVER_STEP`] of 255 parts each, from 0 to 15.
    pub coverage: Vec<u8>,
}

/// What a glyph is drawn by.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct GlyphKey {
    bold: bool,
    id: u16,
    /// Height in sixty-fourths of a pixel.
    height: u32,
    /// How far right of a whole pixel it begins.
    phase: u8,
}

thread_local! {
    static SHAPED: RefCell<[HashMap<String, Rc<Shaped>>; 2]> = RefCell::default();
    static MASKS: RefCell<HashMap<GlyphKey, Option<Rc<GlyphMask>>>> = RefCell::default();
}

fn shaped(text: &str, bold: bool) -> Result<Rc<Shaped>, ChartError> {
    let known = SHAPED.with_borrow(|kept| kept[usize::from(bold)].get(text).cloned());
    if let Some(shaped) = known {
        return Ok(shaped);
    }
    let face = face(bold)?;
    let em = f64::from(face.units_per_em());
    let mut buffer = rustybuzz::UnicodeBuffer::new();
    buffer.push_str(text);
    let glyphs = rustybuzz::shape(face, &[], buffer);
    let mut pen = 0.0;
    let mut placed = Vec::with_capacity(glyphs.len());
    for (info, position) in glyphs.glyph_infos().iter().zip(glyphs.glyph_positions()) {
        let id = u16::try_from(info.glyph_id).unwrap_or(0);
        placed.push((id, pen + f64::from(position.x_offset) / em));
        pen += f64::from(position.x_advance) / em;
    }
    let shaped = Rc::new(Shaped { glyphs: placed, width: pen });
    SHAPED.with_borrow_mut(|kept| {
        let kept = &mut kept[usize::from(bold)];
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(text.to_string(), shaped.clone());
    });
    Ok(shaped)
}

/// Width of a text in pixels.
///
/// # Errors
/// The embedded font cannot be read.
pub fn text_width(text: &str, size_pt: f64, bold: bool) -> Result<f64, ChartError> {
    Ok(shaped(text, bold)?.width * size_pt * PIXELS_A_POINT)
}

/// Lines of `text` no wider than `width` pixels, broken at spaces.
///
/// # Errors
/// As [`text_width`].
pub fn wrap(text: &str, size_pt: f64, bold: bool, width: f64) -> Result<Vec<String>, ChartError> {
    let mut lines: Vec<String> = Vec::new();
    let mut filled = 0.0;
    let space = text_width(" ", size_pt, bold)?;
    for word in text.split_whitespace() {
        let long = text_width(word, size_pt, bold)?;
        match lines.last_mut() {
            Some(line) if filled + space + long <= width => {
                line.push(' ');
                line.push_str(word);
                filled += space + long;
            }
            _ => {
                lines.push(word.to_string());
                filled = long;
            }
        }
    }
    Ok(lines)
}

/// The glyphs of a text that starts at `x` on a baseline at `y`, each with the pixel
/// of its left top corner.
///
/// # Errors
/// As [`text_width`].
pub(super) fn glyphs(
    text: &str,
    bold: bool,
    pixels: f64,
    (x, y): (f64, f64),
    mut draw: impl FnMut(&GlyphMask, i32, i32),
) -> Result<(), ChartError> {
    let baseline = y.round() as i32;
    for (id, offset) in &shaped(text, bold)?.glyphs {
        let pen = ((x + offset * pixels) * PHASES).round() as i32;
        let (whole, phase) = (pen.div_euclid(PHASES as i32), pen.rem_euclid(PHASES as i32));
        if let Some(mask) = glyph_mask(*id, bold, pixels, phase)? {
            draw(&mask, whole + mask.left, baseline - mask.top);
        }
    }
    Ok(())
}

fn glyph_mask(
    id: u16,
    bold: bool,
    pixels: f64,
    phase: i32,
) -> Result<Option<Rc<GlyphMask>>, ChartError> {
    let height = (pixels * 64.0).round() as u32;
    let key = GlyphKey { bold, id, height, phase: phase as u8 };
    if let Some(known) = MASKS.with_borrow(|kept| kept.get(&key).cloned()) {
        return Ok(known);
    }
    let drawn = draw_glyph(id, bold, pixels, f64::from(phase) / PHASES)?.map(Rc::new);
    MASKS.with_borrow_mut(|kept| {
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(key, drawn.clone());
    });
    Ok(drawn)
}

struct Outline {
    path: PathBuilder,
    scale: f32,
}

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(x * self.scale, -y * self.scale);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(x * self.scale, -y * self.scale);
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let s = self.scale;
        self.path.quad_to(x1 * s, -y1 * s, x * s, -y * s);
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let s = self.scale;
        self.path.cubic_to(x1 * s, -y1 * s, x2 * s, -y2 * s, x * s, -y * s);
    }
    fn close(&mut self) {
        self.path.close();
    }
}

fn draw_glyph(
    id: u16,
    bold: bool,
    pixels: f64,
    shift: f64,
) -> Result<Option<GlyphMask>, ChartError> {
    let face = face(bold)?;
    let scale = (pixels / f64::from(face.units_per_em())) as f32;
    let mut outline = Outline { path: PathBuilder::new(), scale };
    // A space has no outline.
    if face.outline_glyph(GlyphId(id), &mut outline).is_none() {
        return Ok(None);
    }
    let Some(path) = outline.path.finish() else { return Ok(None) };
    let bounds = path.bounds();
    let left = (bounds.left() + shift as f32).floor() as i32;
    let top = (-bounds.top()).ceil() as i32;
    let width = (bounds.right() + shift as f32).ceil() as i32 - left;
    let height = bounds.bottom().ceil() as i32 + top;
    let (Ok(w), Ok(h)) = (u32::try_from(width), u32::try_from(height)) else { return Ok(None) };
    let Some(mut mask) = Mask::new(w, h) else { return Ok(None) };
    let place = Transform::from_translate(shift as f32 - left as f32, top as f32);
    mask.fill_path(&path, FillRule::Winding, true, place);
    // Sixteen steps of cover: more are not seen, and fewer compress better.
    let coverage = mask.data().iter().map(|c| c / 16).collect();
    Ok(Some(GlyphMask { left, top, width: w as usize, coverage }))
}

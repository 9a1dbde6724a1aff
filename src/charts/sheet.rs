//! The paper that plotters draws on: a backend over an anti-aliasing rasteriser.
//! plotters' coordinates are whole numbers, so that eight of them make a pixel.

use super::font::{BASELINE, COVER_STEP, GlyphMask, glyphs};
use super::lettering::{FINE, SVG_FONT_SCALE, SVG_TOP_TO_BASELINE};
use super::png_bytes::{Pixels, block_width, whiten};
use super::words::ChartError;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle,
};
use std::cell::RefCell;
use std::ops::Range;
use tiny_skia::{FillRule, LineJoin, Paint, Path, PathBuilder, PixmapMut, Rect, Stroke, Transform};

thread_local! {
    /// White paper between two pictures of a thread: to get it again from the system takes
    /// longer than to draw on it.
    static PAPER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// A sheet of pixels that plotters draws on.
pub(super) struct Sheet {
    /// Four bytes a pixel, and white beyond the sheet.
    paper: Vec<u8>,
    width: u32,
    height: u32,
    /// Of each row, the blocks of pixels that are no longer white: a bit each, the leftmost lowest.
    inked: Vec<u64>,
    /// Red, green and blue of what it was drawn on with.
    inks: Vec<(u8, u8, u8)>,
}

type Drawn = Result<(), DrawingErrorKind<ChartError>>;

fn pixel(fine: i32) -> f32 {
    (f64::from(fine) / FINE) as f32
}

fn path_of(points: impl IntoIterator<Item = BackendCoord>, closed: bool) -> Option<Path> {
    let mut path = PathBuilder::new();
    let mut begun = false;
    for (x, y) in points {
        if begun {
            path.line_to(pixel(x), pixel(y));
        } else {
            path.move_to(pixel(x), pixel(y));
            begun = true;
        }
    }
    if closed {
        path.close();
    }
    path.finish()
}

/// The corners of an upright rectangle, in pixels, or nothing for another shape.
fn upright(corners: &[BackendCoord]) -> Option<Rect> {
    let [a, b, c, d] = corners else { return None };
    let upright = a.1 == b.1 && b.0 == c.0 && c.1 == d.1 && d.0 == a.0;
    upright.then(|| {
        let (left, right) = (a.0.min(c.0), a.0.max(c.0));
        let (top, bottom) = (a.1.min(c.1), a.1.max(c.1));
        Rect::from_ltrb(pixel(left), pixel(top), pixel(right), pixel(bottom))
    })?
}

impl Sheet {
    /// White paper, pixels.
    pub(super) fn new(width: u32, height: u32) -> Result<Self, ChartError> {
        let mut paper = PAPER.take();
        let bytes = width as usize * height as usize * 4;
        if paper.len() < bytes {
            paper.resize(bytes, 255);
        }
        if PixmapMut::from_bytes(&mut paper, width, height).is_none() {
            return Err(ChartError::Render("the sheet has no size".to_string()));
        }
        Ok(Self { paper, width, height, inked: vec![0; height as usize], inks: Vec::new() })
    }

    /// Its pixels. Who makes them white again says so of each block.
    pub(super) fn pixels(&mut self) -> Pixels<'_> {
        let bytes = self.width as usize * self.height as usize * 4;
        Pixels { rgba: &mut self.paper[..bytes], inked: &mut self.inked, inks: &self.inks }
    }

    /// Takes an ink to draw with.
    fn ink_of(&mut self, colour: BackendColor) -> (u8, u8, u8) {
        if !self.inks.contains(&colour.rgb) {
            self.inks.push(colour.rgb);
        }
        colour.rgb
    }

    fn paint(&mut self, colour: BackendColor) -> Paint<'static> {
        let mut paint = Paint::default();
        let (red, green, blue) = self.ink_of(colour);
        paint.set_color_rgba8(red, green, blue, 255);
        paint
    }

    /// The sheet to draw on within bounds, and `beyond` them on each side.
    fn ink(&mut self, bounds: Rect, beyond: f32) -> Option<PixmapMut<'_>> {
        // A shape covers a part of the pixels at its edges.
        let reach = |from: f32, to: f32| {
            (from - beyond - 1.0).floor() as i32..(to + beyond + 2.0).ceil() as i32
        };
        let columns = reach(bounds.left(), bounds.right());
        self.touch(&reach(bounds.top(), bounds.bottom()), &columns);
        let bytes = self.width as usize * self.height as usize * 4;
        PixmapMut::from_bytes(&mut self.paper[..bytes], self.width, self.height)
    }

    /// Marks what is drawn on, as far as it is on the sheet.
    fn touch(&mut self, rows: &Range<i32>, columns: &Range<i32>) {
        let within = |place: i32, size: u32| place.clamp(0, size as i32) as usize;
        let (top, foot) = (within(rows.start, self.height), within(rows.end, self.height));
        let (left, right) = (within(columns.start, self.width), within(columns.end, self.width));
        if top >= foot || left >= right {
            return;
        }
        let block = block_width(self.width);
        let (first, last) = (left / block, (right - 1) / block);
        let blocks = (u64::MAX << first) & (u64::MAX >> (63 - last));
        for inked in &mut self.inked[top..foot] {
            *inked |= blocks;
        }
    }

    fn fill(&mut self, path: &Path, paint: &Paint<'_>) {
        if let Some(mut sheet) = self.ink(path.bounds(), 0.0) {
            sheet.fill_path(path, paint, FillRule::Winding, Transform::identity(), None);
        }
    }

    fn fill_rectangle(&mut self, rectangle: Rect, paint: &Paint<'_>) {
        if let Some(mut sheet) = self.ink(rectangle, 0.0) {
            sheet.fill_rect(rectangle, paint, Transform::identity(), None);
        }
    }

    fn stamp(&mut self, glyph: &GlyphMask, left: i32, top: i32, (r, g, b): (u8, u8, u8)) {
        let (width, height) = (self.width as i32, self.height as i32);
        let foot = top + (glyph.coverage.len() / glyph.width) as i32;
        self.touch(&(top..foot), &(left..left + glyph.width as i32));
        let first = (-left).max(0);
        let last = (glyph.width as i32).min(width - left);
        if first >= last {
            return;
        }
        let data = &mut self.paper;
        let ink = [r, g, b, 255];
        let on_white = mixed_with_white(ink);
        for (row, line) in glyph.coverage.chunks_exact(glyph.width).enumerate() {
            let y = top + row as i32;
            if !(0..height).contains(&y) {
                continue;
            }
            let start = ((y * width + left + first) * 4) as usize;
            let cover = &line[first as usize..last as usize];
            let (pixels, _) = data[start..].as_chunks_mut::<4>();
            for (under, step) in pixels.iter_mut().zip(cover) {
                *under = match *under {
                    [255, 255, 255, 255] => on_white[usize::from(step % 16)],
                    other => mixed(other, ink, step * COVER_STEP),
                };
            }
        }
    }
}

/// An ink over a colour where it covers so much of 255 parts.
fn mixed(under: [u8; 4], ink: [u8; 4], cover: u8) -> [u8; 4] {
    let cover = u16::from(cover);
    let mut pixel = under;
    for (under, ink) in pixel.iter_mut().zip(ink) {
        *under = ((u16::from(*under) * (255 - cover) + u16::from(ink) * cover + 127) / 255) as u8;
    }
    pixel
}

/// An ink over white paper at each step of cover: where most letters are.
fn mixed_with_white(ink: [u8; 4]) -> [[u8; 4]; 16] {
    std::array::from_fn(|step| mixed([255; 4], ink, step as u8 * COVER_STEP))
}

impl Drop for Sheet {
    /// Leaves the paper white for the next picture, also where it came to none.
    fn drop(&mut self) {
        let mut paper = std::mem::take(&mut self.paper);
        whiten(&mut paper, &mut self.inked, self.width as usize);
        PAPER.set(paper);
    }
}

impl DrawingBackend for Sheet {
    type ErrorType = ChartError;

    fn get_size(&self) -> (u32, u32) {
        (self.width * FINE as u32, self.height * FINE as u32)
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, colour: BackendColor) -> Drawn {
        if let Some(dot) = Rect::from_xywh(pixel(x), pixel(y), pixel(1), pixel(1)) {
            let paint = self.paint(colour);
            self.fill_rectangle(dot, &paint);
        }
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        points: I,
        style: &S,
    ) -> Drawn {
        if let Some(path) = path_of(points, false) {
            let width = pixel(i32::try_from(style.stroke_width()).unwrap_or(i32::MAX));
            let stroke = Stroke { width, line_join: LineJoin::Round, ..Stroke::default() };
            let paint = self.paint(style.color());
            if let Some(mut sheet) = self.ink(path.bounds(), width / 2.0) {
                sheet.stroke_path(&path, &paint, &stroke, Transform::identity(), None);
            }
        }
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        centre: BackendCoord,
        radius: u32,
        style: &S,
        _fill: bool,
    ) -> Drawn {
        let radius = pixel(i32::try_from(radius).unwrap_or(i32::MAX));
        if let Some(disc) = PathBuilder::from_circle(pixel(centre.0), pixel(centre.1), radius) {
            let paint = self.paint(style.color());
            self.fill(&disc, &paint);
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        let corners: Vec<BackendCoord> = corners.into_iter().collect();
        let paint = self.paint(style.color());
        if let Some(rectangle) = upright(&corners) {
            self.fill_rectangle(rectangle, &paint);
        } else if let Some(shape) = path_of(corners, true) {
            self.fill(&shape, &paint);
        }
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &T,
        (x, y): BackendCoord,
    ) -> Drawn {
        let pixels = style.size() / FINE / SVG_FONT_SCALE;
        let top = f64::from(y) / FINE - pixels * (BASELINE - SVG_TOP_TO_BASELINE);
        let start = (f64::from(x) / FINE, top + pixels * BASELINE);
        let bold = matches!(style.style(), FontStyle::Bold);
        let ink = self.ink_of(style.color());
        glyphs(text, bold, pixels, start, |glyph, left, top| self.stamp(glyph, left, top, ink))
            .map_err(DrawingErrorKind::DrawingError)
    }
}

#[cfg(test)]
mod tests {
    use super::super::lettering::Lettering;
    use super::super::pen::pen;
    use super::*;
    use plotters::style::{Color, RGBColor};

    fn draw_at_random(sheet: &mut Sheet, random: &mut fastrand::Rng) {
        let (width, height) = sheet.get_size();
        let mut place =
            || (random.i32(-400..width as i32 + 400), random.i32(-400..height as i32 + 400));
        let points: Vec<BackendCoord> = std::iter::repeat_with(&mut place).take(3).collect();
        let ink = RGBColor(0x12, 0x43, 0x6d);
        sheet.draw_line(points[0], points[1], &Color::stroke_width(&ink, 21)).unwrap();
        sheet.draw_circle(points[2], 45, &ink, true).unwrap();
        sheet.fill_polygon(points, &ink).unwrap();
        sheet.draw_text("Åj%", &Lettering::of(pen(7.0, false, ink)), place()).unwrap();
        sheet.draw_pixel(place(), Color::to_backend_color(&ink)).unwrap();
    }

    #[test]
    fn white_is_what_lies_outside_the_blocks_that_were_drawn_on() {
        let mut random = fastrand::Rng::with_seed(3);
        for width in [1_u32, 7, 63, 64, 300, 1999] {
            let block = block_width(width);
            assert!(block * 64 >= width as usize);
            for shapes in 0..4 {
                let mut sheet = Sheet::new(width, 90).unwrap();
                let pixels = sheet.pixels();
                assert!(pixels.rgba.iter().all(|byte| *byte == 255), "white before it is used");
                for _ in 0..shapes {
                    draw_at_random(&mut sheet, &mut random);
                }
                let Pixels { rgba, inked, .. } = sheet.pixels();
                for (row, inked) in rgba.chunks_exact(4 * width as usize).zip(inked.iter()) {
                    for (number, pixels) in row.chunks(4 * block).enumerate() {
                        let white = pixels.iter().all(|byte| *byte == 255);
                        assert!(white || inked >> number & 1 == 1, "{width}: block {number}");
                    }
                }
            }
        }
    }

    #[test]
    fn letters_over_white_are_mixed_as_over_any_colour() {
        for ink in [[0, 0, 0, 255], [255; 4], [0x12, 0x43, 0x6d, 255]] {
            for (step, pixel) in mixed_with_white(ink).into_iter().enumerate() {
                let cover = step as f64 / 15.0;
                for (mixed, ink) in pixel.into_iter().zip(ink) {
                    let exact = 255.0 * (1.0 - cover) + f64::from(ink) * cover;
                    assert!((f64::from(mixed) - exact).abs() <= 0.5, "{step}: {mixed} is {exact}");
                }
            }
        }
    }
}

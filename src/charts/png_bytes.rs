//! A sheet of pixels as a PNG: a byte a pixel where a palette holds its colours, otherwise 8-bit
//! RGB. Much of a chart is white or repeats the row above it: only blocks of pixels that were drawn
//! on are compared with it, and only those that differ are converted.

use super::colours::Palette;
use super::font::PIXELS_A_POINT;
use super::words::ChartError;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::cell::RefCell;
use std::io::Write;
use std::ops::Range;

/// Level 1 writes half as much again; level 3 takes half as long again for a tenth less.
const LEVEL: u32 = 2;
/// Row filters of PNG (W3C, PNG third edition, 9.2): the bytes as they are, or less those above.
const AS_IS: u8 = 0;
const LESS_ABOVE: u8 = 2;

/// What is kept from picture to picture.
struct Kept {
    deflate: ZlibEncoder<Vec<u8>>,
    palette: Palette,
}

thread_local! {
    static KEPT: RefCell<Kept> = RefCell::new(Kept {
        deflate: ZlibEncoder::new(Vec::new(), Compression::new(LEVEL)),
        palette: Palette::new(),
    });
}

/// Rows of pixels from the top.
pub(super) struct Pixels<'a> {
    /// Four bytes a pixel, all opaque.
    pub rgba: &'a mut [u8],
    /// Of each row, the blocks of [`block_width`] pixels that may be other than white: a bit each,
    /// the leftmost lowest.
    pub inked: &'a mut [u64],
    /// Red, green and blue of what was drawn with.
    pub inks: &'a [(u8, u8, u8)],
}

/// Pixels of a block: no more than 64 make a row.
pub(super) fn block_width(width: u32) -> usize {
    (width as usize).div_ceil(64).next_multiple_of(4)
}

/// The pixels of each block whose bit is set, in a row of so many.
fn blocks(mut inked: u64, width: usize) -> impl Iterator<Item = Range<usize>> {
    let block = block_width(width as u32);
    std::iter::from_fn(move || {
        let first = block * (inked != 0).then(|| inked.trailing_zeros() as usize)?;
        inked &= inked - 1;
        Some(first..(first + block).min(width))
    })
}

/// Makes the blocks of `rgba` white that were drawn on.
pub(super) fn whiten(rgba: &mut [u8], inked: &mut [u64], width: usize) {
    for (row, inked) in rgba.chunks_exact_mut(4 * width).zip(inked) {
        for pixels in blocks(std::mem::take(inked), width) {
            row[4 * pixels.start..4 * pixels.end].fill(255);
        }
    }
}

/// The file of a sheet, with text chunks (keyword, text). The sheet is white afterwards.
///
/// # Errors
/// A text is too long for its chunk.
pub(super) fn png_bytes(
    sheet: Pixels<'_>,
    (width, height): (u32, u32),
    chunks: &[(&str, &str)],
) -> Result<Vec<u8>, ChartError> {
    let failed = |e: &dyn std::fmt::Display| ChartError::Render(e.to_string());
    let (compressed, palette) = KEPT
        .with_borrow_mut(|kept| kept.compressed(sheet, width as usize))
        .map_err(|e| failed(&e))?;
    let mut bytes = Vec::with_capacity(compressed.len() + 4096);
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_depth(png::BitDepth::Eight);
    match palette {
        Some(colours) => {
            encoder.set_color(png::ColorType::Indexed);
            encoder.set_palette(colours);
        }
        None => encoder.set_color(png::ColorType::Rgb),
    }
    // Word and the like place a picture at its size in inches.
    let a_metre = (PIXELS_A_POINT * 72.0 / 0.0254).round() as u32;
    let unit = png::Unit::Meter;
    encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: a_metre, yppu: a_metre, unit }));
    for (keyword, text) in chunks {
        encoder
            .add_itxt_chunk((*keyword).to_string(), (*text).to_string())
            .map_err(|e| failed(&e))?;
    }
    let mut writer = encoder.write_header().map_err(|e| failed(&e))?;
    writer.write_chunk(png::chunk::IDAT, &compressed).map_err(|e| failed(&e))?;
    writer.finish().map_err(|e| failed(&e))?;
    Ok(bytes)
}

impl Kept {
    /// The compressed rows of a sheet, with the colours that their bytes number; none if they are
    /// colours themselves.
    fn compressed(
        &mut self,
        sheet: Pixels<'_>,
        width: usize,
    ) -> std::io::Result<(Vec<u8>, Option<Vec<u8>>)> {
        let Pixels { rgba, inked, inks } = sheet;
        self.palette.begin(inks.iter().copied());
        let Self { deflate, palette } = self;
        let by_number = |row: &[u8], out: &mut [u8]| palette.numbered(row, out);
        let few = write_rows(deflate, (rgba, inked, width), (1, 0), by_number)?;
        if !few {
            deflate.reset(Vec::new())?;
            write_rows(deflate, (rgba, inked, width), (3, 255), without_alpha)?;
        }
        whiten(rgba, inked, width);
        Ok((deflate.reset(Vec::new())?, few.then(|| palette.rgb())))
    }
}

/// Compresses the rows of a sheet, of `bytes` a pixel, which `written` makes of pixels; white is
/// `white` in each. False as soon as it cannot.
fn write_rows(
    deflate: &mut ZlibEncoder<Vec<u8>>,
    (rgba, inked, width): (&[u8], &[u64], usize),
    (bytes, white): (usize, u8),
    mut written: impl FnMut(&[u8], &mut [u8]) -> bool,
) -> std::io::Result<bool> {
    let mut line = vec![white; 1 + bytes * width];
    line[0] = AS_IS;
    let mut unchanged = vec![0; 1 + bytes * width];
    unchanged[0] = LESS_ABOVE;
    // `line` holds the row above, which is white over the first one.
    let mut above: Option<(&[u8], u64)> = None;
    for (row, inked) in rgba.chunks_exact(4 * width).zip(inked) {
        let mut changed = above.is_none();
        let (before, inked_before) = above.unwrap_or((&[], 0));
        for pixels in blocks(inked | inked_before, width) {
            let here = &row[4 * pixels.start..4 * pixels.end];
            if before.get(4 * pixels.start..4 * pixels.end) != Some(here) {
                if !written(here, &mut line[1..][bytes * pixels.start..bytes * pixels.end]) {
                    return Ok(false);
                }
                changed = true;
            }
        }
        deflate.write_all(if changed { &line } else { &unchanged })?;
        above = Some((row, *inked));
    }
    Ok(true)
}

/// Four pixels at a time: sixteen bytes become twelve. Most are white.
fn without_alpha(rgba: &[u8], rgb: &mut [u8]) -> bool {
    let (fours, rest) = rgba.as_chunks::<16>();
    let (threes, left) = rgb.as_chunks_mut::<12>();
    for (p, out) in fours.iter().zip(threes) {
        *out = match u128::from_le_bytes(*p) {
            u128::MAX => [255; 12],
            four => {
                let pixel = |n: u32| (four >> (32 * n)) & 0xff_ffff;
                let packed = pixel(0) | pixel(1) << 24 | pixel(2) << 48 | pixel(3) << 72;
                let mut bytes = [0; 12];
                bytes.copy_from_slice(&packed.to_le_bytes()[..12]);
                bytes
            }
        };
    }
    for (pixel, out) in rest.chunks_exact(4).zip(left.chunks_exact_mut(3)) {
        out.copy_from_slice(&pixel[..3]);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{Pixels, block_width, png_bytes};
    use std::collections::BTreeSet;

    /// How a file holds its colours, and red, green and blue of each pixel.
    fn decoded(png: &[u8]) -> (png::ColorType, Vec<u8>) {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        (reader.info().color_type, pixels)
    }

    #[test]
    fn every_pixel_of_a_sheet_comes_back_by_palette_or_as_rgb() {
        let mut random = fastrand::Rng::with_seed(5);
        for (width, height, shades) in
            [(1, 1, 9), (3, 4, 2), (64, 33, 6), (17, 9, 255), (64, 33, 255), (999, 7, 5)]
        {
            let mut rgba: Vec<u8> = Vec::new();
            let blocks = usize::div_ceil(width, block_width(width as u32));
            let mut inked = vec![u64::MAX >> (64 - blocks); height];
            for row in 0..height {
                // Every third row repeats the one above it, and every fifth is white.
                if row % 5 == 4 {
                    inked[row] = 0;
                    rgba.extend(std::iter::repeat_n(255, 4 * width));
                } else if row % 3 == 2 {
                    inked[row] = inked[row - 1];
                    rgba.extend_from_within(rgba.len() - 4 * width..);
                    // Some but for their last pixel.
                    let last =
                        rgba.last_chunk_mut::<4>().filter(|_| inked[row] != 0 && row % 2 == 0);
                    if let Some([red, ..]) = last {
                        *red = random.u8(..shades);
                    }
                } else {
                    let mut shade = || random.u8(..shades);
                    let pixel = |_| [shade(), shade(), shade(), 255];
                    rgba.extend((0..width).flat_map(pixel));
                }
            }
            let wanted: Vec<u8> =
                rgba.chunks_exact(4).flat_map(|p| p[..3].iter().copied()).collect();
            let inks: Vec<(u8, u8, u8)> =
                wanted.chunks_exact(3).map(|p| (p[0], p[1], p[2])).collect();
            let sheet = Pixels { rgba: &mut rgba, inked: &mut inked, inks: &inks };
            let png = png_bytes(sheet, (width as u32, height as u32), &[("Title", "a")]).unwrap();
            assert!(
                rgba.iter().all(|byte| *byte == 255) && inked.iter().all(|blocks| *blocks == 0),
                "white again"
            );
            let colours: BTreeSet<&[u8]> = wanted.chunks_exact(3).chain([&[255; 3][..]]).collect();
            let (kind, pixels) = decoded(&png);
            let by_palette = kind == png::ColorType::Indexed;
            assert_eq!(by_palette, colours.len() <= 256, "{width} × {height}: {}", colours.len());
            assert!(pixels == wanted, "{width} × {height} of {} colours", colours.len());
        }
    }
}

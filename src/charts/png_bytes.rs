//! A sheet of pixels as a PNG of 8-bit RGB. Many rows of a chart repeat the row above them,
//! so that such a row is recognised by the comparison alone and never converted to RGB.

use super::font::PIXELS_A_POINT;
use super::words::ChartError;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::cell::RefCell;
use std::io::Write;

/// Level 1 writes half as much again; level 3 takes half as long again for a tenth less.
const LEVEL: u32 = 2;
/// Row filters of PNG (W3C, PNG third edition, 9.2): the bytes as they are, or less those above.
const AS_IS: u8 = 0;
const LESS_ABOVE: u8 = 2;

thread_local! {
    /// Its tables are kept from picture to picture.
    static DEFLATE: RefCell<ZlibEncoder<Vec<u8>>> =
        RefCell::new(ZlibEncoder::new(Vec::new(), Compression::new(LEVEL)));
}

/// Rows of pixels from the top.
pub(super) struct Pixels<'a> {
    /// Four bytes a pixel, all opaque.
    pub rgba: &'a mut [u8],
    /// Of each row, whether it may be other than white.
    pub inked: &'a mut [bool],
}

/// The file of a sheet, with text chunks (keyword, text). The sheet is white afterwards: a row
/// that was just read is cleared in the time that it takes to read it again later.
///
/// # Errors
/// A text is too long for its chunk.
pub(super) fn png_bytes(
    sheet: Pixels<'_>,
    (width, height): (u32, u32),
    chunks: &[(&str, &str)],
) -> Result<Vec<u8>, ChartError> {
    let failed = |e: &dyn std::fmt::Display| ChartError::Render(e.to_string());
    let compressed = compressed(sheet, width as usize).map_err(|e| failed(&e))?;
    let mut bytes = Vec::with_capacity(compressed.len() + 4096);
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_color(png::ColorType::Rgb);
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

fn compressed(sheet: Pixels<'_>, width: usize) -> std::io::Result<Vec<u8>> {
    let mut line = vec![0; 1 + 3 * width];
    let mut unchanged = vec![0; 1 + 3 * width];
    unchanged[0] = LESS_ABOVE;
    let mut above: Option<(&mut [u8], &mut bool)> = None;
    DEFLATE.with_borrow_mut(|deflate| {
        for (row, inked) in sheet.rgba.chunks_exact_mut(4 * width).zip(sheet.inked) {
            let same = |(above, above_inked): &(&mut [u8], &mut bool)| {
                (!*inked && !**above_inked) || row == *above
            };
            if above.as_ref().is_some_and(same) {
                deflate.write_all(&unchanged)?;
            } else {
                line[0] = AS_IS;
                without_alpha(row, &mut line[1..]);
                deflate.write_all(&line)?;
            }
            above.replace((row, inked)).into_iter().for_each(whiten);
        }
        above.into_iter().for_each(whiten);
        deflate.reset(Vec::new())
    })
}

fn whiten((row, inked): (&mut [u8], &mut bool)) {
    if std::mem::take(inked) {
        row.fill(255);
    }
}

/// Four pixels at a time: sixteen bytes become twelve. Most are white.
fn without_alpha(rgba: &[u8], rgb: &mut [u8]) {
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
}

#[cfg(test)]
mod tests {
    use super::{Pixels, png_bytes};

    fn decoded(png: &[u8]) -> (png::OutputInfo, Vec<u8>) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        (info, pixels)
    }

    #[test]
    fn a_sheet_is_rgb_without_alpha_and_every_pixel_comes_back() {
        let mut random = fastrand::Rng::with_seed(5);
        for (width, height) in [(1, 1), (3, 4), (17, 9), (64, 33)] {
            let mut rgba: Vec<u8> = Vec::new();
            let mut inked = vec![true; height];
            for row in 0..height {
                // Every third row repeats the one above it, and every fifth is white.
                if row % 5 == 4 {
                    inked[row] = false;
                    rgba.extend(std::iter::repeat_n(255, 4 * width));
                } else if row % 3 == 2 {
                    inked[row] = inked[row - 1];
                    rgba.extend_from_within(rgba.len() - 4 * width..);
                } else {
                    let pixel = |_| [random.u8(..), random.u8(..), random.u8(..), 255];
                    rgba.extend((0..width).flat_map(pixel));
                }
            }
            let wanted: Vec<u8> =
                rgba.chunks_exact(4).flat_map(|p| p[..3].iter().copied()).collect();
            let sheet = Pixels { rgba: &mut rgba, inked: &mut inked };
            let png = png_bytes(sheet, (width as u32, height as u32), &[("Title", "a")]).unwrap();
            assert!(rgba.iter().all(|byte| *byte == 255) && !inked.contains(&true), "white again");
            let (info, pixels) = decoded(&png);
            assert_eq!(
                (info.color_type, info.bit_depth),
                (png::ColorType::Rgb, png::BitDepth::Eight)
            );
            assert!(pixels == wanted, "{width} × {height}");
        }
    }
}

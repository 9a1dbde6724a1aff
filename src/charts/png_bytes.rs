//! A sheet of pixels as a PNG of 8-bit RGB. Most rows of a chart repeat the row above them,
//! so that such a row is told from the comparison alone and never turned into RGB.

use super::ChartError;
use super::font::PIXELS_A_POINT;
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

/// The file of `rgba`, `width` pixels a row and all opaque, with text chunks (keyword, text).
///
/// # Errors
/// A text is too long for its chunk.
pub(super) fn png_bytes(
    rgba: &[u8],
    (width, height): (u32, u32),
    chunks: &[(&str, &str)],
) -> Result<Vec<u8>, ChartError> {
    let failed = |e: &dyn std::fmt::Display| ChartError::Render(e.to_string());
    let compressed = compressed(rgba, width as usize).map_err(|e| failed(&e))?;
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

fn compressed(rgba: &[u8], width: usize) -> std::io::Result<Vec<u8>> {
    let mut line = vec![0; 1 + 3 * width];
    let mut unchanged = vec![0; 1 + 3 * width];
    unchanged[0] = LESS_ABOVE;
    let mut above: &[u8] = &[];
    DEFLATE.with_borrow_mut(|deflate| {
        for row in rgba.chunks_exact(4 * width) {
            if row == above {
                deflate.write_all(&unchanged)?;
            } else {
                line[0] = AS_IS;
                without_alpha(row, &mut line[1..]);
                deflate.write_all(&line)?;
            }
            above = row;
        }
        deflate.reset(Vec::new())
    })
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
    use super::png_bytes;

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
            for row in 0..height {
                // Every third row repeats the one above it.
                if row % 3 == 2 {
                    rgba.extend_from_within(rgba.len() - 4 * width..);
                } else {
                    let pixel = |_| [random.u8(..), random.u8(..), random.u8(..), 255];
                    rgba.extend((0..width).flat_map(pixel));
                }
            }
            let png = png_bytes(&rgba, (width as u32, height as u32), &[("Title", "a")]).unwrap();
            let (info, pixels) = decoded(&png);
            assert_eq!(
                (info.color_type, info.bit_depth),
                (png::ColorType::Rgb, png::BitDepth::Eight)
            );
            let wanted: Vec<u8> =
                rgba.chunks_exact(4).flat_map(|p| p[..3].iter().copied()).collect();
            assert!(pixels == wanted, "{width} × {height}");
        }
    }
}

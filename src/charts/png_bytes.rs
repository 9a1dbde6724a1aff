//! A sheet of pixels as a PNG: a byte a pixel where a palette holds its colours, otherwise 8-bit
//! RGB. Many rows of a chart repeat the row above them, so that such a row is recognised by the
//! comparison alone and never converted.

use super::colours::Palette;
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
    /// Of each row, whether it may be other than white.
    pub inked: &'a mut [bool],
    /// Red, green and blue of what was drawn with.
    pub inks: &'a [(u8, u8, u8)],
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
        let few = write_rows(deflate, rgba, inked, width, 1, by_number)?;
        if !few {
            deflate.reset(Vec::new())?;
            write_rows(deflate, rgba, inked, width, 3, without_alpha)?;
        }
        for (row, inked) in rgba.chunks_exact_mut(4 * width).zip(inked) {
            if std::mem::take(inked) {
                row.fill(255);
            }
        }
        Ok((deflate.reset(Vec::new())?, few.then(|| palette.rgb())))
    }
}

/// Compresses the rows of a sheet, of `bytes` a pixel, which `written` makes of the pixels of one;
/// false as soon as it cannot.
fn write_rows(
    deflate: &mut ZlibEncoder<Vec<u8>>,
    rgba: &[u8],
    inked: &[bool],
    width: usize,
    bytes: usize,
    mut written: impl FnMut(&[u8], &mut [u8]) -> bool,
) -> std::io::Result<bool> {
    let mut line = vec![AS_IS; 1 + bytes * width];
    let mut unchanged = vec![0; 1 + bytes * width];
    unchanged[0] = LESS_ABOVE;
    let mut above: Option<(&[u8], bool)> = None;
    for (row, inked) in rgba.chunks_exact(4 * width).zip(inked) {
        let same = |(above, above_inked): (&[u8], bool)| (!inked && !above_inked) || row == above;
        if above.is_some_and(same) {
            deflate.write_all(&unchanged)?;
        } else if written(row, &mut line[1..]) {
            deflate.write_all(&line)?;
        } else {
            return Ok(false);
        }
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
    use super::{Pixels, png_bytes};
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
            [(1, 1, 9), (3, 4, 2), (64, 33, 6), (17, 9, 255), (64, 33, 255)]
        {
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
            assert!(rgba.iter().all(|byte| *byte == 255) && !inked.contains(&true), "white again");
            let colours: BTreeSet<&[u8]> = wanted.chunks_exact(3).chain([&[255; 3][..]]).collect();
            let (kind, pixels) = decoded(&png);
            let by_palette = kind == png::ColorType::Indexed;
            assert_eq!(by_palette, colours.len() <= 256, "{width} × {height}: {}", colours.len());
            assert!(pixels == wanted, "{width} × {height} of {} colours", colours.len());
        }
    }
}

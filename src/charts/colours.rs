//! The colours of a sheet by number, as long as a byte holds them: its inks as they are, and what
//! lies between two of them, at the edges of shapes and letters, in 32 steps a channel.

use std::collections::HashMap;

/// Colours that were met last: a table so small that it stays next to the processor.
const RECENT: usize = 1024;
const WHITE: u32 = u32::MAX;

/// Colours that were met, white first. A pixel is its four bytes in memory, red the lowest.
#[derive(Debug)]
pub(super) struct Palette {
    colours: Vec<u32>,
    /// The number of each pixel that was met.
    numbers: HashMap<u32, u8>,
    /// At the place of a pixel: the last pixel of that place, and its number.
    recent: Box<[(u32, u8); RECENT]>,
}

impl Palette {
    /// White alone.
    pub(super) fn new() -> Self {
        let recent = Box::new([(WHITE, 0); RECENT]);
        let mut palette = Self { colours: Vec::new(), numbers: HashMap::new(), recent };
        palette.begin([]);
        palette
    }

    /// White, and inks that keep their colour.
    pub(super) fn begin(&mut self, inks: impl IntoIterator<Item = (u8, u8, u8)>) {
        self.colours.clear();
        self.numbers.clear();
        self.recent.fill((WHITE, 0));
        let inks = inks.into_iter().map(|(r, g, b)| u32::from_le_bytes([r, g, b, 255]));
        for ink in std::iter::once(WHITE).chain(inks) {
            if let Some(number) = self.colour(ink) {
                self.numbers.insert(ink, number);
            }
        }
    }

    /// Red, green and blue of each colour, by number.
    pub(super) fn rgb(&self) -> Vec<u8> {
        self.colours.iter().flat_map(|colour| colour.to_le_bytes().into_iter().take(3)).collect()
    }

    /// Writes the number of the colour of each pixel of `rgba`; false once there are too many.
    pub(super) fn numbered(&mut self, rgba: &[u8], numbers: &mut [u8]) -> bool {
        let (pixels, _) = rgba.as_chunks::<4>();
        for (fours, out) in pixels.chunks(4).zip(numbers.chunks_mut(4)) {
            // Most are white.
            if fours.as_flattened() == [255; 16] {
                out.fill(0);
                continue;
            }
            for (pixel, out) in fours.iter().zip(out) {
                let pixel = u32::from_le_bytes(*pixel);
                let place = place_of(pixel);
                if self.recent[place].0 != pixel {
                    let Some(number) = self.number(pixel) else { return false };
                    self.recent[place] = (pixel, number);
                }
                *out = self.recent[place].1;
            }
        }
        true
    }

    /// The number of the colour of a pixel; none if there is no number left.
    fn number(&mut self, pixel: u32) -> Option<u8> {
        if let Some(known) = self.numbers.get(&pixel) {
            return Some(*known);
        }
        let number = self.colour(stepped(pixel))?;
        self.numbers.insert(pixel, number);
        Some(number)
    }

    /// The number of a colour, which is in the palette or joins it.
    fn colour(&mut self, colour: u32) -> Option<u8> {
        let known = self.colours.iter().position(|known| *known == colour);
        let number = u8::try_from(known.unwrap_or(self.colours.len())).ok()?;
        if known.is_none() {
            self.colours.push(colour);
        }
        Some(number)
    }
}

/// Where a pixel is among those that were met last: it depends on every bit of it.
fn place_of(pixel: u32) -> usize {
    (pixel.wrapping_mul(0x9e37_79b1) >> 22) as usize % RECENT
}

/// A colour with each channel at the nearest of 32 steps.
fn stepped(pixel: u32) -> u32 {
    let step = |channel: u8| ((u32::from(channel) * 31 + 127) / 255 * 255 / 31) as u8;
    u32::from_le_bytes(pixel.to_le_bytes().map(step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inks_keep_their_colour_and_what_lies_between_is_stepped() {
        let mut palette = Palette::new();
        palette.begin([(0x12, 0x43, 0x6d), (255, 255, 255), (0x12, 0x43, 0x6d)]);
        assert_eq!(palette.rgb(), [255, 255, 255, 0x12, 0x43, 0x6d]);
        let mut numbers = [9; 6];
        let pixels = [
            [0x12, 0x43, 0x6d, 255],
            [255; 4],
            [100, 101, 102, 255],
            [101, 100, 102, 255],
            [254, 254, 254, 255],
            [0, 0, 0, 255],
        ];
        assert!(palette.numbered(pixels.as_flattened(), &mut numbers));
        assert_eq!(numbers, [1, 0, 2, 2, 0, 3]);
        assert_eq!(palette.rgb()[6..], [98, 98, 98, 0, 0, 0]);
        for channel in 0..=255 {
            let [red, ..] = stepped(u32::from_le_bytes([channel, 0, 0, 255])).to_le_bytes();
            assert!(red.abs_diff(channel) <= 5, "{channel} became {red}");
        }
    }

    #[test]
    fn colours_that_no_byte_numbers_are_refused() {
        let mut palette = Palette::new();
        let shades: Vec<u8> = (0..32u32)
            .flat_map(|n| {
                (0..8).flat_map(move |m| [(n * 255 / 31) as u8, (m * 255 / 31) as u8, 0, 255])
            })
            .collect();
        let last = shades.len() - 4;
        assert!(palette.numbered(&shades[..last], &mut vec![0; 255]), "255 and white");
        assert_eq!(palette.rgb().len(), 3 * 256);
        assert!(!palette.numbered(&shades[last..], &mut [0]), "there is no number left");
        assert!(palette.numbered(&shades[..4], &mut [0]), "those known are known still");
    }
}

//! The colours of a sheet by number, as long as a byte holds them: its inks as they are, and what
//! lies between two of them, at the edges of shapes and letters, in 32 steps a channel.

/// Colours that a palette can have.
const MOST: usize = 256;
/// Places of the table in which colours are looked up.
const PLACES: usize = 8192;
/// Colours that are looked up, at most: beyond it a search would take long.
const LOOKED_UP: usize = PLACES / 2;
const WHITE: u32 = u32::MAX;

/// Colours that were met, white first. A pixel is its four bytes in memory, red the lowest.
#[derive(Debug)]
pub(super) struct Palette {
    colours: Vec<u32>,
    /// At the place of a pixel, or after it: the pixel, and its number plus one; 0 where there is
    /// none.
    places: Vec<(u32, u16)>,
    looked_up: usize,
}

impl Palette {
    /// White alone.
    pub(super) fn new() -> Self {
        let colours = Vec::with_capacity(MOST);
        let mut palette = Self { colours, places: vec![(0, 0); PLACES], looked_up: 0 };
        palette.begin([]);
        palette
    }

    /// White, and inks that keep their colour.
    pub(super) fn begin(&mut self, inks: impl IntoIterator<Item = (u8, u8, u8)>) {
        self.colours.clear();
        self.places.fill((0, 0));
        self.looked_up = 0;
        let inks = inks.into_iter().map(|(r, g, b)| u32::from_le_bytes([r, g, b, 255]));
        for ink in std::iter::once(WHITE).chain(inks) {
            let place = self.place_of(ink);
            if self.places[place].1 == 0 {
                let number = self.colour(ink);
                self.keep(place, ink, number);
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
        let (mut before, mut number) = (WHITE, 0);
        for (fours, out) in pixels.chunks(4).zip(numbers.chunks_mut(4)) {
            // Most are white.
            if fours.as_flattened() == [255; 16] {
                out.fill(0);
                continue;
            }
            for (pixel, out) in fours.iter().zip(out) {
                let pixel = u32::from_le_bytes(*pixel);
                if pixel != before {
                    let Some(found) = self.number(pixel) else { return false };
                    (before, number) = (pixel, found);
                }
                *out = number;
            }
        }
        true
    }

    /// The number of the colour of a pixel; none if there is no number left.
    fn number(&mut self, pixel: u32) -> Option<u8> {
        let place = self.place_of(pixel);
        if let Some(known) = self.places[place].1.checked_sub(1) {
            return u8::try_from(known).ok();
        }
        if self.looked_up >= LOOKED_UP {
            return None;
        }
        let number = self.colour(stepped(pixel));
        self.keep(place, pixel, number);
        number
    }

    fn keep(&mut self, place: usize, pixel: u32, number: Option<u8>) {
        if let Some(number) = number {
            self.places[place] = (pixel, u16::from(number) + 1);
            self.looked_up += 1;
        }
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

    /// Where a pixel is in the table, or would be.
    fn place_of(&self, pixel: u32) -> usize {
        // The upper bits of the product depend on every bit of the pixel.
        let mut place = (pixel.wrapping_mul(0x9e37_79b1) >> 19) as usize;
        while self.places[place].1 != 0 && self.places[place].0 != pixel {
            place = (place + 1) % PLACES;
        }
        place
    }
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

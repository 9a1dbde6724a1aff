//! A rendered sheet as indices into a palette: a chart has a few colours and the
//! mixes on their edges, so this is a quarter of the bytes of RGB.

/// Colours that a palette can hold.
const PLACES: usize = 256;
/// Bytes compared at a time within a run of one colour.
const BLOCK: usize = 64;

/// Pixels as places in a palette.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Indexed {
    /// Three bytes a colour, the most used first.
    pub palette: Vec<u8>,
    /// One byte a pixel.
    pub pixels: Vec<u8>,
}

/// Colours seen so far, each with its place in the order of first use: open addressing,
/// because this is asked at every edge of every letter.
struct Seen {
    /// Colour and one more than its place; 0 is free.
    slots: Vec<(u32, u32)>,
    colours: Vec<u32>,
}

impl Seen {
    fn new() -> Self {
        Self { slots: vec![(0, 0); 1 << 12], colours: Vec::new() }
    }

    fn place_of(&mut self, colour: u32) -> u32 {
        let mask = self.slots.len() - 1;
        // Fibonacci hashing: the upper bits of the product are well mixed.
        let mut slot = (colour.wrapping_mul(0x9E37_79B9) >> 12) as usize & mask;
        loop {
            match self.slots[slot] {
                (_, 0) => break,
                (known, place) if known == colour => return place - 1,
                _ => slot = (slot + 1) & mask,
            }
        }
        self.colours.push(colour);
        let place = self.colours.len() as u32;
        self.slots[slot] = (colour, place);
        if self.colours.len() * 2 > self.slots.len() {
            self.grow();
        }
        place - 1
    }

    fn grow(&mut self) {
        self.slots = vec![(0, 0); self.slots.len() * 4];
        let mask = self.slots.len() - 1;
        for (colour, place) in self.colours.iter().zip(1..) {
            let mut slot = (colour.wrapping_mul(0x9E37_79B9) >> 12) as usize & mask;
            while self.slots[slot].1 != 0 {
                slot = (slot + 1) & mask;
            }
            self.slots[slot] = (*colour, place);
        }
    }
}

impl Indexed {
    /// From opaque RGBA. The 256 most used colours are kept exactly; of the rest,
    /// which are rare mixes on edges, each takes the nearest of those.
    pub(super) fn of(rgba: &[u8]) -> Self {
        let mut seen = Seen::new();
        let mut runs: Vec<(u32, u32)> = Vec::new();
        let mut at = 0;
        while let Some(pixel) = rgba.get(at..at + 4) {
            let colour = u32::from_le_bytes([pixel[0], pixel[1], pixel[2], 0]);
            let start = at;
            at += 4;
            while rgba.get(at..at + 4) == Some(pixel) {
                at += 4;
                // Once a block is of one colour, whole blocks are compared with it.
                while at - start >= BLOCK
                    && at + BLOCK <= rgba.len()
                    && rgba[at..at + BLOCK] == rgba[at - BLOCK..at]
                {
                    at += BLOCK;
                }
            }
            runs.push((seen.place_of(colour), ((at - start) / 4) as u32));
        }
        let colours: Vec<[u8; 3]> = seen
            .colours
            .iter()
            .map(|c| {
                let [r, g, b, _] = c.to_le_bytes();
                [r, g, b]
            })
            .collect();
        let mut counts = vec![0u64; colours.len()];
        for (place, length) in &runs {
            counts[*place as usize] += u64::from(*length);
        }
        let mut order: Vec<usize> = (0..colours.len()).collect();
        // Equal counts keep the order of first use, so the palette is always the same.
        order.sort_by_key(|place| std::cmp::Reverse(counts[*place]));
        let kept: Vec<[u8; 3]> = order.iter().take(PLACES).map(|place| colours[*place]).collect();
        let mut index_of = vec![0u8; colours.len()];
        for (rank, place) in order.iter().enumerate() {
            let index = if rank < PLACES { rank } else { nearest(colours[*place], &kept) };
            index_of[*place] = index as u8;
        }
        let mut pixels = Vec::with_capacity(rgba.len() / 4);
        for (place, length) in runs {
            let index = index_of[place as usize];
            if length == 1 {
                pixels.push(index);
            } else {
                pixels.resize(pixels.len() + length as usize, index);
            }
        }
        Self { palette: kept.concat(), pixels }
    }
}

fn nearest(colour: [u8; 3], kept: &[[u8; 3]]) -> usize {
    let distance = |other: &[u8; 3]| -> i32 {
        let channels = colour.iter().zip(other);
        channels.map(|(a, b)| (i32::from(*a) - i32::from(*b)).pow(2)).sum()
    };
    let places = kept.iter().enumerate().min_by_key(|(_, other)| distance(other));
    places.map_or(0, |(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::Indexed;

    #[test]
    fn few_colours_are_kept_exactly_and_the_commonest_comes_first() {
        let (white, blue) = ([255, 255, 255, 255], [18, 67, 109, 255]);
        let image = Indexed::of(&[blue, white, white, blue, white].concat());
        assert_eq!(image.palette, [255, 255, 255, 18, 67, 109]);
        assert_eq!(image.pixels, [1, 0, 0, 1, 0]);
    }

    #[test]
    fn the_rarest_of_many_colours_take_the_nearest_kept() {
        // 300 greys and greens; white twice as often as any, so it is kept.
        let mut sheet: Vec<[u8; 4]> = vec![[255; 4]; 2];
        sheet.extend((0..=254u8).map(|grey| [grey, grey, grey, 255]));
        sheet.push([10, 12, 10, 255]);
        let image = Indexed::of(&sheet.concat());
        assert_eq!(image.palette.len(), 256 * 3);
        let place = usize::from(image.pixels[image.pixels.len() - 1]);
        assert_eq!(image.palette[3 * place..3 * place + 3], [11, 11, 11]);
    }
}

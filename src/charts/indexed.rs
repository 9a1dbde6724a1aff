//! A rendered sheet as indices into a palette: a chart has a few colours and the
//! mixes on their edges, so this is a quarter of the bytes of RGB.

use std::collections::HashMap;

/// Colours that a palette can hold.
const PLACES: usize = 256;

/// Pixels as places in a palette.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Indexed {
    /// Three bytes a colour, the most used first.
    pub palette: Vec<u8>,
    /// One byte a pixel.
    pub pixels: Vec<u8>,
}

impl Indexed {
    /// From opaque RGBA. The 256 most used colours are kept exactly; of the rest,
    /// which are rare mixes on edges, each takes the nearest of those.
    pub(super) fn of(rgba: &[u8]) -> Self {
        let mut seen: HashMap<u32, u32> = HashMap::new();
        let mut counted: Vec<([u8; 3], u64)> = Vec::new();
        let mut runs: Vec<(u32, usize)> = Vec::new();
        let mut last = None;
        for pixel in rgba.chunks_exact(4) {
            let colour = u32::from_le_bytes([pixel[0], pixel[1], pixel[2], 0]);
            match runs.last_mut() {
                Some((_, length)) if last == Some(colour) => *length += 1,
                _ => {
                    last = Some(colour);
                    let place = *seen.entry(colour).or_insert_with(|| {
                        counted.push(([pixel[0], pixel[1], pixel[2]], 0));
                        counted.len() as u32 - 1
                    });
                    runs.push((place, 1));
                }
            }
        }
        for (place, length) in &runs {
            counted[*place as usize].1 += *length as u64;
        }
        let mut order: Vec<usize> = (0..counted.len()).collect();
        // Equal counts keep the order of first use, so the palette is always the same.
        order.sort_by_key(|place| std::cmp::Reverse(counted[*place].1));
        let kept: Vec<[u8; 3]> = order.iter().take(PLACES).map(|place| counted[*place].0).collect();
        let mut index_of = vec![0u8; counted.len()];
        for (rank, place) in order.iter().enumerate() {
            let index = if rank < PLACES { rank } else { nearest(counted[*place].0, &kept) };
            index_of[*place] = index as u8;
        }
        let mut pixels = Vec::with_capacity(rgba.len() / 4);
        for (place, length) in runs {
            pixels.resize(pixels.len() + length, index_of[place as usize]);
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

//! Text of other encodings as UTF-8. UTF-16 says so in its first two bytes; Windows-1252, as
//! spreadsheets write it, is what a file with letters beyond ASCII is that is not UTF-8.

use serde::{Deserialize, Serialize};
use std::io::{self, Read};

/// How letters are written as bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// As published.
    #[default]
    Utf8,
    /// Two bytes a letter, the lower first.
    Utf16Little,
    /// Two bytes a letter, the higher first.
    Utf16Big,
    /// One byte a letter.
    Windows1252,
}

impl Encoding {
    /// What to call it; `None` for that which needs no word.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Utf8 => None,
            Self::Utf16Little | Self::Utf16Big => Some("UTF-16"),
            Self::Windows1252 => Some("Windows-1252"),
        }
    }

    /// A reader that gives UTF-8.
    pub fn reader<'a>(self, reader: impl Read + Send + 'a) -> Box<dyn Read + Send + 'a> {
        match self {
            Self::Utf8 => Box::new(reader),
            _ => Box::new(Decoder {
                reader,
                encoding: self,
                left: Vec::new(),
                high: None,
                out: Vec::new(),
                at: 0,
            }),
        }
    }
}

/// Letters of Windows-1252 at 0x80 to 0x9f; the others are those of Latin-1.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

struct Decoder<R> {
    reader: R,
    encoding: Encoding,
    /// A byte of a pair whose other has not come.
    left: Vec<u8>,
    /// The first half of a letter that takes two pairs.
    high: Option<u16>,
    out: Vec<u8>,
    at: usize,
}

impl<R: Read> Decoder<R> {
    fn fill(&mut self) -> io::Result<()> {
        let mut bytes = std::mem::take(&mut self.left);
        let kept = bytes.len();
        bytes.resize(kept + (1 << 16), 0);
        let read = self.reader.read(&mut bytes[kept..])?;
        bytes.truncate(kept + read);
        self.out.clear();
        self.at = 0;
        let mut text = String::new();
        if self.encoding == Encoding::Windows1252 {
            text.extend(bytes.iter().map(|byte| match byte {
                0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
                other => char::from(*other),
            }));
        } else {
            if bytes.len() % 2 == 1 && read > 0 {
                self.left.extend(bytes.pop());
            }
            for pair in bytes.chunks(2) {
                let &[one, two] = pair else { return Err(cut()) };
                let unit = match self.encoding {
                    Encoding::Utf16Big => u16::from_be_bytes([one, two]),
                    _ => u16::from_le_bytes([one, two]),
                };
                self.push(unit, &mut text)?;
            }
            if read == 0 && self.high.is_some() {
                return Err(cut());
            }
        }
        self.out.extend_from_slice(text.as_bytes());
        // Of a byte alone nothing came yet: the next one completes it.
        if read > 0 && self.out.is_empty() { self.fill() } else { Ok(()) }
    }

    fn push(&mut self, unit: u16, text: &mut String) -> io::Result<()> {
        let units = match (self.high.take(), unit) {
            (None, 0xd800..=0xdbff) => {
                self.high = Some(unit);
                return Ok(());
            }
            (None, unit) => vec![unit],
            (Some(high), unit) => vec![high, unit],
        };
        for letter in char::decode_utf16(units) {
            text.push(letter.map_err(|_| cut())?);
        }
        Ok(())
    }
}

fn cut() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "it is not whole UTF-16 text")
}

impl<R: Read> Read for Decoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.out.len() {
            self.fill()?;
        }
        let length = buffer.len().min(self.out.len() - self.at);
        buffer[..length].copy_from_slice(&self.out[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

/// Watches bytes as they pass, and says in the end whether they are UTF-8 or Windows-1252.
pub(super) struct Watched<R> {
    reader: R,
    start: Vec<u8>,
    /// Bytes of a letter that goes on in the next piece.
    left: Vec<u8>,
    /// Letters of several bytes, and bytes that begin none.
    letters: u64,
    strangers: u64,
    undefined: u64,
}

impl<R> Watched<R> {
    pub fn new(reader: R) -> Self {
        Self { reader, start: Vec::new(), left: Vec::new(), letters: 0, strangers: 0, undefined: 0 }
    }

    /// What the bytes that have passed are.
    pub fn encoding(&self) -> Encoding {
        match self.start[..] {
            [0xff, 0xfe] => Encoding::Utf16Little,
            [0xfe, 0xff] => Encoding::Utf16Big,
            // Both together are a damaged file, of which its reader reports the row.
            _ if self.strangers > 0 && self.letters == 0 && self.undefined == 0 => {
                Encoding::Windows1252
            }
            _ => Encoding::Utf8,
        }
    }

    fn watch(&mut self, bytes: &[u8]) {
        let wanted = 2_usize.saturating_sub(self.start.len());
        self.start.extend(bytes.iter().take(wanted));
        if self.left.is_empty() && bytes.is_ascii() {
            return;
        }
        let mut piece = std::mem::take(&mut self.left);
        piece.extend_from_slice(bytes);
        let mut rest = &piece[..];
        while !rest.is_empty() {
            let (whole, error) = match std::str::from_utf8(rest) {
                Ok(text) => (text.len(), None),
                Err(error) => (error.valid_up_to(), Some(error.error_len())),
            };
            let letters = rest[..whole].iter().filter(|byte| **byte >= 0xc0).count();
            self.letters += letters as u64;
            rest = &rest[whole..];
            match error {
                None => {}
                Some(None) => {
                    self.left = rest.to_vec();
                    return;
                }
                Some(Some(length)) => {
                    let strange = &rest[..length];
                    self.strangers += length as u64;
                    let undefined = |byte: &&u8| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d);
                    self.undefined += strange.iter().filter(undefined).count() as u64;
                    rest = &rest[length..];
                }
            }
        }
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        if read == 0 {
            // A letter that is cut off by the end is none.
            self.strangers += self.left.len() as u64;
            self.left.clear();
        }
        self.watch(&buffer[..read]);
        Ok(read)
    }
}

/// How the letters of a small file are written; a file that cannot be read is left to its reader.
pub(super) fn encoding_of(path: &std::path::Path) -> Encoding {
    let Ok(file) = std::fs::File::open(path) else { return Encoding::Utf8 };
    let mut watched = Watched::new(file);
    match io::copy(&mut watched, &mut io::sink()) {
        Ok(_) => watched.encoding(),
        Err(_) => Encoding::Utf8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a byte at a time, so that every letter is cut somewhere.
    struct Drops<'a>(&'a [u8]);

    impl Read for Drops<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let (Some((first, rest)), Some(to)) = (self.0.split_first(), buffer.first_mut()) else {
                return Ok(0);
            };
            *to = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    fn seen(bytes: &[u8]) -> Encoding {
        let mut watched = Watched::new(Drops(bytes));
        io::copy(&mut watched, &mut io::sink()).unwrap();
        watched.encoding()
    }

    fn read(encoding: Encoding, bytes: &[u8]) -> io::Result<String> {
        let mut text = String::new();
        encoding.reader(Drops(bytes)).read_to_string(&mut text).map(|_| text)
    }

    #[test]
    fn text_of_any_encoding_comes_out_the_same_however_it_is_cut() {
        let text = "\u{feff}la_name,€\nSt Helens – 𝄞,1\n";
        let units: Vec<u16> = text.encode_utf16().collect();
        let little: Vec<u8> = units.iter().flat_map(|u| u.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|u| u.to_be_bytes()).collect();
        assert_eq!(seen(&little), Encoding::Utf16Little);
        assert_eq!(seen(&big), Encoding::Utf16Big);
        assert_eq!(read(Encoding::Utf16Little, &little).unwrap(), text);
        assert_eq!(read(Encoding::Utf16Big, &big).unwrap(), text);
        assert_eq!(seen(text.as_bytes()), Encoding::Utf8);
        let windows = b"la_name,\x80\nBar\xe9 \x96 x,1\n";
        assert_eq!(seen(windows), Encoding::Windows1252);
        assert_eq!(read(Encoding::Windows1252, windows).unwrap(), "la_name,€\nBaré – x,1\n");
        assert!(read(Encoding::Utf16Little, &little[..little.len() - 1]).is_err());
        assert!(read(Encoding::Utf16Little, b"\x00\xd8").is_err());
    }

    #[test]
    fn what_is_neither_is_left_for_the_reader_to_refuse() {
        assert_eq!(seen(b"\xc3\xa9 and \xe9"), Encoding::Utf8, "two encodings in one file");
        assert_eq!(seen(b"a \x81"), Encoding::Utf8, "no letter of Windows-1252");
        assert_eq!(seen(b"caf\xe9"), Encoding::Windows1252, "cut off by the end");
        assert_eq!(seen(b""), Encoding::Utf8);
    }
}

//! A file as a row of pieces, each of whole records, so that they can be read
//! apart from each other. Memory holds a few pieces, however long the file is.

use super::record::whole_records;
use std::io::{self, Read};

/// Bytes of a piece.
pub(super) const PIECE: usize = 1 << 20;
/// Longest record that is accepted; beyond it a quote was never closed, or this is not CSV.
const LONGEST_RECORD: usize = 32 << 20;

/// By which some programs say that a text is UTF-8; no part of the first field.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Cuts what a reader gives into pieces.
pub(super) struct Pieces<R> {
    reader: R,
    /// What was read beyond the last piece.
    rest: Vec<u8>,
    begun: bool,
    ended: bool,
}

impl<R: Read> Pieces<R> {
    pub fn new(reader: R) -> Self {
        Self { reader, rest: Vec::new(), begun: false, ended: false }
    }

    /// The next piece, in `buffer`; `None` at the end. The first one is without the mark of UTF-8.
    ///
    /// # Errors
    /// The reader's, and `InvalidData` for a record that does not end.
    pub fn next(&mut self, mut buffer: Vec<u8>, size: usize) -> io::Result<Option<Vec<u8>>> {
        buffer.clear();
        buffer.append(&mut self.rest);
        let mut wanted = if self.begun { size } else { size.max(MARK.len()) };
        loop {
            if !self.ended {
                let missing = wanted.saturating_sub(buffer.len()) as u64;
                buffer.reserve(usize::try_from(missing).unwrap_or(0));
                let read = self.reader.by_ref().take(missing).read_to_end(&mut buffer)?;
                self.ended = (read as u64) < missing;
            }
            if !self.begun && buffer.starts_with(MARK) {
                buffer.drain(..MARK.len());
            }
            self.begun = true;
            if self.ended {
                return Ok(Some(buffer).filter(|b| !b.is_empty()));
            }
            let whole = whole_records(&buffer);
            if whole > 0 {
                self.rest.extend_from_slice(&buffer[whole..]);
                buffer.truncate(whole);
                return Ok(Some(buffer));
            }
            if wanted >= LONGEST_RECORD {
                let message = format!(
                    "a record of more than {} MiB: a quote is never closed, or this is not a CSV \
                     file",
                    LONGEST_RECORD >> 20
                );
                return Err(io::Error::new(io::ErrorKind::InvalidData, message));
            }
            wanted *= 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_file_again_and_each_holds_whole_records() {
        let text = "name,n\n\"Hull, City\nof\",1\r\nDerby,2\n".repeat(50) + "Leeds,3";
        for size in [1, 7, 20, 64, 1000, 1 << 20] {
            let mut pieces = Pieces::new(text.as_bytes());
            let mut joined = Vec::new();
            while let Some(piece) = pieces.next(Vec::new(), size).unwrap() {
                joined.extend_from_slice(&piece);
                let rest = &text.as_bytes()[joined.len()..];
                assert!(
                    rest.is_empty()
                        || [&b"name"[..], b"\"Hull", b"Derby", b"Leeds"]
                            .iter()
                            .any(|start| rest.starts_with(start)),
                    "size {size}"
                );
            }
            assert_eq!(joined, text.as_bytes(), "size {size}");
        }
    }

    #[test]
    fn a_mark_of_utf_8_hides_no_quote_at_the_start() {
        let text = "\u{feff}\"name\nof the area\",n\nDerby,2\n";
        for size in [1, 5, 1000] {
            let piece = Pieces::new(text.as_bytes()).next(Vec::new(), size).unwrap().unwrap();
            assert!(piece.starts_with(b"\"name\nof the area\",n\n"), "size {size}");
        }
    }
}

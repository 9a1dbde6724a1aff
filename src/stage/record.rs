//! Records and fields of a CSV file, found in bytes without copying them.
//!
//! RFC 4180 as publishers write it: `\n` or `\r\n` ends a record, a field may be
//! quoted, a doubled quote inside is one quote, a quoted field may hold commas
//! and line ends, and a quote inside an unquoted field is a letter like others.
//!
//! Most records of a published file are about nothing that is wanted. Where a record
//! has no quotes its fields are only counted; their bounds are found as far as
//! something asks, so that a record dropped by its third column costs three of them.

use memchr::{memchr, memchr_iter, memrchr};
use std::cell::RefCell;

/// One record: its fields, and the line on which it starts, counted from 0 in its piece.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    bytes: &'a [u8],
    /// Start of each field found so far, and one past the separator behind the last.
    bounds: &'a RefCell<Vec<usize>>,
    fields: usize,
    pub line: u64,
    /// Where it ends in its piece.
    pub end: usize,
}

impl<'a> Record<'a> {
    /// Number of fields.
    pub fn len(&self) -> usize {
        self.fields
    }

    /// A field without the spaces around it; empty beyond the last.
    pub fn field(&self, index: usize) -> &'a [u8] {
        self.whole(index).trim_ascii()
    }

    /// A field, unchanged.
    pub fn whole(&self, index: usize) -> &'a [u8] {
        if index >= self.fields {
            return &[];
        }
        let mut bounds = self.bounds.borrow_mut();
        while bounds.len() < index + 2 {
            let from = bounds.last().copied().unwrap_or_default();
            let rest = self.bytes.get(from..).unwrap_or_default();
            let length = rest.iter().position(|byte| *byte == b',').unwrap_or(rest.len());
            bounds.push(from + length + 1);
        }
        self.bytes.get(bounds[index]..bounds[index + 1] - 1).unwrap_or_default()
    }

    /// Whether nothing but spaces is in it.
    pub fn is_blank(&self) -> bool {
        (0..self.len()).all(|index| self.field(index).is_empty())
    }
}

/// Walks through the records of a piece that starts and ends between two records.
#[derive(Debug)]
pub(super) struct Records<'a> {
    piece: &'a [u8],
    at: usize,
    line: u64,
    bounds: RefCell<Vec<usize>>,
    /// Whether the piece has quotes at all.
    quotes: bool,
    /// A record with quotes, without them.
    unquoted: Vec<u8>,
    /// Whether the last record ended inside a quoted field.
    pub unclosed: bool,
}

impl<'a> Records<'a> {
    pub fn new(piece: &'a [u8]) -> Self {
        Self {
            piece,
            at: 0,
            line: 0,
            bounds: RefCell::default(),
            quotes: memchr(b'"', piece).is_some(),
            unquoted: Vec::new(),
            unclosed: false,
        }
    }

    /// Lines passed so far.
    pub fn lines(&self) -> u64 {
        self.line
    }

    /// Bytes passed so far.
    pub fn passed(&self) -> usize {
        self.at
    }

    /// The next record; empty lines are passed over.
    pub fn next(&mut self) -> Option<Record<'_>> {
        loop {
            let rest = self.piece.get(self.at..).filter(|rest| !rest.is_empty())?;
            let line = self.line;
            let end = memchr(b'\n', rest);
            let text = &rest[..end.unwrap_or(rest.len())];
            if self.quotes && memchr(b'"', text).is_some() {
                self.quoted();
                let fields = self.bounds.get_mut().len() - 1;
                if fields == 1 && self.unquoted.is_empty() {
                    continue;
                }
                let bytes = &self.unquoted;
                return Some(Record { bytes, bounds: &self.bounds, fields, line, end: self.at });
            }
            self.at += text.len();
            let mut bytes = text;
            if end.is_some() {
                self.at += 1;
                self.line += 1;
                bytes = text.strip_suffix(b"\r").unwrap_or(text);
            }
            if bytes.is_empty() {
                continue;
            }
            let bounds = self.bounds.get_mut();
            bounds.clear();
            bounds.push(0);
            let fields = memchr_iter(b',', bytes).count() + 1;
            return Some(Record { bytes, bounds: &self.bounds, fields, line, end: self.at });
        }
    }

    /// Splits a record with quotes into `unquoted`.
    fn quoted(&mut self) {
        let bounds = self.bounds.get_mut();
        bounds.clear();
        self.unquoted.clear();
        bounds.push(0);
        let (mut inside, mut field_start) = (false, true);
        let mut at = self.at;
        while let Some(&byte) = self.piece.get(at) {
            at += 1;
            match byte {
                b'"' if inside => {
                    if self.piece.get(at) == Some(&b'"') {
                        self.unquoted.push(b'"');
                        at += 1;
                    } else {
                        inside = false;
                    }
                }
                b'"' if field_start => inside = true,
                b',' if !inside => {
                    self.unquoted.push(b',');
                    bounds.push(self.unquoted.len());
                    field_start = true;
                    continue;
                }
                b'\n' => {
                    self.line += 1;
                    if !inside {
                        if self.piece[..at - 1].ends_with(b"\r") && self.unquoted.ends_with(b"\r") {
                            self.unquoted.pop();
                        }
                        break;
                    }
                    self.unquoted.push(byte);
                }
                _ => self.unquoted.push(byte),
            }
            field_start = false;
        }
        self.unclosed |= inside;
        bounds.push(self.unquoted.len() + 1);
        self.at = at;
    }
}

/// Length of the whole records at the start of `bytes`, which starts with a
/// record; 0 where none ends.
pub(super) fn whole_records(bytes: &[u8]) -> usize {
    let (mut inside, mut skip) = (false, usize::MAX);
    // From where on everything is outside quotes.
    let mut outside = 0;
    let mut last = 0;
    for place in memchr_iter(b'"', bytes) {
        if place == skip {
            continue;
        }
        if !inside {
            if place == 0 || matches!(bytes[place - 1], b',' | b'\n') {
                inside = true;
                if let Some(end) = memrchr(b'\n', &bytes[outside..place]) {
                    last = outside + end + 1;
                }
            }
        } else if bytes.get(place + 1) == Some(&b'"') {
            skip = place + 1;
        } else {
            inside = false;
            outside = place + 1;
        }
    }
    if !inside && let Some(end) = memrchr(b'\n', &bytes[outside..]) {
        last = outside + end + 1;
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Vec<(u64, Vec<String>)> {
        let mut records = Records::new(text.as_bytes());
        let mut found = Vec::new();
        while let Some(record) = records.next() {
            let fields = (0..record.len())
                .map(|i| String::from_utf8(record.whole(i).to_vec()).unwrap())
                .collect();
            found.push((record.line, fields));
        }
        found
    }

    fn by_the_csv_crate(text: &str) -> Vec<Vec<String>> {
        csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes())
            .records()
            .map(|r| r.unwrap().iter().map(str::to_string).collect())
            .collect()
    }

    #[test]
    fn records_are_those_of_the_csv_crate_with_the_line_on_which_they_start() {
        for text in [
            "a,b\n1,2\n",
            "a,b\r\n1,2\r\n\r\n3,4",
            "a,\"b,c\"\n\"x\"\"y\",\"line\nend\"\nz,\n",
            "12\" pipe,b\n,\n\n\"\",\"\"\n",
            "\"a\"b,c\n",
            "one",
            "\"open,\nrest",
            " a , b \n",
            "a,\"b\"\r\n1,2\r\n",
        ] {
            let ours = fields(text);
            let texts: Vec<Vec<String>> = ours.iter().map(|(_, f)| f.clone()).collect();
            assert_eq!(texts, by_the_csv_crate(text), "{text:?}");
        }
        let lines: Vec<u64> = fields("a\n\n\"b\nc\"\nd\n").iter().map(|(l, _)| *l).collect();
        assert_eq!(lines, [0, 2, 4]);
    }

    #[test]
    fn a_piece_is_cut_between_records_and_never_inside_quotes() {
        for (text, whole) in [
            ("a,b\n1,2\n3", "a,b\n1,2\n"),
            ("a,\"x\ny\"\nb,\"x\ny", "a,\"x\ny\"\n"),
            ("a,\"x\"\"\n\"\nb", "a,\"x\"\"\n\"\n"),
            ("12\" pipe\nb", "12\" pipe\n"),
            ("\"never\nclosed\n", ""),
            ("none", ""),
        ] {
            assert_eq!(whole_records(text.as_bytes()), whole.len(), "{text:?}");
        }
    }
}

//! Rows of text on their way into a file.

use super::columns::Columns;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Column → text.
pub type Row = BTreeMap<String, String>;

/// What came of it.
#[derive(Default)]
pub struct Written {
    pub rows: u64,
    pub bytes: u64,
}

/// Rows on their way out.
pub struct Rows<'w, W: Write> {
    pub out: &'w mut W,
    pub line: Vec<u8>,
    pub written: Written,
    pub crlf: bool,
    pub quoted: bool,
}

impl<W: Write> Rows<'_, W> {
    pub fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.written.bytes += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    pub fn header(&mut self, names: &[String]) -> io::Result<()> {
        self.line.clear();
        for (place, name) in names.iter().enumerate() {
            self.field(place, name);
        }
        self.end()
    }

    pub fn row(&mut self, names: &[String], row: &Row) -> io::Result<()> {
        self.line.clear();
        for (place, name) in names.iter().enumerate() {
            self.field(place, row.get(name).map_or("", String::as_str));
        }
        self.written.rows += 1;
        self.end()
    }

    /// A row of which all but the place is known: `parts` stand around the texts of `places`.
    pub fn located(&mut self, parts: &[Vec<u8>], places: &[Vec<u8>]) -> io::Result<()> {
        self.line.clear();
        for (part, place) in parts.iter().zip(places.iter().map(Vec::as_slice).chain([&b""[..]])) {
            self.line.extend_from_slice(part);
            self.line.extend_from_slice(place);
        }
        self.written.rows += 1;
        self.end()
    }

    fn field(&mut self, place: usize, text: &str) {
        if place > 0 {
            self.line.push(b',');
        }
        self.text(text);
    }

    fn text(&mut self, text: &str) {
        if self.quoted || text.contains([',', '"', '\n']) {
            self.line.push(b'"');
            self.line.extend(text.replace('"', "\"\"").bytes());
            self.line.push(b'"');
        } else {
            self.line.extend_from_slice(text.as_bytes());
        }
    }

    pub fn rendered(&mut self, text: &str) -> Vec<u8> {
        self.line.clear();
        self.text(text);
        std::mem::take(&mut self.line)
    }

    /// What surrounds the columns of place and time in a row.
    pub fn parts(&mut self, columns: &Columns<'_>, row: &Row) -> Vec<Vec<u8>> {
        let mut parts = Vec::new();
        self.line.clear();
        for (place, name) in columns.names.iter().enumerate() {
            if columns.located.contains(name) {
                if place > 0 {
                    self.line.push(b',');
                }
                parts.push(std::mem::take(&mut self.line));
            } else {
                self.field(place, row.get(name).map_or("", String::as_str));
            }
        }
        parts.push(std::mem::take(&mut self.line));
        parts
    }

    fn end(&mut self) -> io::Result<()> {
        self.line.extend_from_slice(if self.crlf { b"\r\n" } else { b"\n" });
        let line = std::mem::take(&mut self.line);
        self.raw(&line)?;
        self.line = line;
        Ok(())
    }
}

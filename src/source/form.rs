//! What a file is, by its first bytes and lines, before anything asks for its columns: what is
//! no table, or a table written in another way, is named with what to do about it.

use super::text::Encoding;
use crate::shown::visible;

/// Bytes at the start of a file that are looked at.
pub(super) const HEAD: usize = 256 << 10;
/// Lines in which a header is looked for below a title.
const TITLE_LINES: usize = 20;
/// Fields from which on a line counts as a header.
const HEADER_FIELDS: usize = 4;

const SAVE: &str = "open it in a spreadsheet and save it as \"CSV UTF-8 (comma delimited)\"";

/// What the first bytes of a file are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Form {
    /// Text in an encoding that can be read.
    Text(Encoding),
    /// A file packed with gzip.
    Gzip,
    /// A zip archive, which an Excel workbook is too.
    Zip,
    /// What it is instead, and what to do.
    Other(String),
}

impl Form {
    /// Of the first bytes of a file, [`HEAD`] of them or all.
    pub fn of(first: &[u8]) -> Self {
        let starts = |magic: &[u8]| first.starts_with(magic);
        let other = |what: &str| Self::Other(what.to_string());
        if first.is_empty() {
            return other("it is empty: fetch it again");
        }
        if starts(&[0x1f, 0x8b]) {
            return Self::Gzip;
        }
        if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
            return Self::Zip;
        }
        if starts(&[0xff, 0xfe]) {
            return Self::Text(Encoding::Utf16Little);
        }
        if starts(&[0xfe, 0xff]) {
            return Self::Text(Encoding::Utf16Big);
        }
        for (magic, what) in [
            (&b"\xd0\xcf\x11\xe0"[..], "an Excel file (.xls)"),
            (b"%PDF", "a PDF file"),
            (b"PAR1", "a Parquet file"),
            (b"7z\xbc\xaf", "a 7-Zip archive"),
            (b"Rar!", "a RAR archive"),
        ] {
            if starts(magic) {
                return Self::Other(format!(
                    "it is {what}, not a CSV file: use the CSV file of the same release, or save \
                     each sheet as CSV"
                ));
            }
        }
        let look = &first[..first.len().min(4096)];
        let zeros = memchr::memchr_iter(0, look).count();
        if zeros * 5 > look.len() * 2 {
            return Self::Other(format!("it is UTF-16 text without the mark that says so: {SAVE}"));
        }
        if zeros > 0 {
            return other(
                "it contains bytes that are not text: it is damaged or not a CSV file; download it \
                 again",
            );
        }
        Self::Text(Encoding::Utf8)
    }
}

/// Why the first bytes of a file are not a CSV table below one header; `None` if they look
/// like one.
#[must_use]
pub fn no_table(text: &[u8]) -> Option<String> {
    let unread = |what: &str| Some(what.to_string());
    match Form::of(text) {
        Form::Text(Encoding::Utf8) => {}
        Form::Text(_) => return Some(format!("it is UTF-16 text and not UTF-8: {SAVE}")),
        Form::Gzip => return unread("it is packed with gzip: unpack it first, or name it .csv.gz"),
        Form::Zip => {
            return unread(
                "it is an Excel workbook or a zip archive, not a CSV file: use the CSV file, or \
                 save each sheet as CSV",
            );
        }
        Form::Other(what) => return Some(what),
    }
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    let look = String::from_utf8_lossy(&text[..text.len().min(HEAD)]);
    let begin = look.trim_start();
    let lower: String = begin.chars().take(300).collect::<String>().to_lowercase();
    if lower.starts_with("version https://git-lfs") {
        return Some(
            "it is a pointer of Git LFS and not the file: 'git lfs pull' fetches the file".into(),
        );
    }
    if lower.contains("annex/objects/") && begin.lines().count() <= 2 {
        return Some(
            "it is a pointer of git-annex and not the file: 'git annex get' fetches the file"
                .into(),
        );
    }
    if lower.starts_with('<') {
        let what = if lower.contains("html") { "a web page" } else { "XML" };
        return Some(format!(
            "it is {what}, not a CSV file: the address gave a page (of an error, a log-in or a \
             notice) in place of the file; open the address in a browser and save the file itself"
        ));
    }
    if lower.starts_with("{\"") || lower.starts_with("[{") {
        return Some("it is JSON, not a CSV file: fetch the CSV file of the data set".into());
    }
    if !look.contains('\n') && look.matches('\r').count() > 1 {
        return Some(format!(
            "its lines end with a carriage return alone, as on old Macintosh computers: {SAVE}"
        ));
    }
    let mut lines = begin.lines();
    let first = lines.next()?;
    if first.to_lowercase().starts_with("sep=") {
        return Some(format!(
            "its first line is \"{}\" and not the header: delete that line, or {SAVE}",
            visible(first)
        ));
    }
    separated(first).or_else(|| titled(first, lines))
}

/// A header parted by something other than commas.
fn separated(header: &str) -> Option<String> {
    let bare = without_quoted(header);
    let count = |letter: char| bare.matches(letter).count();
    let commas = count(',');
    let (letter, name) = [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")]
        .into_iter()
        .max_by_key(|(letter, _)| count(*letter))?;
    (count(letter) >= 2 && count(letter) > 2 * commas).then(|| {
        format!(
            "its columns are separated by {name}, not by commas: {SAVE}; a computer set to \
                 another country's list separator writes it so"
        )
    })
}

/// A title above the header.
fn titled<'a>(first: &str, rest: impl Iterator<Item = &'a str>) -> Option<String> {
    let filled = |line: &str| {
        let bare = without_quoted(line);
        bare.split(',').filter(|field| !field.trim().is_empty()).count()
    };
    if filled(first) > 1 {
        return None;
    }
    let words = |line: &str| {
        let bare = without_quoted(line);
        bare.split(',').all(|field| field.trim().parse::<f64>().is_err())
    };
    let at = rest.take(TITLE_LINES).position(|l| filled(l) >= HEADER_FIELDS && words(l))?;
    let title = visible(first.trim_matches([',', '"', ' ']));
    Some(format!(
        "its first line is a title (\"{title}\") and the header is line {}: delete the lines above \
         the header",
        at + 2
    ))
}

/// A line with each quoted text replaced by a letter.
fn without_quoted(line: &str) -> String {
    let parts = line.split('"').enumerate();
    parts.map(|(place, part)| if place % 2 == 0 { part } else { "q" }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_say_what_a_file_is() {
        let other = |bytes: &[u8], word: &str| match Form::of(bytes) {
            Form::Other(what) => assert!(what.contains(word), "{what}"),
            form => panic!("{form:?} instead of {word}"),
        };
        other(b"", "empty");
        other(b"\xd0\xcf\x11\xe0rest", "Excel");
        other(b"%PDF-1.7", "PDF");
        other(b"a\0,\0b\0\n\0", "UTF-16");
        other(b"time_period,\0rate\n2018,1\n", "not text");
        assert_eq!(Form::of(&[0x1f, 0x8b, 8]), Form::Gzip);
        assert_eq!(Form::of(b"PK\x03\x04"), Form::Zip);
        assert_eq!(Form::of(b"\xff\xfea\0"), Form::Text(Encoding::Utf16Little));
        assert_eq!(Form::of(b"a,b\n"), Form::Text(Encoding::Utf8));
    }

    #[test]
    fn a_table_written_in_another_way_is_named() {
        for (text, word) in [
            ("a;b;c\n1;2;3\n", "semicolons"),
            ("\"a\"\t\"b\"\t\"c, d\"\n", "tabs"),
            ("Attendance by area,,,\n,,,\ntime_period,la,rate,n\n2018,x,1,2\n", "header is line 3"),
            ("\"Figures, final\"\ntime_period,la,rate,n\n2018,x,1,2\n", "title"),
            ("sep=;\na;b\n", "sep=;"),
            ("\n <!DOCTYPE html><html>", "web page"),
            ("<?xml version='1.0'?>", "XML"),
            ("{\"status\":404}", "JSON"),
            ("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "Git LFS"),
            ("../.git/annex/objects/Xy/00/x.csv", "git-annex"),
            ("a,b\r1,2\r3,4\r", "carriage return"),
        ] {
            let message = no_table(text.as_bytes()).unwrap_or_default();
            assert!(message.contains(word), "{text}: {message}");
        }
        for text in [
            "a,b\n1,2\n",
            "\u{feff}a,b\r\n1;2,3\r\n",
            "time_period\n2018\n",
            "\"a;b;c\",d\n1,2\n",
            "a\n1,2,3,4\n",
        ] {
            assert_eq!(no_table(text.as_bytes()), None, "{text}");
        }
    }
}

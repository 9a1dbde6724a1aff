//! Records in pieces against a reader that takes a whole text letter by letter.

use crate::properties::tried;
use crate::stage::pieces::Pieces;
use crate::stage::record::Records;
use proptest::collection::vec;
use proptest::prelude::*;
use std::iter::Peekable;
use std::str::Chars;

/// The line on which a record starts, from 0, and its fields.
type Row = (u64, Vec<String>);

/// As staging reads: in pieces of about `size` bytes.
fn in_pieces(text: &[u8], size: usize) -> Vec<Row> {
    let mut pieces = Pieces::new(text);
    let (mut found, mut lines) = (Vec::new(), 0);
    while let Some(piece) = pieces.next(Vec::new(), size).unwrap() {
        let mut records = Records::new(&piece);
        while let Some(record) = records.next() {
            let field = |index| String::from_utf8(record.whole(index).to_vec()).unwrap();
            found.push((lines + record.line, (0..record.len()).map(field).collect()));
        }
        lines += records.lines();
    }
    found
}

/// The rows of a text; one without anything in it is passed over.
fn letter_by_letter(text: &str) -> Vec<Row> {
    let mut letters = text.strip_prefix('\u{feff}').unwrap_or(text).chars().peekable();
    let (mut found, mut line) = (Vec::new(), 0);
    while letters.peek().is_some() {
        let start = line;
        let mut fields = Vec::new();
        while {
            let (field, end) = next_field(&mut letters, &mut line);
            fields.push(field);
            end == Some(',')
        } {}
        if fields != [""] {
            found.push((start, fields));
        }
    }
    found
}

/// A field and what ends it.
fn next_field(letters: &mut Peekable<Chars<'_>>, line: &mut u64) -> (String, Option<char>) {
    let mut field = String::new();
    if letters.next_if_eq(&'"').is_some() {
        while let Some(letter) = letters.next() {
            if letter == '"' && letters.next_if_eq(&'"').is_none() {
                break;
            }
            *line += u64::from(letter == '\n');
            field.push(letter);
        }
    }
    let quoted = field.len();
    for letter in letters {
        match letter {
            ',' => return (field, Some(',')),
            '\n' => {
                *line += 1;
                // The letter before belongs to the end of the line, unless it was quoted.
                if field.len() > quoted && field.ends_with('\r') {
                    field.pop();
                }
                return (field, Some('\n'));
            }
            letter => field.push(letter),
        }
    }
    (field, None)
}

/// Text out of what files go wrong by; rows of any number of fields among it.
fn any_text() -> impl Strategy<Value = String> {
    let parts =
        ["\"", "\"\"", ",", "\n", "\r\n", "\r", " ", "a", "é", "12.3", ",\"x, y\",", "\"\n"];
    let mark = prop::sample::select(vec!["", "\u{feff}"]);
    (mark, vec(prop::sample::select(parts.to_vec()), 0..40))
        .prop_map(|(mark, parts)| mark.to_string() + &parts.concat())
}

/// Fields as they are meant, and how lines end.
fn any_table() -> impl Strategy<Value = (Vec<Vec<String>>, &'static str)> {
    let letters = vec!['a', 'é', '"', ',', '\n', '\r', ' ', '0', '.'];
    let field = vec(prop::sample::select(letters), 0..6).prop_map(String::from_iter);
    let ends = prop::sample::select(vec!["\n", "\r\n"]);
    (vec(vec(field, 2..5), 1..12), ends)
}

proptest! {
    #![proptest_config(tried(1500))]

    #[test]
    fn any_text_has_the_fields_and_lines_that_reading_letter_by_letter_gives(
        text in any_text(),
        size in 1..200_usize,
    ) {
        prop_assert_eq!(in_pieces(text.as_bytes(), size), letter_by_letter(&text));
    }

    #[test]
    fn a_table_that_was_written_with_quotes_is_read_as_it_was_meant(
        (table, end) in any_table(),
        size in 1..200_usize,
    ) {
        let quoted = |field: &String| format!("\"{}\"", field.replace('"', "\"\""));
        let line = |row: &Vec<String>| row.iter().map(quoted).collect::<Vec<_>>().join(",") + end;
        let text: String = table.iter().map(line).collect();
        let rows = in_pieces(text.as_bytes(), size);
        let starts = table.iter().scan(0, |start, row| {
            let line = *start;
            *start += 1 + row.concat().matches('\n').count() as u64;
            Some(line)
        });
        let wanted: Vec<Row> = starts.zip(table.iter().cloned()).collect();
        prop_assert_eq!(rows, wanted);
    }
}

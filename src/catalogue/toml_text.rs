//! TOML that an area writes: what is wrong with it, with file, line, key
//! and the nearest key that exists.

use super::nearest;
use serde::de::DeserializeOwned;

/// What is wrong with a TOML file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {message}", place(file, *line))]
pub struct TomlError {
    /// The file, as the user named it.
    pub file: String,
    /// Line from 1; 0 where the parser names none.
    pub line: usize,
    /// What is wrong and what to write.
    pub message: String,
}

fn place(file: &str, line: usize) -> String {
    if line == 0 { file.to_string() } else { format!("{file} line {line}") }
}

/// Reads `text` as a `T`.
///
/// # Errors
/// The line, and for an unknown key the nearest known one.
pub fn parse_toml<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, TomlError> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(0, |span| line_of(text, span.start));
        TomlError { file: file.to_string(), line, message: explained(error.message()) }
    })
}

/// The line, from 1, on which the table that begins `[[name]]` for the `place`-th time opens.
#[must_use]
pub fn line_of_table(text: &str, name: &str, place: usize) -> usize {
    let opening = format!("[[{name}]]");
    let lines = (1..).zip(text.lines()).filter(|(_, line)| line.trim() == opening);
    lines.map(|(number, _)| number).nth(place).unwrap_or(0)
}

/// The line, from 1, on which `key` is given a value within the table that begins `[[name]]` for the
/// `place`-th time; that of the table where it is not.
#[must_use]
pub fn line_in_table(text: &str, name: &str, place: usize, key: &str) -> usize {
    let table = line_of_table(text, name, place);
    let within: Vec<&str> =
        text.lines().skip(table).take_while(|line| !line.trim_start().starts_with('[')).collect();
    match line_of_key(&within.join("\n"), key) {
        0 => table,
        line if table > 0 => table + line,
        _ => 0,
    }
}

/// The line, from 1, on which `key` is first given a value; 0 where it is nowhere.
#[must_use]
pub fn line_of_key(text: &str, key: &str) -> usize {
    let given = |line: &str| {
        line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    (1..).zip(text.lines()).find(|(_, line)| given(line)).map_or(0, |(number, _)| number)
}

fn line_of(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}

/// The parser's message in the reader's words.
fn explained(message: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match quoted.as_slice() {
        [unknown, known @ ..] if message.starts_with("unknown field") => {
            let near = nearest(unknown, known.iter().copied());
            format!("unknown key '{unknown}'{near}; the keys here are {}", known.join(", "))
        }
        [unknown, known @ ..] if message.starts_with("unknown variant") => {
            let near = nearest(unknown, known.iter().copied());
            format!("'{unknown}' is not allowed here{near}; choose from {}", known.join(", "))
        }
        [missing] if message.starts_with("missing field") => format!("key '{missing}' is missing"),
        _ => message.trim().replace('\n', "; "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "read only through its errors")]
    struct Sample {
        area: String,
        strict: bool,
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line_and_the_nearest_key() {
        let error = parse_toml::<Sample>("a.toml", "strict = true\naera = 'x'\n").unwrap_err();
        assert_eq!((error.line, error.file.as_str()), (2, "a.toml"));
        assert!(error.to_string().starts_with("a.toml line 2: unknown key 'aera'"), "{error}");
        assert!(error.message.contains("nearest known: 'area'"), "{error}");
    }

    #[test]
    fn a_missing_key_a_wrong_type_and_broken_syntax_are_reported_apart() {
        let said = |text: &str| parse_toml::<Sample>("a.toml", text).unwrap_err().to_string();
        assert!(said("area = 'x'").contains("key 'strict' is missing"), "{}", said("area = 'x'"));
        assert!(said("area = 'x'\nstrict = 'yes'").contains("line 2: invalid type"));
        assert!(said("area = 'x").contains("line 1"));
    }

    #[test]
    fn lines_are_found_for_messages() {
        let text = "a = 1\n\n[[measure]]\nid = 'x'\n[[measure]]\n  unit   = '%'\n";
        assert_eq!(line_of_table(text, "measure", 1), 5);
        assert_eq!((line_of_key(text, "unit"), line_of_key(text, "uni")), (6, 0));
        assert_eq!(line_in_table(text, "measure", 0, "id"), 4);
        assert_eq!(line_in_table(text, "measure", 1, "id"), 5);
        assert_eq!(line_in_table(text, "measure", 2, "id"), 0);
    }
}

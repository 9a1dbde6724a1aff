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
        let key = text.lines().nth(line.saturating_sub(1)).and_then(key_of).unwrap_or_default();
        TomlError { file: file.to_string(), line, message: explained(error.message(), key) }
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

/// The key that a line gives a value.
fn key_of(line: &str) -> Option<&str> {
    let key = line.split_once('=')?.0.trim();
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-.\"'".contains(c);
    (!key.is_empty() && key.chars().all(plain)).then_some(key)
}

/// A value of another kind than its key has, in the reader's words.
fn of_another_kind(message: &str, key: &str) -> Option<String> {
    let of_type = message.strip_prefix("invalid type: ");
    let rest = of_type.or_else(|| message.strip_prefix("invalid value: "))?;
    let (found, wanted) = rest.lines().next()?.rsplit_once(", expected ")?;
    let found = match found.split_once(' ') {
        Some(("string", text)) => format!("the text {text}"),
        Some((_, value)) if value.contains('`') => {
            let value = value.split('`').nth(1).unwrap_or(value);
            if value == "true" || value == "false" {
                value.to_string()
            } else {
                format!("the number {value}")
            }
        }
        _ if found == "sequence" => "a list".to_string(),
        _ if found == "map" => "a table".to_string(),
        _ => found.to_string(),
    };
    let whole = |kind: &str| {
        let digits = kind.strip_prefix(['i', 'u']).unwrap_or_default();
        matches!(digits, "8" | "16" | "32" | "64" | "128" | "size")
    };
    let wanted = match wanted {
        "f64" | "f32" | "a float" => "a number without quotes, such as 60 or 62.5".to_string(),
        kind if whole(kind) => "a whole number that fits, without quotes".to_string(),
        "a string" | "string" | "a borrowed string" => "text in quotes".to_string(),
        "a boolean" | "bool" => "true or false, without quotes".to_string(),
        "a sequence" => "a list in square brackets".to_string(),
        kind if kind == "a map" || kind.starts_with("struct ") => "a table of keys".to_string(),
        other => other.to_string(),
    };
    let what = if key.is_empty() { "the value".to_string() } else { format!("key '{key}'") };
    Some(format!("{what} is {found} and must be {wanted}"))
}

/// The parser's message in the reader's words; `key` is that of its line.
fn explained(message: &str, key: &str) -> String {
    if let Some(kinds) = of_another_kind(message, key) {
        return kinds;
    }
    if message.starts_with("data did not match any variant") {
        let of = if key.is_empty() { String::new() } else { format!(" of key '{key}'") };
        return format!("the value{of} has none of the forms that it can have");
    }
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

    #[derive(Debug, serde::Deserialize)]
    #[expect(dead_code, reason = "read only through its errors")]
    struct Numbers {
        target: Option<f64>,
        order: Option<u8>,
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
        for (text, expected) in [
            (
                "area = 'x'\nstrict = 'yes'",
                "a.toml line 2: key 'strict' is the text \"yes\" and must be true or false, without quotes",
            ),
            (
                "area = 5\nstrict = true",
                "line 1: key 'area' is the number 5 and must be text in quotes",
            ),
            ("area = true\nstrict = true", "line 1: key 'area' is true and must be text in quotes"),
            (
                "area = ['x']\nstrict = true",
                "line 1: key 'area' is a list and must be text in quotes",
            ),
        ] {
            assert!(said(text).contains(expected), "{}", said(text));
        }
        let said_of = |text: &str| parse_toml::<Numbers>("a.toml", text).unwrap_err().to_string();
        let message = said_of("target = \"sixty\"");
        assert!(
            message.ends_with(
                "is the text \"sixty\" and must be a number without quotes, such as 60 or 62.5"
            ),
            "{message}"
        );
        let message = said_of("order = 300");
        assert!(
            message.ends_with(
                "is the number 300 and must be a whole number that fits, without quotes"
            ),
            "{message}"
        );
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

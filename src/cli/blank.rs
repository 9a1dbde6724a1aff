//! Keys of a workspace's file that have no value: whether that means the default, or nothing at all, is
//! not known.

use toml::Value;

/// The first key at the top of the file whose value is empty, and what it is.
pub(super) fn without_a_value(text: &str) -> Option<(String, &'static str)> {
    // What is not TOML at all was reported before.
    let keys: toml::Table = toml::from_str(text).ok()?;
    keys.into_iter().find_map(|(key, value)| Some((key, emptiness(&value)?)))
}

fn emptiness(value: &Value) -> Option<&'static str> {
    let blank = |value: &Value| value.as_str().is_some_and(|text| text.trim().is_empty());
    match value {
        Value::Array(list) if list.is_empty() => Some("an empty list"),
        Value::Array(list) if list.iter().any(blank) => Some("a list with an empty text"),
        value if blank(value) => Some("an empty text"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::without_a_value;

    #[test]
    fn a_key_without_a_value_is_found() {
        for (text, found) in [
            ("outputs = []", Some(("outputs", "an empty list"))),
            ("area = ['Leeds', ' ']", Some(("area", "a list with an empty text"))),
            ("strict = true\nas_of = ''", Some(("as_of", "an empty text"))),
            ("area = 'Leeds'\nneighbours = ['Bradford']\n[[symbol]]\nsymbol = ''", None),
            ("", None),
        ] {
            let found = found.map(|(key, what)| (key.to_string(), what));
            assert_eq!(without_a_value(text), found, "{text}");
        }
    }
}

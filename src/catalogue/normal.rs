//! One form of a text, in which labels, tested values, column names, codes and symbols are
//! compared: without the spaces around it, any other space as one blank, in small letters,
//! `&` as `and`, dashes and quotes in their plain form, without invisible characters.

use crate::shown::is_unseen;
use std::borrow::Cow;

/// The form of a text: ` SEN\u{a0}&  EHC ` → `sen and ehc`.
#[must_use]
pub fn normal_form(text: &str) -> String {
    let mut form = String::with_capacity(text.len());
    let text: Cow<'_, str> =
        if text.contains(is_unseen) { text.replace(is_unseen, "").into() } else { text.into() };
    for word in text.split_whitespace() {
        if !form.is_empty() {
            form.push(' ');
        }
        for letter in word.chars() {
            match letter {
                '&' => form.push_str("and"),
                '\u{2010}'..='\u{2015}' | '\u{2212}' => form.push('-'),
                '\u{2018}' | '\u{2019}' | '\u{201b}' => form.push('\''),
                '\u{201c}' | '\u{201d}' => form.push('"'),
                letter => form.extend(letter.to_lowercase()),
            }
        }
    }
    form
}

/// Whether bytes of a file have a form, without building theirs where they are ASCII.
#[must_use]
pub fn has_form(bytes: &[u8], form: &[u8]) -> bool {
    if !bytes.is_ascii() {
        return normal_form(&String::from_utf8_lossy(bytes)).as_bytes() == form;
    }
    ascii_has_form(bytes, form, false)
}

/// Whether the form of bytes of a file begins with `form`.
#[must_use]
pub fn form_begins(bytes: &[u8], form: &[u8]) -> bool {
    if !bytes.is_ascii() {
        return normal_form(&String::from_utf8_lossy(bytes)).as_bytes().starts_with(form);
    }
    ascii_has_form(bytes, form, true)
}

/// Whether ASCII has a form, or begins with it.
fn ascii_has_form(bytes: &[u8], form: &[u8], begins: bool) -> bool {
    let (mut at, mut gap) = (0, false);
    let mut is = |letter: u8| {
        let same = form.get(at).map_or(begins, |wanted| *wanted == letter);
        at += 1;
        same
    };
    let mut begun = false;
    for byte in bytes {
        if matches!(byte, b' ' | 9..=13) {
            gap = begun;
            continue;
        }
        if gap && !is(b' ') {
            return false;
        }
        (gap, begun) = (false, true);
        let same = match byte {
            b'&' => is(b'a') && is(b'n') && is(b'd'),
            byte => is(byte.to_ascii_lowercase()),
        };
        if !same {
            return false;
        }
    }
    at == form.len() || (begins && at > form.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_case_and_ampersands_do_not_part_texts() {
        for text in [
            "SEN support & EHC",
            " sen  Support and\u{a0}EHC ",
            "SEN\tSUPPORT\u{2009}& ehc",
            "\u{feff}SEN sup\u{ad}port\u{200b} & EHC",
            "sen support and ehc",
        ] {
            assert_eq!(normal_form(text), "sen support and ehc", "{text:?}");
            assert!(has_form(text.as_bytes(), b"sen support and ehc"), "{text:?}");
        }
        for text in ["SEN support", "SEN support and EHC plan", "", "SENsupport and EHC"] {
            assert!(!has_form(text.as_bytes(), b"sen support and ehc"), "{text:?}");
        }
        assert_eq!(normal_form("Children\u{2019}s \u{2013} “SEN”"), "children's - \"sen\"");
        assert!(has_form(b"  ", b"") && has_form("\u{a0}".as_bytes(), b""));
    }

    #[test]
    fn both_ways_to_a_form_agree() {
        let letters = ["a", "B", " ", "\t", "&", "é", "\u{a0}", "-", "\u{2011}", "\u{200b}"];
        for a in letters {
            for b in letters {
                for c in letters {
                    let text = format!("{a}{b}{c}");
                    let form = normal_form(&text);
                    assert!(has_form(text.as_bytes(), form.as_bytes()), "{text:?}");
                    for (at, _) in form.char_indices() {
                        let start = &form.as_bytes()[..at];
                        assert!(form_begins(text.as_bytes(), start), "{text:?}, {at}");
                        assert!(!has_form(text.as_bytes(), start), "{text:?}, {at}");
                    }
                    let longer = format!("{form}z");
                    assert!(!form_begins(text.as_bytes(), longer.as_bytes()), "{text:?}");
                }
            }
        }
    }
}

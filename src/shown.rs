//! How messages show what others wrote: a value of a file shortened and with what no one sees written
//! out, and no message with signs that a terminal would obey.

use std::borrow::Cow;

/// Most letters of a value that a message shows.
const MAX_SHOWN: usize = 80;
/// As many as are shown of a longer one.
const BEGINNING: usize = 40;

/// Whether a character takes no room: a soft hyphen, a mark of direction or of bytes.
pub(crate) fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A value for messages: `SEN\u{a0}support`, and of a long one its beginning and its length.
#[must_use]
pub fn visible(text: &str) -> String {
    let letters = text.chars().count();
    let most = if letters > MAX_SHOWN { BEGINNING } else { letters };
    let hidden = |letter: char| {
        letter.is_control() || (letter.is_whitespace() && letter != ' ') || is_unseen(letter)
    };
    let mut shown = written_out(text.chars().take(most), hidden);
    if letters > most {
        shown.push_str(&format!("… ({letters} characters)"));
    }
    shown
}

/// A message with its control characters written out, but for the ends of its lines: whatever it
/// repeats, a terminal obeys none of it.
#[must_use]
pub fn inert_message(text: &str) -> Cow<'_, str> {
    let obeyed = |letter: char| (letter.is_control() && letter != '\n') || is_direction(letter);
    if text.contains(obeyed) {
        return Cow::Owned(written_out(text.chars(), obeyed));
    }
    Cow::Borrowed(text)
}

/// Letters as a text, those that are `hidden` by their numbers.
fn written_out(letters: impl Iterator<Item = char>, hidden: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(letters.size_hint().0);
    for letter in letters {
        if hidden(letter) {
            shown.extend(letter.escape_unicode());
        } else {
            shown.push(letter);
        }
    }
    shown
}

/// Whether a character turns the direction in which text is read.
fn is_direction(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_one_sees_is_shown() {
        assert_eq!(visible("SEN\u{a0}support\u{200b}"), "SEN\\u{a0}support\\u{200b}");
        assert_eq!(visible("\u{1b}[31mLeeds\0"), "\\u{1b}[31mLeeds\\u{0}");
        assert_eq!(visible("Bristol, City of"), "Bristol, City of");
    }

    #[test]
    fn a_long_value_is_shown_by_its_beginning_and_its_length() {
        assert_eq!(visible(&"x".repeat(80)), "x".repeat(80));
        assert_eq!(visible(&"9".repeat(309)), format!("{}… (309 characters)", "9".repeat(40)));
        assert!(visible(&"\0".repeat(100_000)).len() < 300);
    }

    #[test]
    fn no_message_has_a_sign_that_a_terminal_obeys() {
        let message = "error: \u{1b}[2Jcleared\r\u{9b}31m\u{202e}\nnext";
        let expected = "error: \\u{1b}[2Jcleared\\u{d}\\u{9b}31m\\u{202e}\nnext";
        assert_eq!(inert_message(message), expected);
        assert!(matches!(inert_message("− “whole” lines\n"), Cow::Borrowed(_)));
    }
}

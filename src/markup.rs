//! What pages, pictures and workbooks all do to a text or a number before they write it.

/// The first letter as a capital.
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|l| l.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A coordinate of SVG with one decimal, without a nought behind the point.
#[must_use]
pub fn coordinate(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    if tenths % 10 == 0 {
        (tenths / 10).to_string()
    } else {
        format!("{:.1}", tenths as f64 / 10.0)
    }
}

/// `text` with the five signs of mark-up escaped, for an element or a quoted attribute; a slash is not
/// one of them, and years are full of it.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn mark_up_is_text_and_a_year_stays_readable() {
        assert_eq!(escaped("<a b='\"&'> 2024/25"), "&lt;a b=&#39;&quot;&amp;&#39;&gt; 2024/25");
    }
}

//! Text that stays text within a page: the five signs of mark-up are written as entities. A slash is not
//! one of them, and years are full of it.

/// `text` with every sign of mark-up escaped, for an element or a quoted attribute.
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

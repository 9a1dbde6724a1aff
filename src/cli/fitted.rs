//! Text for reading, fitted to the terminal that it is written to.

use console::Term;

/// Beyond this, lines are too long to read.
const WIDEST: usize = 100;

/// `text` with its lines broken between words where a terminal would break them inside; what
/// is broken off stands as far in as its line. Unchanged where the output is no terminal, so
/// that what reads it finds whole lines.
pub(super) fn fitted(text: &str) -> String {
    match Term::stdout().size_checked() {
        Some((_, columns)) => broken(text, usize::from(columns).min(WIDEST)),
        None => text.to_string(),
    }
}

fn broken(text: &str, width: usize) -> String {
    let lines = text.lines().map(|line| {
        let words = line.trim_start();
        let indent = &line[..line.len() - words.len()];
        let options = textwrap::Options::new(width)
            .initial_indent(indent)
            .subsequent_indent(indent)
            .break_words(false)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        textwrap::fill(words, options)
    });
    let mut broken = lines.collect::<Vec<_>>().join("\n");
    if text.ends_with('\n') {
        broken.push('\n');
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::broken;

    #[test]
    fn lines_break_between_words_and_keep_their_indent() {
        let text =
            "W13a More go on: SUPPORTED\n      96.1% against 92.0% in England, above\n\nend\n";
        let narrow = "W13a More go on:\nSUPPORTED\n      96.1% against\n      92.0% in England,\n      above\n\nend\n";
        assert_eq!(broken(text, 24), narrow);
        assert_eq!(broken(text, 80), text);
        assert_eq!(broken("a-long-address/of/one/word", 10), "a-long-address/of/one/word");
    }
}

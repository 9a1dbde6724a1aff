//! Text for reading, fitted to the terminal that it is written to.

use crate::shown::inert_message;
use console::Term;
use std::io::Write;

/// Beyond this, lines are too long to read.
const WIDEST: usize = 100;
/// The second of two columns begins before this; otherwise the line counts as one column.
const FIRST_COLUMN: usize = 32;

/// `text` with its lines broken between words where a terminal would break them inside; what
/// is broken off is indented as far as its line. Unchanged if standard output is not a terminal,
/// so that what reads it finds whole lines. No terminal obeys anything in it.
pub(super) fn fitted(text: &str) -> String {
    fitted_to(&Term::stdout(), text)
}

/// As [`fitted`], for standard error.
pub(super) fn fitted_error(text: &str) -> String {
    fitted_to(&Term::stderr(), text)
}

fn fitted_to(terminal: &Term, text: &str) -> String {
    let text = inert_message(text);
    width(terminal).map_or_else(|| text.to_string(), |width| broken(&text, width))
}

/// Writes help, the version or what is wrong with the command line, to where it belongs.
///
/// # Errors
/// It cannot be written to.
pub(super) fn print(message: &clap::Error) -> std::io::Result<()> {
    let (mut terminal, coloured) = if message.use_stderr() {
        (Term::stderr(), console::colors_enabled_stderr())
    } else {
        (Term::stdout(), console::colors_enabled())
    };
    let Some(width) = width(&terminal) else { return message.print() };
    let text = message.render();
    let text = if coloured { text.ansi().to_string() } else { text.to_string() };
    terminal.write_all(broken(&text, width).as_bytes())
}

fn width(terminal: &Term) -> Option<usize> {
    terminal.size_checked().map(|(_, columns)| usize::from(columns).min(WIDEST))
}

fn broken(text: &str, width: usize) -> String {
    let lines = text.lines().map(|line| {
        let options = textwrap::Options::new(width)
            .break_words(false)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        let words = line.trim_start();
        let indent = &line[..line.len() - words.len()];
        let hanging = " ".repeat(second_column(line).unwrap_or(indent.len()));
        textwrap::fill(words, options.initial_indent(indent).subsequent_indent(&hanging))
    });
    let mut broken = lines.collect::<Vec<_>>().join("\n");
    if text.ends_with('\n') {
        broken.push('\n');
    }
    broken
}

/// Where the text begins in a line of a word and its meaning, with two spaces between them.
fn second_column(line: &str) -> Option<usize> {
    let plain = console::strip_ansi_codes(line);
    let indent = plain.len() - plain.trim_start().len();
    let gap = indent + plain[indent..].find("  ")?;
    let column = gap + plain[gap..].len() - plain[gap..].trim_start().len();
    (column < plain.len() && gap <= FIRST_COLUMN).then_some(column)
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

    #[test]
    fn a_second_column_stays_a_column_with_and_without_colour() {
        let plain = "  run    The whole job: figures in\n  6  some";
        let narrow = "  run    The whole\n         job: figures\n         in\n  6  some";
        assert_eq!(broken(plain, 22), narrow);
        let (bold, end) = ("\u{1b}[1m", "\u{1b}[0m");
        let coloured = broken(&plain.replace("run", &format!("{bold}run{end}")), 22);
        assert_eq!(coloured, narrow.replace("run", &format!("{bold}run{end}")));
    }
}

//! What to do about a cell that cannot be read, by what it looks like. The text itself is never
//! repeated: the contents of a local file are private.

use super::cell::grouped;
use super::plan::FilePlan;

/// What a cell looks like that is neither a number nor a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// `50%`.
    Percent,
    /// `1,234`.
    Thousands,
    /// `12,5`.
    DecimalComma,
    /// `12 (r)`, `12*`.
    Marked,
    /// Something in place of a figure.
    Other,
}

impl Look {
    pub fn of(text: &str) -> Self {
        let text = text.trim();
        let number = |text: &str| {
            let digits = text.trim_start_matches(['-', '+']);
            digits.starts_with(|l: char| l.is_ascii_digit())
                && digits.chars().all(|l| l.is_ascii_digit() || l == '.')
        };
        if let Some(share) = text.strip_suffix('%') {
            let share = share.trim_end().replace(',', "");
            return if number(&share) { Self::Percent } else { Self::Other };
        }
        if text.contains(',') && number(&text.replace(',', "")) {
            let thousands = grouped(text.as_bytes()) && !text.starts_with("0,");
            return if thousands { Self::Thousands } else { Self::DecimalComma };
        }
        let end = text.find(|l: char| !(l.is_ascii_digit() || matches!(l, '.' | ',' | '-' | '+')));
        match end {
            Some(at) if number(&text[..at].replace(',', "")) => Self::Marked,
            _ => Self::Other,
        }
    }

    /// What to do; `None` for a text in place of a figure.
    pub fn advice(self, plan: &FilePlan<'_>) -> Option<String> {
        let by_layout = |key: &str| match &plan.data_set.local_toml {
            Some(_) => String::new(),
            None => format!(
                ", or say {key} = true in layout '{}' of {} where the publisher prints it so",
                plan.layout.id,
                plan.data_set.described_in()
            ),
        };
        match self {
            Self::Percent => Some(format!(
                "write shares without a per-cent sign: 50 for 50%{}",
                by_layout("percent")
            )),
            Self::Thousands => Some(format!(
                "write numbers without commas between thousands: 1234 for 1,234{}",
                by_layout("thousands")
            )),
            Self::DecimalComma => {
                Some("write decimals with a point, not a comma: 12.5 for 12,5".to_string())
            }
            Self::Marked => Some(
                "a cell may contain only the number: remove what follows it, such as a footnote \
                 mark or a unit"
                    .to_string(),
            ),
            Self::Other => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Look;

    #[test]
    fn a_cell_is_reported_by_what_it_looks_like() {
        for (text, look) in [
            ("50%", Look::Percent),
            ("-1.5 %", Look::Percent),
            ("1,234.5%", Look::Percent),
            ("n%", Look::Other),
            ("1,234", Look::Thousands),
            ("12,345,678.9", Look::Thousands),
            ("45,5", Look::DecimalComma),
            ("0,634", Look::DecimalComma),
            ("12 (r)", Look::Marked),
            ("1,234*", Look::Marked),
            ("12[note 1]", Look::Marked),
            ("3 pupils", Look::Marked),
            ("q", Look::Other),
            ("-", Look::Other),
            ("", Look::Other),
            (",", Look::Other),
            ("£12", Look::Other),
        ] {
            assert_eq!(Look::of(text), look, "{text}");
        }
    }
}

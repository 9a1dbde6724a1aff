//! Text that no spreadsheet takes for a formula, for every CSV file that is written or printed.

use std::borrow::Cow;

/// How a text begins that a spreadsheet would compute, wide letters and line ends included.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A text cell as it is written: one that would start a formula gets an apostrophe before it;
/// numbers and signs of verdicts stay as they are.
pub fn inert(text: &str) -> Cow<'_, str> {
    let formula = text.starts_with(FORMULA);
    if formula && text.parse::<f64>().is_err() && !text.chars().all(|c| "+-".contains(c)) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// A row of cells, all of them inert.
pub fn inert_row<'a>(cells: impl IntoIterator<Item = &'a str>) -> csv::StringRecord {
    cells.into_iter().map(inert).collect::<Vec<_>>().iter().map(AsRef::as_ref).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_starts_a_formula_and_numbers_stay() {
        for text in ["=1+1", "+cmd", "-2+3", "@sum", "\t=1", "\r=1", "\n=1", "＝1+1"] {
            assert_eq!(inert(text), format!("'{text}"));
        }
        for text in ["", "a=b", "-5.5", "+1", "++", "−", "2018/19", " =1"] {
            assert_eq!(inert(text), text);
        }
        assert_eq!(inert_row(["=1", "2"]), csv::StringRecord::from(vec!["'=1", "2"]));
    }
}

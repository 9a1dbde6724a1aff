//! One printed cell: a number with its decimals, or a symbol.

use crate::catalogue::{Catalogue, nearest};

/// What one cell of a published file holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Cell {
    /// The number, if it is one.
    pub number: Option<f64>,
    /// Decimals as printed.
    pub decimals: i32,
    /// The symbol by which a missing number is kept; `None` beside a number or without a column.
    pub symbol: Option<String>,
}

/// Reads a cell: digits with an optional sign and decimals, or a symbol of the catalogue.
///
/// A thousands separator, a per-cent sign, `NaN` or `inf` is not a number here:
/// such a text stops the measure instead of becoming something else.
///
/// # Errors
/// The nearest known symbol, as text to append to a message.
pub(crate) fn read_cell(text: &str, catalogue: &Catalogue) -> Result<Cell, String> {
    let text = text.trim();
    let plain = text
        .strip_prefix(['-', '+'])
        .unwrap_or(text)
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '-' | '+'));
    let plain = plain && text.contains(|c: char| c.is_ascii_digit());
    if let Some(number) = text.parse::<f64>().ok().filter(|n| plain && n.is_finite()) {
        let decimals = text.split_once('.').map_or(0, |(_, d)| d.len());
        return Ok(Cell {
            number: Some(number),
            decimals: i32::try_from(decimals).unwrap_or(0),
            symbol: None,
        });
    }
    match catalogue.symbol(text) {
        Some(symbol) => Ok(Cell { symbol: Some(symbol.kept_as.clone()), ..Cell::default() }),
        None => Err(nearest(text, catalogue.symbols.iter().map(|s| s.symbol.as_str()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suppressed_cells_never_become_zero() {
        let catalogue = Catalogue::embedded().unwrap();
        for (text, kept) in
            [("c", "c"), ("z", "z"), ("x", "x"), (":", "x"), ("low", "low"), (" ", "x")]
        {
            let cell = read_cell(text, &catalogue).unwrap();
            assert_eq!((cell.number, cell.symbol.as_deref()), (None, Some(kept)), "{text}");
        }
        let zero = read_cell("0.0", &catalogue).unwrap();
        assert_eq!((zero.number, zero.decimals, zero.symbol), (Some(0.0), 1, None));
    }

    #[test]
    fn what_is_no_plain_number_is_refused() {
        let catalogue = Catalogue::embedded().unwrap();
        for text in ["1,234", "5%", "NaN", "inf", "q", "1.2.3", "=1+1", "--"] {
            assert!(read_cell(text, &catalogue).is_err(), "{text}");
        }
        assert_eq!(read_cell("-1.38", &catalogue).unwrap().number, Some(-1.38));
    }
}

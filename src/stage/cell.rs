//! One printed cell: a number with its decimals, or a symbol.

use crate::catalogue::{Catalogue, has_form, normal_form};

/// What one cell of a published file holds.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Cell {
    /// The number, if it is one.
    pub number: Option<f64>,
    /// Decimals without which the number could not be printed: a zero at the end is none.
    pub decimals: i32,
    /// Place in [`Catalogue::symbols`] of what is printed instead of a number; `None` for a
    /// number or without a column.
    pub symbol: Option<u8>,
    /// Whether it held a text that could not be read: nothing is worked out in its place.
    pub unreadable: bool,
}

impl Cell {
    /// The sum of two numbers; the symbol of either where one is none.
    pub fn plus(self, other: Self) -> Self {
        match (self.number, other.number) {
            (Some(one), Some(two)) => Self {
                number: Some(one + two),
                decimals: self.decimals.max(other.decimals),
                ..self
            },
            (None, _) => self,
            (_, None) => other,
        }
    }
}

/// How the numbers of a file are printed.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Printed {
    /// Places by which the point moves to the right.
    pub shift: i32,
    /// Whether a comma parts the thousands.
    pub thousands: bool,
    /// Whether a per-cent sign follows a share.
    pub percent: bool,
    /// Decimals to which the publisher rounds, where fewer are printed.
    pub decimals: i32,
}

/// A text that is neither a number nor a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unreadable;

/// Reads a cell: digits with an optional sign and decimals, or a symbol of the catalogue.
///
/// A thousands separator that the layout does not announce, a per-cent sign, `NaN`
/// or `inf` is not a number here: such a cell is lost instead of becoming
/// something else.
///
/// # Errors
/// The nearest known symbol, as text to append to a message.
pub(crate) fn read_cell(
    bytes: &[u8],
    printed: Printed,
    catalogue: &Catalogue,
) -> Result<Cell, Unreadable> {
    let bytes = bytes.trim_ascii();
    let least = |cell: Cell| Cell { decimals: cell.decimals.max(printed.decimals), ..cell };
    if let Some(cell) = number(bytes, printed.shift) {
        return Ok(least(cell));
    }
    // A sign says more than the unit of the column: 50% is 50, and never 0.5 or 5000.
    if printed.percent
        && let Some(share) = bytes.strip_suffix(b"%")
    {
        return number(share.trim_ascii_end(), 0).map(least).ok_or(Unreadable);
    }
    if printed.thousands && bytes.contains(&b',') && grouped(bytes) {
        let joined: Vec<u8> = bytes.iter().copied().filter(|b| *b != b',').collect();
        if let Some(cell) = number(&joined, printed.shift) {
            return Ok(least(cell));
        }
    }
    let exact = catalogue.symbols.iter().position(|s| s.symbol.as_bytes() == bytes);
    let place = exact.or_else(|| {
        let alike =
            |s: &crate::catalogue::Symbol| has_form(bytes, normal_form(&s.symbol).as_bytes());
        catalogue.symbols.iter().position(alike)
    });
    let symbol = place.and_then(|place| u8::try_from(place).ok()).ok_or(Unreadable)?;
    Ok(Cell { symbol: Some(symbol), ..Cell::default() })
}

fn number(bytes: &[u8], shift: i32) -> Option<Cell> {
    let digits = bytes.iter().any(u8::is_ascii_digit);
    let plain = |b: &u8| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'-' | b'+');
    if !digits || !bytes.iter().all(plain) {
        return None;
    }
    let number: f64 =
        std::str::from_utf8(bytes).ok()?.parse().ok().filter(|n: &f64| n.is_finite())?;
    // `-0.00` is zero: it would sort, and so rank, below 0.0.
    let number = number + 0.0;
    let decimals = needed_decimals(bytes) - shift;
    if shift == 0 {
        let decimals = decimals.clamp(0, MAX_DECIMALS);
        return Some(Cell { number: Some(number), decimals, ..Cell::default() });
    }
    let decimals = decimals.clamp(0, MAX_DECIMALS);
    // Rounded to what was printed, so that 0.634 is 63.4 and not 63.400000000000006.
    let scale = 10_f64.powi(decimals);
    let moved = (number * 10_f64.powi(shift) * scale).round() / scale + 0.0;
    moved.is_finite().then_some(Cell { number: Some(moved), decimals, ..Cell::default() })
}

/// Most decimals that a number is believed to be printed with.
const MAX_DECIMALS: i32 = 12;

/// Decimals without which a printed number would lose something: 2 for `14.250`, 1 for
/// `1.45e+01`; below 0 where it ends in zeros before the point.
fn needed_decimals(bytes: &[u8]) -> i32 {
    let (digits, exponent) = match bytes.iter().position(|b| matches!(b, b'e' | b'E')) {
        Some(at) => (&bytes[..at], std::str::from_utf8(&bytes[at + 1..]).unwrap_or_default()),
        None => (bytes, ""),
    };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (whole, fraction) = match digits.iter().position(|b| *b == b'.') {
        Some(dot) => (&digits[..dot], &digits[dot + 1..]),
        None => (digits, &[][..]),
    };
    let length = |bytes: &[u8]| i32::try_from(bytes.len()).unwrap_or(i32::MAX);
    let last = |part: &[u8]| part.iter().rposition(|b| matches!(b, b'1'..=b'9'));
    let needed = match (last(fraction), last(whole)) {
        (Some(last), _) => length(&fraction[..=last]),
        (None, Some(last)) => -length(&whole[last + 1..]),
        (None, None) => return 0,
    };
    needed.saturating_sub(exponent)
}

/// Whether commas stand before groups of three digits only.
pub(super) fn grouped(bytes: &[u8]) -> bool {
    let whole = bytes.split(|b| *b == b'.').next().unwrap_or_default();
    whole.split(|b| *b == b',').skip(1).all(|group| group.len() == 3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::properties::tried;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::embedded().unwrap());

    fn read(
        text: &str,
        printed: Printed,
    ) -> Result<(Option<f64>, i32, Option<String>), Unreadable> {
        let cell = read_cell(text.as_bytes(), printed, &CATALOGUE)?;
        let kept = cell.symbol.map(|s| CATALOGUE.symbols[usize::from(s)].kept_as.clone());
        Ok((cell.number, cell.decimals, kept))
    }

    #[test]
    fn suppressed_cells_never_become_zero() {
        for (text, kept) in [
            ("c", "c"),
            ("z", "z"),
            ("x", "x"),
            (":", "x"),
            ("low", "low"),
            (" ", "x"),
            ("NULL", "x"),
            ("..", "x"),
        ] {
            let (number, _, symbol) = read(text, Printed::default()).unwrap();
            assert_eq!((number, symbol.as_deref()), (None, Some(kept)), "{text}");
        }
        assert_eq!(read("0.0", Printed::default()).unwrap(), (Some(0.0), 0, None));
    }

    #[test]
    fn what_is_no_plain_number_is_refused() {
        for text in ["1,234", "5%", "NaN", "inf", "q", "1.2.3", "=1+1", "--"] {
            assert!(read(text, Printed::default()).is_err(), "{text}");
        }
        assert_eq!(read("-1.38", Printed::default()).unwrap().0, Some(-1.38));
        let nought = read("-0.00", Printed::default()).unwrap().0.unwrap();
        assert!(nought == 0.0 && nought.is_sign_positive());
    }

    #[test]
    fn fractions_and_thousands_are_read_where_the_layout_says_so() {
        let fraction = Printed { shift: 2, ..Printed::default() };
        assert_eq!(read("0.634", fraction).unwrap(), (Some(63.4), 1, None));
        assert_eq!(read("1", fraction).unwrap(), (Some(100.0), 0, None));
        assert!(read("1e307", fraction).is_err(), "no number, once the point has moved");
        let thousands = Printed { thousands: true, ..Printed::default() };
        assert_eq!(read("749,750", thousands).unwrap(), (Some(749_750.0), 0, None));
        for text in ["1,23", "1,2345", ",", "1,,234"] {
            assert!(read(text, thousands).is_err(), "{text}");
        }
    }

    #[test]
    fn zeros_behind_the_point_are_no_precision_and_exponents_are_understood() {
        for (text, decimals) in [
            ("62", 0),
            ("62.0", 0),
            ("14.100000", 1),
            ("14.1", 1),
            ("1.41e+01", 1),
            ("1.5E+01", 0),
            ("1.45e+01", 1),
            ("15e-1", 1),
            ("1e+05", 0),
            ("100", 0),
            ("0.00", 0),
            ("-0.250", 2),
        ] {
            let (_, read, _) = read(text, Printed::default()).unwrap();
            assert_eq!(read, decimals, "{text}");
        }
        let rounded = Printed { decimals: 1, ..Printed::default() };
        assert_eq!(read("62", rounded).unwrap(), (Some(62.0), 1, None));
        assert_eq!(read("1e+05", Printed::default()).unwrap().0, Some(100_000.0));
    }

    #[test]
    fn a_per_cent_sign_is_read_only_where_it_is_allowed_and_never_as_a_fraction() {
        let percent = Printed { percent: true, shift: 2, ..Printed::default() };
        assert_eq!(read("50%", percent).unwrap(), (Some(50.0), 0, None));
        assert_eq!(read("12.5 %", percent).unwrap(), (Some(12.5), 1, None));
        assert_eq!(read("0.5", percent).unwrap(), (Some(50.0), 0, None));
        for text in ["50%%", "%", "c%"] {
            assert!(read(text, percent).is_err(), "{text}");
        }
        assert!(read("50%", Printed::default()).is_err());
    }

    fn any_print() -> impl Strategy<Value = Printed> {
        let shift = prop::sample::select(vec![0, 2]);
        (shift, any::<bool>(), any::<bool>()).prop_map(|(shift, thousands, percent)| Printed {
            shift,
            thousands,
            percent,
            ..Printed::default()
        })
    }

    /// Bytes of any kind, and texts out of what numbers are made of.
    fn any_cell() -> impl Strategy<Value = Vec<u8>> {
        let parts = [
            "0", "7", "12", "999", ".", ",", "-", "+", "e", "E", "1e308", "c", "~", " ", "%", "NaN",
        ];
        let made = vec(prop::sample::select(parts.to_vec()), 0..8);
        prop_oneof![vec(any::<u8>(), 0..12), made.prop_map(|parts| parts.concat().into_bytes())]
    }

    proptest! {
        #![proptest_config(tried(1500))]

        #[test]
        fn any_cell_is_a_finite_number_or_a_symbol_or_refused(
            bytes in any_cell(),
            printed in any_print(),
        ) {
            if let Ok(cell) = read_cell(&bytes, printed, &CATALOGUE) {
                prop_assert!(cell.number.is_some() != cell.symbol.is_some(), "{cell:?}");
                prop_assert!(cell.number.is_none_or(f64::is_finite), "{cell:?}");
                let known = |s: u8| CATALOGUE.symbols.get(usize::from(s)).is_some();
                prop_assert!(cell.symbol.is_none_or(known));
            }
        }

        #[test]
        fn a_symbol_is_never_a_number_however_it_is_spaced_or_printed(
            place in prop::sample::select((0..CATALOGUE.symbols.len()).collect::<Vec<_>>()),
            (before, after) in (0..3_usize, 0..3_usize),
            printed in any_print(),
        ) {
            let symbol = CATALOGUE.symbols[place].symbol.as_str();
            let text = format!("{}{symbol}{}", " ".repeat(before), " ".repeat(after));
            let cell = read_cell(text.as_bytes(), printed, &CATALOGUE).unwrap();
            prop_assert_eq!(cell.number, None);
            prop_assert_eq!(cell.symbol.map(usize::from), Some(place));
        }

        #[test]
        fn a_printed_number_is_read_as_it_was_printed(
            number in -1e9..1e9_f64,
            decimals in 0..6_usize,
        ) {
            let text = format!("{number:.decimals$}");
            let (read, places, symbol) = read(&text, Printed::default()).unwrap();
            prop_assert_eq!((read, symbol), (text.parse().ok(), None));
            let places = usize::try_from(places).unwrap();
            prop_assert!(places <= decimals, "{text}");
            // As many as it takes to print it again, and not one more.
            prop_assert_eq!(format!("{number:.places$}", number = read.unwrap()).parse(), text.parse::<f64>());
            if let Some(fewer) = places.checked_sub(1) {
                let shorter = format!("{number:.fewer$}", number = read.unwrap());
                prop_assert_ne!(shorter.parse(), text.parse::<f64>());
            }
        }
    }
}

//! A column and what it must hold, in the normal form of texts.

use super::layout::Header;
use crate::catalogue::{Choices, form_begins, has_form, normal_form};

/// A text that is looked for, as it is usually printed and in its normal form.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub text: String,
    form: String,
    /// Whether any text counts that begins so.
    begins: bool,
}

impl Wanted {
    pub fn new(text: &str) -> Self {
        Self { text: text.trim().to_string(), form: normal_form(text), begins: false }
    }

    /// A word for a total of the catalogue, in which `*` at the end stands for any letters.
    pub fn total(text: &str) -> Self {
        match text.strip_suffix('*') {
            Some(start) => Self { begins: true, ..Self::new(start) },
            None => Self::new(text),
        }
    }

    pub fn totals<'t>(texts: impl IntoIterator<Item = &'t String>) -> Vec<Self> {
        texts.into_iter().map(|text| Self::total(text)).collect()
    }

    pub fn all<'t>(texts: impl IntoIterator<Item = &'t String>) -> Vec<Self> {
        texts.into_iter().map(|text| Self::new(text)).collect()
    }

    /// Whether a field holds it; nearly always as it is usually printed.
    pub fn is(&self, field: &[u8]) -> bool {
        if !begins_alike(field, self.form.as_bytes()) {
            return false;
        }
        if self.begins {
            return form_begins(field, self.form.as_bytes());
        }
        self.text.as_bytes() == field || has_form(field, self.form.as_bytes())
    }
}

/// Whether a field may have a form by its first letter, in which most fields differ. Anything but
/// a plain letter or digit may be left out of the form.
fn begins_alike(field: &[u8], form: &[u8]) -> bool {
    match (field.first(), form.first()) {
        (Some(a), Some(b)) if a.is_ascii_alphanumeric() => a.eq_ignore_ascii_case(b),
        _ => true,
    }
}

/// Whether a field holds any of the texts.
pub(super) fn any(wanted: &[Wanted], field: &[u8]) -> bool {
    wanted.iter().any(|wanted| wanted.is(field))
}

/// A column and what it must hold.
#[derive(Debug)]
pub(super) struct Test {
    pub column: usize,
    pub values: Vec<Wanted>,
}

impl Test {
    pub fn met(&self, field: &[u8]) -> bool {
        any(&self.values, field)
    }
}

/// The tests of those columns that the file has.
pub(super) fn tests(header: &Header, choices: &Choices) -> Vec<Test> {
    let of = |(column, values): (&String, &Vec<String>)| {
        Some(Test { column: header.place(column)?, values: Wanted::all(values) })
    };
    choices.iter().filter_map(of).collect()
}

/// Tests that filters stand at their total, of those that the file has.
pub(super) fn total_tests(header: &Header, columns: &[String], totals: &[Wanted]) -> Vec<Test> {
    let places = columns.iter().filter_map(|column| header.place(column));
    places.map(|column| Test { column, values: totals.to_vec() }).collect()
}

#[cfg(test)]
mod tests {
    use super::Wanted;

    #[test]
    fn a_total_may_be_told_by_how_it_begins() {
        let wanted = Wanted::total("All requests*");
        for text in
            ["All requests", "all  REQUESTS for an EHC needs assessment", "\u{a0}All requests"]
        {
            assert!(wanted.is(text.as_bytes()), "{text}");
        }
        for text in ["All other requests", "Requests", "", "all"] {
            assert!(!wanted.is(text.as_bytes()), "{text}");
        }
        assert!(!Wanted::new("All requests*").is(b"All requests for"));
    }
}

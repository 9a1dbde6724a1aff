//! A column and what it must hold, in the normal form of texts.

use super::layout::Header;
use crate::catalogue::{Choices, has_form, normal_form};

/// A text that is looked for, as it is usually printed and in its normal form.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub text: String,
    form: String,
}

impl Wanted {
    pub fn new(text: &str) -> Self {
        Self { text: text.trim().to_string(), form: normal_form(text) }
    }

    pub fn all<'t>(texts: impl IntoIterator<Item = &'t String>) -> Vec<Self> {
        texts.into_iter().map(|text| Self::new(text)).collect()
    }

    /// Whether a field holds it; nearly always as it is usually printed.
    pub fn is(&self, field: &[u8]) -> bool {
        self.text.as_bytes() == field || has_form(field, self.form.as_bytes())
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

//! What a publisher says about a file's columns, in the file next to it (`x.meta.csv`) or by its
//! service: which distinguish rows, and which have figures.

use super::Content;
use super::ees::Meta;
use crate::catalogue::normal_form;
use serde::{Deserialize, Serialize};
use std::io::Read;
use std::path::Path;

/// Bytes of a description that are read; those of the publisher have some thousands.
const MAX_BYTES: u64 = 1 << 20;

/// The columns of a file by what they are; none where nothing describes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Described {
    /// Columns that distinguish rows, in their normal form.
    filters: Vec<String>,
    /// Columns of figures, in their normal form.
    indicators: Vec<String>,
}

impl Described {
    /// Whether nothing describes the file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a column distinguishes rows; `None` if it is not described.
    #[must_use]
    pub fn is_filter(&self, column: &str) -> Option<bool> {
        let form = normal_form(column);
        if self.filters.contains(&form) {
            return Some(true);
        }
        self.indicators.contains(&form).then_some(false)
    }

    /// The description next to a file of figures; nothing if there is no such file, or it is
    /// none that describes columns.
    pub(super) fn beside(content: &Content) -> Self {
        let beside = match content {
            Content::File(path) | Content::Gzip(path) => {
                let name = path.file_name().map(|name| description_of(&name.to_string_lossy()));
                name.map(|name| Content::File(path.with_file_name(name)))
            }
            Content::Zipped(path, name) => {
                Some(Content::Zipped(path.clone(), description_of(name)))
            }
            Content::Embedded(_) | Content::Zstd(_) => None,
        };
        let mut text = Vec::new();
        let read = beside
            .filter(|beside| beside.path() != Path::new(""))
            .and_then(|beside| beside.raw().ok())
            .is_some_and(|raw| raw.take(MAX_BYTES).read_to_end(&mut text).is_ok());
        if read { Self::of_text(&text) } else { Self::default() }
    }

    /// Of the publisher's table of columns: `col_name` and `col_type`, Filter or Indicator.
    fn of_text(text: &[u8]) -> Self {
        let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text);
        let Ok(header) = reader.byte_headers().cloned() else { return Self::default() };
        let place = |name: &str| header.iter().position(|column| is(column, name));
        let (Some(name), Some(kind)) = (place("col_name"), place("col_type")) else {
            return Self::default();
        };
        let mut described = Self::default();
        for record in reader.byte_records().map_while(Result::ok) {
            let (Some(column), Some(kind)) = (record.get(name), record.get(kind)) else {
                continue;
            };
            let column = normal_form(&String::from_utf8_lossy(column));
            if is(kind, "Filter") {
                described.filters.push(column);
            } else if is(kind, "Indicator") {
                described.indicators.push(column);
            }
        }
        described
    }
}

impl From<&Meta> for Described {
    fn from(meta: &Meta) -> Self {
        Self {
            filters: meta.filters.iter().map(|filter| normal_form(&filter.column)).collect(),
            indicators: meta.indicators.iter().map(|i| normal_form(&i.column)).collect(),
        }
    }
}

fn is(field: &[u8], word: &str) -> bool {
    normal_form(&String::from_utf8_lossy(field)) == normal_form(word)
}

/// `x.csv`, `x.CSV` and `x.csv.gz` are described by `x.meta.csv`.
fn description_of(name: &str) -> String {
    let mut stem = name;
    for ending in [".gz", ".csv", ".tsv"] {
        let cut = stem.len().saturating_sub(ending.len());
        if stem.get(cut..).is_some_and(|end| end.eq_ignore_ascii_case(ending)) {
            stem = &stem[..cut];
        }
    }
    format!("{stem}.meta.csv")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_described_by_the_one_beside_it() {
        for (name, beside) in [
            ("absence.csv", "absence.meta.csv"),
            ("Absence.CSV", "Absence.meta.csv"),
            ("data/a.csv.gz", "data/a.meta.csv"),
            ("a", "a.meta.csv"),
        ] {
            assert_eq!(description_of(name), beside);
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("absence.csv");
        std::fs::write(&file, "age,rate\n16,1\n").unwrap();
        assert_eq!(Described::beside(&Content::of(&file)), Described::default());
        let text = "\u{feff}col_name,col_type,label\nage,Filter,Age\nrate,Indicator,Rate\n";
        std::fs::write(folder.path().join("absence.meta.csv"), text).unwrap();
        let described = Described::beside(&Content::of(&file));
        let asked = [" Age", "rate", "region_name"].map(|column| described.is_filter(column));
        assert_eq!(asked, [Some(true), Some(false), None]);
    }

    #[test]
    fn what_describes_nothing_is_passed_over() {
        for text in ["", "col_name,kind\nage,Filter\n", "\0\0", "col_name,col_type\nage\n"] {
            assert_eq!(Described::of_text(text.as_bytes()), Described::default(), "{text:?}");
        }
    }
}

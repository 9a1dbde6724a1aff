//! What a published CSV file has: columns, rows, periods and labels. Read once, as
//! the file is read, whatever its layout.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};

/// Maximum number of labels of a column that still counts as one of labels.
const MAX_LABELS: usize = 200;

/// Columns, rows, periods and labels of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FileShape {
    /// Column names in order, without a byte-order mark; empty where a column has no name.
    pub header: Vec<String>,
    /// Rows without the header.
    pub rows: u64,
    /// Texts of `time_period`.
    pub periods: BTreeSet<String>,
    /// Column → its labels, for columns of words that are not places.
    pub labels: BTreeMap<String, BTreeSet<String>>,
    /// Rows of each geographic level, as it is printed.
    #[serde(default)]
    pub levels: BTreeMap<String, u64>,
}

/// Why a file is not a table.
#[derive(Debug, thiserror::Error)]
pub enum ShapeError {
    /// It cannot be read to its end.
    #[error(transparent)]
    Read(#[from] io::Error),
    /// A row is not UTF-8 text or has another number of fields than the header.
    #[error("row {row}: {what}")]
    Row {
        /// Line of the file, from 1.
        row: u64,
        /// What is wrong.
        what: String,
    },
}

impl FileShape {
    /// Reads a file to its end.
    ///
    /// # Errors
    /// It breaks off, is not UTF-8, or is ragged. A name that is used twice or is missing is no
    /// error: whether anything asks for that column is for the reader of a layout to say.
    pub fn read(reader: impl Read) -> Result<Self, ShapeError> {
        let mut rows = csv::ReaderBuilder::new().from_reader(reader);
        let mut shape = Self::default();
        let header = rows.headers().map_err(of_csv)?;
        shape.header = column_names(header.iter());
        let period = shape.column("time_period");
        let level = shape.column("geographic_level");
        let mut words: Vec<(usize, BTreeSet<String>)> = (0..shape.header.len())
            .filter(|place| is_of_words(&shape.header, *place))
            .map(|place| (place, BTreeSet::new()))
            .collect();
        let mut record = csv::StringRecord::new();
        while rows.read_record(&mut record).map_err(of_csv)? {
            shape.rows += 1;
            if let Some(text) = period.and_then(|p| record.get(p)) {
                let text = text.trim();
                if !shape.periods.contains(text) {
                    shape.periods.insert(text.to_string());
                }
            }
            if let Some(text) = level.and_then(|p| record.get(p)) {
                match shape.levels.get_mut(text.trim()) {
                    Some(rows) => *rows += 1,
                    None => _ = shape.levels.insert(text.trim().to_string(), 1),
                }
            }
            words.retain_mut(|(place, labels)| {
                let text = record.get(*place).unwrap_or_default().trim();
                if text.is_empty() || labels.contains(text) {
                    return true;
                }
                let figure = text.parse::<f64>().is_ok();
                if !figure {
                    labels.insert(text.to_string());
                }
                !figure && labels.len() <= MAX_LABELS
            });
        }
        for (place, labels) in words {
            // A column of symbols alone holds figures that were never published.
            if labels.iter().any(|label| label.len() > 3) {
                shape.labels.insert(shape.header[place].clone(), labels);
            }
        }
        Ok(shape)
    }

    /// Columns that are not a place or time, in order: what distinguishes one file from another.
    #[must_use]
    pub fn own_columns(&self) -> Vec<&str> {
        let own = |name: &&str| !name.is_empty() && !is_place_or_time(&name.to_ascii_lowercase());
        self.header.iter().map(String::as_str).filter(own).collect()
    }

    /// Place of a column, whatever the case of its name; the first where there are several.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column.eq_ignore_ascii_case(name))
    }

    /// Whether two files are of one topic: of the columns that are not a place or time, most of
    /// either are in the other.
    #[must_use]
    pub fn is_alike(&self, other: &Self) -> bool {
        let own =
            |shape: &Self| shape.own_columns().into_iter().map(str::to_ascii_lowercase).collect();
        let (one, other): (BTreeSet<String>, BTreeSet<String>) = (own(self), own(other));
        2 * one.intersection(&other).count() > one.len().max(other.len())
    }

    /// Names that several columns have, as first printed.
    #[must_use]
    pub fn doubled(&self) -> Vec<&str> {
        let named = self.header.iter().enumerate().filter(|(_, name)| !name.is_empty());
        let again = named.filter(|(place, name)| {
            let before = self.header[..*place].iter().filter(|n| n.eq_ignore_ascii_case(name));
            before.count() == 1
        });
        again.map(|(_, name)| name.as_str()).collect()
    }
}

/// The names of a header: without the byte-order mark and the spaces around them.
pub fn column_names<'a>(header: impl Iterator<Item = &'a str>) -> Vec<String> {
    let names = header.map(|name| name.trim_start_matches('\u{feff}').trim().to_string());
    names.collect()
}

fn of_csv(error: csv::Error) -> ShapeError {
    let row = error.position().map_or(0, csv::Position::line);
    let text = error.to_string();
    let what = match error.into_kind() {
        csv::ErrorKind::Io(source) => return ShapeError::Read(source),
        csv::ErrorKind::Utf8 { .. } => "not UTF-8 text".to_string(),
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{len} fields where the header has {expected_len}")
        }
        _ => text,
    };
    ShapeError::Row { row, what }
}

/// Whether labels of a column are of interest: its name is unique, and it is not a place or time.
fn is_of_words(header: &[String], place: usize) -> bool {
    let name = &header[place];
    let first = header.iter().position(|column| column.eq_ignore_ascii_case(name)) == Some(place);
    first && !name.is_empty() && !is_place_or_time(&name.to_ascii_lowercase())
}

pub(super) fn is_place_or_time(column: &str) -> bool {
    matches!(column, "time_period" | "time_identifier" | "geographic_level" | "area")
        || ["_code", "_name", "_urn", "_laestab", "_ukprn", "_id"]
            .iter()
            .any(|e| column.ends_with(e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_tells_its_columns_rows_periods_and_labels() {
        let text = "\u{feff}time_period,la_name,sen,rate\r\n201819,Derby,EHC plan,1.5\r\n201920,Derby,SEN support,c\r\n";
        let shape = FileShape::read(text.as_bytes()).unwrap();
        assert_eq!(shape.header[0], "time_period");
        assert_eq!(shape.rows, 2);
        assert_eq!(shape.periods.iter().collect::<Vec<_>>(), ["201819", "201920"]);
        assert_eq!(shape.labels.keys().collect::<Vec<_>>(), ["sen"]);
    }

    #[test]
    fn what_is_no_table_is_reported_with_its_row() {
        let bad = |bytes: &[u8]| FileShape::read(bytes).unwrap_err().to_string();
        assert!(bad(b"a,b\n1,2\n\xff,2\n").contains("row 3: not UTF-8"));
        assert!(bad(b"a,b\n1,2\n1\n").contains("row 3"));
    }

    #[test]
    fn a_name_that_is_used_twice_or_is_missing_is_no_error_by_itself() {
        let text = "\"\", Time_Period ,geographic_level,a,A,a,\n1,2018,School,x,y,z,\n2,2018,School,x,y,z,\n3,2018,National,x,y,z,\n";
        let shape = FileShape::read(text.as_bytes()).unwrap();
        assert_eq!(shape.header, ["", "Time_Period", "geographic_level", "a", "A", "a", ""]);
        assert_eq!(shape.doubled(), ["A"]);
        assert_eq!(shape.periods.len(), 1);
        assert_eq!((shape.levels["School"], shape.levels["National"]), (2, 1));
    }
}

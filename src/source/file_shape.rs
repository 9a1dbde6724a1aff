//! What a published CSV file has: columns, rows, periods and labels. Read once, as
//! the file is taken in, whatever its layout.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};

/// Most labels of a column that is still taken for one of labels.
const MOST_LABELS: usize = 200;

/// Columns, rows, periods and labels of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FileShape {
    /// Column names in order, without a byte-order mark.
    pub header: Vec<String>,
    /// Rows without the header.
    pub rows: u64,
    /// Texts of `time_period`.
    pub periods: BTreeSet<String>,
    /// Column → its labels, for columns of words that are not places.
    pub labels: BTreeMap<String, BTreeSet<String>>,
}

/// Why a file is no table.
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
    /// Two columns have one name.
    #[error("column '{0}' stands twice in the header")]
    Doubled(String),
}

impl FileShape {
    /// Reads a file to its end.
    ///
    /// # Errors
    /// It breaks off, is not UTF-8, is ragged, or names a column twice.
    pub fn read(reader: impl Read) -> Result<Self, ShapeError> {
        let mut rows = csv::ReaderBuilder::new().from_reader(reader);
        let mut shape = Self::default();
        let header = rows.headers().map_err(of_csv)?;
        for (place, name) in header.iter().enumerate() {
            let name = if place == 0 { name.trim_start_matches('\u{feff}') } else { name };
            let name = name.trim().to_string();
            if shape.header.contains(&name) {
                return Err(ShapeError::Doubled(name));
            }
            shape.header.push(name);
        }
        let period = shape.header.iter().position(|h| h == "time_period");
        let mut words: Vec<(usize, BTreeSet<String>)> = (0..shape.header.len())
            .filter(|place| !is_place_or_time(&shape.header[*place]))
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
            words.retain_mut(|(place, labels)| {
                let text = record.get(*place).unwrap_or_default().trim();
                if text.is_empty() || labels.contains(text) {
                    return true;
                }
                let figure = text.parse::<f64>().is_ok();
                if !figure {
                    labels.insert(text.to_string());
                }
                !figure && labels.len() <= MOST_LABELS
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

fn is_place_or_time(column: &str) -> bool {
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
    fn what_is_no_table_is_told_with_its_row() {
        let bad = |bytes: &[u8]| FileShape::read(bytes).unwrap_err().to_string();
        assert!(bad(b"a,b\n1,2\n\xff,2\n").contains("row 3: not UTF-8"));
        assert!(bad(b"a,b\n1,2\n1\n").contains("row 3"));
        assert!(bad(b"a,a\n1,2\n").contains("'a' stands twice"));
    }
}

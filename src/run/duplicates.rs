//! Figures that one file holds twice: with different numbers their measures stop, with the same
//! numbers one row is used and a note says so.

use super::gather::Loaded;
use super::tables::QualityRow;
use crate::catalogue::Catalogue;
use crate::engine::Rows;
use crate::stage::{Fault, Rejection};

/// Adds what `rows` of the table `repeated_keys` come to.
pub(super) fn reject(
    rows: &Rows,
    catalogue: &Catalogue,
    loaded: &[Loaded],
    rejections: &mut Vec<Rejection>,
    quality: &mut Vec<QualityRow>,
) {
    let mut twins: Vec<Twins> = Vec::new();
    for row in 0..rows.len() {
        let repeated = Repeated::read(rows, row);
        if rows.truth(row, "differ") {
            let known = |r: &Rejection| {
                r.data_set == repeated.data_set
                    && r.version == repeated.version
                    && r.fault == Fault::DuplicateKey
            };
            if !rejections.iter().any(known) {
                rejections.push(repeated.rejection(catalogue, loaded));
            }
            continue;
        }
        let same = |t: &&mut Twins| {
            t.first.data_set == repeated.data_set && t.first.version == repeated.version
        };
        match twins.iter_mut().find(same) {
            Some(twins) => {
                twins.keys += 1;
                twins.rows += repeated.rows;
            }
            None => twins.push(Twins { keys: 1, rows: repeated.rows, first: repeated }),
        }
    }
    quality.extend(twins.into_iter().map(Twins::note));
}

/// One key that appears more than once in a file.
struct Repeated {
    data_set: String,
    version: String,
    key: String,
    /// Its first and last line, in words.
    lines: String,
    rows: i64,
}

impl Repeated {
    fn read(rows: &Rows, row: usize) -> Self {
        let line = |column: &str| rows.integer(row, column);
        Self {
            data_set: rows.text(row, "data_set"),
            version: rows.text(row, "data_set_version"),
            key: rows.text(row, "key"),
            lines: format!("lines {} and {}", line("first_row"), line("last_row")),
            rows: i64::from(line("rows")),
        }
    }

    /// Its measures stop: it is not known which of the figures is right.
    fn rejection(&self, catalogue: &Catalogue, loaded: &[Loaded]) -> Rejection {
        let Self { data_set, version, key, lines, .. } = self;
        let measures = catalogue.measures.iter().filter(|m| m.reads(data_set));
        let of = |t: &&Loaded| t.snapshot.data_set == *data_set && t.snapshot.version == *version;
        let unheld = loaded.iter().find(of).map_or("", |t| t.staged.unheld.as_str());
        let advice = if unheld.is_empty() {
            "keep the right one and run again".to_string()
        } else {
            format!(
                "{unheld}: a filter without a total that the catalogue knows. Add the word for its \
                 total to catalogue/totals.toml, or say in the layout of \
                 catalogue/data-sets/{data_set}.toml what a row must hold (where)"
            )
        };
        Rejection {
            version: version.clone(),
            fault: Fault::DuplicateKey,
            lost: None,
            measures: measures.map(|m| m.id.clone()).collect(),
            message: format!(
                "data set '{data_set}': {key} appears twice with different figures, in {lines} of \
                 the file; {advice}"
            ),
            data_set: data_set.clone(),
        }
    }
}

/// Figures of one file that are printed several times alike.
struct Twins {
    first: Repeated,
    keys: usize,
    rows: i64,
}

impl Twins {
    /// One note a file.
    fn note(self) -> QualityRow {
        let message = match self.keys {
            1 => format!("the same figures appear twice, in {}; one row is used", self.first.lines),
            n => format!(
                "{n} figures appear more than once with the same numbers, first in {}; one row of \
                 each is used",
                self.first.lines
            ),
        };
        QualityRow {
            check: "duplicate_key".to_string(),
            data_set: self.first.data_set,
            key: self.first.key,
            severity: "note".to_string(),
            message,
            rows: self.rows,
            stops_measures: false,
        }
    }
}

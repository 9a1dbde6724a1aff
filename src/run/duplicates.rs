//! Figures that one file holds twice: with different numbers their measures stop, with the same
//! numbers one row is used and a note says so.

use super::loaded::Loaded;
use super::quality_row::QualityRow;
use crate::catalogue::Catalogue;
use crate::engine::row;
use crate::stage::{Fault, Rejection, Severity};

/// Adds what the rows of the table `repeated_keys` come to.
pub(super) fn reject(
    repeated: Vec<Repeated>,
    catalogue: &Catalogue,
    loaded: &[Loaded],
    rejections: &mut Vec<Rejection>,
    quality: &mut Vec<QualityRow>,
) {
    let mut twins: Vec<Twins> = Vec::new();
    for repeated in repeated {
        if repeated.differ {
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

row! {
    /// One key that appears more than once in a file.
    pub(super) struct Repeated {
        data_set: String,
        version: String = "data_set_version",
        key: String,
        differ: bool,
        first_row: i64,
        last_row: i64,
        rows: i64,
    }
}

impl Repeated {
    /// Its first and last line, in words.
    fn lines(&self) -> String {
        format!("lines {} and {}", self.first_row, self.last_row)
    }

    /// Its measures stop: it is not known which of the figures is right.
    fn rejection(&self, catalogue: &Catalogue, loaded: &[Loaded]) -> Rejection {
        let Self { data_set, version, key, .. } = self;
        let lines = self.lines();
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
            1 => {
                format!("the same figures appear twice, in {}; one row is used", self.first.lines())
            }
            n => format!(
                "{n} figures appear more than once with the same numbers, first in {}; one row of \
                 each is used",
                self.first.lines()
            ),
        };
        QualityRow {
            check: "duplicate_key".to_string(),
            data_set: self.first.data_set,
            key: self.first.key,
            severity: Severity::Note,
            message,
            rows: self.rows,
            stops_measures: false,
        }
    }
}

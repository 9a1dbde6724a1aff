//! Why no row of a file was about anything: what its tested columns contain, next to what is
//! asked of them.

use super::plan::FilePlan;
use super::record::Records;
use super::rejection::{Fault, Refused};
use crate::shown::visible;
use std::collections::{BTreeMap, BTreeSet};

/// Most values of a column that a message shows.
const MAX_SHOWN: usize = 12;

impl FilePlan<'_> {
    /// Why nothing of a file was used, by its first rows: there are none, or they are about nothing
    /// that is asked for.
    pub fn nothing_used(&self, piece: &[u8]) -> Refused {
        if has_rows(piece) {
            return Refused::new(Fault::NothingFits, self.nothing_fits(piece));
        }
        let message = "the file has a header and no row below it: fetch it again";
        Refused::new(Fault::DamagedFile, message.to_string())
    }

    /// Why no row of the file was about any cohort: what its tested columns contain, next to
    /// what the layout asks of them.
    fn nothing_fits(&self, piece: &[u8]) -> String {
        let of_ways = self.ways.iter().flat_map(|way| {
            way.tests.iter().chain(way.measures.iter().flat_map(|measure| &measure.tests))
        });
        let mut asked: BTreeMap<usize, BTreeSet<&[u8]>> = BTreeMap::new();
        for test in self.wanted.iter().chain(of_ways) {
            let values = test.values.iter().map(|value| value.text.as_bytes());
            asked.entry(test.column).or_default().extend(values);
        }
        let mut held: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        let mut records = Records::new(piece);
        while let Some(record) = records.next() {
            for column in asked.keys() {
                let texts = held.entry(*column).or_default();
                if texts.len() < MAX_SHOWN {
                    texts.insert(String::from_utf8_lossy(record.field(*column)).into_owned());
                }
            }
        }
        let list = |texts: Vec<String>| {
            let texts: Vec<String> =
                texts.iter().take(MAX_SHOWN).map(|text| format!("'{}'", visible(text))).collect();
            texts.join(", ")
        };
        let columns: Vec<String> = asked
            .iter()
            .map(|(column, wanted)| {
                let wanted = wanted.iter().map(|w| String::from_utf8_lossy(w).into_owned());
                let held = held.remove(column).unwrap_or_default();
                format!(
                    "column '{}' is asked for {} and holds {}",
                    self.header.names.get(*column).map_or("", String::as_str),
                    list(wanted.collect()),
                    self.repeated(list(held.into_iter().collect()))
                )
            })
            .collect();
        format!(
            "no row is about any cohort by layout '{}' of {}{}{}; correct the layout there",
            self.layout.id,
            self.data_set.described_in(),
            if columns.is_empty() { "" } else { ": " },
            columns.join("; ")
        )
    }
}

/// Whether a row has anything in it: spreadsheets leave rows of nothing but commas.
fn has_rows(piece: &[u8]) -> bool {
    let mut records = Records::new(piece);
    while let Some(record) = records.next() {
        if !record.is_blank() {
            return true;
        }
    }
    false
}

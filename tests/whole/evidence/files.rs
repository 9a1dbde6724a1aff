//! The figures that ship with the program as tables of texts that a check may change.

use send_outcomes::catalogue::{Catalogue, DataSet, Measure, MeasureColumns};
use send_outcomes::source::{Source, snapshots};
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

/// One file in the layout of what ships: period, area, cohort and the columns of figures.
pub struct File {
    header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// Who and when a row is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub cohort: String,
    pub area: String,
    pub period: String,
}

/// Places of the columns of one measure.
pub struct Places {
    pub value: usize,
    pub numerator: Option<usize>,
    pub denominator: Option<usize>,
    limits: [Option<usize>; 2],
}

impl File {
    pub fn place(&self, column: &str) -> Option<usize> {
        self.header.iter().position(|name| name == column && !column.is_empty())
    }

    /// Where the figures of a measure are, if this file has them.
    pub fn places(&self, columns: &MeasureColumns) -> Option<Places> {
        Some(Places {
            value: self.place(&columns.value)?,
            numerator: self.place(&columns.numerator),
            denominator: self.place(&columns.denominator),
            limits: [self.place(&columns.lower), self.place(&columns.upper)],
        })
    }

    /// The key of a row; a label that means no cohort gives none.
    pub fn key(&self, row: usize, catalogue: &Catalogue, data_set: &DataSet) -> Option<Key> {
        let text = |name: &str| self.place(name).map(|place| self.rows[row][place].as_str());
        let cohort = match text("cohort_label") {
            None => data_set.fixed_cohort.clone(),
            Some(label) => catalogue.labels.iter().find(|l| l.label == label)?.cohort.clone(),
        };
        Some(Key { cohort, area: text("area")?.to_string(), period: text("period")?.to_string() })
    }

    pub fn number(&self, row: usize, place: Option<usize>) -> Option<f64> {
        self.rows[row][place?].trim().parse().ok()
    }

    /// Decimals with which a column prints most of its numbers.
    pub fn decimals(&self, place: usize) -> usize {
        let mut counts = [0; 12];
        for row in &self.rows {
            if row[place].trim().parse::<f64>().is_ok() {
                let printed = row[place].trim().split('.').nth(1).map_or(0, str::len);
                counts[printed.min(11)] += 1;
            }
        }
        (0..12).max_by_key(|d| counts[*d]).unwrap_or_default()
    }

    /// Takes the counts and limits of a measure out of a row; a share that followed from them
    /// alone is printed instead.
    pub fn hide(&mut self, row: usize, places: &Places, decimals: usize) {
        let counts = self.number(row, places.numerator).zip(self.number(row, places.denominator));
        if self.number(row, Some(places.value)).is_none()
            && let Some((x, n)) = counts.filter(|c| c.1 > 0.0)
        {
            self.rows[row][places.value] = format!("{:.decimals$}", 100.0 * x / n);
        }
        let [lower, upper] = places.limits;
        for place in [places.numerator, places.denominator, lower, upper].into_iter().flatten() {
            self.rows[row][place] = "x".to_string();
        }
    }
}

impl File {
    /// As [`File::hide`], where counts are not to stay.
    pub fn hide_unless(&mut self, stay: bool, row: usize, places: &Places, decimals: usize) {
        if !stay {
            self.hide(row, places, decimals);
        }
    }
}

/// Everything that ships, by data set.
pub fn embedded(catalogue: &Catalogue) -> BTreeMap<String, File> {
    let offer = |first: &[u8]| send_outcomes::stage::offers(first, catalogue);
    let held = snapshots(&Source::Embedded, catalogue, &offer).unwrap();
    held.snapshots
        .iter()
        .map(|snapshot| {
            let mut text = String::new();
            snapshot.open().unwrap().read_to_string(&mut text).unwrap();
            let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
            let header = reader.headers().unwrap().iter().map(str::to_string).collect();
            let rows = reader
                .records()
                .map(|record| record.unwrap().iter().map(str::to_string).collect())
                .collect();
            (snapshot.data_set.clone(), File { header, rows })
        })
        .collect()
}

/// Writes files as a folder that `--source dir:` reads.
pub fn write(files: &BTreeMap<String, File>, folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    for (data_set, file) in files {
        let mut writer = csv::Writer::from_path(folder.join(format!("{data_set}.csv"))).unwrap();
        writer.write_record(&file.header).unwrap();
        for row in &file.rows {
            writer.write_record(row).unwrap();
        }
        writer.flush().unwrap();
    }
}

/// Shares of pupils, with the file and the columns of each.
pub fn shares<'a>(
    catalogue: &'a Catalogue,
    files: &BTreeMap<String, File>,
) -> Vec<(&'a Measure, String, Places)> {
    let mut found = Vec::new();
    for measure in &catalogue.measures {
        if measure.unit != "%" || measure.kind != "percentage" || !measure.part_of.is_empty() {
            continue;
        }
        for (id, file) in files {
            let Some(data_set) = catalogue.data_sets.get(id).filter(|_| measure.reads(id)) else {
                continue;
            };
            let Some(layout) = data_set.layouts.iter().find(|l| l.id == "compact") else {
                continue;
            };
            let way = layout.cohort.ways().into_iter().next().unwrap_or_default();
            let columns = layout.columns_of(measure, &way);
            if let Some(places) = columns.and_then(|columns| file.places(&columns)) {
                found.push((measure, id.clone(), places));
            }
        }
    }
    found
}

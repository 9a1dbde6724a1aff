//! A file with a row for each numerator, denominator and outcome, which prints no year.

use crate::Outcome;
use crate::table::{Lines, Table, lines_read};
use send_outcomes::catalogue::Catalogue;
use send_outcomes::source::sha256;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Column of the kind of number, and of the number.
const KIND: &str = "Measure Type";
const NUMBER: &str = "Measure Value";
const CODE: &str = "ONS Code";
/// Columns that follow from the data set and are left out.
const WITHIN: [&str; 2] = ["ASCOF Measure Code", "Disaggregation Level"];

/// Writes one such file again: period, area, kind of number, number, one line a line.
pub fn tabulate(
    id: &str,
    source: &Path,
    period: &str,
    figures: &Path,
    catalogue: &Catalogue,
) -> Outcome<Table> {
    let content = fs::read(source)?;
    let mut reader = csv::Reader::from_reader(content.as_slice());
    let header: BTreeMap<String, usize> =
        reader.headers()?.iter().enumerate().map(|(i, name)| (name.to_string(), i)).collect();
    let at = |name: &str| -> Outcome<usize> {
        Ok(*header.get(name).ok_or_else(|| format!("column '{name}' is missing"))?)
    };
    let (kind, number, code) = (at(KIND)?, at(NUMBER)?, at(CODE)?);
    let within = [at(WITHIN[0])?, at(WITHIN[1])?];
    let mut lines = Lines::new(&["period", "area", "Measure type", "Measure value"]);
    let (mut rows, mut published_rows) = (0, 0);
    // A record a line: with \r\n at their ends, lines are not those that the reader counts.
    for (line, record) in (2..).zip(reader.records()) {
        let record = record?;
        published_rows += 1;
        let cell = |i: usize| record.get(i).unwrap_or_default();
        let area = cell(code);
        let wanted = cell(within[0]) == "1E" && cell(within[1]) == "Total";
        if !wanted || catalogue.areas.get(area).is_none() {
            continue;
        }
        lines.push(line, [period, area, cell(kind), cell(number)].into_iter());
        rows += 1;
    }
    let target = figures.join(format!("{id}.csv"));
    lines.write(&target)?;
    // What is written must read: by the catalogue, to the last line of figures.
    if lines_read(id, &fs::read(&target)?, catalogue)?.is_empty() {
        return Err("no measure of the catalogue reads what was tabulated".into());
    }
    Ok(Table {
        data_set: id.to_string(),
        sha256: sha256(&content),
        bytes: content.len(),
        published_rows,
        rows,
        periods: BTreeSet::from([period.to_string()]),
    })
}

//! Cells as they are in the published files: each file is read once, and only
//! the lines that the facts name are kept.

use super::facts::{Fact, Facts};
use super::{ExplainError, PublishedCell};
use crate::catalogue::{Catalogue, MeasureOverride};
use crate::source::Snapshot;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::path::Path;

/// Header and wanted lines of one published file.
#[derive(Debug, Default)]
pub(super) struct Lines {
    file: String,
    header: Vec<String>,
    records: BTreeMap<i64, Vec<String>>,
}

/// Reads the lines that the facts name, by data set.
///
/// # Errors
/// A file is gone, or is another version than the one that was read.
pub(super) fn lines(
    facts: &Facts,
    snapshots: &[&Snapshot],
    catalogue: &Catalogue,
) -> Result<BTreeMap<(String, String), Lines>, ExplainError> {
    let mut wanted: BTreeMap<(&str, &str), BTreeSet<i64>> = BTreeMap::new();
    for fact in facts.iter() {
        wanted.entry((&fact.data_set, &fact.version)).or_default().insert(fact.line);
    }
    let mut found = BTreeMap::new();
    for ((data_set, version), lines) in wanted {
        // A line of a local file may contain suppressed counts: it is never shown.
        if catalogue.data_sets.get(data_set).is_some_and(|d| d.local_file.is_some()) {
            continue;
        }
        // A folder may hold several releases of one data set.
        let of_set = || snapshots.iter().filter(|s| s.data_set == data_set);
        let Some(snapshot) = of_set().find(|s| s.version == version) else {
            let held: Vec<&str> = of_set().map(|s| s.version.as_str()).collect();
            return Err(ExplainError::OtherVersion {
                data_set: data_set.to_string(),
                read: version.to_string(),
                held: if held.is_empty() { "none".to_string() } else { held.join(", ") },
            });
        };
        let published = catalogue.data_sets.get(data_set).map(|d| d.file_pattern.as_str());
        let mut read = read(snapshot, &lines)?;
        // What ships is tabulated from the published file line by line.
        read.file = match published {
            Some(name) if !name.is_empty() && snapshot.file.starts_with("data/embedded/") => {
                format!("{name}.csv")
            }
            _ => Path::new(&snapshot.file)
                .file_name()
                .map_or(snapshot.file.clone(), |name| name.to_string_lossy().into_owned()),
        };
        found.insert((data_set.to_string(), version.to_string()), read);
    }
    Ok(found)
}

/// A reader that drops a carriage return before a line feed: with both at the end of each record,
/// the lines that a CSV reader counts are one too few.
struct Lined<R> {
    reader: R,
    /// A carriage return that waits for the next byte.
    held: bool,
}

impl<R: Read> Lined<R> {
    fn new(reader: R) -> Self {
        Self { reader, held: false }
    }
}

impl<R: Read> Read for Lined<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut bytes = vec![0; buffer.len().saturating_sub(1).max(1)];
        loop {
            let read = self.reader.read(&mut bytes)?;
            let mut kept = 0;
            let mut keep = |byte: u8| {
                if let Some(place) = buffer.get_mut(kept) {
                    *place = byte;
                    kept += 1;
                }
            };
            for byte in &bytes[..read] {
                if std::mem::take(&mut self.held) && *byte != b'\n' {
                    keep(b'\r');
                }
                if *byte == b'\r' {
                    self.held = true;
                } else {
                    keep(*byte);
                }
            }
            if read == 0 && std::mem::take(&mut self.held) {
                keep(b'\r');
            }
            // Nothing kept of something read is not the end of the file.
            if kept > 0 || read == 0 {
                return Ok(kept);
            }
        }
    }
}

fn read(snapshot: &Snapshot, wanted: &BTreeSet<i64>) -> Result<Lines, ExplainError> {
    let mut bytes = snapshot.checked()?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(true)
        .flexible(true)
        .from_reader(Lined::new(&mut bytes));
    let mut lines = Lines::default();
    // A file that was staged has been read whole before: what no longer reads has no cells.
    if let Ok(header) = reader.headers() {
        let plain = |name: &str| name.trim_start_matches('\u{feff}').trim().to_string();
        lines.header = header.iter().map(plain).collect();
    }
    let last = wanted.iter().next_back().copied().unwrap_or(0);
    let mut record = csv::StringRecord::new();
    while let Ok(true) = reader.read_record(&mut record) {
        let line = i64::try_from(line_of(&record, reader.position())).unwrap_or(0);
        if wanted.contains(&line) {
            lines.records.insert(line, record.iter().map(str::to_string).collect());
        }
        if line >= last {
            break;
        }
    }
    drop(reader);
    bytes.finish()?;
    Ok(lines)
}

/// The line on which a record begins, of which a reader only reports where it began to look for it:
/// empty lines before the record are passed over. `after` is the reader's place behind the record.
fn line_of(record: &csv::StringRecord, after: &csv::Position) -> u64 {
    let within: usize = record.iter().map(|field| field.matches('\n').count()).sum();
    let looked = record.position().map_or(0, csv::Position::line);
    // A last record without an end of line leaves the reader on its own line.
    after.line().saturating_sub(within as u64 + 1).max(looked)
}

/// Every cell behind `evidence`, in its order; a fact that was not published has one cell
/// that says so.
pub(super) fn cells(
    evidence: &[String],
    facts: &Facts,
    lines: &BTreeMap<(String, String), Lines>,
    catalogue: &Catalogue,
) -> Vec<PublishedCell> {
    evidence
        .iter()
        .flat_map(|key| match facts.get(key) {
            Some(fact) => of_fact(fact, lines, catalogue),
            None => vec![PublishedCell {
                fact: key.clone(),
                what: words(key, catalogue),
                part: "value".to_string(),
                printed: "no row was published".to_string(),
                ..PublishedCell::default()
            }],
        })
        .collect()
}

fn of_fact(
    fact: &Fact,
    lines: &BTreeMap<(String, String), Lines>,
    catalogue: &Catalogue,
) -> Vec<PublishedCell> {
    let Some(measure) = catalogue.measure(&fact.measure_id) else { return Vec::new() };
    let data_set = catalogue.data_sets.get(&fact.data_set);
    let title = data_set.map_or("", |d| d.title.as_str());
    let nothing = Lines::default();
    let lines = lines.get(&(fact.data_set.clone(), fact.version.clone())).unwrap_or(&nothing);
    let record = lines.records.get(&fact.line);
    let laid_out = data_set.map_or(&[][..], |d| d.layouts.as_slice());
    // A layout may have the measure under another name: that which the header has counts.
    let column = |own: &String, of: fn(&MeasureOverride) -> &Option<String>| {
        let others = laid_out.iter().filter_map(|l| of(l.measures.get(&measure.id)?).clone());
        let mut names = others.chain(Some(own.clone())).filter(|name| !name.is_empty());
        names.find(|name| lines.header.contains(name)).unwrap_or_else(|| own.clone())
    };
    [
        ("value", column(&measure.value, |o| &o.value)),
        ("count", column(&measure.numerator, |o| &o.numerator)),
        ("pupils", column(&measure.denominator, |o| &o.denominator)),
        ("lower limit", column(&measure.lower, |o| &o.lower)),
        ("upper limit", column(&measure.upper, |o| &o.upper)),
    ]
    .into_iter()
    .filter(|(_, column)| !column.is_empty())
    .filter_map(|(part, column)| {
        let place = lines.header.iter().position(|name| *name == column);
        let cell = place.zip(record).and_then(|(place, record)| record.get(place));
        // A layout that lacks the column says nothing of this part.
        let printed = match (cell, part) {
            (Some(cell), _) => cell.trim().to_string(),
            (None, "value") => fact.value.map(|v| v.to_string()).unwrap_or_default(),
            (None, _) => return None,
        };
        let meaning = catalogue.symbol(&printed).map(|s| s.meaning.clone()).unwrap_or_default();
        Some(PublishedCell {
            fact: fact.key.clone(),
            what: words(&fact.key, catalogue),
            part: part.to_string(),
            data_set: fact.data_set.clone(),
            data_set_title: title.to_string(),
            version: fact.version.clone(),
            file: lines.file.clone(),
            row: fact.line,
            column,
            printed,
            meaning,
        })
    })
    .collect()
}

/// `Birmingham, SEN support, 2020/21: Sustained destination after key stage 4`.
fn words(key: &str, catalogue: &Catalogue) -> String {
    let parts: Vec<&str> = key.split('|').collect();
    let [measure, cohort, area, period] = parts.as_slice() else { return key.to_string() };
    let cohort =
        catalogue.cohorts.iter().find(|c| c.id == *cohort).map_or(*cohort, |c| &c.short_title);
    let area = catalogue.areas.get(area).map_or(*area, |a| &a.name);
    let measure = catalogue.measure(measure).map_or(*measure, |m| &m.title);
    format!("{area}, {cohort}, {period}: {measure}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_of_the_file_whatever_ends_them() {
        let text = "period,area\r\n201819,A\r\n\r\n201920,\"B\r\nC\"\r\n202021,D\re\r\n";
        let mut plain = String::new();
        Lined::new(text.as_bytes()).read_to_string(&mut plain).unwrap();
        assert_eq!(plain, text.replace("\r\n", "\n"));
        // A return alone is text to the line count and the end of a record to a reader.
        let text = text.replace("D\re", "D");
        let mut reader = csv::Reader::from_reader(Lined::new(text.as_bytes()));
        let mut record = csv::StringRecord::new();
        let mut lines = Vec::new();
        while reader.read_record(&mut record).unwrap() {
            lines.push(line_of(&record, reader.position()));
        }
        assert_eq!(lines, [2, 4, 6], "the line on which each record begins");
    }
}

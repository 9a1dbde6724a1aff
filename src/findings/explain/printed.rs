//! Cells as they stand in the published files: each file is read once, and only
//! the lines that the facts name are kept.

use super::facts::{Fact, Facts};
use super::{ExplainError, PublishedCell};
use crate::catalogue::Catalogue;
use crate::source::Snapshot;
use std::collections::{BTreeMap, BTreeSet};

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
) -> Result<BTreeMap<String, Lines>, ExplainError> {
    let mut wanted: BTreeMap<&str, (&str, BTreeSet<i64>)> = BTreeMap::new();
    for fact in facts.iter() {
        let (_, lines) = wanted.entry(&fact.data_set).or_insert((&fact.version, BTreeSet::new()));
        lines.insert(fact.line);
    }
    let mut found = BTreeMap::new();
    for (data_set, (version, lines)) in wanted {
        let snapshot = snapshots.iter().find(|s| s.data_set == data_set);
        let held = snapshot.map_or("none", |s| s.version.as_str());
        let Some(snapshot) = snapshot.filter(|s| s.version == version) else {
            return Err(ExplainError::OtherVersion {
                data_set: data_set.to_string(),
                read: version.to_string(),
                held: held.to_string(),
            });
        };
        let published = catalogue.data_sets.get(data_set).map(|d| d.file_pattern.as_str());
        let mut read = read(snapshot, &lines)?;
        read.file = match published {
            Some(name) if !name.is_empty() => format!("{name}.csv"),
            _ => snapshot.file.clone(),
        };
        found.insert(data_set.to_string(), read);
    }
    Ok(found)
}

fn read(snapshot: &Snapshot, wanted: &BTreeSet<i64>) -> Result<Lines, ExplainError> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(true).flexible(true).from_reader(snapshot.open()?);
    let mut lines = Lines::default();
    // A file that was staged has been read whole before: what no longer reads has no cells.
    if let Ok(header) = reader.headers() {
        let plain = |name: &str| name.trim_start_matches('\u{feff}').trim().to_string();
        lines.header = header.iter().map(plain).collect();
    }
    let last = wanted.iter().next_back().copied().unwrap_or(0);
    let mut record = csv::StringRecord::new();
    while let Ok(true) = reader.read_record(&mut record) {
        let line = record.position().map_or(0, |p| i64::try_from(p.line()).unwrap_or(0));
        if wanted.contains(&line) {
            lines.records.insert(line, record.iter().map(str::to_string).collect());
        }
        if line >= last {
            break;
        }
    }
    Ok(lines)
}

/// Every cell behind `evidence`, in its order; a fact that was not published has one cell
/// that says so.
pub(super) fn cells(
    evidence: &[String],
    facts: &Facts,
    lines: &BTreeMap<String, Lines>,
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
    lines: &BTreeMap<String, Lines>,
    catalogue: &Catalogue,
) -> Vec<PublishedCell> {
    let Some(measure) = catalogue.measure(&fact.measure_id) else { return Vec::new() };
    let title = catalogue.data_sets.get(&fact.data_set).map_or("", |d| d.title.as_str());
    let nothing = Lines::default();
    let lines = lines.get(&fact.data_set).unwrap_or(&nothing);
    let record = lines.records.get(&fact.line);
    [
        ("value", &measure.value),
        ("count", &measure.numerator),
        ("pupils", &measure.denominator),
        ("lower limit", &measure.lower),
        ("upper limit", &measure.upper),
    ]
    .into_iter()
    .filter(|(_, column)| !column.is_empty())
    .filter_map(|(part, column)| {
        let place = lines.header.iter().position(|name| name == column);
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
            column: column.clone(),
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

//! The rows of a year and area: those of figures that are read, and rows of everything else.

use super::columns::Columns;
use super::file::Shape;
use super::locate::locate;
use super::numbers::{About, LAST_START};
use super::places::Place;
use super::rows::Row;
use send_outcomes::catalogue::{Choices, CohortWay, Kinds, Measure, MeasureColumns, Symbol};
use send_outcomes::period::Period;

const OTHER_LABELS: [&str; 6] =
    ["Girls", "Boys", "Asian", "\"White, other\"", "FSM eligible", "Autism"];

/// What rows must contain and their term, and the measures in them.
type Part<'p, 'm> = ((&'p Choices, &'p str), Vec<&'p (&'m Measure, MeasureColumns)>);

/// The rows that are read, of one year and area: each key once.
pub fn figure_rows<'s>(
    shape: &Shape<'_>,
    columns: &Columns<'_>,
    place: &Place<'_>,
    start: i32,
    chance: &mut fastrand::Rng,
    oddities: &mut impl Iterator<Item = &'s Symbol>,
) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let fixed = |cohort: &str| columns.ways.iter().any(|(way, _)| way.is == cohort);
    let mut told: Vec<String> = Vec::new();
    for (way, measures) in &columns.ways {
        for (cohort, label) in labels(shape, way, start, place, chance) {
            // A cohort that several ways could give is given by one.
            let labelled = !way.column.is_empty();
            if labelled && (fixed(&cohort) || told.contains(&cohort)) {
                continue;
            }
            told.push(cohort.clone());
            // Measures that select their own rows or term are separate from the others.
            let mut parts: Vec<Part<'_, '_>> = Vec::new();
            for measure in measures.iter().filter(|(m, _)| {
                m.cohorts.contains(&cohort) || shape.layout.denominator_from == cohort
            }) {
                let own = (&measure.1.wanted, measure.0.term.as_str());
                match parts.iter_mut().find(|(part, _)| *part == own) {
                    Some((_, list)) => list.push(measure),
                    None => parts.push((own, vec![measure])),
                }
            }
            for (own, measures) in parts {
                let mut row = shared_columns(shape, columns, (way, label.as_str()), own, chance);
                row.insert(shape.layout.status.clone(), status(start).to_string());
                locate(shape, &mut row, place, start, false);
                if !own.1.is_empty() {
                    row.insert("time_identifier".to_string(), own.1.to_string());
                }
                let about = About { shape, place, cohort: &cohort, start };
                about.figures(&mut row, &measures, chance, oddities);
                for column in &columns.indicators {
                    row.entry(column.clone()).or_insert_with(|| chance.u16(..9999).to_string());
                }
                match &shape.layout.kinds {
                    None => merge(&mut rows, row, way),
                    Some(kinds) => rows.extend(by_kind(kinds, &row, &measures)),
                }
            }
        }
    }
    rows
}

/// What the row of a label has in its filters and in the columns that tell its rows from others.
fn shared_columns(
    shape: &Shape<'_>,
    columns: &Columns<'_>,
    (way, label): (&CohortWay, &str),
    (wanted, _): (&Choices, &str),
    chance: &mut fastrand::Rng,
) -> Row {
    let mut row = Row::new();
    for column in &columns.filters {
        row.insert(column.clone(), "Total".to_string());
    }
    let layout = shape.layout;
    let chosen = layout.where_present.iter().chain(&layout.wanted).chain(&way.wanted).chain(wanted);
    for (column, values) in chosen {
        let value = &values[chance.usize(..values.len())];
        // Some publishers leave a space behind a label.
        let space = if chance.u8(..8) == 0 { " " } else { "" };
        row.insert(column.clone(), format!("{value}{space}"));
    }
    for column in layout.drop.keys() {
        row.insert(column.clone(), String::new());
    }
    if !way.column.is_empty() {
        row.insert(way.column.clone(), label.to_string());
    }
    row
}

/// A way that names columns shares its row with the other ways of that kind.
fn merge(rows: &mut Vec<Row>, row: Row, way: &CohortWay) {
    match rows.last_mut().filter(|_| !way.measures.is_empty()) {
        Some(last) => {
            for column in way.measures.values() {
                for name in
                    [&column.value, &column.numerator, &column.denominator].into_iter().flatten()
                {
                    if let Some(text) = row.get(name) {
                        last.insert(name.clone(), text.clone());
                    }
                }
            }
        }
        None => rows.push(row),
    }
}

/// The same figures as rows of one kind each.
fn by_kind(kinds: &Kinds, row: &Row, measures: &[&(&Measure, MeasureColumns)]) -> Vec<Row> {
    let mut rows = Vec::new();
    for (label, part) in [(&kinds.value, 0), (&kinds.numerator, 1), (&kinds.denominator, 2)] {
        let Some(label) = label.first() else { continue };
        let mut copy = row.clone();
        copy.insert(kinds.column.clone(), label.clone());
        for (_, columns) in measures {
            let hidden = ["", "!numerator ", "!denominator "][part];
            if let Some(text) = row.get(&format!("{hidden}{}", columns.value)) {
                copy.insert(columns.value.clone(), text.clone());
            }
        }
        rows.push(copy);
    }
    rows
}

/// The cohorts of a way, each with a label that was in use in the year.
fn labels(
    shape: &Shape<'_>,
    way: &CohortWay,
    start: i32,
    place: &Place<'_>,
    chance: &mut fastrand::Rng,
) -> Vec<(String, String)> {
    if way.column.is_empty() {
        return vec![(way.is.clone(), String::new())];
    }
    let in_use = |label: &&send_outcomes::catalogue::Label| {
        let year = |text: &Option<String>| {
            text.as_ref().and_then(|t| Period::parse_any(t).ok()).map(|p| p.start)
        };
        year(&label.from).is_none_or(|from| start >= from)
            && year(&label.to).is_none_or(|to| start <= to)
    };
    let ignored =
        |label: &str| way.ignored.iter().chain(&shape.data_set.ignored_labels).any(|i| i == label);
    // A column that the layout itself asks for holds one of those labels.
    let asked = shape.layout.wanted.get(&way.column).or_else(|| way.wanted.get(&way.column));
    let mut found = Vec::new();
    for cohort in &shape.catalogue.cohorts {
        let known: Vec<&str> = shape
            .catalogue
            .labels
            .iter()
            .filter(|l| l.cohort == cohort.id)
            .filter(in_use)
            .map(|l| l.label.as_str())
            .filter(|l| !ignored(l) && !way.labels.contains_key(*l))
            .filter(|l| asked.is_none_or(|asked| asked.iter().any(|a| a == l)))
            // A total among the labels of other rows would be the row of all.
            .collect();
        if known.is_empty() {
            continue;
        }
        // One spelling a year, as published files have it.
        let label = known[(start as usize + place.area.code.len()) % known.len()];
        let before = if way.after.is_empty() { String::new() } else { format!("b{}", way.after) };
        let strip = way.strip.first().filter(|_| cohort.id != "all-pupils");
        let space = if chance.u8(..16) == 0 { " " } else { "" };
        let label = format!("{before}{}{label}{space}", strip.map_or("", String::as_str));
        found.push((cohort.id.clone(), label));
    }
    found
}

fn status(start: i32) -> &'static str {
    if start == LAST_START { "Provisional" } else { "Revised" }
}

/// A row of something else: another characteristic, sex or subject, never a figure that is read.
pub fn other_row(shape: &Shape<'_>, columns: &Columns<'_>, chance: &mut fastrand::Rng) -> Row {
    let mut row = Row::new();
    for column in &columns.filters {
        let label = OTHER_LABELS[chance.usize(..OTHER_LABELS.len())].trim_matches('"');
        row.insert(column.clone(), label.to_string());
    }
    for column in &columns.indicators {
        let text = match chance.u8(..10) {
            0 => "c".to_string(),
            1 => "z".to_string(),
            2..6 => chance.u32(..90_000).to_string(),
            _ => format!("{:.1}", chance.f64() * 100.0),
        };
        row.insert(column.clone(), text);
    }
    row.insert(shape.layout.status.clone(), "Revised".to_string());
    row
}

/// A row at the total of every filter but one, or of another topic, as published files have them for
/// each trait; `None` where the layout has no filter that is held at its total.
pub fn trait_row(
    shape: &Shape<'_>,
    columns: &Columns<'_>,
    turn: usize,
    chance: &mut fastrand::Rng,
) -> Option<Row> {
    let topics = columns.ways.iter().flat_map(|(way, _)| {
        way.wanted.keys().filter(|_| shape.own.is_some()).map(|topic| (topic, Some(&way.column)))
    });
    let held: Vec<(&String, Option<&String>)> = shape
        .layout
        .totals
        .iter()
        .map(|name| (name, None))
        .chain(topics)
        .filter(|(name, _)| columns.filters.contains(*name))
        .collect();
    let (parted, label) = held.get(turn % held.len().max(1))?;
    let mut row = other_row(shape, columns, chance);
    for column in &columns.filters {
        row.insert(column.clone(), "Total".to_string());
    }
    let wanted = shape.layout.where_present.iter().chain(&shape.layout.wanted);
    for (column, values) in wanted {
        row.insert(column.clone(), values[chance.usize(..values.len())].clone());
    }
    for column in [Some(*parted), *label].into_iter().flatten() {
        let text = OTHER_LABELS[chance.usize(..OTHER_LABELS.len())].trim_matches('"');
        row.insert(column.clone(), text.to_string());
    }
    row.insert(shape.layout.status.clone(), "Revised".to_string());
    Some(row)
}

//! Lists of what the catalogue knows.

use super::fitted::fitted_error;
use crate::catalogue::{Catalogue, nearest};
use crate::engine::AsOf;
use crate::error::{DONE, Error};
use crate::inert::inert_row;
use crate::shown::inert_message;
use clap::{Args, ValueEnum};
use std::io::Write;

/// Flags of the listing verbs.
#[derive(Debug, Args)]
pub struct ListFlags {
    /// How to print the list.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// List only rows that contain this text.
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
}

/// How rows are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Columns side by side.
    Table,
    /// Comma-separated.
    Csv,
    /// One JSON array.
    Json,
}

/// Areas with code, level and region.
///
/// # Errors
/// Standard output is closed.
pub fn areas(flags: &ListFlags, catalogue: &Catalogue) -> Result<u8, Error> {
    let today = AsOf::latest().day;
    let rows = catalogue.areas.iter().map(|a| {
        vec![
            a.code.clone(),
            a.name.clone(),
            a.level.as_str().to_string(),
            a.region_code.clone(),
            catalogue.areas.notes(a, today).join(" "),
        ]
    });
    print(flags, &["code", "name", "level", "region_code", "note"], rows.collect())
}

/// Measures with theme, unit, polarity and data set.
///
/// # Errors
/// Standard output is closed.
pub fn measures(flags: &ListFlags, catalogue: &Catalogue) -> Result<u8, Error> {
    let rows = catalogue.measures.iter().map(|m| {
        vec![
            m.id.clone(),
            m.title.clone(),
            m.theme.clone(),
            m.unit.clone(),
            m.polarity.to_string(),
            m.data_set.clone(),
        ]
    });
    print(flags, &["id", "title", "theme", "unit", "polarity", "data_set"], rows.collect())
}

/// Data sets with the ids under which they are published.
///
/// # Errors
/// Standard output is closed.
pub fn data_sets(flags: &ListFlags, catalogue: &Catalogue) -> Result<u8, Error> {
    let rows = catalogue.data_sets.values().map(|d| {
        let held = if d.held { "yes" } else { "no" };
        vec![
            d.id.clone(),
            d.api_id.clone(),
            d.slug.clone(),
            d.title.clone(),
            d.publisher.clone(),
            held.to_string(),
        ]
    });
    print(flags, &["id", "api_id", "slug", "title", "publisher", "held"], rows.collect())
}

/// Cohorts.
///
/// # Errors
/// Standard output is closed.
pub fn cohorts(flags: &ListFlags, catalogue: &Catalogue) -> Result<u8, Error> {
    let rows = catalogue.cohorts.iter().map(|c| {
        let labels = catalogue.labels.iter().filter(|l| l.cohort == c.id);
        let labels: Vec<&str> = labels.map(|l| l.label.as_str()).collect();
        vec![c.id.clone(), c.title.clone(), labels.join("; ")]
    });
    print(flags, &["id", "title", "published_labels"], rows.collect())
}

fn print(flags: &ListFlags, header: &[&str], rows: Vec<Vec<String>>) -> Result<u8, Error> {
    let wanted = flags.search.as_ref().map(|s| s.to_lowercase());
    let (rows, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| {
        wanted.as_ref().is_none_or(|w| row.iter().any(|c| c.to_lowercase().contains(w)))
    });
    if let (Some(wanted), Format::Table, []) = (&wanted, flags.format, rows.as_slice()) {
        let known = others.iter().flatten().map(String::as_str);
        eprintln!(
            "{}",
            fitted_error(&format!("nothing holds '{wanted}'{}", nearest(wanted, known)))
        );
        return Ok(DONE);
    }
    let text = match flags.format {
        Format::Table => inert_message(&table(header, &rows)).into_owned(),
        Format::Csv => csv_text(header, &rows),
        Format::Json => json_text(header, &rows),
    };
    say(&text)
}

/// Writes `text` to standard output.
///
/// # Errors
/// It cannot be written to; a reader that stops early is not an error.
pub fn say(text: &str) -> Result<u8, Error> {
    match std::io::stdout().write_all(text.as_bytes()) {
        // The reader of a pipe may stop early: that is not a failure.
        Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => Ok(DONE),
        result => {
            result.map(|()| DONE).map_err(Error::file(std::path::Path::new("standard output")))
        }
    }
}

fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([header[column].chars().count()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    let header: Vec<String> = header.iter().map(|h| (*h).to_string()).collect();
    let mut text = String::new();
    for row in std::iter::once(&header).chain(rows) {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// Rows as one JSON array of objects.
pub(super) fn json_text(header: &[&str], rows: &[Vec<String>]) -> String {
    let object = |row: &Vec<String>| {
        let pairs = header.iter().zip(row);
        pairs.map(|(k, v)| ((*k).to_string(), v.clone().into())).collect()
    };
    let objects: Vec<serde_json::Map<String, serde_json::Value>> =
        rows.iter().map(object).collect();
    format!("{:#}\n", serde_json::json!(objects))
}

/// Rows as comma-separated values under their header.
pub(super) fn csv_text(header: &[&str], rows: &[Vec<String>]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record(header);
    for row in rows {
        let _ = writer.write_record(&inert_row(row.iter().map(String::as_str)));
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

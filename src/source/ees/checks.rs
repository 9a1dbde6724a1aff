//! Whether a file that came is the file that was published.

use super::error::EesError;
use super::shapes::{Meta, TimePeriod};
use crate::source::FileShape;
use std::collections::BTreeSet;

/// What the service says of a version's file.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    /// Its columns and periods.
    pub meta: Option<Meta>,
    /// Its rows.
    pub rows: Option<i64>,
}

/// Holds a file against its description; gives what is odd but no fault.
///
/// # Errors
/// A described column is missing, or rows or periods are not those described.
pub fn check_shape(
    url: &str,
    expected: &Expected,
    shape: &FileShape,
) -> Result<Vec<String>, EesError> {
    let integrity = |check: &'static str, what: String| EesError::Integrity {
        url: url.to_string(),
        check,
        what,
    };
    let mut notes = Vec::new();
    if let Some(meta) = &expected.meta {
        let described: Vec<&str> = meta
            .filters
            .iter()
            .map(|f| f.column.as_str())
            .chain(meta.indicators.iter().map(|i| i.column.as_str()))
            .collect();
        let missing: Vec<String> = described
            .iter()
            .filter(|column| !shape.header.iter().any(|h| h == *column))
            .map(|column| format!("'{column}' is missing"))
            .collect();
        if !missing.is_empty() {
            return Err(EesError::SchemaDrift { missing });
        }
        let extra: Vec<&str> = shape
            .header
            .iter()
            .map(String::as_str)
            .filter(|h| !described.contains(h) && !is_geography(h))
            .collect();
        if !extra.is_empty() {
            notes.push(format!(
                "columns that the publisher does not describe: {}",
                extra.join(", ")
            ));
        }
        let periods: BTreeSet<String> = meta.time_periods.iter().map(TimePeriod::in_file).collect();
        if shape.header.iter().any(|h| h == "time_period") && periods != shape.periods {
            let list = |a: &BTreeSet<String>, b: &BTreeSet<String>| {
                a.difference(b).cloned().collect::<Vec<_>>().join(", ")
            };
            return Err(integrity(
                "periods",
                format!(
                    "described but absent: {}; present but not described: {}",
                    list(&periods, &shape.periods),
                    list(&shape.periods, &periods)
                ),
            ));
        }
    }
    if let Some(rows) = expected.rows
        && i64::try_from(shape.rows).ok() != Some(rows)
    {
        return Err(integrity("row count", format!("{} rows of {rows}", shape.rows)));
    }
    if shape.rows == 0 {
        return Err(integrity("empty", "a header and no rows".to_string()));
    }
    Ok(notes)
}

fn is_geography(column: &str) -> bool {
    matches!(column, "time_period" | "time_identifier" | "geographic_level")
        || ["_code", "_name", "_urn", "_laestab", "_ukprn", "_id"]
            .iter()
            .any(|e| column.ends_with(e))
}

//! Whether a file that came is the file that was published.

use super::error::EesError;
use super::shapes::{Meta, TimePeriod};
use crate::source::FileShape;
use crate::source::file_shape::is_place_or_time;
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
    let integrity = |check: &'static str| {
        let url = url.to_string();
        move |what: String| EesError::Integrity { url, check, what }
    };
    let mut notes = Vec::new();
    if let Some(meta) = &expected.meta {
        notes.extend(check_columns(meta, shape)?);
    }
    let doubled = shape.doubled();
    if !doubled.is_empty() {
        notes.push(format!("several columns have one name: {}", doubled.join(", ")));
    }
    let surplus = surplus_rows(expected, shape).map_err(integrity("row count"))?;
    // Rows that the service does not count may be of years that it does not describe.
    let may_have_more = surplus.is_some();
    notes.extend(surplus);
    if let Some(meta) = &expected.meta
        && shape.column("time_period").is_some()
    {
        notes.extend(check_periods(meta, shape, may_have_more).map_err(integrity("periods"))?);
    }
    if shape.rows == 0 {
        return Err(integrity("empty")("a header and no rows".to_string()));
    }
    Ok(notes)
}

/// Every column that is described is there; a note on those that are not described.
fn check_columns(meta: &Meta, shape: &FileShape) -> Result<Option<String>, EesError> {
    let filters = meta.filters.iter().map(|f| f.column.as_str());
    let indicators = meta.indicators.iter().map(|i| i.column.as_str());
    let described: Vec<&str> = filters.chain(indicators).collect();
    let missing: Vec<String> = described
        .iter()
        .filter(|column| shape.column(column).is_none())
        .map(|column| format!("'{column}' is missing"))
        .collect();
    if !missing.is_empty() {
        return Err(EesError::SchemaDrift { missing });
    }
    let extra: Vec<&str> = shape
        .header
        .iter()
        .map(String::as_str)
        .filter(|h| !h.is_empty() && !is_place_or_time(&h.to_ascii_lowercase()))
        .filter(|h| !described.iter().any(|d| d.eq_ignore_ascii_case(h)))
        .collect();
    let note = || format!("columns that the publisher does not describe: {}", extra.join(", "));
    Ok((!extra.is_empty()).then(note))
}

/// Every period that is described is there; a note on those that are not described, where there may be
/// any.
fn check_periods(
    meta: &Meta,
    shape: &FileShape,
    may_have_more: bool,
) -> Result<Option<String>, String> {
    let periods: BTreeSet<String> = meta.time_periods.iter().map(TimePeriod::in_file).collect();
    let list = |a: &BTreeSet<String>, b: &BTreeSet<String>| {
        a.difference(b).cloned().collect::<Vec<_>>().join(", ")
    };
    let (absent, more) = (list(&periods, &shape.periods), list(&shape.periods, &periods));
    if !absent.is_empty() || (!more.is_empty() && !may_have_more) {
        return Err(format!("described but absent: {absent}; present but not described: {more}"));
    }
    let note = || format!("periods that the publisher does not describe: {more}");
    Ok((!more.is_empty()).then(note))
}

/// A note on rows beyond those that the service counts: they are of levels that it does not
/// describe, or that nothing reads.
fn surplus_rows(expected: &Expected, shape: &FileShape) -> Result<Option<String>, String> {
    let Some(counted) = expected.rows.and_then(|rows| u64::try_from(rows).ok()) else {
        return Ok(None);
    };
    if shape.rows == counted {
        return Ok(None);
    }
    let described = |level: &str| {
        let levels = expected.meta.iter().flat_map(|meta| &meta.geographic_levels);
        levels.clone().next().is_none() || levels.map(|l| &l.label).any(|l| alike(l, level))
    };
    let is_read = |level: &str| READ.iter().any(|read| alike(read, level));
    let others = shape.levels.iter().filter(|(level, _)| !is_read(level) || !described(level));
    let others: Vec<(&String, &u64)> = others.collect();
    let uncounted: u64 = others.iter().map(|(_, rows)| **rows).sum();
    if shape.rows < counted || shape.rows - counted > uncounted {
        return Err(format!("{} rows of {counted}", shape.rows));
    }
    let levels: Vec<String> =
        others.iter().map(|(level, rows)| format!("{rows} of level '{level}'")).collect();
    Ok(Some(format!(
        "{} rows more than the {counted} that the publisher counts; the file has rows of levels \
         that are not described or not read: {}",
        shape.rows - counted,
        levels.join(", ")
    )))
}

/// Levels that are read, as files print them.
const READ: [&str; 3] = ["National", "Regional", "Local authority"];

fn alike(one: &str, other: &str) -> bool {
    one.trim().eq_ignore_ascii_case(other.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::ees::shapes::Coded;

    fn checked(rows: i64, levels: &[&str], text: &str) -> Result<Vec<String>, String> {
        let coded = |label: &&str| Coded { code: String::new(), label: (*label).to_string() };
        let meta = Meta {
            geographic_levels: levels.iter().map(coded).collect(),
            time_periods: vec![TimePeriod {
                code: "CY".into(),
                period: "2018".into(),
                ..TimePeriod::default()
            }],
            ..Meta::default()
        };
        let expected = Expected { meta: Some(meta), rows: Some(rows) };
        let shape = FileShape::read(text.as_bytes()).unwrap();
        check_shape("u", &expected, &shape).map_err(|e| e.to_string())
    }

    #[test]
    fn rows_of_levels_that_are_not_described_or_not_read_are_a_note() {
        let text = "time_period,geographic_level,a\n2018,National,1\n2018,Local authority,2\n\
                    2018,School,3\n2018,School,4\n";
        let note = checked(2, &["National", "Local authority"], text).unwrap().remove(1);
        assert!(note.contains("2 rows more") && note.contains("2 of level 'School'"), "{note}");
        assert!(checked(3, &[], text).is_ok());
        assert!(checked(3, &["national"], text).is_ok(), "a level in the file only");
        let all = checked(4, &["National", "Local authority", "School"], text).unwrap();
        assert_eq!(all, ["columns that the publisher does not describe: a"]);
        for (rows, levels) in [(5, &["National"][..]), (1, &["National", "Local authority"])] {
            let error = checked(rows, levels, text).unwrap_err();
            assert!(error.contains(&format!("row count: 4 rows of {rows}")), "{error}");
        }
        // A year that is described is there; one that is not may be among the uncounted rows.
        let later = text.replace("2018,School", "2019,School");
        assert!(checked(2, &["National", "Local authority"], &later).unwrap()[2].contains("2019"));
        assert!(checked(4, &[], &later).unwrap_err().contains("not described: 2019"));
    }
}

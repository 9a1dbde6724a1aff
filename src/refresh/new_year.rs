//! A new year: who has it, who does not yet, and what an analyst has to look at before
//! its figures are believed.

use crate::catalogue::Catalogue;
use crate::diff::Note;
use crate::engine::{self, EngineError, Rows, printed_number, row, signed_number};
use crate::error::Error;
use crate::period::Period;
use crate::store::{ChangeOf, Retrieval, Store};
use datafusion::arrow::array::{Int32Array, RecordBatch};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

const YEARS: &str = "diff/years.sql";
const JUMPS: &str = "diff/jumps.sql";

/// What there is of a year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewYear {
    /// Data sets that have the year.
    pub with: Vec<String>,
    /// Data sets that do not have it yet, with the last period they have.
    pub without: Vec<(String, String)>,
    /// What is to be read, in the order of reading.
    pub notes: Vec<Note>,
}

impl NewYear {
    /// In one line.
    #[must_use]
    pub fn summary(&self, year: Period) -> String {
        let all = self.with.len() + self.without.len();
        let partial = if self.without.is_empty() { "" } else { ", a partial year" };
        format!("{year}: {} of {all} data sets have it{partial}", self.with.len())
    }
}

/// What one data set has of the year.
#[derive(Default)]
struct Standing {
    measures: Vec<String>,
    provisional: bool,
    last: String,
}

row! {
    /// What one measure has of the year.
    struct OfMeasure {
        data_set: String,
        measure_id: String,
        figures: i32,
        areas: i32,
        provisional: i32,
        last_period: String | "",
    }
}

row! {
    /// A change of England's figure out of the ordinary.
    struct Jump {
        measure_id: String,
        cohort: String,
        period: String,
        period_before: String,
        change: f64,
        usual_change: f64,
    }
}

/// Reads what the outputs in `folder` and the store say of `year`.
///
/// # Errors
/// The outputs have no facts, or a query of `queries/diff/` does not run.
pub async fn new_year(
    year: Period,
    folder: &Path,
    store: &Store,
    catalogue: &Catalogue,
    scratch: &Path,
) -> Result<NewYear, Error> {
    let context = engine::session(scratch)?;
    let facts = folder.join("tables/facts.parquet");
    engine::register_file(&context, "new_facts", &facts).await?;
    let asked = Arc::new(Int32Array::from(vec![year.as_of_start()]));
    let asked = RecordBatch::try_from_iter([("period_start", asked as _)])
        .map_err(|e| EngineError::Table(e.to_string()))?;
    context.register_batch("asked_year", asked).map_err(EngineError::from)?;

    let found = standings(&Rows::of_file(&context, YEARS).await?, catalogue)?;
    let mut result = NewYear::default();
    let (mut with, mut without, mut status) = (Vec::new(), Vec::new(), Vec::new());
    for (id, standing) in &found {
        if standing.measures.is_empty() {
            result.without.push((id.clone(), standing.last.clone()));
            without.push(format!("{id}: latest is {}", standing.last));
            continue;
        }
        result.with.push(id.clone());
        let provisional = if standing.provisional { ", provisional" } else { "" };
        with.push(format!("{id}{provisional}: {}", standing.measures.join(", ")));
        status.extend(status_advice(id, standing.provisional, year, store, catalogue)?);
    }
    let jumps = Rows::of_file(&context, JUMPS).await?.read::<Jump>()?;
    let breaks: Vec<String> = jumps.iter().map(|jump| jump.advice(catalogue)).collect();
    let shapes = ShapeAdvice::of(&result.with, store)?;
    let mut note = |title: String, items: Vec<String>, none: &str| {
        let items = if items.is_empty() { vec![none.to_string()] } else { items };
        result.notes.push(Note { title, items });
    };
    note(format!("Data sets with {year}"), with, "none");
    note(format!("Data sets without {year} yet"), without, "none: the year is whole");
    note("Provisional against revised".to_string(), status, "nothing to change");
    note("New breaks to consider".to_string(), [breaks, shapes.columns].concat(), "none seen");
    note("Label history to extend".to_string(), shapes.labels, "no label changed");
    if !shapes.to_read.is_empty() {
        let title = "Changes recorded by an earlier version of this program";
        result.notes.push(Note { title: title.to_string(), items: shapes.to_read });
    }
    Ok(result)
}

/// What each data set has of the year, by its id.
fn standings(
    rows: &Rows,
    catalogue: &Catalogue,
) -> Result<BTreeMap<String, Standing>, EngineError> {
    let mut found: BTreeMap<String, Standing> = BTreeMap::new();
    for row in rows.read::<OfMeasure>()? {
        let standing = found.entry(row.data_set).or_default();
        standing.last = std::mem::take(&mut standing.last).max(row.last_period);
        standing.provisional |= row.provisional > 0;
        if row.figures > 0 {
            let title = title(catalogue, &row.measure_id);
            standing.measures.push(format!("{title} ({} areas)", row.areas));
        }
    }
    Ok(found)
}

impl Jump {
    fn advice(&self, catalogue: &Catalogue) -> String {
        let Self { measure_id, cohort, period, period_before, change, usual_change } = self;
        let measure = catalogue.measure(measure_id);
        let decimals = measure.map_or(1, |m| usize::try_from(m.decimals).unwrap_or_default());
        format!(
            "{}, {cohort}: England moved by {} from {period_before} to {period}, where {} is usual; if the definition changed, add a \
             [[break]] before \"{period}\" for '{measure_id}' in catalogue/breaks.toml",
            title(catalogue, measure_id),
            signed_number(*change, decimals),
            printed_number(*usual_change, decimals),
        )
    }
}

/// What to do about the columns and labels that changed.
#[derive(Debug, Default, PartialEq, Eq)]
struct ShapeAdvice {
    columns: Vec<String>,
    labels: Vec<String>,
    /// Changes of which an earlier version of the program recorded the words alone: which of them
    /// are of columns and which of labels, their reader has to see.
    to_read: Vec<String>,
}

impl ShapeAdvice {
    fn of(data_sets: &[String], store: &Store) -> Result<Self, Error> {
        let mut advice = Self::default();
        for id in data_sets {
            let Some(record) = store.current(id)? else { continue };
            advice.add(id, &record);
        }
        Ok(advice)
    }

    fn add(&mut self, id: &str, record: &Retrieval) {
        let mut not_recorded = Vec::new();
        for change in &record.changes {
            let words = &change.words;
            match change.of {
                ChangeOf::Label => self.labels.push(format!(
                    "{id}: {words}; note the first and last year of each spelling in catalogue/cohorts.toml"
                )),
                ChangeOf::Column => self.columns.push(format!("{id}: {words}")),
                ChangeOf::Other => {}
                ChangeOf::NotRecorded => not_recorded.push(words.as_str()),
            }
        }
        if !not_recorded.is_empty() {
            self.to_read.push(format!(
                "{id} {}: {}; where a label changed, note the first and last year of each spelling in \
                 catalogue/cohorts.toml; where a column did, consider a [[break]] in catalogue/breaks.toml; \
                 the next version that is fetched is recorded in full",
                record.version,
                not_recorded.join("; ")
            ));
        }
    }
}

/// What the publisher's words say against what the catalogue says of the year's status.
fn status_advice(
    id: &str,
    provisional: bool,
    year: Period,
    store: &Store,
    catalogue: &Catalogue,
) -> Result<Option<String>, Error> {
    let Some(record) = store.current(id)? else { return Ok(None) };
    let Some(data_set) = catalogue.data_sets.get(id) else { return Ok(None) };
    let period = Period { start: year.start, kind: data_set.period_kind };
    let said: Vec<&str> = [record.release.as_ref(), record.notes.as_ref(), Some(&record.url)]
        .into_iter()
        .flatten()
        .flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric()))
        .collect();
    let said: BTreeSet<String> = said.into_iter().map(str::to_lowercase).collect();
    let says = |words: &[&str]| words.iter().any(|word| said.contains(*word));
    let (first, last) = (says(&["provisional", "prov"]), says(&["revised", "final", "rev"]));
    Ok(if first && !last && !provisional {
        Some(format!(
            "{id}: the publisher calls this release provisional; add \"{period}\" to provisional_periods in \
             catalogue/data-sets/{id}.toml"
        ))
    } else if last && !first && provisional {
        Some(format!(
            "{id}: the publisher calls this release revised; take \"{period}\" out of provisional_periods in \
             catalogue/data-sets/{id}.toml"
        ))
    } else if provisional {
        Some(format!("{id}: {period} is provisional and may be revised"))
    } else {
        None
    })
}

fn title(catalogue: &Catalogue, measure_id: &str) -> String {
    catalogue.measure(measure_id).map_or_else(|| measure_id.to_string(), |m| m.title.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_that_an_earlier_version_recorded_are_listed_to_be_read() {
        let record = |changes: &str| -> Retrieval {
            let text = format!("{{\"version\": \"2.1\", \"changes\": [{changes}]}}");
            serde_json::from_str(&text).unwrap()
        };
        let label = "label added 'Deaf' in column 'need'";
        let mut advice = ShapeAdvice::default();
        advice.add("absence", &record(&format!("\"{label}\", \"column gone 'rate'\"")));
        assert!(advice.columns.is_empty() && advice.labels.is_empty());
        let [line] = &advice.to_read[..] else { panic!("{advice:?}") };
        let start = format!("absence 2.1: {label}; column gone 'rate'; where a label changed");
        assert!(line.starts_with(&start) && line.contains("catalogue/cohorts.toml"), "{line}");

        let mut advice = ShapeAdvice::default();
        let recorded = |of: &str| format!("{{\"of\": \"{of}\", \"words\": \"{label}\"}}");
        let changes = [recorded("label"), recorded("column"), recorded("other")].join(", ");
        advice.add("absence", &record(&changes));
        assert_eq!((advice.labels.len(), advice.columns.len(), advice.to_read.len()), (1, 1, 0));
        assert!(advice.labels[0].starts_with(&format!("absence: {label}; note the first")));
    }
}
